//! Hostile and broken socket peers, and the server's reaction.

use super::support::{
    Dialled, Person, Raw, Room, TestApp, name_of,
    raw::{BINARY, CLOSE, PING, PONG, TEXT, frame, head},
    within,
};
use serde_json::json;
use std::time::Duration;

async fn lobby(app: &TestApp) -> (Person, Room) {
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    (ada, room)
}

/// A raw socket that has said hello.
async fn greeted(person: &Person) -> Raw {
    let mut raw = person.raw().await;
    raw.hello().await;
    raw
}

async fn status(app: &TestApp, headers: &[(&str, &str)]) -> u16 {
    match Raw::dial(app.addr, headers).await {
        Dialled::Open(_) => 101,
        Dialled::Refused(answer) => answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_origin_is_refused_before_101_whatever_the_cookie() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    let cookie = ada.cookies();
    let longer = format!("{}.evil.example", ada.origin);
    let secure = ada.origin.replace("http:", "https:");
    for origin in ["http://evil.example", "null", "", "http://127.0.0.1", &longer, &secure, "file://"] {
        assert_eq!(status(&app, &[("origin", origin), ("cookie", &cookie)]).await, 403, "{origin:?}");
    }
    assert_eq!(status(&app, &[("cookie", &cookie)]).await, 403, "none at all");
    assert_eq!(
        status(&app, &[("cookie", &cookie), ("sec-fetch-site", "same-origin")]).await,
        403,
        "a socket needs Origin"
    );
    assert_eq!(status(&app, &[("origin", &ada.origin), ("cookie", &cookie)]).await, 101);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_it_is_401_before_101() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    for cookie in ["", "roost=", "roost=x", &format!("roost={}", "A".repeat(43))] {
        assert_eq!(status(&app, &[("origin", &ada.origin), ("cookie", cookie)]).await, 401, "{cookie:?}");
    }
    assert_eq!(status(&app, &[("origin", &ada.origin)]).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_to_compress_is_not_taken() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let cookies = ada.cookies();
    for offer in ["permessage-deflate", "permessage-deflate; client_max_window_bits, x-webkit-deflate-frame"] {
        let headers = [("origin", &*ada.origin), ("cookie", &cookies), ("sec-websocket-extensions", offer)];
        let Dialled::Open(mut raw) = Raw::dial(app.addr, &headers).await else { panic!("refused") };
        assert!(!raw.head.to_lowercase().contains("sec-websocket-extensions"), "{}", raw.head);
        raw.hello().await;
        // Compression is not negotiated, so a compressed frame breaks the protocol.
        raw.bytes(&frame(true, TEXT | 64, b"\xaa\x56\x2a\xa9\x2c\x48\x55\xb2\x02\x00")).await.expect("sent");
        assert_eq!(raw.close_code().await, Some(1_002));
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_hello_nothing_else_is_understood() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    for first in [
        &*format!(r#"{{"type":"send","room":{},"client_id":"{}","body":"early"}}"#, room.id, name_of(1)),
        r#"{"type":"subscribe","room":1}"#,
        r#"{"type":"hello","protocol":2}"#,
        r#"{"type":"hello","protocol":0}"#,
        r#"{"type":"hello"}"#,
        r#"{"type":"unknown"}"#,
        "[]",
        "",
        "not JSON",
    ] {
        let mut raw = ada.raw().await;
        raw.text(first).await;
        assert_eq!(raw.close_code().await, Some(4_400), "{first:?}");
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_type_and_a_second_hello_are_4400() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    for text in
        [r#"{"type":"delete_everything"}"#, r#"{"type":"hello","protocol":1}"#, r#"{"type":""}"#, r#"{"type":"ack"}"#]
    {
        let mut raw = greeted(&ada).await;
        raw.text(text).await;
        assert_eq!(raw.close_code().await, Some(4_400), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_may_be_64_kib_and_not_a_byte_more() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let padded = |length: usize| {
        let text = format!(r#"{{"type":"people","room":{},"ids":[]}}"#, room.id);
        format!("{text}{}", " ".repeat(length - text.len()))
    };
    let mut raw = greeted(&ada).await;
    raw.text(&padded(64 * 1024)).await;
    assert!(String::from_utf8_lossy(&raw.next().await.expect("an answer").payload).contains("people"));
    raw.text(&padded(64 * 1024 + 1)).await;
    assert_eq!(raw.close_code().await, Some(1_009));
    // The same before hello, and in two fragments.
    let mut raw = ada.raw().await;
    raw.text(&padded(64 * 1024 + 1)).await;
    assert_eq!(raw.close_code().await, Some(1_009));
    let mut raw = greeted(&ada).await;
    let half = padded(64 * 1024 + 2);
    drop(raw.bytes(&frame(false, TEXT, &half.as_bytes()[..32 * 1024 + 1])).await);
    drop(raw.bytes(&frame(true, 0, &half.as_bytes()[32 * 1024 + 1..])).await);
    assert_eq!(raw.close_code().await, Some(1_009));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_a_tebibyte_is_1009_and_costs_no_memory() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    let before = resident_kib();
    let mut raws = Vec::new();
    for _ in 0..20 {
        let mut raw = greeted(&ada).await;
        drop(raw.bytes(&head(true, TEXT, 1 << 40)).await);
        raws.push(raw);
    }
    for raw in &mut raws {
        assert_eq!(raw.close_code().await, Some(1_009));
    }
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 512 * 1024, "{grown} KiB more");
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_fragments_are_1009() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    let mut raw = greeted(&ada).await;
    drop(raw.bytes(&frame(false, TEXT, &[b' '; 1_000])).await);
    let mut sent = 0;
    while raw.bytes(&frame(false, 0, &[b' '; 1_000])).await.is_ok() && sent < 200 {
        sent += 1;
    }
    assert_eq!(raw.close_code().await, Some(1_009));
    let mut raw = greeted(&ada).await;
    drop(raw.bytes(&frame(false, TEXT, b"{")).await);
    drop(raw.bytes(&frame(true, TEXT, b"{}")).await);
    assert_eq!(raw.close_code().await, Some(1_002), "a new message within a message");
}

/// The resident memory of this process, in KiB; the server runs in it.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_break_the_rfc_are_closed_with_their_code() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    let unmasked = [&[129, 2][..], b"{}"].concat();
    let reserved_bits = [&[128 | 64 | 1, 128][..], &[0; 4]].concat();
    for (what, bytes, code) in [
        ("binary", frame(true, BINARY, b"{}"), 1_003),
        ("bad UTF-8", frame(true, TEXT, b"\"\xff\xfe\""), 1_007),
        ("cut UTF-8", frame(true, TEXT, "\"\u{1f419}".as_bytes().split_last().expect("bytes").1), 1_007),
        ("a surrogate", frame(true, TEXT, b"\xed\xa0\x80"), 1_007),
        ("unmasked", unmasked, 1_002),
        ("reserved bits", reserved_bits, 1_002),
        ("reserved opcode", frame(true, 3, b""), 1_002),
        ("a fragmented ping", frame(false, PING, b""), 1_002),
        ("a long ping", frame(true, PING, &[0; 126]), 1_002),
        ("a continuation of nothing", frame(true, 0, b"x"), 1_002),
    ] {
        for hello in [false, true] {
            let mut raw = if hello { greeted(&ada).await } else { ada.raw().await };
            raw.bytes(&bytes).await.expect("sent");
            assert_eq!(raw.close_code().await, Some(code), "{what}, hello {hello}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_told_so_four_times_and_closed_the_fifth() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let deep = format!(r#"{{"type":"send","room":{}1{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let nonsense = ["{", &deep, r#"{"type":"send","room":"one"}"#, r#"{"room":1}"#];
    let mut socket = ada.socket().await;
    for _ in 0..3 {
        for text in nonsense {
            socket.say_text(text).await;
            assert_eq!(socket.next().await["type"], "bad_frame", "{text:.60}");
        }
        // A valid frame in between resets the count.
        socket.say(json!({ "type": "people", "room": room.id, "ids": [] })).await;
        socket.next_of_type("people").await;
    }
    for text in nonsense.into_iter().chain(["null"]) {
        socket.say_text(text).await;
    }
    let mut told = 0;
    let code = loop {
        match socket.next().await {
            frame if frame["type"] == "closed" => break frame["code"].clone(),
            frame => told += usize::from(frame["type"] == "bad_frame"),
        }
    };
    assert_eq!((code, told), (1_008.into(), 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_out_of_range_are_bad_frames_and_store_nothing() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let mut socket = ada.socket().await;
    for text in [
        r#"{"type":"send","room":1,"client_id":"short","body":"x"}"#,
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAAAAAAAAAAAAA","body":"x"}"#,
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAA AAAAAAAAA","body":"x"}"#,
        r#"{"type":"send","room":1e300,"client_id":"AAAAAAAAAAAAAAAAAAAAAA","body":"x"}"#,
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAAAAAAAAAAAA"}"#,
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAAAAAAAAAAAA","body":null}"#,
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAAAAAAAAAAAA","body":"\ud800"}"#,
        r#"{"type":"read","room":1,"seq":99999999999999999999}"#,
        r#"{"type":"people","room":1,"ids":[1.5]}"#,
        r#"{"type":"subscribe","room":1,"after":"0"}"#,
    ] {
        socket.say_text(text).await;
        assert_eq!(socket.next().await["type"], "bad_frame", "{text}");
        socket.say(json!({ "type": "people", "room": room.id, "ids": [] })).await;
        socket.next_of_type("people").await;
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_flood_is_answered_and_hurts_nobody() {
    let app = TestApp::with(|config| config.message_burst = 200).await;
    let (ada, room) = lobby(&app).await;
    let mut flooder = greeted(&ada).await;
    let mut other = ada.follow(&room).await;
    // More than are handled at once: the last hundred wait for their turn, at fifty a second.
    let pings = frame(true, PING, b"ping").repeat(110);
    let began = std::time::Instant::now();
    for number in 0..10 {
        flooder.bytes(&pings).await.expect("pings");
        other.send(room.id, &name_of(number), "meanwhile").await;
        within(Duration::from_secs(5), "the others talk on", other.next_of_type("post")).await;
    }
    let pong = flooder.next().await.expect("a pong");
    assert_eq!((pong.opcode, &*pong.payload), (PONG, &b"ping"[..]));
    flooder.text(r#"{"type":"nonsense"}"#).await;
    assert_eq!(flooder.close_code().await, Some(4_400), "and it is still listened to");
    assert!(began.elapsed() >= Duration::from_secs(1), "in its turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_frames_is_read_more_slowly_and_hurts_nobody() {
    let app = TestApp::with(|config| config.message_burst = 200).await;
    let (ada, room) = lobby(&app).await;
    let bo = app.person("bo").await;
    bo.join(&room).await;
    let mut flooder = greeted(&bo).await;
    let mut other = ada.follow(&room).await;
    let frames = frame(true, TEXT, br#"{"type":"unsubscribe","room":1}"#).repeat(3_000);
    flooder.bytes(&frames).await.expect("a flood");
    for number in 0..10 {
        other.send(room.id, &name_of(number), "meanwhile").await;
        within(Duration::from_secs(5), "the others talk on", other.next_of_type("post")).await;
    }
    assert_eq!(app.state().hub.connections(), 2, "the flooder waits its turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_is_answered_with_a_close() {
    let app = TestApp::start().await;
    let (ada, _) = lobby(&app).await;
    let mut raw = greeted(&ada).await;
    raw.bytes(&frame(true, CLOSE, &1_000_u16.to_be_bytes())).await.expect("goodbye");
    assert_eq!(raw.close_code().await, Some(1_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_no_frame() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    for first in [r#"["hello",1]"#, r#" ["hello", 1]"#] {
        let mut raw = ada.raw().await;
        raw.text(first).await;
        assert_eq!(raw.close_code().await, Some(4_400), "{first}");
    }
    let send = format!(r#"["send",{},"{}","words in a list"]"#, room.id, name_of(1));
    for list in [&*send, r#"["ping"]"#, r#"["typing",1]"#, r#"[["ping"]]"#, "\n\t[\"ping\"]"] {
        let mut raw = greeted(&ada).await;
        raw.text(list).await;
        let answer = raw.next().await.expect("an answer").payload;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains(r#""type":"bad_frame""#), "{list}: {answer}");
        raw.text("{\"type\":\"ping\"}").await;
        let beat = raw.next().await.expect("an answer").payload;
        assert!(String::from_utf8_lossy(&beat).contains(r#""type":"beat""#), "it goes on");
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}
