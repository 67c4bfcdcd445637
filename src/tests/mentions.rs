//! Naming people: who is named, what is counted, who is told.

use super::support::{TestApp, name_of};
use proptest::prelude::*;
use roost::model::{limits, mention};
use serde_json::json;

#[test]
fn a_name_after_an_at_sign_names_somebody() {
    let named = |text| mention::names(text).collect::<Vec<_>>();
    assert_eq!(named("@bo"), ["bo"]);
    assert_eq!(named("Morning @Bo, and (@ada-l): soup? Ask @c_3."), ["Bo", "ada-l", "c_3"]);
    assert_eq!(named("well @a.b... yes"), ["a.b"]);
    assert_eq!(named("日本@bo"), Vec::<&str>::new(), "inside a word it is no name");
    for none in ["bo@example.org", "@", "@@bo", "@b", "a/@bo", "@é", "@ bo", "@-", "@..", "x_@bo"] {
        assert_eq!(named(none), Vec::<&str>::new(), "{none}");
    }
    assert_eq!(named(&"@bo ".repeat(1_000)).len(), limits::MENTIONS);
    assert!(mention::is_named("hi @ADA", "ada") && !mention::is_named("hi @adam", "ada"));
}

proptest! {
    #[test]
    fn whatever_is_named_could_be_a_username(text in "[@a-cé._ -]{0,60}") {
        for name in mention::names(&text) {
            prop_assert!(roost::model::Username::parse(name).is_ok() || name.starts_with(['_', '.', '-']), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_named_is_told_and_it_is_counted_apart() {
    let app = TestApp::start().await;
    let (ada, bo, cleo) = (app.person("ada").await, app.person("Bo").await, app.person("cleo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut writer, mut phone) = (ada.socket().await, bo.socket().await);
    let mut tell = async |number, text| {
        writer.send(room.id, &name_of(number), text).await;
        writer.next_of_type("ack").await;
        let notice = phone.next_of_type("notice").await;
        notice["mention"].as_bool().unwrap_or(false)
    };
    assert!(!tell(1, "nobody in particular").await);
    assert!(tell(2, "soup, @bo?").await);
    assert!(tell(3, "@BO and again @bo, and @cleo who is not here").await);
    assert!(!tell(4, "@ada talks to herself, and to mail@bo").await);

    // Entries: 1 made, 2 joined, 3 to 6 posts.
    let standing = |hello: serde_json::Value| hello["rooms"][0].clone();
    let before = standing(bo.socket().await.heard[0].clone());
    assert_eq!((&before["unread"], &before["mentions"]), (&json!(4), &json!(2)));
    let own = standing(ada.socket().await.heard[0].clone());
    assert!(own["mentions"].is_null(), "who names themselves is not told: {own}");
    cleo.join(&room).await;
    assert_eq!(app.count("select count(*) from mentions").await, 2, "only members are named");

    phone.say(json!({ "type": "read", "room": room.id, "seq": 4 })).await;
    assert_eq!(phone.next_of_type("heads").await["rooms"][0]["mentions"], json!(1));
    phone.say(json!({ "type": "read", "room": room.id, "seq": 6 })).await;
    assert!(phone.next_of_type("heads").await["rooms"][0]["mentions"].is_null());
    phone.say(json!({ "type": "unread", "room": room.id, "seq": 5 })).await;
    assert_eq!(phone.next_of_type("heads").await["rooms"][0]["mentions"], json!(1));
}
