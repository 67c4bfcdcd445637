//! A person's choices of how the app looks: on all of their devices.

use super::support::TestApp;
use jiff::{Timestamp, tz::TimeZone};
use roost::server::{chat::profile, domain::until};

/// The names in the list of rooms, from the top.
fn listed(page: &str) -> Vec<&str> {
    let list = page.split("aria-label=\"Rooms\"").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("a list");
    let links = list.split("data-name=\"\"").skip(1);
    links.filter_map(|link| link.split("translate=\"no\">").nth(1)?.split("</bdi>").next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_stand_above_the_other_rooms_in_every_tab() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    for name in ["Attic", "Lobby", "Garden"] {
        ada.create_room(name).await;
    }
    assert_eq!(listed(&ada.get("/rooms").await.text), ["Attic", "Garden", "Lobby"]);
    let mut tab = ada.socket().await;
    let reply = ada.post("/rooms/lobby/favourite", &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby"));
    assert_eq!(tab.next_of_type("heads").await["rooms"][0]["favourite"], true);
    let page = ada.get("/rooms/lobby").await.text;
    assert_eq!(listed(&page), ["Lobby", "Attic", "Garden"]);
    assert!(page.contains(">Favourites<") && page.contains("/rooms/lobby/unfavourite"));
    assert_eq!(bo.post("/rooms/lobby/favourite", &[]).await.status, 404, "of members alone");
    ada.post("/rooms/lobby/unfavourite", &[]).await;
    let page = ada.get("/rooms/lobby").await.text;
    assert!(!page.contains(">Favourites<") && listed(&page) == ["Attic", "Garden", "Lobby"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_listed_by_name_or_by_what_was_written_last() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (attic, lobby) = (ada.create_room("Attic").await, ada.create_room("Lobby").await);
    ada.say(&lobby, "one").await;
    ada.say(&attic, "two").await;
    ada.say(&lobby, "three").await;
    // Coming and going is nothing that was written.
    bo.join(&attic).await;
    assert_eq!(listed(&ada.get("/rooms").await.text), ["Attic", "Lobby"]);
    let reply = ada.post("/settings/app/list", &[("order", "activity")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/settings/app?done=saved"));
    assert_eq!(listed(&ada.get("/rooms").await.text), ["Lobby", "Attic"]);
    ada.say(&attic, "four").await;
    let phone = ada.elsewhere();
    phone.sign_in().await;
    assert_eq!(listed(&phone.get("/rooms").await.text), ["Attic", "Lobby"], "on every device");
    assert_eq!(phone.socket().await.heard[0]["by_activity"], true);
    // Conversations always are.
    app.person("cy").await;
    for name in ["cy", "bo"] {
        let talk = ada.room_at(ada.post(&format!("/dm/{name}"), &[]).await.location()).await;
        ada.say(&talk, "hello").await;
    }
    ada.post("/settings/app/list", &[("order", "name")]).await;
    assert_eq!(listed(&ada.get("/rooms").await.text), ["Attic", "Lobby", "bo", "cy"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_goes_along_to_every_device_and_stays_after_signing_out() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let phone = ada.elsewhere();
    phone.sign_in().await;
    ada.post("/settings/app", &[("theme", "dark")]).await;
    let is_dark = |page: String| page.contains("data-theme=\"dark\"");
    assert!(is_dark(ada.get("/rooms").await.text) && is_dark(phone.get("/rooms").await.text));
    ada.sign_out().await;
    assert!(is_dark(ada.get("/signin").await.text), "in the browser in which it was chosen");
    phone.sign_out().await;
    assert!(!is_dark(phone.get("/signin").await.text));
    assert!(!is_dark(app.person("bo").await.get("/rooms").await.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_ends_when_it_was_said_to_and_everybody_sees_it() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut tab = bo.follow(&room).await;
    let fields = |clear| {
        [("username", "ada"), ("display_name", "Ada"), ("status", "At lunch"), ("emoji", "🍲"), ("clear", clear)]
    };
    assert_eq!(ada.post("/profile", &fields("hour")).await.status, 303);
    assert!(ada.get("/profile").await.text.contains("As it is: today, "));
    // Another change of the profile leaves the end as it is.
    assert_eq!(ada.post("/profile", &fields("keep")).await.status, 303);
    assert_eq!(app.count("select count(*) from users where status_until is not null").await, 1);
    assert!(bo.get("/people/ada").await.text.contains("At lunch"));
    app.config.clock.pass(60 * 60 * 1_000 + 1_000);
    profile::end_statuses(app.state()).await.expect("cleared");
    let mut told = tab.next_of_type("people").await;
    while !told["people"][0]["status"].is_null() {
        told = tab.next_of_type("people").await;
    }
    assert_eq!(told["people"][0]["username"], "ada");
    assert!(!bo.get("/people/ada").await.text.contains("At lunch"));
    // Without an end it stays.
    ada.post("/profile", &fields("")).await;
    app.config.clock.pass(10 * 24 * 60 * 60 * 1_000);
    profile::end_statuses(app.state()).await.expect("cleared");
    assert!(bo.get("/people/ada").await.text.contains("At lunch"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_to_be_disturbed_is_told_nothing_until_then() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut tab = ada.socket().await;
    let reply = ada.post("/settings/notifications/rest", &[("rest", "hour")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/settings/notifications?done=level"));
    let told = tab.next_of_type("quiet").await["quiet"].clone();
    assert!(told[0][0] == 0 && told[0][1].as_i64() > Some(60 * 60 * 1_000), "{told}");
    assert!(ada.get("/settings/notifications").await.text.contains("Until today, "));
    assert_eq!(ada.socket().await.heard[0]["quiet"], told, "later tabs too");
    ada.post("/settings/notifications/rest", &[("rest", "keep")]).await;
    assert_eq!(tab.next_of_type("quiet").await["quiet"], told);
    ada.post("/settings/notifications/rest", &[("rest", "")]).await;
    assert!(tab.next_of_type("quiet").await["quiet"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn ends_go_by_the_clock_of_the_person() {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let at = |text: &str| text.parse::<Timestamp>().expect("a moment").as_millisecond();
    // A Friday evening, on the day before the clocks go back.
    let now = at("2026-10-23T20:30:00Z");
    let of = |choice| until::of(choice, &zone, now);
    assert_eq!(of("hour"), Ok(Some(at("2026-10-23T21:30:00Z"))));
    assert_eq!(of("hours"), Ok(Some(at("2026-10-24T00:30:00Z"))));
    assert_eq!(of("today"), Ok(Some(at("2026-10-23T22:00:00Z"))));
    assert_eq!(of("tomorrow"), Ok(Some(at("2026-10-24T06:00:00Z"))));
    assert_eq!(of("week"), Ok(Some(at("2026-10-25T23:00:00Z"))));
    assert_eq!(of(""), Ok(None));
    assert!(of("keep").is_err() && of("never").is_err(), "not offered");
    // On a Monday it is the next one.
    assert_eq!(until::of("week", &zone, at("2026-10-26T10:00:00Z")), Ok(Some(at("2026-11-01T23:00:00Z"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_enter_key_does_what_was_chosen_on_every_device() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert!(!ada.get("/rooms").await.text.contains("data-enter"), "as the device has it");
    for (word, attribute) in
        [("breaks", Some("data-enter=\"breaks\"")), ("sends", Some("data-enter=\"sends\"")), ("device", None)]
    {
        let reply = ada.post("/settings/app/enter", &[("enter", word)]).await;
        assert_eq!((reply.status, reply.location()), (303, "/settings/app?done=saved"));
        let page = ada.get("/rooms").await.text;
        assert_eq!(attribute.is_some(), page.contains("data-enter"), "{word}");
        assert!(attribute.is_none_or(|attribute| page.contains(attribute)), "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_is_not_offered_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    app.person("bo").await;
    let profile = [("username", "ada"), ("display_name", "Ada"), ("status", "Away"), ("emoji", ""), ("zone", "")];
    for (path, field) in [
        ("/rooms/new", "kind"),
        ("/rooms/lobby/kind", "kind"),
        ("/rooms/lobby/archive", "archived"),
        ("/rooms/lobby/invites", "lasts"),
        ("/rooms/lobby/invites", "most"),
        ("/rooms/lobby/notifications", "mute"),
        ("/rooms/lobby/notifications", "level"),
        ("/settings/app", "theme"),
        ("/settings/app/list", "order"),
        ("/settings/app/enter", "enter"),
        ("/settings/notifications/rest", "rest"),
        ("/settings/notifications/level", "level"),
        ("/profile", "clear"),
        ("/admin", "sign_up"),
        ("/admin/people/bo/role", "role"),
    ] {
        for value in ["zz", "PRIVATE", "private ", "-1", "99999999999999999999"] {
            let more = [("name", "Attic"), ("topic", ""), ("place_name", "Roost"), ("place_mark", ""), (field, value)];
            let reply = ada.post(path, &[&profile[..], &more].concat()).await;
            assert_eq!(reply.status, 404, "{path} {field}={value}: {}", reply.location());
        }
    }
    assert_eq!(app.count("select count(*) from rooms where archived_at is not null or kind <> 'open'").await, 0);
    assert_eq!(app.count("select count(*) from rooms").await, 1);
    assert_eq!(app.count("select count(*) from invites").await, 0);
    assert_eq!(app.count("select count(*) from users where status <> '' or quiet_until is not null").await, 0);
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_muted_until_it_is_unmuted_whatever_muted_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    let page = "/rooms/lobby/notifications";
    let muted = "select count(*) from notify_rooms where muted_until > 250000000000000 or level is not null";
    assert_eq!(ada.post("/rooms/lobby/mute", &[]).await.location(), "/rooms/lobby");
    assert!(ada.get(page).await.text.contains("Until it is unmuted"));
    assert_eq!(app.count(muted).await, 1);
    // Another choice beside it leaves it as it is.
    ada.post(page, &[("level", "everything"), ("mute", "keep")]).await;
    assert!(ada.get(page).await.text.contains("Until it is unmuted"));
    assert_eq!(ada.post("/rooms/lobby/unmute", &[]).await.location(), "/rooms/lobby");
    assert_eq!(app.count("select count(*) from notify_rooms where muted_until is not null").await, 0);
    assert_eq!(app.count("select count(*) from notify_rooms where level is not null").await, 1, "the choice stays");
    ada.post(page, &[("level", "nothing"), ("mute", "")]).await;
    ada.post("/rooms/lobby/unmute", &[]).await;
    assert_eq!(app.count(muted).await, 0);
    ada.post("/settings/notifications/level", &[("level", "nothing")]).await;
    ada.post("/rooms/lobby/unmute", &[]).await;
    assert_eq!(app.count("select count(*) from notify_rooms where level = 'mentions'").await, 1, "it is unmuted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rooms_details_have_its_notifications_too() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    ada.create_room("Lobby").await;
    let details = "/rooms/lobby/about";
    let page = ada.get(details).await.text;
    assert!(page.contains(r#"<option value="" selected>The usual: Mentions</option>"#), "{page}");
    let chosen = [("from", "about"), ("level", "everything"), ("mute", "always")];
    let reply = ada.post("/rooms/lobby/notifications", &chosen).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby/about?done=saved"));
    let page = ada.get(details).await.text;
    assert!(page.contains(r#"<option value="everything" selected>Everything</option>"#), "{page}");
    assert!(page.contains(r#"<option value="keep">Until it is unmuted</option>"#), "{page}");
    // Somewhere else it does not lead.
    let elsewhere = [("from", "//evil.example"), ("level", ""), ("mute", "")];
    let reply = ada.post("/rooms/lobby/notifications", &elsewhere).await;
    assert_eq!(reply.location(), "/rooms/lobby/notifications?done=saved");
    assert!(!bo.get(details).await.text.contains("The usual"), "only a member chooses");
}
