//! The server function that tells who is signed in, if anybody still is.

use super::json::Json;
use crate::model::{AppError, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account of the browser's session, if it still lives.
#[server(name = SignedIn, prefix = "/api", endpoint = "session/alive", input = GetUrl, output = Json)]
pub async fn signed_in() -> Result<Option<UserId>, AppError> {
    use crate::server::web::context::Ctx;
    Ok(Ctx::take()?.viewer.map(|viewer| viewer.id()))
}
