//! Pages.

use super::json::Json;
use crate::model::{AppError, Page, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What there is at an address, given as path and query. A page that belongs to somebody asks for that
/// `reader`, or for 0 where it is nobody's: nothing of anybody else is shown in it.
///
/// # Errors
/// [`AppError::NotFound`] when there is nothing, or nothing for the viewer; [`AppError::SignedOut`]
/// when there might be something for somebody who is signed in, or somebody else is.
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
