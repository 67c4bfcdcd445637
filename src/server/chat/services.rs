//! `Services`: the dependencies of the use cases.

use super::{
    exports::Exports, limits::Limits, login_limiter::LoginLimiter, site::SiteCache, turns::Turns, writer::Writer,
};
use crate::server::{
    auth::password::Hasher, config::Config, db::Db, files::Pictures, live::Hub, log::throttle::Seldom,
};
use std::sync::Arc;

/// Database, writer, hub, limits and settings of one server.
pub struct Services {
    pub config: Config,
    pub db: Db,
    pub writer: Writer,
    pub hub: Arc<Hub>,
    pub hasher: Hasher,
    pub pictures: Pictures,
    pub site: SiteCache,
    pub login_limiter: LoginLimiter,
    pub limits: Limits,
    pub exports: Exports,
    /// Reading of rooms, one at a time per person: nobody takes all readers of the database.
    pub turns: Turns,
    /// Throttle for log lines that would otherwise be written with every request.
    pub said: Seldom,
    /// Id of this database, which tells it from any other.
    pub epoch: String,
}
