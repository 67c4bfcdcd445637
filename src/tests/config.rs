//! The settings: errors name what is wrong, and what would be right.

use clap::{Args as _, Command};
use roost::server::{
    Config,
    config::{SignUp, trusted_proxies::Proxies},
};
use std::net::IpAddr;

/// Settings from options, as `--addr=127.0.0.1:80`.
fn read(options: &[&str]) -> Result<Config, String> {
    Config::from_arguments(options).map_err(|error| error.to_string())
}

/// The option of a variable: `--sign-up` of `ROOST_SIGN_UP`.
fn option_of(name: &str) -> String {
    name.replacen("ROOST_", "--", 1).replace('_', "-").to_ascii_lowercase()
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
        "--addr=0.0.0.0:80",
        "--data=/var/lib/roost",
        "--origin=https://Chat.Example.org/",
        "--trusted-proxy= 10.0.0.1 ",
        "--sign-up=closed",
        "--sockets=5",
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
        let why =
            read(&[&format!("{}={value}", option_of(name))]).err().unwrap_or_else(|| panic!("{name}={value} is taken"));
        assert!(why.contains(name) && why.contains(value) && why.contains(allowed), "{why}");
    }
}

#[test]
fn beyond_this_machine_an_origin_is_needed() {
    for addr in ["0.0.0.0:3000", "192.168.1.5:3000", "[::]:3000"] {
        let addr = format!("--addr={addr}");
        let why = read(&[&addr]).expect_err("refused");
        assert!(why.contains("ROOST_ORIGIN") && why.contains("ROOST_ADDR"), "{why}");
        assert!(read(&[&addr, "--origin=http://chat.lan"]).is_ok());
    }
    for addr in ["127.0.0.2:1", "[::1]:3000"] {
        assert!(read(&["--addr", addr]).is_ok());
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
        let config = read(&["--origin", set]).expect("an origin");
        assert_eq!(config.origin.as_ref().map(|origin| origin.as_str()), Some(sent));
    }
}

#[test]
fn a_certificate_and_its_key_come_together_and_with_an_https_origin() {
    let both = ["--tls-cert=cert.pem", "--tls-key=key.pem"];
    let config = read(&both).expect("both");
    assert!(config.is_https() && config.origin.is_none(), "on this machine, https://localhost is enough");
    assert_eq!(config.scheme(), "https");
    assert!(!config.says_https_only(), "this machine has other programs too");
    for (one, other) in [(both[0], "ROOST_TLS_KEY"), (both[1], "ROOST_TLS_CERT")] {
        let why = read(&[one]).expect_err("refused");
        assert!(why.starts_with(other) && why.contains("together"), "{why}");
    }
    let with_origin = |origin| read(&[both[0], both[1], "--origin", origin]);
    let why = with_origin("http://chat.example.org").expect_err("refused");
    assert!(why.starts_with("ROOST_ORIGIN") && why.contains("https://"), "{why}");
    assert!(with_origin("https://chat.example.org").expect("both").says_https_only());
}

#[test]
fn options_that_there_are_not_are_refused() {
    let why = read(&["--adr=127.0.0.1:80"]).expect_err("refused");
    assert!(why.contains("--adr"), "{why}");
}

#[test]
fn every_setting_is_in_the_readme_with_its_default_and_none_else() {
    let command = Config::augment_args(Command::new("roost"));
    let readme = include_str!("../../README.md");
    let lines: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `ROOST_")).collect();
    let mut named = 0;
    for arg in command.get_arguments() {
        let name = arg.get_env().and_then(|name| name.to_str()).expect("a variable");
        assert_eq!(arg.get_long().map(|long| format!("--{long}")), Some(option_of(name)), "one name for both");
        assert!(arg.get_help().is_some(), "{name} says what it is");
        let line = lines.iter().find(|line| line.contains(&format!("`{name}`")));
        let line = line.unwrap_or_else(|| panic!("{name} is not in the README"));
        for default in arg.get_default_values().iter().filter(|default| !default.is_empty()) {
            assert!(line.contains(&format!("| `{}` |", default.display())), "{name}: {line}");
        }
        named += 1;
    }
    let in_readme: usize = lines.iter().map(|line| line.split("`ROOST_").count() - 1).sum();
    assert!(named == in_readme && named > 12, "{named} settings, {in_readme} in the README");
}
