//! Push notifications by level: levels of rooms, the choice for all rooms, and quiet hours.

use super::{
    push::{pair, says, settled},
    support::{PushService, TestApp, name_of},
};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_room_tells_as_much_as_its_member_chose() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let page = format!("/rooms/{}/notifications", room.slug);
    for (level, mute) in [("nothing", ""), ("everything", "168")] {
        let reply = bo.post(&page, &[("level", level), ("mute", mute)]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("{page}?done=saved")));
        says(&ada, &room, "not told, @bo").await;
    }
    let muted = bo.get(&page).await.text;
    let until = muted.split("value=\"keep\">").nth(1).expect("until when").split('<').next().expect("words");
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    assert!(days.iter().any(|day| until.starts_with(&format!("Until {day}, "))), "{until}");
    assert_eq!(bo.post(&page, &[("level", "everything"), ("mute", "")]).await.status, 303);
    says(&bo, &room, "my own").await;
    says(&ada, &room, "everything now").await;
    let heard = service.hears(1).await;
    assert_eq!(browser.opens(&heard[0])["body"], "ada: everything now");
    assert_eq!(heard[0].headers["urgency"], "normal");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_chose_for_a_room_comes_to_all_of_their_tabs() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut tab, mut other) = (bo.socket().await, ada.socket().await);
    let page = format!("/rooms/{}/notifications", room.slug);
    assert_eq!(bo.post(&page, &[("level", "everything"), ("mute", "8")]).await.status, 303);
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert_eq!(told["level"], "everything");
    assert!(told["muted_until"].as_i64().is_some_and(|until| until > 0), "{told}");
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["level"], "everything", "and with the next hello");
    assert_eq!(bo.post(&page, &[("level", ""), ("mute", "")]).await.status, 303);
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert!(told["level"].is_null() && told["muted_until"].is_null(), "the usual is not said: {told}");
    let eve = app.person("eve").await;
    assert_eq!(eve.post(&page, &[("level", "nothing"), ("mute", "")]).await.status, 404);
    other.send(room.id, &name_of(1), "fence").await;
    other.next_of_type("ack").await;
    assert!(other.heard.iter().all(|frame| frame["type"] != "heads"), "nobody else hears of it: {:?}", other.heard);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_for_all_rooms_holds_where_a_room_has_none_and_comes_to_all_tabs() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let (page, all) = (format!("/rooms/{}/notifications", room.slug), "/settings/notifications");
    let mut tab = bo.socket().await;
    let choose = async |level| {
        let reply = bo.post(&format!("{all}/level"), &[("level", level)]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("{all}?done=level")));
    };
    choose("everything").await;
    assert_eq!(tab.next_of_type("levels").await["levels"], json!([[room.id, "everything"]]));
    assert!(bo.get(&page).await.text.contains("Every message, by your notifications."));
    says(&ada, &room, "good morning").await;
    assert_eq!(browser.opens(&service.hears(1).await[0])["body"], "ada: good morning");
    // A room's own level comes first.
    assert_eq!(bo.post(&page, &[("level", "mentions"), ("mute", "")]).await.status, 303);
    says(&ada, &room, "not for bo").await;
    choose("nothing").await;
    assert_eq!(tab.next_of_type("levels").await["levels"], json!([]));
    assert_eq!(bo.post(&page, &[("level", ""), ("mute", "")]).await.status, 303);
    says(&ada, &room, "@bo, are you there?").await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["level"], "nothing");
    let kitchen = ada.create_room("Kitchen").await;
    bo.join(&kitchen).await;
    assert_eq!(tab.next_of_type("joined").await["membership"]["level"], "nothing", "told with the joining");
    assert_eq!(ada.post("/dm/bo", &[]).await.status, 303);
    assert_eq!(tab.next_of_type("joined").await["membership"]["level"], "nothing", "and with a conversation");
    says(&ada, &kitchen, "@bo, soup?").await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][1]["level"], "nothing", "also in a room that is new to them");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_choice_for_all_rooms_all_the_time_is_slowed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut statuses = Vec::new();
    for number in 0..32 {
        let level = if number % 2 == 0 { "nothing" } else { "everything" };
        statuses.push(ada.post("/settings/notifications/level", &[("level", level)]).await.status);
    }
    assert!(statuses[..30].iter().all(|status| *status == 303), "{statuses:?}");
    assert!(statuses[30..].contains(&429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_quiet_hours_nothing_is_told() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let days = ["0", "1", "2", "3", "4", "5", "6"].map(|day| ("day", day));
    let form = |starts: &'static str, ends: &'static str, zone: &'static str| {
        let mut form = vec![("quiet", "on"), ("starts", starts), ("ends", ends), ("zone", zone)];
        form.extend(days);
        form
    };
    let page = "/settings/notifications";
    for (starts, ends, zone, words) in [
        ("25:00", "07:00", "UTC", "Give a time of day"),
        ("22:00", "", "UTC", "Give a time of day"),
        ("22:00", "07:00", "Nowhere/Land", "There is no time zone of that name"),
    ] {
        let reply = bo.post(page, &form(starts, ends, zone)).await;
        assert_eq!(reply.status, 422, "{starts} {ends} {zone}");
        assert!(reply.text.contains(words) && reply.text.contains(zone), "{words}");
    }
    assert_eq!(bo.post(page, &form("00:00", "00:00", "Europe/Berlin")).await.location(), format!("{page}?done=quiet"));
    says(&ada, &room, "shh, @bo").await;
    let shown = bo.get(page).await.text;
    assert!(shown.contains("Europe/Berlin") && shown.contains("Browsers with notifications"), "{shown}");
    assert_eq!(bo.post(page, &[("starts", "00:00")]).await.status, 303);
    says(&ada, &room, "up, @bo").await;
    assert_eq!(browser.opens(&service.hears(1).await[0])["body"], "ada: up, @bo");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_it_is_quiet_every_tab_is_told_with_hello_and_when_that_changes() {
    let app = TestApp::start().await;
    let bo = app.person("bo").await;
    let mut tab = bo.socket().await;
    assert!(tab.heard[0]["quiet"].is_null(), "{}", tab.heard[0]);
    let days = (0..7).map(|day| ("day", day.to_string())).collect::<Vec<_>>();
    let mut quiet: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
    quiet.extend([("quiet", "on"), ("starts", "00:00"), ("ends", "00:00"), ("zone", "UTC")]);
    assert_eq!(bo.post("/settings/notifications", &quiet).await.status, 303);
    let now = roost::server::clock::now();
    let is_quiet = |spans: &Value| {
        let spans = spans.as_array().expect("stretches of time");
        spans.iter().any(|span| span[0].as_i64() <= Some(now) && Some(now) < span[1].as_i64())
    };
    assert!(is_quiet(&tab.next_of_type("quiet").await["quiet"]));
    assert!(is_quiet(&bo.socket().await.heard[0]["quiet"]));
    assert_eq!(bo.post("/settings/notifications", &[]).await.status, 303);
    assert_eq!(tab.next_of_type("quiet").await["quiet"], json!([]));
}
