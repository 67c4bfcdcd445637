//! The rooms of the one who is signed in.

use super::json::Json;
use crate::model::{AppError, Standing};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Where the viewer stands in all of their rooms: for pages that cannot hear of it over a socket.
///
/// # Errors
/// [`AppError::SignedOut`] when nobody is signed in.
#[server(name = Standings, prefix = "/api", endpoint = "rooms/standings", input = GetUrl, output = Json)]
pub async fn standings() -> Result<Vec<Standing>, AppError> {
    use crate::server::{chat::rooms, web::context::Ctx};
    let ctx = Ctx::take()?;
    rooms::of(&ctx.state, ctx.viewer()?.id()).await
}
