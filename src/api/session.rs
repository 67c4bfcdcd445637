//! Who is signed in.

use super::json::Json;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Whether the browser's session still lives.
///
/// # Errors
/// The store's.
#[server(name = SignedIn, prefix = "/api", endpoint = "session/alive", input = GetUrl, output = Json)]
pub async fn signed_in() -> Result<bool, AppError> {
    use crate::server::state::Ctx;
    Ok(Ctx::take()?.viewer.is_some())
}
