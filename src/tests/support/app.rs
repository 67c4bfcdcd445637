//! A real server on a free port, over a data folder of its own.

use super::{Person, soon, within};
use roost::server::{Config, Running, db::Conn, web::app_state::AppState};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use tempfile::TempDir;

pub(crate) struct TestApp {
    pub(crate) addr: SocketAddr,
    pub(crate) config: Config,
    running: Option<Running>,
    _folder: TempDir,
}

impl TestApp {
    /// A server with limits that only the tests of those limits come near.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data: folder.path().join("data"),
            message_burst: 1_000_000,
            room_burst: 1_000_000,
            sign_in_tries: 100_000,
            sign_ups_per_address: 100_000,
            connections_per_address: 100_000,
            ..Config::default()
        };
        change(&mut config);
        let running = Running::start(config.clone()).await.expect("the server starts");
        config.addr = running.addr;
        Self { addr: running.addr, config, running: Some(running), _folder: folder }
    }

    pub(crate) fn state(&self) -> &AppState {
        &self.running.as_ref().expect("the server runs").state
    }

    /// Stops the server as SIGTERM does.
    pub(crate) async fn stop(&mut self) {
        let running = self.running.take().expect("the server runs");
        within(Duration::from_secs(15), "the server stops", running.stop()).await;
    }

    /// Starts it again, on the same folder and port.
    pub(crate) async fn start_again(&mut self) {
        self.running = Some(Running::start(self.config.clone()).await.expect("the server starts again"));
    }

    /// A person without an account.
    pub(crate) fn visitor(&self, name: &str) -> Person {
        Person::new(name, self.addr)
    }

    /// A person with an account, signed in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let person = self.visitor(name);
        let reply = person.sign_up().await;
        assert_eq!(reply.status, 303, "{name} signs up: {}", reply.text);
        person
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.config.data.join("roost.db")
    }

    /// A database connection beside the server's own.
    pub(crate) async fn db(&self) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(self.file())
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .connect()
            .await
            .expect("the database opens")
    }

    /// The same, for functions of the store.
    pub(crate) async fn conn(&self) -> Conn {
        self.db().await.into()
    }

    /// Waits until a query has this result, for facts that only the store shows.
    pub(crate) async fn comes_to(&self, sql: &'static str, number: i64) {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        soon(sql, async {
            while self.count(sql).await != number {
                looks.tick().await;
            }
        })
        .await;
    }

    /// The result of a query for one number.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.db().await).await.expect(sql)
    }
}
