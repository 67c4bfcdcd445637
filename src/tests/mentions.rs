//! Mentions: recognised, counted, notified.

use super::support::{TestApp, name_of};
use proptest::prelude::*;
use roost::model::{
    UserId, limits,
    mention::{self, Mention, Piece, pieces},
};
use serde_json::json;

#[test]
fn a_name_after_an_at_sign_names_somebody() {
    let named = |text| mention::names(text).map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(named("@bo"), ["bo"]);
    assert_eq!(named("Morning @Bo, and (@ada-l): soup? Ask @c_3."), ["Bo", "ada-l", "c_3"]);
    assert_eq!(named("well @a.b... yes"), ["a.b"]);
    assert_eq!(named("日本@bo"), Vec::<&str>::new(), "inside a word it is no name");
    for none in ["bo@example.org", "@", "@@bo", "@b", "a/@bo", "@é", "@ bo", "@-", "@..", "x_@bo"] {
        assert_eq!(named(none), Vec::<&str>::new(), "{none}");
    }
    assert_eq!(named(&"@bo ".repeat(1_000)).len(), limits::MENTIONS);
}

#[test]
fn a_message_is_shown_in_pieces_of_which_the_names_that_were_mentioned_lead_somewhere() {
    let mentions = [Mention(UserId(2), "ada".into()), Mention(UserId(3), "bo.k".into())];
    let shown = |text| {
        let pieces = pieces(text, &mentions).into_iter();
        pieces
            .map(|piece| match piece {
                Piece::Words(words) => words.to_owned(),
                Piece::Name(words, Mention(user, _)) => format!("<{words} is {}>", user.0),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(shown("@Ada, soup? And @bo.k."), ["<@Ada is 2>", ", soup? And ", "<@bo.k is 3>", "."]);
    assert_eq!(shown("@cleo and mail@ada"), ["@cleo and mail@ada"]);
    assert_eq!(shown("日本 @ada"), ["日本 ", "<@ada is 2>"]);
    assert!(pieces("", &mentions).is_empty());
}

proptest! {
    #[test]
    fn pieces_are_the_whole_of_a_message(text in "[@abé. ]{0,40}", names in prop::collection::vec("[ab]{2,3}", 0..3)) {
        let mentions: Vec<_> = names.into_iter().map(|name| Mention(UserId(1), name)).collect();
        let whole: String = pieces(&text, &mentions).into_iter().map(|piece| match piece {
            Piece::Words(words) | Piece::Name(words, _) => words,
        }).collect();
        prop_assert_eq!(whole, text);
    }

    #[test]
    fn whatever_is_named_could_be_a_username(text in "[@a-cé._ -]{0,60}") {
        for (place, name) in mention::names(&text) {
            prop_assert_eq!(&text[place..=place + name.len()], format!("@{}", name));
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
    let membership = |hello: serde_json::Value| hello["rooms"][0].clone();
    let before = membership(bo.socket().await.heard[0].clone());
    assert_eq!((&before["unread"], &before["mentions"]), (&json!(4), &json!(2)));
    let own = membership(ada.socket().await.heard[0].clone());
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

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_message_names_it_names_under_any_later_name() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("Bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut line = bo.follow(&room).await;
    ada.say(&room, "Soup, @Bo? Ask @cleo, or @ada").await;
    let live = line.next_of_type("post").await;
    assert_eq!(live["mentions"], json!([[2, "bo"]]), "those who are there, but for the author");
    assert_eq!(ada.post("/profile", &[("username", "ada"), ("display_name", "Ada")]).await.status, 303);
    assert_eq!(bo.post("/profile", &[("username", "robert"), ("display_name", "Bo")]).await.status, 303);
    ada.say(&room, "@bo is @robert now").await;
    let named: Vec<_> = ada.log(&room).await.into_iter().map(|entry| entry["mentions"].clone()).collect();
    assert_eq!(named[2..], [json!([[2, "bo"]]), json!([[2, "bo"], [2, "robert"]])]);

    let page = bo.get("/rooms/lobby").await.text;
    assert!(page.contains("data-mention"), "what names them stands out");
    assert!(page.contains("class=\"mention\"") && page.contains("href=\"/people/bo\""), "and leads to them");
    assert!(!page.contains("/people/cleo"));
    assert_eq!(ada.get("/people/bo").await.location(), "/people/robert");
}
