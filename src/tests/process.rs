//! The program as people run it: commands, signals, crashes, and its log.

use super::support::{
    Process, TestApp, name_of,
    raw::{BINARY, TEXT, frame, head},
    roost, within,
};
use std::{
    fs,
    io::Read,
    net::TcpStream,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;

fn run(data: &Path, arguments: &[&str]) -> Output {
    roost(data).args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_that_was_acked_is_lost() {
    let data = folder();
    let mut acked: Vec<(String, i64)> = Vec::new();
    let mut sent = Vec::new();
    for round in 0..4_usize {
        let mut process = Process::start(data.path(), "info");
        let ada = process.person("ada");
        let entered = if round == 0 { ada.sign_up().await } else { ada.sign_in().await };
        assert_eq!(entered.status, 303);
        if round == 0 {
            ada.create_room("Lobby").await;
        }
        let mut socket = ada.socket().await;
        // Unanswered messages are sent again with the same client id.
        let unknown: Vec<String> =
            sent.iter().filter(|name| !acked.iter().any(|(known, _)| known == *name)).cloned().collect();
        let fresh = (0..150).map(|number| name_of(round * 1_000 + number));
        for name in unknown.into_iter().chain(fresh) {
            socket.send(1, &name, "to be kept").await;
            sent.push(name);
        }
        // The kill comes while answers are still on their way.
        for _ in 0..(20 + round * 37) {
            let ack = socket.next_of_type("ack").await;
            acked.push((ack["client_id"].as_str().expect("a name").to_owned(), ack["seq"].as_i64().expect("a seq")));
        }
        process.kill();
        // Answers that had reached this side count too.
        loop {
            let frame = socket.next().await;
            match frame["type"].as_str() {
                Some("ack") => acked.push((
                    frame["client_id"].as_str().expect("a name").to_owned(),
                    frame["seq"].as_i64().expect("a seq"),
                )),
                Some("closed") => break,
                _ => {}
            }
        }
    }
    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_in().await;
    let log = ada.log(&super::support::Room { id: 1, slug: "lobby".into() }).await;
    for (place, entry) in log.iter().enumerate() {
        assert_eq!(entry["seq"], i64::try_from(place).expect("small") + 1, "dense");
    }
    for (name, seq) in &acked {
        let entry = &log[usize::try_from(*seq).expect("positive") - 1];
        assert_eq!(entry["client_id"], **name, "acked as {seq}");
    }
    for name in &sent {
        assert!(log.iter().filter(|entry| entry["client_id"] == **name).count() <= 1, "{name} is there twice");
    }
    assert!(acked.len() > 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sigterm_it_says_1012_and_is_out_within_ten_seconds() {
    let data = folder();
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    socket.send(room.id, &name_of(1), "the last word").await;
    socket.next_of_type("post").await;
    let began = Instant::now();
    process.signal("-TERM");
    assert_eq!(socket.next().await, serde_json::json!({ "type": "closed", "code": 1012 }));
    let status = process.end().await;
    assert!(status.success(), "{status} after {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_in_the_middle_of_a_burst_it_keeps_what_it_acked_and_leaves_one_file() {
    let data = folder();
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.socket().await;
    for number in 0..150 {
        socket.send(room.id, &name_of(number), "one of many").await;
    }
    let mut acked = vec![socket.next_of_type("ack").await];
    process.signal("-TERM");
    let code = loop {
        let frame = socket.next().await;
        match frame["type"].as_str() {
            Some("ack") => acked.push(frame),
            Some("closed") => break frame["code"].clone(),
            _ => {}
        }
    };
    assert_eq!(code, 1012);
    assert!(process.end().await.success());
    assert!(!data.path().join("roost.db-wal").exists(), "everything is in the one file");

    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    assert_eq!(ada.sign_in().await.status, 303);
    let log = ada.log(&room).await;
    for (place, entry) in log.iter().enumerate() {
        assert_eq!(entry["seq"], i64::try_from(place).expect("small") + 1, "dense");
    }
    for ack in &acked {
        let kept: Vec<_> = log.iter().filter(|entry| entry["client_id"] == ack["client_id"]).collect();
        assert_eq!(kept.len(), 1, "{ack}");
        assert_eq!(kept[0]["seq"], ack["seq"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_of_a_tebibyte_and_endless_fragments_cost_it_next_to_no_memory() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let (mut claimers, mut talkers) = (Vec::new(), Vec::new());
    let before = process.resident_kib();
    for _ in 0..20 {
        for raws in [&mut claimers, &mut talkers] {
            let mut raw = ada.raw().await;
            raw.hello().await;
            raws.push(raw);
        }
    }
    for claimer in &mut claimers {
        claimer.bytes(&head(true, TEXT, 1 << 40)).await.expect("a claim");
    }
    // All of them at once, until they are no longer read.
    let talking = futures::future::join_all(talkers.iter_mut().map(async |talker| {
        let (first, more) = (frame(false, TEXT, &[b' '; 1_000]), frame(false, 0, &[b' '; 1_000]));
        let mut sent = talker.bytes(&first).await;
        while sent.is_ok() {
            sent = talker.bytes(&more).await;
        }
    }));
    let most = AtomicU64::new(before);
    let watching = async {
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        loop {
            looks.tick().await;
            most.fetch_max(process.resident_kib(), Ordering::Relaxed);
        }
    };
    tokio::select! {
        _ = within(Duration::from_secs(20), "none of them is listened to", talking) => {}
        () = watching => {}
    }
    for raw in claimers.iter_mut().chain(&mut talkers) {
        assert_eq!(raw.close_code().await, Some(1_009));
    }
    most.fetch_max(process.resident_kib(), Ordering::Relaxed);
    let grown = most.into_inner() - before;
    assert!(grown < 16 * 1024, "{grown} KiB more");
    // The clients have not noticed.
    let mut socket = ada.socket().await;
    socket.send(room.id, &name_of(1), "what was that?").await;
    socket.next_of_type("ack").await;
}

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

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_reset_and_an_administrator_made_while_the_server_runs() {
    let app = TestApp::start().await;
    let (_, bo) = (app.person("ada").await, app.person("bo").await);
    let output = run(&app.config.data, &["user", "reset-password", "Bo"]);
    assert!(output.status.success(), "{}", said(&output));
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let password = shown.lines().next().and_then(|line| line.rsplit(' ').next()).expect("the password is shown");
    assert!(!bo.is_signed_in().await, "all of his devices are signed out");
    assert_eq!(bo.elsewhere().sign_in().await.status, 401, "the old one is worth nothing");
    let again = bo.elsewhere();
    assert_eq!(again.post("/signin", &[("username", "bo"), ("password", password)]).await.status, 303);
    let output = run(&app.config.data, &["user", "make-admin", "bo"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_closes_the_sockets_that_were_open() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut socket = bo.follow(&room).await;
    assert!(run(&app.config.data, &["user", "reset-password", "bo"]).status.success());
    // Another process did it: his next frame finds out at the latest.
    socket.send(room.id, &name_of(1), "still in?").await;
    let answer = socket.next().await;
    assert_ne!(answer["type"], "ack", "a session that has ended posts nothing");

    // An idle connection finds out too.
    let mut idle = ada.follow(&room).await;
    assert!(run(&app.config.data, &["user", "reset-password", "ada"]).status.success());
    let closed = within(Duration::from_secs(5), "it is closed", idle.next_of_type("closed")).await;
    assert_eq!(closed["code"], 4401);
}

#[test]
fn a_command_that_cannot_be_done_says_why_in_one_line() {
    let data = folder();
    drop(Process::start(data.path(), "info"));
    for (arguments, why) in [
        (&["user", "reset-password", "nobody1"][..], "there is no account named"),
        (&["user", "make-admin", "nobody"], "there is no account named"),
        (&["user", "make-admin", "not a name"], "Use letters from a to z"),
    ] {
        let output = run(data.path(), arguments);
        assert!(!output.status.success());
        assert!(said(&output).contains(why), "{}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    }
    let output = run(data.path(), &["dance"]);
    assert!(!output.status.success() && said(&output).contains("dance"));
}

#[test]
fn a_bad_setting_is_named_and_so_is_an_unknown_one() {
    let data = folder();
    for (name, value, says) in [
        ("ROOST_ADDR", "nowhere", "an address and a port"),
        ("ROOST_ADDR", "0.0.0.0:0", "ROOST_ORIGIN"),
        ("ROOST_DATTA", "/tmp", "ROOST_DATA"),
    ] {
        let output = roost(data.path()).env(name, value).output().expect("it runs");
        assert!(!output.status.success());
        let said = said(&output);
        assert!(said.contains(name) && said.contains(says) && said.lines().count() == 1, "{said}");
    }
    assert!(fs::read_dir(data.path()).expect("the folder").next().is_none(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_refused_and_left_alone() {
    let mut app = TestApp::start().await;
    app.person("ada").await;
    app.stop().await;
    let public = folder();
    let (data, program) = (public.path().join("data"), public.path().join("roost"));
    fs::create_dir(&data).expect("a folder");
    fs::copy(app.file(), data.join("roost.db")).expect("a copy");
    fs::copy(env!("CARGO_BIN_EXE_roost"), &program).expect("the program");
    for (path, mode) in [(public.path(), 0o755), (&data, 0o777), (&data.join("roost.db"), 0o444), (&program, 0o755)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }
    let before = fs::read(data.join("roost.db")).expect("the file");
    let mut command = Command::new(&program);
    command.env_clear().env("ROOST_DATA", &data).env("ROOST_ADDR", "127.0.0.1:0").stderr(Stdio::piped());
    // Nothing is read-only to root: then run it as nobody.
    if fs::metadata("/proc/self").expect("this process").uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let mut child = command.spawn().expect("it runs");
    let mut said = String::new();
    child.stderr.take().expect("its words").read_to_string(&mut said).expect("its words");
    assert!(!child.wait().expect("a status").success());
    assert!(said.contains("roost.db") && said.contains("cannot be written"), "{said}");
    assert_eq!(fs::read(data.join("roost.db")).expect("the file"), before);
    assert_eq!(fs::read_dir(&data).expect("the folder").count(), 2, "the file and the lock");
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_files_it_takes_nobody_in_and_serves_on_those_who_are_there() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    assert_eq!(ada.sign_up().await.status, 303);
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    // Fewer than it needs.
    let id = process.child.id().to_string();
    let files = fs::read_dir(format!("/proc/{id}/fd")).expect("its files").count() + 10;
    let few = Command::new("prlimit").args(["--pid", &id, &format!("--nofile={files}:{files}")]).status();
    assert!(few.expect("prlimit runs").success());
    let crowd: Vec<_> = (0..120).map(|_| TcpStream::connect(process.addr)).filter_map(Result::ok).collect();
    let full = process.says("could not be accepted");
    assert!(full.contains("os error 24"), "{full}");
    for number in 0..20 {
        socket.send(room.id, &name_of(number), "we are still talking").await;
        assert_eq!(socket.next_of_type("post").await["seq"], 2 + number as i64);
    }
    drop(crowd);
    // There is room again.
    assert_eq!(process.person("ada").get("/healthz").await.status, 200);
}
