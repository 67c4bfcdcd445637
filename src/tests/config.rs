//! The settings: errors name what is wrong, and what would be right.

use roost::server::{
    Config,
    config::{SignUp, trusted_proxies::Proxies},
};
use std::{collections::HashMap, net::IpAddr};

fn read(set: &[(&str, &str)]) -> Result<Config, String> {
    let set: HashMap<&str, &str> = set.iter().copied().collect();
    Config::from_lookup(|name| set.get(name).map(|value| (*value).to_owned())).map_err(|error| error.to_string())
}

#[test]
fn with_nothing_set_it_serves_this_machine_alone() {
    let config = read(&[]).expect("the defaults");
    assert!(config.addr.ip().is_loopback() && config.addr.port() == 3_000);
    assert_eq!(
        (config.data.to_str(), config.sign_up, config.message_burst, config.messages_per_second),
        (Some("data"), None, 200, 10)
    );
    assert!(config.origin.is_none() && config.trusted_proxies == Proxies::default() && !config.is_https());
}

#[test]
fn what_is_set_is_taken() {
    let config = read(&[
        ("ROOST_ADDR", "0.0.0.0:80"),
        ("ROOST_DATA", "/var/lib/roost"),
        ("ROOST_ORIGIN", "https://Chat.Example.org/"),
        ("ROOST_TRUSTED_PROXY", " 10.0.0.1 "),
        ("ROOST_SIGN_UP", "closed"),
        ("ROOST_SOCKETS", "5"),
        ("ROOST_LOG", ""),
    ])
    .expect("all good");
    assert_eq!(config.addr.to_string(), "0.0.0.0:80");
    assert_eq!(config.origin.as_ref().map(|origin| origin.as_str()), Some("https://chat.example.org"));
    assert!(config.trusted_proxies.contains(IpAddr::from([10, 0, 0, 1])));
    assert_eq!((config.sign_up, config.sockets, config.is_https()), (Some(SignUp::Closed), 5, true));
}

#[test]
fn what_is_wrong_is_named_with_what_is_allowed() {
    for (name, value, allowed) in [
        ("ROOST_ADDR", "3000", "an address and a port"),
        ("ROOST_ADDR", "localhost:3000", "an address and a port"),
        ("ROOST_ADDR", "127.0.0.1:99999", "an address and a port"),
        ("ROOST_ORIGIN", "chat.example.org", "a scheme and a host"),
        ("ROOST_ORIGIN", "ftp://chat.example.org", "a scheme and a host"),
        ("ROOST_ORIGIN", "https://chat.example.org/path", "a scheme and a host"),
        ("ROOST_ORIGIN", "https://", "a scheme and a host"),
        ("ROOST_ORIGIN", "https://user@chat.example.org", "a scheme and a host"),
        ("ROOST_ORIGIN", "https://a b", "a scheme and a host"),
        ("ROOST_ORIGIN", "https://chat.example.org?x", "a scheme and a host"),
        ("ROOST_TRUSTED_PROXY", "proxy", "IP addresses and networks"),
        ("ROOST_TRUSTED_PROXY", "10.0.0.1, proxy", "IP addresses and networks"),
        ("ROOST_TRUSTED_PROXY", "10.0.0.0/33", "IP addresses and networks"),
        ("ROOST_REDIRECT_ADDR", "80", "an address and a port"),
        ("ROOST_REDIRECT_ADDR", "0.0.0.0:80", "where ROOST_TLS_CERT"),
        ("ROOST_SIGN_UP", "Open", "open, invitation or closed"),
        ("ROOST_LOG", "loud", "error, warn, info, debug or trace"),
        ("ROOST_MESSAGE_BURST", "0", "a whole number from 1"),
        ("ROOST_MESSAGE_BURST", "-5", "a whole number from 1"),
        ("ROOST_MESSAGES_PER_SECOND", "1.5", "a whole number from 1"),
        ("ROOST_SIGN_IN_TRIES", "many", "a whole number from 1"),
        ("ROOST_SIGN_UPS_PER_ADDRESS", "0", "a whole number from 1"),
        ("ROOST_SOCKETS_PER_PERSON", "99999999999999999999999", "a whole number from 1"),
        ("ROOST_CONNECTIONS_PER_ADDRESS", "0", "a whole number from 1"),
        ("ROOST_SOCKETS", "0x10", "a whole number from 1"),
    ] {
        let why = read(&[(name, value)]).err().unwrap_or_else(|| panic!("{name}={value} is taken"));
        assert!(why.contains(name) && why.contains(value) && why.contains(allowed), "{why}");
    }
}

#[test]
fn beyond_this_machine_an_origin_is_needed() {
    for addr in ["0.0.0.0:3000", "192.168.1.5:3000", "[::]:3000"] {
        let why = read(&[("ROOST_ADDR", addr)]).expect_err("refused");
        assert!(why.contains("ROOST_ORIGIN") && why.contains("ROOST_ADDR"), "{why}");
        assert!(read(&[("ROOST_ADDR", addr), ("ROOST_ORIGIN", "http://chat.lan")]).is_ok());
    }
    for addr in ["127.0.0.2:1", "[::1]:3000"] {
        assert!(read(&[("ROOST_ADDR", addr)]).is_ok());
    }
}

#[test]
fn an_origin_is_kept_as_browsers_send_it() {
    for (set, sent) in [
        ("HTTPS://CHAT.example.ORG", "https://chat.example.org"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80/", "http://chat.example.org"),
        ("http://chat.example.org:8080", "http://chat.example.org:8080"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ] {
        let config = read(&[("ROOST_ORIGIN", set)]).expect("an origin");
        assert_eq!(config.origin.as_ref().map(|origin| origin.as_str()), Some(sent));
    }
}

#[test]
fn a_certificate_and_its_key_come_together_and_with_an_https_origin() {
    let both = [("ROOST_TLS_CERT", "cert.pem"), ("ROOST_TLS_KEY", "key.pem")];
    let config = read(&both).expect("both");
    assert!(config.is_https() && config.origin.is_none(), "on this machine, https://localhost is enough");
    assert_eq!(config.scheme(), "https");
    assert!(!config.says_https_only(), "this machine has other programs too");
    for (one, other) in [(both[0], "ROOST_TLS_KEY"), (both[1], "ROOST_TLS_CERT")] {
        let why = read(&[one]).expect_err("refused");
        assert!(why.starts_with(other) && why.contains("together"), "{why}");
    }
    let with_origin = |origin| read(&[both[0], both[1], ("ROOST_ORIGIN", origin)]);
    let why = with_origin("http://chat.example.org").expect_err("refused");
    assert!(why.starts_with("ROOST_ORIGIN") && why.contains("https://"), "{why}");
    assert!(with_origin("https://chat.example.org").expect("both").says_https_only());
}

#[test]
fn every_setting_that_is_read_is_known_and_in_the_readme() {
    let (source, readme) = (include_str!("../server/config/mod.rs"), include_str!("../../README.md"));
    let (read, known) = source.split_once("const NAMES: &[&str]").expect("the names");
    let known = known.split_once("];").expect("their end").0;
    let names: Vec<_> = read
        .split("\"ROOST_")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 12, "{names:?}");
    for name in names {
        assert!(known.contains(&format!("\"ROOST_{name}\"")), "ROOST_{name} would be refused as unknown");
        assert!(readme.contains(&format!("`ROOST_{name}`")), "ROOST_{name} is not in the README");
    }
}
