//! Signing in: one answer for every failure, and limits that lock nobody out.

use super::support::{Person, Reply, TestApp, soon};
use reqwest::header::{HeaderMap, HeaderValue};
use roost::server::{Config, auth::origin};
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

async fn try_with(person: &Person, name: &str, password: &str, forwarded: &str) -> Reply {
    let request = person.request(reqwest::Method::POST, "/signin").header("origin", &person.origin);
    let request = if forwarded.is_empty() { request } else { request.header("x-forwarded-for", forwarded) };
    person.send(request.form(&[("username", name), ("password", password)])).await
}

fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = "127.0.0.1".parse().expect("an address");
    config.sign_in_tries = 3;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_and_a_wrong_password_are_answered_alike() {
    let app = TestApp::start().await;
    app.person("marguerite").await;
    let made = app.state().hasher.made();
    let mut pages = Vec::new();
    for (number, name) in ["marguerite", "somebody-else", "not a user name", "MARGUERITE"].into_iter().enumerate() {
        let reply = try_with(&app.visitor("x"), name, "a wrong password", "").await;
        assert_eq!(reply.status, 401);
        assert_eq!(app.state().hasher.made() - made, number as u64 + 1, "the same work for {name:?}");
        assert!(reply.headers.get("set-cookie").is_none());
        assert!(reply.text.contains("That username and password do not go together."));
        // After the page come the scripts, with the time and other data that never repeats.
        pages.push(reply.text.replace(name, "NAME").split("<script").next().expect("a page").to_owned());
    }
    for page in &pages[1..] {
        assert_eq!(page, &pages[0], "nothing tells them apart");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_of_the_name_does_not_matter_and_case_of_the_password_does() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert_eq!(try_with(&app.visitor("x"), "ADA", &ada.password, "").await.status, 303);
    assert_eq!(try_with(&app.visitor("x"), "ada", &ada.password.to_uppercase(), "").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_wrong_passwords_from_one_address_have_to_wait_and_the_owner_has_not() {
    let app = TestApp::with(behind_a_proxy).await;
    let ada = app.person("ada").await;
    let eve = app.visitor("eve");
    for _ in 0..3 {
        assert_eq!(try_with(&eve, "ada", "a wrong password", "192.0.2.66").await.status, 401);
    }
    let made = app.state().hasher.made();
    let refused = try_with(&eve, "ada", &ada.password, "192.0.2.66").await;
    assert_eq!(refused.status, 429, "even with the right one");
    assert!(refused.text.contains("too often") || refused.text.contains("a little fast"));
    assert_eq!(app.state().hasher.made(), made, "and nothing is hashed for it");
    assert_eq!(try_with(&eve, "aDa", &ada.password, "192.0.2.66").await.status, 429, "case is no way round");
    assert!(ada.is_signed_in().await, "the owner's live session goes on");
    let elsewhere =
        soon("the owner is at most slowed", try_with(&ada.elsewhere(), "ada", &ada.password, "192.0.2.7")).await;
    assert_eq!(elsewhere.status, 303, "from another address the owner comes in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_many_accounts_has_to_wait() {
    let app = TestApp::with(behind_a_proxy).await;
    let ada = app.person("ada").await;
    let eve = app.visitor("eve");
    for number in 0..15 {
        assert_eq!(try_with(&eve, &format!("guess{number}"), "a wrong password", "192.0.2.66").await.status, 401);
    }
    assert_eq!(try_with(&eve, "ada", &ada.password, "192.0.2.66").await.status, 429);
    assert_eq!(try_with(&eve, "ada", &ada.password, "192.0.2.67").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_tried_from_everywhere_is_slowed_and_never_closed() {
    let app = TestApp::with(behind_a_proxy).await;
    let ada = app.person("ada").await;
    for number in 0..7 {
        let address = format!("192.0.2.{number}");
        assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", &address).await.status, 401);
    }
    let began = std::time::Instant::now();
    let owner =
        soon("the owner waits a little", try_with(&ada.elsewhere(), "ada", &ada.password, "198.51.100.1")).await;
    assert_eq!(owner.status, 303);
    assert!(began.elapsed() >= Duration::from_secs(1), "slowed, as everybody is who tries this account now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_gives_the_tries_back() {
    let app = TestApp::with(|config| config.sign_in_tries = 3).await;
    let ada = app.person("ada").await;
    for _ in 0..2 {
        for _ in 0..2 {
            assert_eq!(try_with(&app.visitor("x"), "ada", "a wrong password", "").await.status, 401);
        }
        assert_eq!(ada.elsewhere().sign_in().await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_addresses_are_believed_from_the_named_proxy_only() {
    let app = TestApp::with(|config| config.sign_in_tries = 2).await;
    app.person("ada").await;
    for number in 0..2 {
        let address = format!("203.0.113.{number}");
        assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", &address).await.status, 401);
    }
    let refused = try_with(&app.visitor("eve"), "ada", "a wrong password", "203.0.113.99").await;
    assert_eq!(refused.status, 429, "nobody is named: all of them are this one address");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_proxy_named_whoever_comes_past_it_is_still_believed_nothing() {
    let app = TestApp::with(|config| {
        config.trusted_proxies = "10.0.0.1".parse().expect("an address");
        config.sign_in_tries = 2;
    })
    .await;
    app.person("ada").await;
    let eve = app.visitor("eve");
    let mut statuses = Vec::new();
    for address in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        statuses.push(try_with(&eve, "ada", "a wrong password", address).await.status);
    }
    assert_eq!(statuses, [401, 401, 429], "she comes from 127.0.0.1, whatever she says");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_forged_list_only_the_proxys_own_word_counts() {
    let app = TestApp::with(behind_a_proxy).await;
    app.person("ada").await;
    for number in 0..3 {
        let list = format!("10.0.0.{number}, 203.0.113.5");
        assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", &list).await.status, 401);
    }
    assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", "10.9.9.9, 203.0.113.5").await.status, 429);
    assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", "203.0.113.5, 10.9.9.9").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ipv6_a_whole_network_counts_as_one_and_ports_and_brackets_are_understood() {
    let app = TestApp::with(behind_a_proxy).await;
    app.person("ada").await;
    let addresses = ["2001:db8:1:2::1", "[2001:db8:1:2::2]", "[2001:db8:1:2:ffff::3]:443", "2001:db8:1:2:9::4"];
    let mut statuses = Vec::new();
    for address in addresses {
        statuses.push(try_with(&app.visitor("eve"), "ada", "a wrong password", address).await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 429]);
    assert_eq!(try_with(&app.visitor("eve"), "ada", "a wrong password", "[2001:db8:1:3::1]:9").await.status, 401);
}

#[test]
fn a_listener_for_both_kinds_of_addresses_knows_its_proxy_by_either() {
    let mut heard = HeaderMap::new();
    heard.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.5"));
    for (proxy, peer, comes_from) in [
        ("10.0.0.1", "10.0.0.1:9", "203.0.113.5"),
        ("10.0.0.1", "[::ffff:10.0.0.1]:9", "203.0.113.5"),
        ("::ffff:10.0.0.1", "10.0.0.1:9", "203.0.113.5"),
        ("::ffff:10.0.0.1", "[::ffff:10.0.0.1]:9", "203.0.113.5"),
        ("::1", "[::1]:9", "203.0.113.5"),
        ("10.0.0.1", "[::ffff:10.0.0.2]:9", "10.0.0.2"),
        ("10.0.0.1", "[::a00:1]:9", "::a00:1"),
        ("::1", "127.0.0.1:9", "127.0.0.1"),
    ] {
        let config = Config { trusted_proxies: proxy.parse().expect("an address"), ..Config::default() };
        let peer: SocketAddr = peer.parse().expect("an address with a port");
        let told = origin::client_address(&config, peer, &heard);
        assert_eq!(told, comes_from.parse::<IpAddr>().expect("an address"), "{peer}, where {proxy} is the proxy");
    }
}
