//! The settings: one struct, read from the environment, refused as a whole if anything is wrong.

mod origin;
pub mod trusted_proxies;
mod tuning;

pub use origin::{Origin, is_loopback_host};
pub use tuning::{ConnectionBounds, Heartbeat};

use super::{clock::Clock, outbound::options::PushOptions};
use std::{
    collections::HashMap,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};
use tracing::level_filters::LevelFilter;
use trusted_proxies::Proxies;

/// All settings. Each field names its variable; the README has the table.
#[derive(Clone, Debug)]
pub struct Config {
    /// `ROOST_ADDR`: address and port to listen on.
    pub addr: SocketAddr,
    /// `ROOST_DATA`: the folder that holds everything.
    pub data: PathBuf,
    /// `ROOST_ORIGIN`: where browsers find this server, as `https://chat.example.org`.
    /// Unset, only loopback names are served.
    pub origin: Option<Origin>,
    /// `ROOST_TLS_CERT` and `ROOST_TLS_KEY`: https by itself, without a proxy.
    pub tls: Option<TlsFiles>,
    /// `ROOST_REDIRECT_ADDR`: where there is a certificate, an address and port on which plain http is
    /// led to https.
    pub redirect_addr: Option<SocketAddr>,
    /// `ROOST_TRUSTED_PROXY`: the addresses and networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Proxies,
    /// `ROOST_SIGN_UP`: `open`, `invitation` or `closed`; unset, administrators choose it on their
    /// pages. The first account can always be made.
    pub sign_up: Option<SignUp>,
    /// `ROOST_LOG`: `error`, `warn`, `info`, `debug` or `trace`.
    pub log: LevelFilter,
    /// `ROOST_MESSAGE_BURST`: messages that one person can send at once. The bytes of text that go with
    /// them, and the frames that a connection is read for, follow from it.
    pub message_burst: u32,
    /// `ROOST_MESSAGES_PER_SECOND`: messages that one person can go on sending.
    pub messages_per_second: u32,
    /// `ROOST_ROOM_BURST`: rooms that one person can make, join or leave at once; then one every
    /// five seconds.
    pub room_burst: u32,
    /// `ROOST_SIGN_IN_TRIES`: wrong passwords for one account from one address before a wait.
    pub sign_in_tries: u32,
    /// `ROOST_SIGN_UPS_PER_ADDRESS`: accounts made from one address at once before a wait.
    pub sign_ups_per_address: u32,
    /// `ROOST_SOCKETS_PER_PERSON`: tabs and devices of one person that are connected at once.
    pub sockets_per_person: usize,
    /// `ROOST_CONNECTIONS_PER_ADDRESS`: connections from one address at once, or from one /64 of
    /// IPv6; trusted proxies have as many as they like.
    pub connections_per_address: usize,
    /// `ROOST_SOCKETS`: sockets of the whole server at once.
    pub sockets: usize,
    /// The clocks; no variable sets them.
    pub clock: Clock,
    /// Intervals of the heartbeat; no variable sets them.
    pub heartbeat: Heartbeat,
    /// Limits on connections; no variable sets them.
    pub bounds: ConnectionBounds,
    /// Options of the push client; no variable sets them.
    pub push: PushOptions,
}

/// PEM files: a certificate with its chain, and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Sign-up mode: the people who may create an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUp {
    Open,
    /// Only with an invitation.
    Invitation,
    Closed,
}

impl SignUp {
    /// Value in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Closed => "closed",
        }
    }

    /// Parses a value in settings.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Invitation, Self::Closed].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Reason why settings are refused.
#[derive(Debug)]
pub enum BadSetting {
    /// No setting has this name.
    Unknown(String),
    /// Its name, its value, and the allowed values.
    Value { name: &'static str, value: String, allowed: &'static str },
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "{name} is no setting; there are {}", NAMES.join(", ")),
            Self::Value { name, value, allowed } => write!(f, "{name} is {value:?}; it takes {allowed}"),
        }
    }
}

impl std::error::Error for BadSetting {}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            data: PathBuf::from("data"),
            origin: None,
            tls: None,
            redirect_addr: None,
            trusted_proxies: Proxies::default(),
            sign_up: None,
            log: LevelFilter::INFO,
            message_burst: 200,
            messages_per_second: 10,
            room_burst: 60,
            sign_in_tries: 10,
            sign_ups_per_address: 100,
            sockets_per_person: 50,
            connections_per_address: 1_024,
            sockets: 20_000,
            clock: Clock::default(),
            heartbeat: Heartbeat::default(),
            bounds: ConnectionBounds::default(),
            push: PushOptions::default(),
        }
    }
}

impl Config {
    /// Reads settings; unknown names are refused.
    ///
    /// # Errors
    /// Names the first setting that cannot be used.
    pub fn from_settings(settings: &HashMap<String, String>) -> Result<Self, BadSetting> {
        // The value is not shown: it may be a secret meant for something else.
        if let Some(unknown) = settings.keys().filter(|name| !NAMES.contains(&name.as_str())).min() {
            return Err(BadSetting::Unknown(unknown.clone()));
        }
        Self::from_lookup(|name| settings.get(name).cloned())
    }

    /// Reads settings by name; an empty value counts as unset.
    ///
    /// # Errors
    /// Names the first setting that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let read = Reader(&lookup);
        let plain = Self::default();
        let config = Self {
            addr: read.parsed("ROOST_ADDR", "an address and a port, as 127.0.0.1:3000", plain.addr)?,
            data: read.parsed("ROOST_DATA", "a folder", plain.data)?,
            origin: read.optional(
                "ROOST_ORIGIN",
                "a scheme and a host without a path, as https://chat.example.org",
                |text| text.parse().ok(),
            )?,
            tls: read.tls()?,
            redirect_addr: read
                .optional("ROOST_REDIRECT_ADDR", "an address and a port, as 0.0.0.0:80", |text| text.parse().ok())?,
            trusted_proxies: read.parsed(
                "ROOST_TRUSTED_PROXY",
                "IP addresses and networks with commas between them, as 127.0.0.1, 10.0.0.0/8",
                plain.trusted_proxies,
            )?,
            sign_up: read.optional("ROOST_SIGN_UP", "open, invitation or closed", SignUp::parse)?,
            log: read.chosen(
                "ROOST_LOG",
                "error, warn, info, debug or trace",
                |text| match text {
                    "error" => Some(LevelFilter::ERROR),
                    "warn" => Some(LevelFilter::WARN),
                    "info" => Some(LevelFilter::INFO),
                    "debug" => Some(LevelFilter::DEBUG),
                    "trace" => Some(LevelFilter::TRACE),
                    _ => None,
                },
                plain.log,
            )?,
            message_burst: read.count("ROOST_MESSAGE_BURST", plain.message_burst)?,
            messages_per_second: read.count("ROOST_MESSAGES_PER_SECOND", plain.messages_per_second)?,
            room_burst: read.count("ROOST_ROOM_BURST", plain.room_burst)?,
            sign_in_tries: read.count("ROOST_SIGN_IN_TRIES", plain.sign_in_tries)?,
            sign_ups_per_address: read.count("ROOST_SIGN_UPS_PER_ADDRESS", plain.sign_ups_per_address)?,
            sockets_per_person: read.count("ROOST_SOCKETS_PER_PERSON", plain.sockets_per_person)?,
            connections_per_address: read.count("ROOST_CONNECTIONS_PER_ADDRESS", plain.connections_per_address)?,
            sockets: read.count("ROOST_SOCKETS", plain.sockets)?,
            clock: plain.clock,
            heartbeat: plain.heartbeat,
            bounds: plain.bounds,
            push: plain.push,
        };
        if config.origin.is_none() && !config.addr.ip().is_loopback() {
            return Err(BadSetting::Value {
                name: "ROOST_ORIGIN",
                value: String::new(),
                allowed: "the address that browsers use, as https://chat.example.org, and is needed when \
                          ROOST_ADDR is not a loopback address",
            });
        }
        if let (Some(_), Some(origin)) = (&config.tls, &config.origin)
            && !origin.is_https()
        {
            return Err(BadSetting::Value {
                name: "ROOST_ORIGIN",
                value: origin.as_str().to_owned(),
                allowed: "an address that begins with https:// where ROOST_TLS_CERT is set",
            });
        }
        if let (Some(addr), None) = (config.redirect_addr, &config.tls) {
            return Err(BadSetting::Value {
                name: "ROOST_REDIRECT_ADDR",
                value: addr.to_string(),
                allowed: "an address and a port where ROOST_TLS_CERT and ROOST_TLS_KEY are set, and nothing otherwise",
            });
        }
        Ok(config)
    }

    /// Whether browsers reach this server over https, by itself or through a proxy. Decides on the cookies'
    /// names and flags.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.tls.is_some() || self.origin.as_ref().is_some_and(Origin::is_https)
    }

    /// Whether to send HSTS. Not for loopback hosts: it would apply to every other program on this machine.
    #[must_use]
    pub fn says_https_only(&self) -> bool {
        self.is_https() && self.origin.as_ref().is_some_and(|origin| !origin.is_loopback())
    }

    /// `https` or `http`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_https() { "https" } else { "http" }
    }
}

const NAMES: &[&str] = &[
    "ROOST_ADDR",
    "ROOST_DATA",
    "ROOST_ORIGIN",
    "ROOST_TLS_CERT",
    "ROOST_TLS_KEY",
    "ROOST_REDIRECT_ADDR",
    "ROOST_TRUSTED_PROXY",
    "ROOST_SIGN_UP",
    "ROOST_LOG",
    "ROOST_MESSAGE_BURST",
    "ROOST_MESSAGES_PER_SECOND",
    "ROOST_ROOM_BURST",
    "ROOST_SIGN_IN_TRIES",
    "ROOST_SIGN_UPS_PER_ADDRESS",
    "ROOST_SOCKETS_PER_PERSON",
    "ROOST_CONNECTIONS_PER_ADDRESS",
    "ROOST_SOCKETS",
];
struct Reader<'a, F>(&'a F);

impl<F: Fn(&str) -> Option<String>> Reader<'_, F> {
    fn optional<T>(
        &self,
        name: &'static str,
        allowed: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, BadSetting> {
        let Some(value) = (self.0)(name).filter(|value| !value.trim().is_empty()) else {
            return Ok(None);
        };
        match parse(value.trim()) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(BadSetting::Value { name, value, allowed }),
        }
    }

    /// Both files or neither. Their contents are checked when the server starts.
    fn tls(&self) -> Result<Option<TlsFiles>, BadSetting> {
        let file = |name| self.optional(name, "a PEM file", |text| Some(PathBuf::from(text)));
        match (file("ROOST_TLS_CERT")?, file("ROOST_TLS_KEY")?) {
            (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key })),
            (None, None) => Ok(None),
            (cert, _) => Err(BadSetting::Value {
                name: if cert.is_some() { "ROOST_TLS_KEY" } else { "ROOST_TLS_CERT" },
                value: String::new(),
                allowed: "a PEM file, and is needed together with the other of ROOST_TLS_CERT and ROOST_TLS_KEY",
            }),
        }
    }

    fn chosen<T>(
        &self,
        name: &'static str,
        allowed: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        otherwise: T,
    ) -> Result<T, BadSetting> {
        Ok(self.optional(name, allowed, parse)?.unwrap_or(otherwise))
    }

    fn parsed<T: FromStr>(&self, name: &'static str, allowed: &'static str, otherwise: T) -> Result<T, BadSetting> {
        self.chosen(name, allowed, |text| text.parse().ok(), otherwise)
    }

    fn count<T: FromStr + PartialOrd + From<u8>>(&self, name: &'static str, otherwise: T) -> Result<T, BadSetting> {
        let whole = |text: &str| text.parse().ok().filter(|count| *count >= T::from(1));
        self.chosen(name, "a whole number from 1", whole, otherwise)
    }
}
