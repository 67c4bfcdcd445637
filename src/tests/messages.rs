//! Messages by plain forms, and their text as shown.

use super::support::{TestApp, name_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_ada_posts_bo_reads_without_javascript() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let reply = ada.say(&room, "Good morning").await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby"));
    assert!(bo.get("/rooms/lobby").await.text.contains("Good morning"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_pressed_twice_sends_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let page = ada.get("/rooms/lobby").await.text;
    let name = page
        .split(r#"name="client_id" value=""#)
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a name")
        .to_owned();
    let fields = [("client_id", &*name), ("body", "only once")];
    let replies = futures::future::join_all((0..5).map(|_| ada.post("/rooms/lobby", &fields))).await;
    assert!(replies.iter().all(|reply| reply.status == 303));
    assert_eq!(ada.log(&room).await.len(), 2);
    assert!(
        !ada.get("/rooms/lobby").await.text.contains(&format!(r#"value="{name}""#)),
        "the next form has another name"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_message_comes_back_to_be_mended() {
    let app = TestApp::with(|config| {
        config.message_burst = 1;
        config.messages_per_second = 1;
    })
    .await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let reply = ada.say(&room, " \n ").await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("Write something first."));
    let long = format!("beginning {}", "x".repeat(16_000));
    let reply = ada.say(&room, &long).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains(&long), "the whole text is still there");
    // The rate limit allows one: of two at the same time, one is told to wait and keeps its text.
    let (one, other) =
        futures::future::join(ada.say(&room, "the first words"), ada.say(&room, "the other words")).await;
    let (told, words) = if one.status == 429 { (one, "the first words") } else { (other, "the other words") };
    assert_eq!(told.status, 429);
    assert!(told.text.contains(words) && told.text.contains("Try again in a second"));
    assert_eq!(ada.log(&room).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_typed_is_shown_as_text() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let evil = [
        "<script>alert(1)</script>",
        "</script><script>alert(2)</script>",
        "<img src=x onerror=alert(3)>",
        "\"><svg onload=alert(4)>",
        "javascript:alert(5)",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "<!--",
        "]]>",
        "</textarea><b>x</b>",
        "x\u{2028}\u{2029}",
        "<a href=\"javascript:alert(6)\">x</a>",
        "a\u{202e}b",
        "%s%n",
        "' or 1=1 --",
        "\\u003cscript>alert(7)",
        "data:text/html,<script>alert(9)</script>",
        "**[x](data:text/html;base64,PHM+)**",
    ];
    for text in evil {
        assert_eq!(ada.say(&room, text).await.status, 303, "{text:?}");
    }
    let page = ada.get("/rooms/lobby").await.text;
    for tag in ["<script>alert", "<img src=x", "<svg onload", "<b>x</b>", "<a href=\"javascript"] {
        assert!(!page.contains(tag), "{tag}");
    }
    // The words appear in the text, and in no tag as a link.
    for tag in page.split('<').filter_map(|rest| rest.split('>').next()) {
        assert!(!tag.contains("href=\"javascript:") && !tag.contains("href=\"data:"), "{tag}");
    }
    let bodies: Vec<_> = ada.log(&room).await.into_iter().skip(1).map(|entry| entry["body"].clone()).collect();
    assert_eq!(bodies, evil.map(serde_json::Value::from), "kept as typed");
    let reply =
        ada.post("/rooms/lobby", &[("body", &format!("</textarea><script>alert(8){}", "x".repeat(16_000)))]).await;
    assert_eq!(reply.status, 422);
    assert!(!reply.text.contains("</textarea><script>alert(8)") && !reply.text.contains("<script>alert(8)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn evil_names_are_shown_as_text_too() {
    let app = TestApp::start().await;
    let ada = app.visitor("ada");
    let fields = [("username", "ada"), ("display_name", "<i>Ada</i>\u{202e}</script>"), ("password", &*ada.password)];
    assert_eq!(ada.post("/signup", &fields).await.status, 303);
    let fields = [("name", "</title><u>Room</u></script>"), ("topic", "\"></title><u>topic</u></script>")];
    let at = ada.post("/rooms/new", &fields).await.location().to_owned();
    for path in ["/rooms", &*at] {
        for person in [&ada, &app.visitor("x")] {
            let page = person.get(path).await.text;
            for tag in ["<i>Ada", "<u>Room", "<u>topic", "</i>\u{202e}</script>"] {
                assert!(!page.contains(tag), "{path}: {tag}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_odd_characters_comes_back_as_it_was() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    let bodies = [
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "שלום world",
        "a\u{301}\u{302}\u{303}",
        "line\nline\n\n\ttab",
        "\u{10ffff}\u{fffd}",
        "0",
    ];
    for (number, body) in bodies.into_iter().enumerate() {
        socket.send(room.id, &name_of(number), body).await;
        assert_eq!(socket.next_of_type("post").await["body"], body);
    }
    let log = ada.log(&room).await;
    assert_eq!(log[1..].iter().map(|entry| entry["body"].as_str()).collect::<Vec<_>>(), bodies.map(Some));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_at_once_and_then_so_many_a_second_per_person() {
    let app = TestApp::with(|config| {
        config.message_burst = 5;
        config.messages_per_second = 1;
    })
    .await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut one, mut two) = (ada.socket().await, ada.socket().await);
    for number in 0..5 {
        let socket = if number % 2 == 0 { &mut one } else { &mut two };
        socket.send(room.id, &name_of(number), "one of five").await;
        socket.next_of_type("ack").await;
    }
    two.send(room.id, &name_of(5), "one too many").await;
    let refused = two.next_of_type("refused").await;
    assert_eq!(
        (&refused["code"], &refused["retry_after"]),
        (&"too_many".into(), &1.into()),
        "another socket is no way round"
    );
    two.send(room.id, &name_of(4), "a repetition").await;
    assert_eq!(two.next_of_type("ack").await["seq"], 7);
    let mut other = bo.socket().await;
    other.send(room.id, &name_of(0), "others are not touched").await;
    other.next_of_type("ack").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_come_too_late_for_their_room_come_back_with_the_reason() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let words = "\nA <long> thought";
    let comes_back = |reply: &super::support::Reply, status: u16, why: &str| {
        assert_eq!(reply.status, status);
        assert!(reply.text.contains("Your message was not sent. ") && reply.text.contains(why), "{}", reply.text);
        let area = reply.text.split("<textarea").nth(1).and_then(|rest| rest.split("</textarea>").next());
        let area = area.expect("a field to copy from").split_once('>').expect("a tag");
        assert!(area.0.contains("readonly"), "{}", area.0);
        assert_eq!(area.1.trim_start_matches(' '), "\n\nA &lt;long> thought");
    };

    ada.administer(&room, "archive", &[("archived", "yes")]).await;
    comes_back(&bo.say(&room, words).await, 409, "This room was archived before it came.");
    assert!(!bo.get("/rooms/lobby").await.text.contains("<textarea"), "once");
    ada.administer(&room, "archive", &[("archived", "no")]).await;
    bo.leave(&room).await;
    comes_back(&bo.say(&room, words).await, 404, "You were no longer in this room when it came.");
    let den = ada.create_private("Den").await;
    comes_back(&bo.say(&den, words).await, 404, "You were no longer in this room when it came.");
    bo.sign_out().await;
    comes_back(&bo.say(&den, words).await, 401, "Sign in again to go on.");
}

/// The client id in a page's form.
fn client_id(page: &str) -> String {
    let rest = page.split(r#"name="client_id" value=""#).nth(1).expect("a composer");
    rest.split('"').next().expect("a name").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_again_with_other_words_gives_them_back_to_be_sent() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let name = client_id(&ada.get("/rooms/lobby").await.text);
    assert_eq!(ada.post("/rooms/lobby", &[("client_id", &name), ("body", "one\r\nline")]).await.status, 303);
    // The very same once more is a double click; and an empty message loses nothing.
    for same in ["one\nline", "one\r\nline", " "] {
        assert_eq!(ada.post("/rooms/lobby", &[("client_id", &name), ("body", same)]).await.status, 303, "{same:?}");
    }
    let again = ada.post("/rooms/lobby", &[("client_id", &name), ("body", "other <words>")]).await;
    assert_eq!(again.status, 409);
    assert!(again.text.contains("other &lt;words></textarea>"), "they are in the composer: {}", again.text);
    assert!(again.text.contains("The message before was sent. This one is not sent yet."), "{}", again.text);
    let fresh = client_id(&again.text);
    assert_ne!(fresh, name);
    assert_eq!(ada.post("/rooms/lobby", &[("client_id", &fresh), ("body", "other <words>")]).await.status, 303);
    let long = "x".repeat(16_001);
    let again = ada.post("/rooms/lobby", &[("client_id", &name), ("body", &long)]).await;
    assert!(again.status == 409 && again.text.contains(&long), "however long they are");
    let bodies: Vec<_> = ada.log(&room).await.into_iter().skip(1).map(|entry| entry["body"].clone()).collect();
    assert_eq!(bodies, ["one\nline", "other <words>"]);
    // JSON requests, and sockets, get the first answer.
    let json = ada.request(reqwest::Method::POST, "/rooms/lobby").header("origin", &ada.origin);
    let mut json = json.form(&[("client_id", &*name), ("body", "third words")]).build().expect("a request");
    json.headers_mut().insert("accept", "application/json".parse().expect("a type"));
    let answer = ada.execute(json).await;
    assert_eq!((answer.status, &answer.json()["seq"]), (200, &2.into()));
    let mut socket = ada.socket().await;
    socket.send(room.id, &name, "fourth words").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 2);
    // In a room that is read-only by now, the text comes back to be copied.
    ada.administer(&room, "archive", &[("archived", "yes")]).await;
    let late = ada.post("/rooms/lobby", &[("client_id", &name), ("body", "late words")]).await;
    assert!(late.status == 409 && late.text.contains("This room was archived before it came."), "{}", late.text);
    assert!(late.text.contains("late words"));
}
