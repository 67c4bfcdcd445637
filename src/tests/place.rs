//! The site: its name, and the rule for sign-up.

use super::support::{Person, Reply, TestApp, name_of};
use roost::{model::site::titled, server::config::SignUp};
use serde_json::json;

async fn set(person: &Person, name: &str, mark: &str, mode: &str) -> Reply {
    person.post("/admin", &[("place_name", name), ("place_mark", mark), ("sign_up", mode)]).await
}

async fn invite(person: &Person, days: &str, uses: &str) -> String {
    let reply = person.post("/admin/invitations", &[("days", days), ("uses", uses)]).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store, no-transform"));
    let (_, token) = reply.text.split_once("/join/").expect("a link");
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

async fn sign_up_with(person: &Person, invite: &str) -> u16 {
    let fields = [("username", &*person.name), ("password", &*person.password), ("invite", invite)];
    person.post("/signup", &fields).await.status
}

#[test]
fn titles_end_in_the_places_own_name() {
    assert_eq!(titled("Rooms · Roost".into(), "Ours", 0), "Rooms · Ours");
    assert_eq!(titled("Roost".into(), "Ours", 0), "Ours");
    assert_eq!(titled("Roosting · Roost".into(), "Roost", 3), "(3) Roosting · Roost");
    assert_eq!(titled("Something else".into(), "Ours", 100), "(99+) Something else");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_places_name_and_mark_stand_where_the_products_stood() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert!(ada.get("/rooms").await.text.contains("<title>Browse rooms · Roost</title>"));
    assert_eq!(set(&ada, "Book <b>club</b>", "📚", "open").await.location(), "/admin?done=saved");
    for _ in 0..2 {
        let page = ada.get("/rooms").await.text;
        assert!(page.contains("<title>Browse rooms · Book &lt;b>club&lt;/b></title>"), "{}", &page[..2_000]);
        assert!(page.contains("Book &lt;b&gt;club&lt;/b&gt;</bdi>") && page.contains("📚"));
        assert!(app.visitor("x").get("/signin").await.text.contains("📚"), "strangers see it too");
        // It survives a restart.
        app.stop().await;
        app.start_again().await;
    }
    let room = ada.create_room("Lobby").await;
    let card = app.visitor("x").get(&format!("/rooms/{}", room.slug)).await.text;
    assert!(card.contains("A room on Book") && !card.contains("on Roost"));
    assert!(card.contains(" with 1 member.\"") && !card.contains("1 members"), "of one it says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_cannot_be_is_refused_and_nothing_changes() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let long = "x".repeat(41);
    for (name, mark, field) in [
        ("", "", "place_name"),
        (" \u{200b}", "", "place_name"),
        (&*long, "", "place_name"),
        ("Ours", "far too long", "place_mark"),
    ] {
        let reply = set(&ada, name, mark, "closed").await;
        assert_eq!(reply.status, 422, "{name:?} {mark:?}");
        assert!(reply.text.contains(&format!("id=\"{field}-problem\"")));
    }
    assert!(ada.get("/rooms").await.text.contains("· Roost</title>"));
    assert_eq!(app.visitor("bo").sign_up().await.status, 303, "and the place is still open");
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_by_its_administrator_the_place_says_so_instead_of_a_form() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert_eq!(set(&ada, "Ours", "", "closed").await.status, 303);
    let bo = app.visitor("bo");
    let page = bo.get("/signup").await.text;
    assert!(page.contains("takes no new accounts") && !page.contains(r#"name="password""#));
    assert_eq!(bo.sign_up().await.status, 403);
    let token = invite(&ada, "7", "1").await;
    assert_eq!(sign_up_with(&bo, &token).await, 403, "closed is closed");
    assert_eq!(set(&ada, "Ours", "", "open").await.status, 303);
    assert_eq!(bo.sign_up().await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_promise_an_account_only_where_one_can_be_made() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let link = ada.invite(&room, &[]).await;
    // An invite link is an invitation, and the address of a room is none.
    for (mode, by_link, promised) in [("open", true, true), ("invitation", true, false), ("closed", false, false)] {
        set(&ada, "Ours", "", mode).await;
        for (path, promised) in [(&*link, by_link), ("/rooms/lobby", promised), ("/rooms/lobby/2", promised)] {
            let page = app.visitor("eve").get(path).await.text;
            assert_eq!(page.contains("Create account"), promised, "{mode}: {path}");
            assert_eq!(page.contains("ask whoever gave you this link"), !promised, "{mode}: {path}");
            assert!(page.contains("Sign in"), "{mode}: {path}");
        }
        let page = ada.get("/rooms/lobby/invites").await.text;
        assert_eq!(page.contains("also with a new account"), by_link, "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_invitation_so_many_come_in_as_were_invited() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    set(&ada, "Ours", "", "invitation").await;
    let visitor = app.visitor("visitor");
    assert!(visitor.get("/signup").await.text.contains("by invitation"));
    assert_eq!(sign_up_with(&visitor, "").await, 403);
    assert_eq!(sign_up_with(&visitor, "made-up").await, 403);
    let token = invite(&ada, "7", "5").await;
    let page = visitor.get(&format!("/signup?invite={token}&next=/rooms/new")).await.text;
    assert!(page.contains(&token) && page.contains("/rooms/new") && page.contains(r#"name="password""#));
    // A sign-up refused for another reason leaves the invitation valid, and in the form.
    let refused = visitor.post("/signup", &[("username", "ada"), ("password", "short"), ("invite", &token)]).await;
    assert!(refused.status == 422 && refused.text.contains(&token));
    let taken = [("username", "ADA"), ("password", "long enough by far"), ("invite", &*token)];
    assert_eq!(visitor.post("/signup", &taken).await.status, 422);
    let people: Vec<_> = (0..8).map(|number| app.visitor(&format!("guest{number}"))).collect();
    let statuses = futures::future::join_all(people.iter().map(|person| sign_up_with(person, &token))).await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 3, "{statuses:?}");
    for path in [format!("/signup?invite={token}"), format!("/join/{token}")] {
        let over = visitor.get(&path).await.text;
        assert!(over.contains("This invitation has ended or is used up. Ask for a new one."), "{path}: {over}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_link_into_the_place_leads_to_an_account_and_then_to_the_rooms() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    set(&ada, "Book club", "", "invitation").await;
    let link = format!("/join/{}", invite(&ada, "7", "1").await);
    let eve = app.visitor("eve");
    let page = eve.get(&link).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Book club") && page.text.contains("You are invited."), "{}", page.text);
    assert!(page.text.contains("Create account") && page.text.contains(&format!("value=\"{link}\"")));
    assert!(eve.get(&format!("/signup?next={link}")).await.text.contains(r#"name="password""#));
    let fields = [("username", "eve"), ("password", &*eve.password), ("next", &*link)];
    let reply = eve.post("/signup", &fields).await;
    assert_eq!((reply.status, reply.after_first_steps()), (303, "/"));
    assert!(ada.get(&link).await.status == 410 && app.visitor("late").get(&link).await.status == 410, "for one");
    let link = format!("/join/{}", invite(&ada, "7", "1").await);
    assert!(eve.get(&link).await.text.contains("You have an account here already."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_with_its_time_or_when_it_is_revoked() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    set(&ada, "Ours", "", "invitation").await;
    let token = invite(&ada, "1", "0").await;
    assert_eq!(sign_up_with(&app.visitor("one"), &token).await, 303);
    assert_eq!(sign_up_with(&app.visitor("two"), &token).await, 303, "any number");
    let page = ada.get("/admin/invitations").await.text;
    assert!(page.contains("2 made so far") && !page.contains(&token), "{page}");
    let until = page.split("2 made so far · until ").nth(1).expect("how long it is good");
    let names = ["today", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    assert!(names.iter().any(|name| until.starts_with(name)), "as a sentence has it: {until:.40}");
    let revoked = ada.post("/admin/invitations/revoke", &[("invitation", "1")]).await;
    assert_eq!(revoked.location(), "/admin/invitations?done=revoked");
    assert_eq!(sign_up_with(&app.visitor("three"), &token).await, 403);
    let token = invite(&ada, "1", "0").await;
    sqlx::query("update invitations set expires_at = (unixepoch() - 1) * 1000 /* test */")
        .execute(&mut app.db().await)
        .await
        .expect("a day later");
    assert_eq!(sign_up_with(&app.visitor("three"), &token).await, 403);
    assert_eq!(ada.post("/admin/invitations", &[("days", "100000"), ("uses", "-1")]).await.status, 404, "not offered");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_configuration_says_of_signing_up_holds_whatever_is_set() {
    let app = TestApp::with(|config| config.sign_up = Some(SignUp::Invitation)).await;
    let ada = app.person("ada").await;
    assert!(ada.get("/admin").await.text.contains("ROOST_SIGN_UP"));
    assert_eq!(set(&ada, "Ours", "", "open").await.status, 303);
    assert_eq!(app.visitor("bo").sign_up().await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_places_new_name_and_mark_are_in_every_open_tab_at_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut tabs = [ada.socket().await, bo.socket().await, bo.socket().await];
    assert_eq!(tabs[0].heard[0]["site"], json!({ "name": "Roost" }), "a line that was down hears of it by hello");
    assert_eq!(set(&ada, "Book club", "📚", "open").await.status, 303);
    for tab in &mut tabs {
        assert_eq!(tab.next_of_type("site").await["site"], json!({ "name": "Book club", "mark": "📚" }));
    }
    assert_eq!(bo.socket().await.heard[0]["site"]["name"], "Book club");
    assert_eq!(set(&ada, "", "", "open").await.status, 422);
    let own = bo.create_room("Own").await;
    tabs[1].send(own.id, &name_of(1), "a fence").await;
    tabs[1].next_of_type("ack").await;
    assert_eq!(tabs[1].heard.iter().filter(|frame| frame["type"] == "site").count(), 1, "a refused one is none");
}
