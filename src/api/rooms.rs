//! The rooms of the one who is signed in.

use super::json::Json;
use crate::model::{AppError, RoomMembership};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Where the viewer stands in all of their rooms: for pages that cannot hear of it over a socket.
///
/// # Errors
/// [`AppError::SignedOut`] when nobody is signed in.
#[server(name = Memberships, prefix = "/api", endpoint = "rooms/memberships", input = GetUrl, output = Json)]
pub async fn memberships() -> Result<Vec<RoomMembership>, AppError> {
    use crate::server::{chat::rooms, web::context::Ctx};
    let ctx = Ctx::take()?;
    rooms::of(&ctx.state, ctx.viewer()?.id()).await
}
