//! The greeting: `hello` of the client, answered with its person, their memberships and the site's settings.

use super::frames::{Decoded, End, decode, flush, next_text, send};
use crate::{
    model::{AppError, RoomMembership, User},
    server::{
        assets,
        chat::{Services, notifications, rooms, sessions::CurrentUser},
        live::outgoing::{Outgoing, encode},
    },
    wire::{ClientFrame, PROTOCOL, ServerFrame, close},
};
use axum::extract::ws::WebSocket;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// Timeout for the client's `hello`.
const HELLO: Duration = Duration::from_secs(10);
/// Waits for `hello` and answers it with the person's memberships.
pub(super) async fn greet(
    socket: &mut WebSocket,
    services: &Services,
    current: &CurrentUser,
    outgoing: &Arc<Outgoing>,
) -> Result<(), End> {
    let first = async {
        loop {
            if let Some(text) = next_text(socket).await? {
                return Ok(text);
            }
        }
    };
    let first = timeout(HELLO, first).await.map_err(|_| End::Close(close::BAD_FRAME))??;
    match decode(&first) {
        Decoded::Frame(ClientFrame::Hello { protocol: PROTOCOL }) => {}
        _ => return Err(End::Close(close::BAD_FRAME)),
    }
    let failed = |_| End::Close(close::RESTART);
    let rooms = memberships(services, &current.user, outgoing).await.map_err(failed)?;
    let quiet = notifications::quiet_spans(services, current.id()).await.map_err(failed)?;
    let (epoch, build, site) = (services.epoch.to_string(), assets::build().to_owned(), services.site.settings());
    let (you, admin, by_activity) = (current.user.clone(), current.is_admin, current.choices.by_activity);
    let hello = ServerFrame::Hello { protocol: PROTOCOL, epoch, build, site, quiet, you, admin, by_activity, rooms };
    send(socket, encode(&hello)).await?;
    flush(socket).await
}

async fn memberships(
    services: &Services,
    user: &User,
    outgoing: &Arc<Outgoing>,
) -> Result<Vec<RoomMembership>, AppError> {
    let rooms = rooms::heads(services, user.id).await?;
    services.hub.listen(outgoing, rooms.iter().copied());
    // Read after listening, so that nothing is missed in between. A membership that ended meanwhile: the hub could
    // not remove it yet.
    let still = rooms::of(services, user.id).await?;
    for (room, _) in &rooms {
        if !still.iter().any(|other| other.room.id == *room) {
            services.hub.ignore(outgoing, *room);
        }
    }
    Ok(still)
}
