//! Floods from one address: their cost to the server, while another address still gets in.

use super::support::{Person, Process, TestApp, soon, until, within};
use futures::future::{join, join_all};
use roost::server::Config;
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::interval,
};

/// Source address of floods; visitors come from 127.0.0.1.
const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Memory that a flood may add to the server's, in KiB.
const GROWTH: u64 = 40 * 1024;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A connection from the attacker, if the server accepts one.
async fn dial(addr: SocketAddr) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((ATTACKER, 0).into()).expect("an address of this machine");
    socket.connect(addr).await.ok()
}

/// Somebody who has signed in once, so that allocations at first use are done.
async fn settled(process: &Process) -> Person {
    let ada = process.person("ada");
    assert_eq!(ada.sign_up().await.status, 303);
    assert_eq!(ada.elsewhere().sign_in().await.status, 303);
    assert_eq!(ada.get("/rooms").await.status, 200);
    ada
}

/// The peak memory of a process during a future.
async fn most_during<T>(process: &Process, doing: impl Future<Output = T>) -> (u64, T) {
    let most = AtomicU64::new(process.resident_kib());
    let watching = async {
        let mut looks = interval(Duration::from_millis(5));
        loop {
            looks.tick().await;
            most.fetch_max(process.resident_kib(), Ordering::Relaxed);
        }
    };
    tokio::select! {
        done = doing => (most.into_inner(), done),
        () = watching => unreachable!("it watches for ever"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sign_ins_took_is_given_back() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let before = process.resident_kib();
    let ada = settled(&process).await;
    for _ in 0..12 {
        let devices: Vec<_> = (0..8).map(|_| ada.elsewhere()).collect();
        let replies = join_all(devices.iter().map(Person::sign_in)).await;
        assert!(replies.iter().all(|reply| reply.status == 303));
    }
    let rests = || process.resident_kib() < before + 16 * 1024;
    until(Duration::from_secs(30), "it holds little more than before anybody came", rests).await;
}

/// The head of a sign-in whose form has so many bytes, and all of the form but one byte.
fn unfinished(addr: SocketAddr, bytes: usize) -> Vec<u8> {
    let mut request = format!(
        "POST /signin HTTP/1.1\r\nhost: {addr}\r\norigin: http://{addr}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {bytes}\r\n\r\n"
    )
    .into_bytes();
    request.resize(request.len() + bytes - 1, b'x');
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn unfinished_forms_are_not_held_and_others_sign_in() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = settled(&process).await;
    let (before, request) = (process.resident_kib(), unfinished(process.addr, 250_000));
    let flood = async {
        let lines = join_all((0..600).map(async |_| {
            let mut line = dial(process.addr).await?;
            line.write_all(&request).await.ok()?;
            Some(line)
        }));
        let lines = within(Duration::from_secs(60), "all are sent, or refused", lines).await;
        assert_eq!(ada.elsewhere().sign_in().await.status, 303, "from another address");
        lines
    };
    let (most, lines) = most_during(&process, flood).await;
    assert!(most - before < GROWTH, "{} KiB more", most - before);
    drop(lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_a_stranger_may_send_are_held_up_to_a_bound() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = settled(&process).await;
    let request = unfinished(process.addr, 16 * 1024);
    let mut told_to_wait = 0;
    let mut lines = Vec::new();
    for _ in 0..200 {
        let mut line = dial(process.addr).await.expect("a connection");
        drop(line.write_all(&request).await);
        lines.push(line);
    }
    assert_eq!(ada.elsewhere().sign_in().await.status, 303, "from another address");
    for line in &mut lines {
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_millis(5), line.read_buf(&mut answer)).await;
        told_to_wait += usize::from(read.is_ok() && answer.starts_with(b"HTTP/1.1 429 "));
    }
    assert!(told_to_wait >= 100, "{told_to_wait} of 200 are told to wait");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_of_a_few_connections_are_not_held_and_others_get_in() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = settled(&process).await;
    let before = process.resident_kib();
    let flood = async {
        let held = join_all((0..12).map(async |_| flood_with_streams(dial(process.addr).await?, process.addr).await));
        let held = soon("as much is sent as is taken", held).await;
        assert_eq!(ada.elsewhere().sign_in().await.status, 303, "from another address");
        held
    };
    let (most, held) = most_during(&process, flood).await;
    assert!(most - before < GROWTH, "{} KiB more", most - before);
    drop(held);
}

/// Sends unfinished forms over as many streams as are accepted; returns handles that keep them open.
async fn flood_with_streams(line: TcpStream, addr: SocketAddr) -> Option<impl Sized> {
    let (mut client, carrying) = h2::client::handshake(line).await.ok()?;
    let carrying = tokio::spawn(carrying);
    let mut streams = Vec::new();
    for _ in 0..150 {
        client = match tokio::time::timeout(Duration::from_millis(200), client.ready()).await {
            Ok(Ok(ready)) => ready,
            // No more streams are accepted, or no more from here.
            _ => break,
        };
        let request = axum::http::Request::post(format!("http://{addr}/signin"))
            .header("origin", format!("http://{addr}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(())
            .expect("a request");
        let Ok((answer, mut form)) = client.send_request(request, false) else { break };
        drop(form.send_data(vec![b'x'; 250_000].into(), false));
        streams.push((answer, form));
    }
    // The connection's own task goes on sending what fits.
    tokio::time::sleep(Duration::from_secs(2)).await;
    Some((streams, carrying))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_as_many_files_as_it_may() {
    let data = folder();
    let process = Process::with_files(data.path(), 128, 2_048);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.child.id())).expect("its limits");
    let files = limits.lines().find(|line| line.starts_with("Max open files")).expect("the one of files");
    assert_eq!(files.split_whitespace().nth(3), Some("2048"), "{files}");
    let lines = join_all((0..400).map(|_| dial(process.addr))).await;
    assert_eq!(settled(&process).await.get("/rooms").await.status, 200);
    drop(lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_ask_for_nothing_keep_nobody_out() {
    let data = folder();
    let process = Process::with_files(data.path(), 200, 200);
    let lines = join_all((0..1_000).map(|_| dial(process.addr))).await;
    assert_eq!(settled(&process).await.get("/rooms").await.status, 200);
    drop(lines);
}

fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = "127.0.0.1".parse().expect("an address");
    config.sign_in_tries = 10;
}

/// Signs in from an address that the proxy names; returns the status.
async fn sign_in_from(person: &Person, address: &str) -> u16 {
    let request = person.request(reqwest::Method::POST, "/signin").header("origin", &person.origin);
    let form = [("username", &*person.name), ("password", &*person.password)];
    person.send(request.header("x-forwarded-for", address).form(&form)).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_signing_in_all_the_time_keeps_nobody_out() {
    let app = TestApp::with(|config| {
        behind_a_proxy(config);
        config.sign_in_tries = 100_000;
    })
    .await;
    let (eve, ada) = (app.person("eve").await, app.person("ada").await);
    let over = AtomicBool::new(false);
    let loops = join_all((0..80).map(async |_| {
        while !over.load(Ordering::Relaxed) {
            let status = sign_in_from(&eve.elsewhere(), "192.0.2.66").await;
            assert!([303, 429].contains(&status), "{status}");
        }
    }));
    let visits = async {
        let mut statuses = Vec::new();
        for number in 0..15 {
            statuses.push(sign_in_from(&ada.elsewhere(), &format!("192.0.2.{number}")).await);
        }
        over.store(true, Ordering::Relaxed);
        statuses
    };
    let (statuses, _) = within(Duration::from_secs(60), "all visits are over", join(visits, loops)).await;
    assert_eq!(statuses, [303; 15]);
}

#[tokio::test(flavor = "multi_thread")]
async fn right_passwords_are_counted_for_an_address_and_not_for_others() {
    let app = TestApp::with(|config| {
        behind_a_proxy(config);
        config.sign_in_tries = 1;
    })
    .await;
    let ada = app.person("ada").await;
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(sign_in_from(&ada.elsewhere(), "192.0.2.66").await);
    }
    let made = app.state().hasher.made();
    assert_eq!((statuses[0], statuses[19], statuses[24]), (303, 303, 429), "{statuses:?}");
    assert_eq!(sign_in_from(&ada.elsewhere(), "192.0.2.66").await, 429);
    assert_eq!(app.state().hasher.made(), made, "nothing is hashed for it");
    assert_eq!(sign_in_from(&ada.elsewhere(), "192.0.2.67").await, 303);
}
