//! Proxies: trusted ones, their number, and the warning about an unknown one.

use super::support::{Process, TestApp, roost};
use reqwest::Method;
use roost::server::config::trusted_proxies::Proxies;
use std::net::IpAddr;

fn proxies(text: &str) -> Proxies {
    text.parse().unwrap_or_else(|()| panic!("{text:?} is refused"))
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn a_chain_is_read_from_the_right_up_to_the_first_that_is_no_proxy() {
    for (known, peer, chain, comes_from) in [
        ("127.0.0.1", "127.0.0.1", &["203.0.113.5"][..], "203.0.113.5"),
        ("127.0.0.1, 10.8.0.0/16", "127.0.0.1", &["203.0.113.5, 10.8.1.2"], "203.0.113.5"),
        ("127.0.0.1,10.8.0.0/16", "127.0.0.1", &["203.0.113.5", "10.8.1.2"], "203.0.113.5"),
        ("127.0.0.1 10.8.0.0/16", "127.0.0.1", &["6.6.6.6, 203.0.113.5, 10.8.9.9, 10.8.1.2"], "203.0.113.5"),
        // Only the near proxy is trusted: the far one is the client.
        ("127.0.0.1", "127.0.0.1", &["203.0.113.5, 10.8.1.2"], "10.8.1.2"),
        // The headers of an untrusted peer are ignored.
        ("127.0.0.1", "203.0.113.9", &["10.8.1.2"], "203.0.113.9"),
        // An invalid address ends the chain at the last trusted one.
        ("127.0.0.1, 10.8.0.0/16", "127.0.0.1", &["203.0.113.5, unknown, 10.8.1.2"], "10.8.1.2"),
        ("127.0.0.1", "127.0.0.1", &["unknown"], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", &[""], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", &[], "127.0.0.1"),
        // All of them are trusted: the farthest.
        ("10.0.0.0/8", "10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("fd00::/8, ::1", "::1", &["[2001:db8::7]:4433, fd00::2"], "2001:db8::7"),
        ("::ffff:10.0.0.0/104", "::ffff:10.9.9.9", &["203.0.113.5:80"], "203.0.113.5"),
    ] {
        let told = proxies(known).client(address(peer), chain.iter().copied());
        assert_eq!(told, address(comes_from), "{peer} behind {chain:?}, where {known} are known");
    }
}

#[test]
fn what_is_no_address_or_network_is_refused() {
    for text in ["proxy", "10.0.0.1,proxy", "10.0.0.0/33", "fd00::/129", "10.0.0.1:80", "*", "10.0.0.1;10.0.0.2"] {
        assert!(text.parse::<Proxies>().is_err(), "{text:?} is taken");
    }
    assert_eq!(proxies(""), Proxies::default());
    assert_eq!(proxies(" , "), Proxies::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_two_proxies_everybody_is_counted_as_themselves() {
    let app = TestApp::with(|config| {
        config.trusted_proxies = proxies("127.0.0.1, 10.8.0.0/16");
        config.sign_in_tries = 2;
    })
    .await;
    let ada = app.person("ada").await;
    let wrong = |from: &'static str| {
        let eve = app.visitor("eve");
        async move {
            let request = eve.request(Method::POST, "/signin").header("origin", &eve.origin);
            let request = request.header("x-forwarded-for", format!("{from}, 10.8.0.1"));
            eve.send(request.form(&[("username", "ada"), ("password", "a wrong password")])).await.status
        }
    };
    assert_eq!([wrong("203.0.113.1").await, wrong("203.0.113.1").await, wrong("203.0.113.1").await], [401, 401, 429]);
    assert_eq!(wrong("203.0.113.2").await, 401, "another address behind the same two");
    assert_eq!(ada.elsewhere().sign_in().await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_known_is_named_in_the_log_and_not_with_every_request() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    for number in 0..20 {
        ada.send(ada.request(Method::GET, "/signin").header("x-forwarded-for", format!("203.0.113.{number}"))).await;
    }
    process.signal("-TERM");
    process.end().await;
    let lines: Vec<String> = process.log.iter().filter(|line| line.contains("ROOST_TRUSTED_PROXY")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("WARN") && lines[0].contains("127.0.0.1"), "{lines:?}");

    let mut known = Process::of(roost(data.path()).env("ROOST_LOG", "info").env("ROOST_TRUSTED_PROXY", "127.0.0.0/8"));
    let ada = known.person("ada");
    ada.send(ada.request(Method::GET, "/signin").header("x-forwarded-for", "203.0.113.5")).await;
    known.signal("-TERM");
    known.end().await;
    assert_eq!(known.log.iter().filter(|line| line.contains("ROOST_TRUSTED_PROXY")).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_a_page_at_another_address_than_the_place_is_set_to_names_both() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut process =
        Process::of(roost(data.path()).env("ROOST_LOG", "info").env("ROOST_ORIGIN", "https://chat.example.org"));
    let ada = process.person("ada");
    for _ in 0..3 {
        let reply = ada.sign_up().await;
        assert_eq!(reply.status, 403);
        assert!(reply.text.contains(&ada.origin) && reply.text.contains("https://chat.example.org"), "{}", reply.text);
    }
    // An invalid origin is not repeated in the response.
    let request = ada.request(Method::POST, "/signup").header("origin", "https://a/b<script>");
    assert!(!ada.send(request).await.text.contains("script"));
    process.signal("-TERM");
    process.end().await;
    let lines: Vec<String> = process.log.iter().filter(|line| line.contains("ROOST_ORIGIN")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("https://chat.example.org") && lines[0].contains(&ada.origin), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_whose_handshake_a_proxy_swallowed_is_told_what_is_missing() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    for _ in 0..3 {
        let request = ada.request(Method::GET, "/ws").header("origin", &ada.origin);
        let reply = ada.send(request.header("sec-websocket-version", "13")).await;
        assert_eq!(reply.status, 400);
        assert!(reply.text.contains("Upgrade") && reply.text.contains("proxy"), "{}", reply.text);
    }
    process.signal("-TERM");
    process.end().await;
    let lines: Vec<String> = process.log.iter().filter(|line| line.contains("Upgrade")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
}
