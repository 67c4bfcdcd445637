//! `/ws`: authentication, origin check and limits of a new socket.

use super::connection;
use crate::{
    model::{AppError, limits},
    server::{
        auth::origin,
        chat::{Services, sessions},
        live::{Registration, hub::Full, outgoing::Outgoing},
    },
    words::http,
};
use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// Upgrades a request of a signed-in person from one of our own pages; others are refused before 101.
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
            // The session cookie shows that a browser sent this, with a correct handshake: a proxy removed the
            // headers.
            if let Some(missing) = missing
                && services.said.may_say("no handshake")
            {
                tracing::warn!(missing, "sockets come without what a proxy has to pass on: see Deploy in the README");
            }
            return (refused.into_response().status(), http::sockets(missing)).into_response();
        }
    };
    let outgoing = Arc::new(Outgoing::new(current.id(), current.session));
    match services.hub.connect(&outgoing) {
        Ok(()) => {}
        Err(Full::Person) => {
            return (StatusCode::TOO_MANY_REQUESTS, http::TOO_MANY_WINDOWS).into_response();
        }
        Err(Full::Server) => {
            return (StatusCode::SERVICE_UNAVAILABLE, http::FULL).into_response();
        }
    }
    let registration = Registration::new(&services.hub, outgoing);
    // The session may have ended before the hub knew of this socket, and nothing else would close it.
    if !matches!(sessions::lives(&services, &current.session).await, Ok(true)) {
        return AppError::SignedOut.into_response();
    }
    socket
        // Each connection holds this buffer, idle or not, and frames are small: the default would cost 128 kB
        // each for nothing.
        .read_buffer_size(2 * 1024)
        .max_message_size(limits::FRAME_BYTES)
        .max_frame_size(limits::FRAME_BYTES)
        .on_upgrade(move |socket| connection::serve(socket, services, current, registration))
}

/// Header of the WebSocket handshake that is missing, as proxies remove it (RFC 6455, section 4.1).
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
