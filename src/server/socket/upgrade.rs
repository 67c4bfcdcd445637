//! `/ws`: who may open a socket, and with what bounds.

use super::connection;
use crate::{
    model::{AppError, limits},
    server::{
        auth::origin,
        chat::Services,
        chat::sessions,
        live::{
            hub::{Full, Registration},
            outgoing::Link,
        },
    },
};
use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// Opens a socket for a signed-in person on one of our own pages; others are refused before 101.
pub async fn upgrade(
    State(services): State<Arc<Services>>,
    uri: Uri,
    headers: HeaderMap,
    socket: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let host = origin::host_of(&uri, &headers);
    if !origin::has_our_origin(&services.config, host.as_deref(), &headers) {
        return origin::foreign(&services.config, &services.said, host.as_deref(), &headers);
    }
    let current = match sessions::of(&services, &headers).await {
        Ok(Some(current)) => current,
        Ok(None) => return AppError::SignedOut.into_response(),
        Err(error) => return error.into_response(),
    };
    let socket = match socket {
        Ok(socket) => socket,
        Err(refused) => {
            let missing = missing(&headers);
            // Whoever is signed in comes by a page of ours, whose browser asked as it should.
            if let Some(missing) = missing
                && services.said.may_say("no handshake")
            {
                tracing::warn!(missing, "sockets come without what a proxy has to pass on: see Deploy in the README");
            }
            let missing = missing.map(|name| format!(": {name} is missing. A proxy in front must pass it on"));
            let words = format!("This address takes WebSockets{}.", missing.unwrap_or_default());
            return (refused.into_response().status(), words).into_response();
        }
    };
    let link = Arc::new(Link::new(current.id(), current.session));
    match services.hub.connect(&link) {
        Ok(()) => {}
        Err(Full::Person) => {
            return (StatusCode::TOO_MANY_REQUESTS, "You have too many windows open at once.").into_response();
        }
        Err(Full::Server) => {
            return (StatusCode::SERVICE_UNAVAILABLE, "The server is full just now.").into_response();
        }
    }
    let registration = Registration::new(&services.hub, link);
    // It may have been ended before the hub knew of this socket, and then nobody would close it.
    if !matches!(sessions::lives(&services, &current.session).await, Ok(true)) {
        return AppError::SignedOut.into_response();
    }
    socket
        // It is held by every connection, idle or not, and frames here are small: the default
        // costs 128 kB each for nothing.
        .read_buffer_size(2 * 1024)
        .max_message_size(limits::FRAME_BYTES)
        .max_frame_size(limits::FRAME_BYTES)
        .on_upgrade(move |socket| connection::serve(socket, services, current.user, registration))
}

/// What a handshake lacks that proxies leave out (RFC 6455, section 4.1), where it is one at all.
fn missing(headers: &HeaderMap) -> Option<&'static str> {
    let has = |name, word: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|list| list.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
    };
    if !has(header::UPGRADE, "websocket") {
        Some("Upgrade: websocket")
    } else if !has(header::CONNECTION, "upgrade") {
        Some("Connection: upgrade")
    } else {
        None
    }
}
