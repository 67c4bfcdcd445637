//! A site with many people in one room, made directly in the database, and a server process for it.

use crate::support::{Dialled, Process, Raw, Room, TestApp, roost, seed};
use roost::server::auth::secret;

pub(crate) struct Scene {
    app: TestApp,
    pub(crate) room: Room,
    /// A session of each member; the first is Ada's, who owns the room.
    pub(crate) sessions: Vec<String>,
    pub(crate) server: Process,
}

impl Scene {
    /// Makes a room with this many members and messages, and starts a server process for it.
    pub(crate) async fn of(members: usize, messages: i64) -> Self {
        let mut app = TestApp::start().await;
        let ada = app.person("ada").await;
        let room = ada.create_room("Lobby").await;
        let mut sessions = vec![ada.cookie("roost").expect("a session")];
        let mut conn = app.conn().await;
        sqlx::query("begin immediate").execute(conn.as_mut()).await.expect("a transaction");
        for number in 1..members {
            let (token, name) = (secret::token(), format!("member{number}"));
            let user = seed::account_in(&mut conn, &name).await.0;
            sqlx::query("insert into sessions (token_hash, user_id, created_at, used_at, handle) values (?1, ?2, 0, ?3, 'bench')")
                .bind(&secret::hash(&token)[..])
                .bind(user)
                .bind(roost::server::clock::now())
                .execute(conn.as_mut())
                .await
                .expect("a session");
            sqlx::query(
                "insert into memberships (room_id, user_id, role, joined_seq, read_seq) values (?1, ?2, 'member', 1, 1)",
            )
            .bind(room.id)
            .bind(user)
            .execute(conn.as_mut())
            .await
            .expect("a membership");
            sessions.push(token);
        }
        sqlx::query("commit").execute(conn.as_mut()).await.expect("saved");
        drop(conn);
        if messages > 0 {
            seed::posts(&app, &room, "ada", messages).await;
        }
        app.stop().await;
        let mut command = roost(&app.config.data);
        command.env("ROOST_SOCKETS", "20000").env("ROOST_SOCKETS_PER_PERSON", "20000").env("ROOST_LOG", "info");
        command.env("ROOST_MESSAGE_BURST", "1000000").env("ROOST_CONNECTIONS_PER_ADDRESS", "20000");
        let server = Process::of(&mut command);
        Self { app, room, sessions, server }
    }

    pub(crate) fn cookie(&self, member: usize) -> String {
        format!("roost={}", self.sessions[member])
    }

    /// A socket of a member, past `hello`.
    pub(crate) async fn socket(&self, member: usize) -> Raw {
        let (origin, cookie) = (format!("http://{}", self.server.addr), self.cookie(member));
        match Raw::dial(self.server.addr, &[("origin", &origin), ("cookie", &cookie)]).await {
            Dialled::Open(mut raw) => {
                raw.hello().await;
                raw
            }
            Dialled::Refused(answer) => panic!("refused: {answer}"),
        }
    }

    /// Size of the database file, in bytes.
    pub(crate) fn stored(&self) -> u64 {
        std::fs::metadata(self.app.file()).map_or(0, |file| file.len())
    }
}
