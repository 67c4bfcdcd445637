//! The forms of `/profile`.

use super::{read, refuse, see_other, to_sign_in, viewer};
use crate::{
    error::AppError,
    model::{Echo, Field, Invalid, Problem, limits},
    server::{
        chat::profile::{self, ProfileForm},
        files::{Turn, picture::Crop},
        state::AppState,
    },
};
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, State},
    http::{Uri, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;

/// Bytes of an upload that are read at most. What is more than a picture may have is read and let
/// go: a browser that is cut off while it sends shows no answer.
pub const UPLOAD_BYTES: usize = 4 * limits::PICTURE_BYTES;
/// What a form has around its file, at most.
const AROUND: usize = 16 * 1024;

/// `POST /profile`.
pub async fn save(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let form = ProfileForm {
        username: fields.get("username"),
        display_name: fields.get("display_name"),
        status: fields.get("status"),
        emoji: fields.get("emoji"),
        zone: fields.get("zone"),
    };
    let saved = async { profile::save(&state, viewer(&state, &request).await?, form).await };
    match saved.await {
        Ok(()) => see_other("/profile?done=saved"),
        Err(AppError::SignedOut) => to_sign_in("/profile"),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `POST /profile/picture`: a file, and with it the square of it that is wanted, as `x`, `y` and
/// `size` in pixels.
pub async fn set_picture(State(state): State<AppState>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    let set = async {
        let by = viewer(&state, &request).await?;
        let turn = profile::picture_turn(&state, by)?;
        let (picture, crop) = upload(&turn, request.clone(), body).await?;
        profile::set_picture(&state, turn, picture, crop).await
    };
    answer(&state, request.clone(), set.await, "/profile?done=picture").await
}

/// `POST /profile/picture/remove`.
pub async fn remove_picture(State(state): State<AppState>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let removed = async { profile::remove_picture(&state, viewer(&state, &request).await?).await };
    answer(&state, request.clone(), removed.await, "/profile?done=removed").await
}

/// `GET /profile/picture`: where a refused form was; its page is the profile.
pub async fn back() -> Response {
    see_other("/profile")
}

async fn answer(state: &AppState, mut request: Parts, done: Result<(), AppError>, next: &str) -> Response {
    match done {
        Ok(()) => see_other(next),
        Err(AppError::SignedOut) => to_sign_in("/profile"),
        Err(error) => {
            request.uri = Uri::from_static("/profile");
            let echo = Echo { path: "/profile".to_owned(), typed: Vec::new(), error: Some(error) };
            super::render::again(state, request, echo).await.into_response()
        }
    }
}

const fn refused(problem: Problem) -> AppError {
    AppError::Invalid(Invalid { field: Field::Picture, problem })
}

/// Takes the first file out of an upload, and the numbers beside it. The file's name and what it
/// says it is are not looked at.
async fn upload(turn: &Turn, request: Parts, body: Body) -> Result<(Vec<u8>, Option<Crop>), AppError> {
    let bytes = all_of(turn, body, limits::PICTURE_BYTES + AROUND).await?;
    let request = Request::from_parts(request, Body::from(bytes));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| refused(Problem::Empty))?;
    let (mut picture, mut numbers) = (None, [None; 3]);
    while let Some(field) = form.next_field().await.map_err(|_| refused(Problem::Empty))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| refused(Problem::Empty))?;
        match ["x", "y", "size"].iter().position(|number| *number == name) {
            Some(place) => numbers[place] = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok()),
            None if name == Field::Picture.name() && picture.is_none() => picture = Some(bytes),
            None => {}
        }
    }
    let picture = picture.filter(|picture| !picture.is_empty()).ok_or(refused(Problem::Empty))?;
    if picture.len() > limits::PICTURE_BYTES {
        return Err(refused(Problem::TooLong));
    }
    let crop = match numbers {
        [Some(x), Some(y), Some(size)] => Some(Crop { x, y, size }),
        _ => None,
    };
    Ok((picture.into(), crop))
}

/// A body to its end, unless it is longer than this.
async fn all_of(turn: &Turn, body: Body, most: usize) -> Result<Vec<u8>, AppError> {
    let mut kept = Vec::new();
    let mut length = 0_usize;
    let mut chunks = body.into_data_stream();
    loop {
        let chunk = tokio::select! {
            chunk = chunks.next() => chunk,
            refused = turn.makes_way() => return Err(refused),
        };
        let Some(chunk) = chunk else { break };
        let chunk = chunk.map_err(|_| refused(Problem::TooLong))?;
        length += chunk.len();
        if length > most {
            kept = Vec::new();
        } else {
            turn.hold(chunk.len()).await?;
            kept.extend_from_slice(&chunk);
        }
    }
    if length > most { Err(refused(Problem::TooLong)) } else { Ok(kept) }
}
