//! `Origin`: scheme and host at which browsers find this server, and whether that host is loopback.

use std::{net::IpAddr, str::FromStr};

/// A scheme and host with port, as browsers send it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it names this machine alone, by `localhost` or a loopback address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.0.split_once("://").is_some_and(|(_, host)| is_loopback_host(host))
    }
}

impl FromStr for Origin {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = text.split_once("://").ok_or(())?;
        let default_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(()),
        };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        let uri = format!("{scheme}://{host}").parse::<axum::http::Uri>().map_err(drop)?;
        let whole = uri.authority().is_some_and(|authority| authority.as_str() == host && !host.contains('@'));
        if whole && !host.is_empty() { Ok(Self(format!("{scheme}://{host}"))) } else { Err(()) }
    }
}

/// Whether a host, with or without a port, is a loopback host.
#[must_use]
pub fn is_loopback_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
