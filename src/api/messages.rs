//! Server functions for a room's history.

use super::json::Json;
use crate::model::{AppError, History, RoomId, Seq};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The page of history right before `seq`.
///
/// # Errors
/// [`AppError::NotFound`] unless the viewer is a member.
#[server(name = Older, prefix = "/api", endpoint = "messages/older", input = GetUrl, output = Json)]
pub async fn older(room: RoomId, seq: Seq) -> Result<History, AppError> {
    use crate::server::{
        chat::messages::{self, Part},
        web::context::Ctx,
    };
    let ctx = Ctx::take()?;
    messages::history(&ctx.state, ctx.viewer()?.id(), room, Part::Before(seq)).await
}

/// The page of history right after `seq`.
///
/// # Errors
/// [`AppError::NotFound`] unless the viewer is a member.
#[server(name = Newer, prefix = "/api", endpoint = "messages/newer", input = GetUrl, output = Json)]
pub async fn newer(room: RoomId, seq: Seq) -> Result<History, AppError> {
    use crate::server::{
        chat::messages::{self, Part},
        web::context::Ctx,
    };
    let ctx = Ctx::take()?;
    messages::history(&ctx.state, ctx.viewer()?.id(), room, Part::After(seq)).await
}

/// The log right after `seq`, with changes of messages, as a socket brings it.
///
/// # Errors
/// [`AppError::NotFound`] unless the viewer is a member.
#[server(name = Log, prefix = "/api", endpoint = "messages/log", input = GetUrl, output = Json)]
pub async fn log(room: RoomId, seq: Seq) -> Result<History, AppError> {
    use crate::server::{chat::messages, web::context::Ctx};
    let ctx = Ctx::take()?;
    messages::catch_up(&ctx.state, ctx.viewer()?.id(), room, seq).await
}
