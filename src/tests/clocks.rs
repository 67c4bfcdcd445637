//! The server's clock is set ahead or back: nobody waits longer, and nothing is lost.

use super::support::{TestApp, seed};
use roost::{
    model::UserId,
    server::clock::{Clock, Settled, now},
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

fn clock(app: &TestApp) -> &Clock {
    &app.config.clock
}

#[test]
fn a_clock_that_was_set_is_believed_after_an_hour_and_not_before() {
    for by in [HOUR, -HOUR, DAY, -DAY, 10 * YEAR, -10 * YEAR] {
        let mut settled = Settled::new(YEAR, 0);
        assert_eq!(settled.look(YEAR + MINUTE, MINUTE), YEAR + MINUTE);
        for minute in 2..62 {
            let ticks = minute * MINUTE;
            assert_eq!(settled.look(YEAR + ticks + by, ticks), YEAR + ticks, "after {minute} minutes, by {by}");
            assert!(!settled.is_certain(ticks));
        }
        assert_eq!(settled.look(YEAR + 62 * MINUTE + by, 62 * MINUTE), YEAR + 62 * MINUTE + by);
        assert!(settled.is_certain(62 * MINUTE));
    }
}

#[test]
fn a_clock_that_was_set_and_put_right_was_right_all_the_time() {
    let mut settled = Settled::new(YEAR, 0);
    for minute in 1..300 {
        let (ticks, ahead) = (minute * MINUTE, if minute % 50 < 40 { 10 * YEAR } else { 0 });
        assert_eq!(settled.look(YEAR + ticks + ahead, ticks), YEAR + ticks, "after {minute} minutes");
    }
}

#[test]
fn a_clock_that_is_kept_right_is_followed_all_the_time() {
    let mut settled = Settled::new(YEAR, 0);
    for minute in 1..600 {
        let (ticks, slow) = (minute * MINUTE, minute * SECOND / 2);
        assert_eq!(settled.look(YEAR + ticks - slow, ticks), YEAR + ticks - slow);
        assert_eq!(settled.is_certain(ticks), ticks >= HOUR);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_used_a_limit_up_waits_as_long_as_was_said_when_the_clock_is_set_back() {
    let app = TestApp::with(|config| {
        (config.sign_in_tries, config.sign_ups_per_address) = (2, 1);
        (config.room_burst, config.message_burst, config.messages_per_second) = (1, 1, 1);
    })
    .await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let wrong = [("username", "ada"), ("password", "a wrong password")];
    let visitor = app.visitor("visitor");
    let all = async || {
        [
            visitor.post("/signin", &wrong).await.status,
            visitor.sign_up().await.status,
            ada.post("/rooms/new", &[("name", "Other")]).await.status,
        ]
    };
    while visitor.post("/signin", &wrong).await.status != 429 {}
    assert_eq!(all().await, [429; 3]);
    clock(&app).set_ahead(-HOUR);
    assert_eq!(all().await, [429; 3], "setting the clock is no way round");
    clock(&app).pass(20 * MINUTE);
    assert_eq!(all().await, [401, 303, 303]);
    assert_eq!(ada.say(&room, "one").await.status, 303);
    clock(&app).set_ahead(-2 * HOUR);
    clock(&app).pass(2 * SECOND);
    assert_eq!(ada.say(&room, "two").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_years_ahead_for_a_minute_end_no_session_and_make_none_last() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    clock(&app).pass(2 * HOUR);
    assert_eq!(bo.elsewhere().sign_in().await.status, 303);
    for ahead in [10 * YEAR, -10 * YEAR, DAY, 0] {
        clock(&app).set_ahead(ahead);
        clock(&app).pass(MINUTE);
        assert!(ada.is_signed_in().await, "{} days ahead", ahead / DAY);
        assert_eq!(bo.elsewhere().sign_in().await.status, 303);
    }
    assert_eq!(app.count("select count(*) from sessions").await, 7);
    let lasting = "select count(*) from sessions where used_at > (unixepoch() + 86400) * 1000";
    assert_eq!(app.count(lasting).await, 0, "used in ten years");
    let stale = "select count(*) from sessions where used_at < (unixepoch() - 86400) * 1000";
    assert_eq!(app.count(stale).await, 0, "used ten years ago");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_start_with_a_wrong_clock_nothing_is_deleted_for_an_hour() {
    let app = TestApp::with(|config| config.clock.set_ahead(10 * YEAR)).await;
    let ada = seed::account(&app, "ada").await;
    let (old, new) = (seed::session(&app, ada, now()).await, seed::session(&app, ada, now() + 10 * YEAR).await);
    let bo = app.person("bo").await;
    assert_eq!(app.count("select count(*) from sessions").await, 3);
    clock(&app).set_ahead(0);
    for _ in 0..3 {
        clock(&app).pass(40 * MINUTE);
        assert!(bo.is_signed_in().await);
    }
    assert_eq!(bo.elsewhere().sign_in().await.status, 303);
    for token in [old, new] {
        let device = app.visitor("ada");
        device.set_cookie("roost", &token);
        assert!(device.is_signed_in().await);
    }
    let lasting = "select count(*) from sessions where used_at > (unixepoch() + 86400) * 1000";
    assert_eq!(app.count(lasting).await, 0, "what was written by the wrong clock is put right");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_right_now_and_was_not_before_is_believed_at_last() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    clock(&app).set_ahead(100 * DAY);
    assert!(ada.is_signed_in().await && bo.is_signed_in().await);
    clock(&app).pass(61 * MINUTE);
    assert!(!ada.is_signed_in().await, "unused for a hundred days");
    assert_eq!(bo.sign_in().await.status, 303);
    assert_eq!(app.count("select count(*) from sessions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_lead_in_for_as_long_as_was_said() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    app.person("bo").await;
    let page = ada.post("/admin/people/bo/reset", &[]).await.text;
    let token = &page.split_once("/reset/").expect("a link").1[..43];
    let (link, visitor) = (format!("/reset/{token}"), app.visitor("bo"));
    let leads = async || visitor.get(&link).await.text.contains("new_password");
    for ahead in [2 * DAY, -2 * DAY, 10 * YEAR] {
        clock(&app).set_ahead(ahead);
        assert!(leads().await, "{} days ahead", ahead / DAY);
    }
    clock(&app).set_ahead(0);
    clock(&app).pass(25 * HOUR);
    assert!(!leads().await, "a day has passed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_used_in_the_future_was_used_today() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let device = app.visitor("ada");
    device.set_cookie("roost", &seed::session(&app, UserId(1), now() + 10 * YEAR).await);
    assert!(device.is_signed_in().await);
    assert_eq!(app.count("select count(*) from sessions where used_at > (unixepoch() + 86400) * 1000").await, 0);
}
