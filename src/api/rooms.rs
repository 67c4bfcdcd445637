//! Rooms: open, browse, make, join, leave.

use super::json::Json;
use crate::{
    error::AppError,
    model::{Card, Room, RoomPage, Seq},
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What a room's URL shows, with the newest messages or those around `seq`.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room.
#[server(name = Open, prefix = "/api", endpoint = "rooms/open", input = GetUrl, output = Json)]
pub async fn open(slug: String, seq: Option<Seq>) -> Result<RoomPage, AppError> {
    use crate::server::{
        chat::{messages::Part, rooms},
        state::Ctx,
    };
    let ctx = Ctx::take()?;
    let viewer = ctx.viewer.as_ref().map(|viewer| viewer.id());
    rooms::open(&ctx.state, viewer, &slug, seq.map_or(Part::Newest, Part::Around)).await
}

/// The page of a room that ends before `seq`: what a reader without JavaScript pages through.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room.
#[server(name = OpenBefore, prefix = "/api", endpoint = "rooms/open-before", input = GetUrl, output = Json)]
pub async fn open_before(slug: String, seq: Seq) -> Result<RoomPage, AppError> {
    use crate::server::{
        chat::{messages::Part, rooms},
        state::Ctx,
    };
    let ctx = Ctx::take()?;
    let viewer = ctx.viewer.as_ref().map(|viewer| viewer.id());
    rooms::open(&ctx.state, viewer, &slug, Part::Before(seq)).await
}

/// Open rooms.
///
/// # Errors
/// [`AppError::SignedOut`] to strangers.
#[server(name = Browse, prefix = "/api", endpoint = "rooms/browse", input = GetUrl, output = Json)]
pub async fn browse() -> Result<Vec<Card>, AppError> {
    use crate::server::{chat::rooms, state::Ctx};
    let ctx = Ctx::take()?;
    rooms::browse(&ctx.state, ctx.viewer()?.id()).await
}

/// Makes a room.
///
/// # Errors
/// With the field that cannot be taken.
#[server(name = Create, prefix = "/api", endpoint = "rooms/create", output = Json)]
pub async fn create(name: String, topic: String, kind: Option<String>) -> Result<Room, AppError> {
    use crate::{
        model::{RoomName, Topic},
        server::{chat::rooms, forms, state::Ctx},
    };
    let ctx = Ctx::take()?;
    let viewer = ctx.viewer()?.id();
    rooms::create(
        &ctx.state,
        viewer,
        RoomName::parse(&name)?,
        Topic::parse(&topic)?,
        forms::kind_of(kind.as_deref().unwrap_or_default()),
    )
    .await
}

/// Makes the viewer a member of an open room.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room.
#[server(name = Join, prefix = "/api", endpoint = "rooms/join", output = Json)]
pub async fn join(slug: String) -> Result<Room, AppError> {
    use crate::server::{chat::rooms, state::Ctx};
    let ctx = Ctx::take()?;
    rooms::join(&ctx.state, ctx.viewer()?.id(), &slug).await
}

/// Ends the viewer's membership.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room.
#[server(name = Leave, prefix = "/api", endpoint = "rooms/leave", output = Json)]
pub async fn leave(slug: String) -> Result<Room, AppError> {
    use crate::server::{chat::rooms, state::Ctx};
    let ctx = Ctx::take()?;
    rooms::leave(&ctx.state, ctx.viewer()?.id(), &slug).await
}
