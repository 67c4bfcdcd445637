//! The program's log: nothing private in it, and refusals counted in few lines.

use super::{
    process::folder,
    support::{
        Process, name_of,
        raw::{BINARY, TEXT, frame},
        roost,
    },
};
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn its_log_holds_no_password_no_token_and_no_message() {
    let data = folder();
    let mut process = Process::start(data.path(), "trace");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    ada.say(&room, "words-for-members-only").await;
    let mut socket = ada.follow(&room).await;
    socket.send(room.id, &name_of(1), "more-words-for-members").await;
    socket.next_of_type("post").await;
    let token = ada.cookie("roost").expect("a token");
    ada.post("/signin", &[("username", "ada"), ("password", "a-wrong-password")]).await;
    ada.post("/rooms/new", &[("name", "")]).await;
    ada.send(ada.request(reqwest::Method::POST, "/rooms/new")).await;
    ada.post("/reset/a-link-into-an-account", &[("new_password", "short")]).await;
    ada.send(ada.request(reqwest::Method::POST, "/join/a-link-into-a-room").header("origin", "http://evil.example"))
        .await;
    process.kill();
    let log: Vec<String> = process.log.iter().collect();
    assert!(log.iter().any(|line| line.contains("refused") && line.contains("/signin")), "there is a log: {log:?}");
    let said = ["a-wrong-password", "words-for-members-only", "more-words-for-members"];
    let links = ["a-link-into-an-account", "a-link-into-a-room"];
    for secret in [&*ada.password, &token].into_iter().chain(said).chain(links) {
        let encoded = secret.replace(' ', "+");
        let told = log.iter().find(|line| line.contains(secret) || line.contains(&encoded));
        assert_eq!(told, None, "{secret}");
    }
}

/// The log's lines about refusals, from `refused` on.
fn refusals(log: impl Iterator<Item = String>) -> Vec<String> {
    log.filter_map(|line| Some(line.split_once("::refusals: ")?.1.to_owned())).collect()
}

/// The number at the end of such a line.
fn count(line: &str) -> usize {
    line.split_once("count=").and_then(|(_, count)| count.parse().ok()).expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_socket_is_refused_is_one_line_without_what_was_said() {
    let data = folder();
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.socket().await;
    let long = "words-for-members-only".repeat(1_000);
    for (number, (room, body)) in [(99, "words-for-members-only"), (room.id, " "), (room.id, &long)].iter().enumerate()
    {
        socket.send(*room, &name_of(number), body).await;
        socket.next_of_type("refused").await;
    }
    socket.subscribe(98, Some(0)).await;
    socket.next_of_type("left").await;
    socket.say_text("{\"words-for-members-only\"").await;
    socket.next_of_type("bad_frame").await;
    for (bytes, code) in [
        (frame(true, TEXT, br#"{"type":"words-for-members-only"}"#), 4_400),
        (frame(true, 3, b"words-for-members-only"), 1_002),
        (frame(true, BINARY, b"words-for-members-only"), 1_003),
        (frame(true, TEXT, b"\"\xff words-for-members-only"), 1_007),
        (frame(true, TEXT, &[b'x'; 70_000]), 1_009),
    ] {
        let mut raw = ada.raw().await;
        raw.hello().await;
        drop(raw.bytes(&bytes).await);
        assert_eq!(raw.close_code().await, Some(code));
    }
    // Not refusals: leaving, and being told to come back later.
    let mut leaving = ada.raw().await;
    leaving.hello().await;
    leaving.bytes(&frame(true, 8, &1_000_u16.to_be_bytes())).await.expect("goodbye");
    assert_eq!(leaving.close_code().await, Some(1_000));
    process.signal("-TERM");
    assert!(process.end().await.success());
    let log: Vec<String> = process.log.iter().collect();
    assert!(!log.iter().any(|line| line.contains("words-for-members-only")), "{log:#?}");
    assert_eq!(
        refusals(log.into_iter()),
        [
            "refused user=1 room=99 what=Message(NotFound) count=1",
            "refused user=1 room=1 what=Message(Empty) count=1",
            "refused user=1 room=1 what=Message(TooLong) count=1",
            "refused user=1 room=98 what=Room count=1",
            "refused user=1 what=Frame count=1",
            "refused to go on with a connection user=1 code=4400",
            "refused to go on with a connection user=1 code=1002",
            "refused to go on with a connection user=1 code=1003",
            "refused to go on with a connection user=1 code=1007",
            "refused to go on with a connection user=1 code=1009",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_that_is_refused_is_a_line_a_second_and_every_one_is_counted() {
    let data = folder();
    let mut process = Process::of(roost(data.path()).env("ROOST_MESSAGE_BURST", "3"));
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let began = Instant::now();
    let (total, mut socket) = (600, ada.socket().await);
    for number in 0..total {
        socket.send(room.id, &name_of(number), "words-for-members-only").await;
    }
    let (mut acked, mut refused) = (0, 0);
    while acked + refused < total {
        match socket.next().await["type"].as_str() {
            Some("ack") => acked += 1,
            Some("refused") => refused += 1,
            _ => {}
        }
    }
    for _ in 0..5 {
        socket.say_text("nonsense").await;
    }
    while socket.next().await["type"] != "closed" {}
    let most = 2 * (began.elapsed().as_secs() + 2);
    process.signal("-TERM");
    assert!(process.end().await.success());
    let lines = refusals(process.log.iter());
    let (frames, messages): (Vec<&String>, Vec<&String>) =
        lines.iter().filter(|line| line.contains("count=")).partition(|line| line.contains("what=Frame"));
    assert!(messages.iter().all(|line| line.contains("what=Message(TooMany)")), "{lines:#?}");
    assert_eq!(messages.iter().map(|line| count(line)).sum::<usize>(), refused, "{lines:#?}");
    assert_eq!(frames.iter().map(|line| count(line)).sum::<usize>(), 4, "{lines:#?}");
    assert!(u64::try_from(frames.len() + messages.len()).expect("few") <= most, "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| line.contains("code=1008")).count(), 1, "{lines:#?}");
}
