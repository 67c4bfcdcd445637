//! The server function for client-side navigation.

use super::json::Json;
use crate::model::{AppError, Page, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The page at an address, given as path and query. `reader` is the account that the requesting page belongs
/// to, or 0 for a page without a session: no page of another account is shown within it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such page for the viewer; [`AppError::SignedOut`] when there might
/// be after signing in, or when another account is signed in.
#[server(name = Open, prefix = "/api", endpoint = "pages/open", input = GetUrl, output = Json)]
pub async fn open(address: String, reader: Option<UserId>) -> Result<Page, AppError> {
    use crate::server::web::{context::Ctx, open_page};
    let ctx = Ctx::take()?;
    let viewer = ctx.viewer.as_ref().map(|viewer| viewer.id()).unwrap_or_default();
    if reader.is_some_and(|reader| reader != viewer) {
        return Err(AppError::SignedOut);
    }
    open_page::open(&ctx, &address).await
}
