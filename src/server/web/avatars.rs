//! `/pictures/{user}/{version}-{side}`: profile pictures, for signed-in people.

use super::app_state::AppState;
use crate::{
    model::{AppError, UserId},
    server::{chat::sessions::CurrentUser, files::picture},
};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// Responds with a picture. Its address contains its version, so it can be cached for ever.
pub async fn picture(
    State(state): State<AppState>,
    _: CurrentUser,
    Path((user, file)): Path<(String, String)>,
) -> Response {
    let Some((user, version, side)) = numbers(&user, &file) else { return AppError::NotFound.into_response() };
    let Some(bytes) = state.pictures.read(user, version, side).await else {
        return AppError::NotFound.into_response();
    };
    let Some(content_type) = picture::content_type(&bytes) else { return AppError::NotFound.into_response() };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    // Opened as a document of its own, it may load and run nothing.
    let policy = "default-src 'none'; frame-ancestors 'none'; sandbox";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Parts of the address, if it is written in its canonical form.
fn numbers(user: &str, file: &str) -> Option<(UserId, i64, u32)> {
    let (version, side) = file.split_once('-')?;
    let numbers = (user.parse::<i64>().ok()?, version.parse::<i64>().ok()?, side.parse::<u32>().ok()?);
    let as_written = numbers.0.to_string() == user && format!("{}-{}", numbers.1, numbers.2) == file;
    as_written.then_some((UserId(numbers.0), numbers.1, numbers.2))
}
