//! The program as people run it: signals, crashes, and the ends of memory and files.

use super::support::{
    Process, name_of,
    raw::{TEXT, frame, head},
    within,
};
use std::{
    fs,
    net::TcpStream,
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub(super) fn folder() -> TempDir {
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
