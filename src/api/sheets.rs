//! Pages that the server alone makes.

use super::json::Json;
use crate::{error::AppError, model::Sheet};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The page at an address, given as path and query.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or none for the viewer; [`AppError::SignedOut`] when
/// there might be one for somebody who is signed in.
#[server(name = OpenSheet, prefix = "/api", endpoint = "sheets/open", input = GetUrl, output = Json)]
pub async fn open(address: String) -> Result<Sheet, AppError> {
    use crate::server::{sheets, state::Ctx};
    sheets::open(&Ctx::take()?, &address).await
}
