//! Headers that say where a request comes from: the check that it comes from our own pages, and the client's
//! IP address behind trusted proxies.

use crate::{
    model::AppError,
    server::{
        config::{Config, Origin, trusted_proxies::FORWARDED_FOR},
        log::throttle::Seldom,
    },
    words::{errors, http},
};
use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::net::{IpAddr, SocketAddr};

/// Refusal of a cross-origin request. It names both origins: if the configured origin is wrong, nobody can do
/// anything, and this says why.
#[must_use]
pub fn foreign(config: &Config, said: &Seldom, host: Option<&str>, headers: &HeaderMap) -> Response {
    let here = |host| format!("{}://{host}", config.scheme());
    let ours = config.origin.as_ref().map(|ours| ours.as_str().to_owned()).or_else(|| host.map(here));
    let from = headers.get(header::ORIGIN).and_then(|from| from.to_str().ok()?.parse::<Origin>().ok());
    let words = match (from, ours) {
        (Some(from), Some(ours)) if from.as_str() != ours => {
            let from = from.as_str();
            if said.may_say(&format!("origin {from}")) {
                tracing::warn!(
                    from,
                    ours,
                    "refused what another site sent; if people go there, set ROOST_ORIGIN to it"
                );
            }
            http::foreign(from, &ours)
        }
        _ => errors::error(&AppError::Foreign).into_owned(),
    };
    (StatusCode::FORBIDDEN, words).into_response()
}

/// Whether a request with a body was sent by one of our pages, by its `Origin` or, in browsers that leave that
/// out, by `Sec-Fetch-Site`.
#[must_use]
pub fn is_ours(config: &Config, host: Option<&str>, headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if headers.contains_key(header::ORIGIN) {
        return has_our_origin(config, host, headers);
    }
    site == Some("same-origin")
}

/// Whether `Origin` is present and ours.
#[must_use]
pub fn has_our_origin(config: &Config, host: Option<&str>, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    match (&config.origin, host) {
        (Some(ours), _) => origin.eq_ignore_ascii_case(ours.as_str()),
        (None, Some(host)) => origin
            .strip_prefix(config.scheme())
            .and_then(|rest| rest.strip_prefix("://"))
            .is_some_and(|from| from.eq_ignore_ascii_case(host)),
        (None, None) => false,
    }
}

/// Host that a request is for.
#[must_use]
pub fn host(request: &Request) -> Option<String> {
    host_of(request.uri(), request.headers())
}

/// Host from the request line, or else from `Host`.
#[must_use]
pub fn host_of(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let named = uri.authority().map(ToString::to_string);
    named.or_else(|| Some(headers.get(header::HOST)?.to_str().ok()?.to_owned()))
}

/// Client address of a request.
#[must_use]
pub fn address_of(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(SocketAddr::from(([0, 0, 0, 0], 0)), |ConnectInfo(peer)| *peer);
    client_address(config, peer, headers)
}

/// Client address: the peer's, or the one that trusted proxies report.
#[must_use]
pub fn client_address(config: &Config, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    config.trusted_proxies.client(peer.ip(), forwarded)
}
