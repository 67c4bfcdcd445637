//! Pages.

use super::json::Json;
use crate::{error::AppError, model::Page};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What there is at an address, given as path and query.
///
/// # Errors
/// [`AppError::NotFound`] when there is nothing, or nothing for the viewer; [`AppError::SignedOut`]
/// when there might be something for somebody who is signed in.
#[server(name = Open, prefix = "/api", endpoint = "pages/open", input = GetUrl, output = Json)]
pub async fn open(address: String) -> Result<Page, AppError> {
    use crate::server::{pages, state::Ctx};
    pages::open(&Ctx::take()?, &address).await
}
