//! Query plans: every statement that the server runs is explained, and none may scan a table that grows.

use super::support::{Person, Room, TestApp, name_of, seed};
use roost::{model::UserId, server::db::read_marks};
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};
use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, PoisonError},
};
use tracing::field::{Field, Visit};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

static HEARD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Records the text of every statement, from sqlx's log.
struct Statements;

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        let Statement { summary, whole } = statement;
        let text = if whole.trim().is_empty() { summary } else { whole };
        // Several may go together.
        let each = text.split(';').map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" "));
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).extend(each);
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.whole = value.to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// Does everything once that reads or writes the store.
async fn a_day(app: &TestApp, ada: &Person, room: &Room) {
    let bo = app.person("bo").await;
    bo.join(room).await;
    bo.elsewhere().sign_in().await;
    for path in [
        "/",
        "/rooms",
        "/rooms/long",
        "/profile",
        "/people/ada",
        "/rooms/long/500",
        "/rooms/long?before=500",
        "/rooms/long/about",
        "/rooms/long/members",
        "/rooms/long/members?after=5-5",
        "/rooms/long/members?q=crowd1",
        "/rooms/long/add",
        "/rooms/long/add?q=crowd1",
        "/rooms/long/invites",
        "/dm",
        "/dm?q=crowd1&people=ada",
        "/dm/ada",
        "/api/messages/older?room=1&seq=9",
        "/api/messages/newer?room=1&seq=9",
        "/api/messages/log?room=1&seq=9",
    ] {
        assert!(bo.get(path).await.status < 400, "{path}");
        app.visitor("x").get(path).await;
    }
    let mut socket = bo.socket().await;
    socket.subscribe(room.id, Some(90_000)).await;
    socket.next_of_type("live").await;
    socket.send(room.id, &name_of(1), "hello").await;
    let seq = socket.next_of_type("ack").await["seq"].clone();
    socket.say(json!({ "type": "edit", "room": room.id, "seq": seq, "body": "hello, @ada" })).await;
    socket.say(json!({ "type": "delete", "room": room.id, "seq": seq })).await;
    socket.next_of_type("delete").await;
    socket.say(json!({ "type": "read", "room": room.id, "seq": 50_000 })).await;
    socket.next_of_type("heads").await;
    socket.say(json!({ "type": "people", "room": room.id, "ids": [1, 2, 3] })).await;
    socket.next_of_type("people").await;
    let profile = [("username", "bo"), ("display_name", "Bo"), ("status", "out")];
    assert_eq!(bo.post("/profile", &profile).await.status, 303);
    assert_eq!(bo.post("/profile/picture/remove", &[]).await.status, 303);
    assert_eq!(bo.post("/settings/notifications/level", &[("level", "everything")]).await.status, 303);
    // The query made when a notification is sent.
    let mut conn = app.state().db.read().await.expect("a connection");
    read_marks::unread_in_all(&mut conn, UserId(2), 0).await.expect("a count");
    drop(conn);
    let link = bo.invite(room, &[]).await;
    app.visitor("x").get(&link).await;
    bo.post("/dm/ada", &[]).await;
    for topic in ["Tea", ""] {
        ada.administer(room, "about", &[("name", "Long"), ("topic", topic)]).await;
    }
    bo.leave(room).await;
    for path in
        ["/admin/people", "/admin/people?q=crowd1&after=crowd10", "/admin/people/bo", "/admin/rooms", "/settings"]
    {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
    ada.post("/admin/people/bo/role", &[("role", "admin")]).await;
    ada.post("/admin/people/bo/role", &[("role", "member")]).await;
    for (path, fields) in [("sign-out", &[][..]), ("suspend", &[]), ("unsuspend", &[]), ("remove", &[("sure", "no")])] {
        ada.post(&format!("/admin/people/bo/{path}"), fields).await;
    }
    bo.sign_in().await;
    bo.get("/settings/data").await;
    bo.post("/settings/sessions/end", &[("session", "x")]).await;
    let mine = ("current_password", &*bo.password);
    bo.post("/settings/password", &[mine, ("new_password", &bo.password)]).await;
    app.visitor("x").post("/recover", &[("username", "bo"), ("code", "x"), ("new_password", &bo.password)]).await;
    let cy = app.person("cy").await;
    cy.join(room).await;
    cy.post("/settings/delete", &[("current_password", &cy.password), ("confirm", "cy")]).await;
    bo.sign_out().await;
    ada.create_room("Long").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_walks_through_a_table_that_grows() {
    let filter = tracing_subscriber::filter::filter_fn(|metadata| metadata.target() == "sqlx::query");
    tracing_subscriber::registry().with(Statements.with_filter(filter)).init();
    let app = TestApp::start().await;
    // Until then nothing is deleted for its age.
    app.config.clock.pass(2 * 60 * 60 * 1_000);
    let ada = app.person("ada").await;
    let room = ada.create_room("Long").await;
    seed::posts(&app, &room, "ada", 100_000).await;
    seed::crowd(&app).await;
    // With and without the statistics of `optimize`.
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for round in 0..2 {
        a_day(&app, &ada, &room).await;
        let statements = HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut db = app.db().await;
        for sql in statements.iter().filter(|sql| is_the_servers(sql)) {
            let rows = sqlx::query(AssertSqlSafe(format!("explain query plan {sql}"))).fetch_all(&mut db).await;
            let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
            for row in rows {
                let step: String = row.get("detail");
                seen.insert(step.clone());
                let walks = step.starts_with("SCAN")
                    && ["entries", "memberships", "mentions", "messages", "sessions", "users"]
                        .iter()
                        .any(|table| step[4..].contains(table));
                // Preferences are looked up per person, never searched by value.
                let is_everybody = step.contains(" notify_defaults ") && !step.contains("(rowid=?)");
                let is_any = sql.contains("exists (select 1 from users)");
                let is_sort = step.contains("TEMP B-TREE") && sql.starts_with("select seq, at");
                if walks && !is_any || is_sort || is_everybody {
                    wrong.insert(format!("{step}: {sql}"));
                }
            }
        }
        if round == 0 {
            sqlx::query("delete from memberships where user_id = 2").execute(&mut db).await.expect("bo is out");
            sqlx::query("delete from users where username = 'bo'").execute(&mut db).await.ok();
            sqlx::query("update users set username = 'bo2', username_key = 'bo2' where username = 'bo'")
                .execute(&mut db)
                .await
                .expect("renamed");
            sqlx::query("delete from usernames where key = 'bo'").execute(&mut db).await.expect("free again");
            sqlx::query("delete from usernames where key = 'cy'").execute(&mut db).await.expect("cy can come again");
            sqlx::query("analyze").execute(&mut db).await.expect("statistics");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Not vacuous: these are plans of the room log and the memberships.
    for way in [
        "SEARCH entries USING PRIMARY KEY (room_id=? AND seq>?)",
        "SEARCH entries USING COVERING INDEX entries_visible (room_id=? AND seq<?)",
        "SEARCH messages USING INDEX messages_live (room_id=? AND seq>?)",
        "SEARCH messages USING INDEX messages_by_run (room_id=? AND run>?)",
        "SEARCH messages USING INDEX sqlite_autoindex_messages_2 (room_id=? AND user_id=? AND client_id=?)",
        "SEARCH memberships USING PRIMARY KEY (room_id=? AND user_id=?)",
        "SEARCH memberships USING INDEX memberships_by_user (user_id=?)",
        "SEARCH sessions USING PRIMARY KEY (token_hash=?)",
        "SEARCH notify_defaults USING INTEGER PRIMARY KEY (rowid=?)",
        "SCAN rooms USING INDEX rooms_open",
    ] {
        assert!(seen.contains(way), "{way} is not among {seen:#?}");
    }
}

/// Other tests run in this process too; their statements are not the server's.
fn is_the_servers(sql: &str) -> bool {
    let begins = ["select", "with", "update", "delete", "insert"].iter().any(|word| sql.starts_with(word));
    let tests = [
        "/* test */",
        "pragma_",
        "sqlite_schema",
        "sqlite_version",
        "_sqlx_migrations",
        "count(*) from users",
        "printf(",
    ];
    begins && SERVERS.iter().any(|part| sql.contains(part)) && !tests.iter().any(|part| sql.contains(part))
}

/// Marks of the server's statements: each is bound by number.
const SERVERS: [&str; 2] = ["?1", "exists (select 1 from users)"];
