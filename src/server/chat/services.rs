//! `Services`: what use cases work with.

use super::{exports::Exports, limits::Limits, login_limiter::LoginLimiter, site::Place, turns::Turns, writer::Writer};
use crate::server::{
    auth::password::Hasher, config::Config, db::Db, files::Pictures, live::Hub, log::throttle::Seldom,
};
use std::sync::Arc;

/// One server's store, its writer, who listens, limits and settings.
pub struct Services {
    pub config: Config,
    pub db: Db,
    pub writer: Writer,
    pub hub: Arc<Hub>,
    pub hasher: Hasher,
    pub pictures: Pictures,
    pub place: Place,
    pub login_limiter: LoginLimiter,
    pub limits: Limits,
    pub exports: Exports,
    /// Reading rooms: nobody keeps all readers of the store to themselves.
    pub turns: Turns,
    /// What operators are told, and not with every request.
    pub said: Seldom,
    /// Tells this database from any other.
    pub epoch: String,
}
