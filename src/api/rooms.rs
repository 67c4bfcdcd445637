//! Server functions for the viewer's rooms.

use super::json::Json;
use crate::model::{AppError, RoomMembership};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The viewer's memberships, for pages that cannot open a socket.
///
/// # Errors
/// [`AppError::SignedOut`] without a session.
#[server(name = Memberships, prefix = "/api", endpoint = "rooms/memberships", input = GetUrl, output = Json)]
pub async fn memberships() -> Result<Vec<RoomMembership>, AppError> {
    use crate::server::{chat::rooms, web::context::Ctx};
    let ctx = Ctx::take()?;
    rooms::of(&ctx.state, ctx.viewer()?.id()).await
}
