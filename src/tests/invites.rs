//! Invite links.

use super::support::{Room, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_follows_a_link_signs_up_and_is_in() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let den = ada.create_private("Den").await;
    ada.say(&den, "a secret word").await;
    let link = ada.invite(&den, &[]).await;
    let bo = app.visitor("bo");
    let page = bo.get(&link).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Den") && page.text.contains(&format!("value=\"{link}\"")));
    assert!(!page.text.contains("Behind the door") && !page.text.contains("secret") && !page.text.contains("og:title"));
    let fields = [("username", "bo"), ("password", &*bo.password), ("next", &*link)];
    let reply = bo.post("/signup", &fields).await;
    assert_eq!((reply.status, reply.after_first_steps()), (303, &*format!("/rooms/{}", den.slug)));
    assert!(bo.get(reply.after_first_steps()).await.text.contains("a secret word"));
    let cy = app.person("cy").await;
    assert_eq!(cy.get(&link).await.status, 200);
    assert_eq!(app.count("select count(*) from memberships").await, 2, "looking is not joining");
    assert_eq!(cy.post(&link, &[]).await.location(), format!("/rooms/{}", den.slug));
    assert!(cy.get(&link).await.text.contains("Open room"), "who is in is led on");
    assert_eq!(app.count("select uses from invites").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_shown_once_and_kept_as_a_hash() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let reply = ada.post("/rooms/lobby/invites", &[("lasts", "day"), ("most", "10")]).await;
    let (_, rest) = reply.text.split_once("/join/").expect("a link");
    let token = &rest[..43];
    let start = reply.text.find("class=\"qr\"").expect("a QR code");
    let drawn = &reply.text[start..start + reply.text[start..].find("</svg>").expect("its end")];
    assert!(drawn.contains("<path") && !drawn.contains("style"), "{drawn}");
    assert!(reply.text.contains("data-copy") && reply.text.contains(&format!("http://{}/join/", app.addr)));
    for path in ["/rooms/lobby/invites", "/rooms/lobby/about"] {
        let page = ada.get(path).await.text;
        assert!(page.contains("0 of 10 used") && !page.contains(token), "{path}");
    }
    // The `link` field of a form is not trusted.
    let reply = ada.post("/rooms/nowhere/invites", &[("link", "http://evil.example/join/x")]).await;
    assert!(reply.status == 404 && !reply.text.contains("class=\"qr\""));
    let dump: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from invites").fetch_all(&mut app.db().await).await.expect("the hashes");
    assert_eq!((dump.len(), dump[0].len()), (1, 32));
    assert_ne!(dump[0], token.as_bytes());
    assert_eq!(room.id, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_by_time_by_use_and_by_being_revoked() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let den = ada.create_private("Den").await;
    let [once, old, ended] =
        [ada.invite(&den, &[("most", "1")]).await, ada.invite(&den, &[]).await, ada.invite(&den, &[]).await];
    let people = futures::future::join_all((0..8).map(|number| {
        let app = &app;
        async move { app.person(&format!("guest{number}")).await }
    }))
    .await;
    futures::future::join_all(people.iter().map(|person| person.post(&once, &[]))).await;
    assert_eq!(app.count("select count(*) from memberships").await, 2, "one was let in");
    assert_eq!(app.visitor("late").get(&once).await.status, 410);
    sqlx::query("update invites set expires_at = 1 where id = 2").execute(&mut app.db().await).await.expect("time");
    assert_eq!(app.visitor("late").get(&old).await.status, 410);
    let reply = ada.post(&format!("/rooms/{}/invites/revoke", den.slug), &[("invite", "3")]).await;
    assert_eq!(reply.location(), format!("/rooms/{}/invites?done=revoked", den.slug));
    for person in &people {
        for link in [&old, &ended] {
            assert_eq!(person.post(link, &[]).await.status, 303);
        }
    }
    assert_eq!(app.count("select count(*) from memberships").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_invite_into_open_rooms_and_moderators_into_private_ones() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (open, den) = (ada.create_room("Lobby").await, ada.create_private("Den").await);
    bo.join(&open).await;
    bo.post(&ada.invite(&den, &[]).await, &[]).await;
    bo.invite(&open, &[]).await;
    let invites = |room: &Room| format!("/rooms/{}/invites", room.slug);
    assert_eq!(bo.post(&invites(&den), &[]).await.status, 404);
    assert_eq!(bo.get(&invites(&den)).await.status, 404);
    assert!(!bo.get(&format!("/rooms/{}/about", den.slug)).await.text.contains("Invite"));
    ada.administer(&den, "role", &[("who", "2"), ("role", "moderator")]).await;
    let link = bo.invite(&den, &[]).await;
    // Others' links are listed for moderators and owners.
    ada.invite(&open, &[]).await;
    assert!(!bo.get(&invites(&open)).await.text.contains("Revoke the link by ada"));
    assert!(bo.get(&invites(&den)).await.text.contains("Revoke the link by ada"));
    // A link ends when its author could no longer make it.
    ada.administer(&den, "role", &[("who", "2"), ("role", "member")]).await;
    assert_eq!(app.visitor("late").get(&link).await.status, 410);
    let link = bo.invite(&open, &[]).await;
    assert_eq!(app.visitor("late").get(&link).await.status, 200);
    bo.leave(&open).await;
    assert_eq!(app.visitor("late").get(&link).await.status, 410);
}

const ENDED: &str = "This invitation has ended or is used up. Ask for a new one.";

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_has_ended_says_so_and_one_that_never_was_says_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let den = ada.create_private("Den").await;
    let [once, old, revoked] =
        [ada.invite(&den, &[("most", "1")]).await, ada.invite(&den, &[]).await, ada.invite(&den, &[]).await];
    let bo = app.person("bo").await;
    bo.post(&once, &[]).await;
    sqlx::query("update invites set expires_at = created_at + 1 where id = 2")
        .execute(&mut app.db().await)
        .await
        .expect("time");
    ada.post(&format!("/rooms/{}/invites/revoke", den.slug), &[("invite", "3")]).await;
    // Until then nothing is deleted for its age; making another link does that.
    app.config.clock.pass(2 * 60 * 60 * 1_000);
    let theirs = ada.invite(&den, &[]).await;
    let list = ada.get(&format!("/rooms/{}/invites", den.slug)).await.text;
    assert_eq!(list.matches("Revoke the link by").count(), 1, "only what still leads in is listed");
    let visitors = [app.visitor("late"), app.person("cy").await];
    for link in [&once, &old, &revoked] {
        for person in &visitors {
            let page = person.get(link).await;
            assert_eq!(page.status, 410, "{link}");
            assert!(page.text.contains(ENDED) && !page.text.contains("mistyped"), "{}", page.text);
            assert!(!page.text.contains("Den") && !page.text.contains(&den.slug), "and no more than that");
        }
        assert_eq!(visitors[1].post(link, &[]).await.location(), *link, "whose page says so");
    }
    ada.leave(&den).await;
    assert!(visitors[0].get(&theirs).await.text.contains(ENDED), "it ended with who made it");
    for nothing in ["/join/nowhere", &format!("/join/{}", "A".repeat(43))] {
        let page = visitors[0].get(nothing).await;
        assert!(page.status == 404 && !page.text.contains("invitation") && page.text.contains("Nothing is here"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_often_a_link_was_used_is_said_in_words() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let link = ada.invite(&room, &[]).await;
    for (guest, words) in [("bo", "not used yet"), ("cy", "used once"), ("di", "used 2 times")] {
        let page = ada.get("/rooms/lobby/invites").await.text;
        assert!(page.contains(words), "{words}: {page}");
        app.person(guest).await.post(&link, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_account_takes_an_invitation_a_link_into_a_room_is_one() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    ada.post("/admin", &[("place_name", "Ours"), ("place_mark", ""), ("sign_up", "invitation")]).await;
    let link = bo.invite(&room, &[("most", "1")]).await;
    let eve = app.visitor("eve");
    let page = eve.get(&link).await.text;
    assert!(page.contains("Create account") && page.contains("Lobby"), "{page}");
    assert!(eve.get(&format!("/signup?next={link}")).await.text.contains(r#"name="password""#));
    // A refused form uses nothing up.
    let typo = [("username", "ada"), ("password", &*eve.password), ("next", &*link)];
    assert_eq!(eve.post("/signup", &typo).await.status, 422);
    // Many at once, and one is let in: into the place and into the room.
    let people: Vec<_> = (0..6).map(|number| app.visitor(&format!("guest{number}"))).collect();
    let replies = futures::future::join_all(people.iter().map(|person| async {
        let fields = [("username", &*person.name), ("password", &*person.password), ("next", &*link)];
        person.post("/signup", &fields).await
    }))
    .await;
    let came: Vec<_> = replies.iter().filter(|reply| reply.status == 303).collect();
    assert_eq!((came.len(), came[0].after_first_steps()), (1, "/rooms/lobby"));
    assert_eq!(app.count("select count(*) from users").await, 3);
    assert_eq!(app.count("select count(*) from memberships where room_id = 1").await, 3);
    assert_eq!(app.count("select uses from invites").await, 1);
    assert_eq!(app.visitor("late").get(&link).await.status, 410);
    // Where nobody can make an account, it makes none.
    let link = bo.invite(&room, &[]).await;
    ada.post("/admin", &[("place_name", "Ours"), ("place_mark", ""), ("sign_up", "closed")]).await;
    let fields = [("username", "late"), ("password", &*eve.password), ("next", &*link)];
    assert_eq!(app.visitor("late").post("/signup", &fields).await.status, 403);
    assert_eq!(app.count("select sum(uses) from invites").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_told_apart_by_their_names() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    for page in ["/rooms/lobby/invites", "/admin/invitations"] {
        let terms = [("days", "7"), ("uses", "5"), ("link_name", "  For the <b>choir</b>  ")];
        assert_eq!(ada.post(page, &terms).await.status, 200);
        let text = ada.get(page).await.text;
        assert!(text.contains("For the &lt;b&gt;choir&lt;/b&gt;"), "{text}");
        assert!(text.contains("aria-label=\"Revoke the link For the &lt;b&gt;choir"), "{text}");
        let long = "x".repeat(61);
        let refused = ada.post(page, &[("days", "7"), ("uses", "5"), ("link_name", &long)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Use at most 60 characters.") && refused.text.contains(&long));
    }
    assert_eq!(app.count("select count(*) from invites").await, 1);
    assert_eq!(app.count("select count(*) from invitations").await, 1);
    // Without a name and a choice: the usual terms.
    assert_eq!(ada.post("/rooms/lobby/invites", &[]).await.status, 200);
    assert!(ada.get("/rooms/lobby/about").await.text.contains("Make an invite link"));
}
