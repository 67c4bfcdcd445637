//! Forms of `/profile`.

use super::{read, refuse, see_other, to_sign_in, viewer};
use crate::{
    model::{AppError, Field, FormState, Invalid, Problem, limits},
    server::{
        chat::profile::{self, ProfileForm},
        files::{Spool, Spooled, Turn, failed, picture::Crop},
        web::app_state::AppState,
    },
};
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, State, multipart},
    http::{Uri, request::Parts},
    response::{IntoResponse, Response},
};

/// Most bytes read of an upload. More than a picture may have is read and discarded: a browser that is cut off
/// while it sends shows no response.
pub const UPLOAD_BYTES: usize = 4 * limits::PICTURE_BYTES;
/// Fields of the crop square, and their most characters.
const NUMBERS: [&str; 3] = ["x", "y", "size"];
const DIGITS: usize = 32;

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

/// `POST /profile/picture`: uploads a picture, with the crop square as `x`, `y` and `size` in pixels.
pub async fn set_picture(State(state): State<AppState>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    let set = async {
        let by = viewer(&state, &request).await?;
        let turn = profile::picture_turn(&state, by)?;
        let (picture, crop) = upload(&state, &turn, request.clone(), body).await?;
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

/// `GET /profile/picture`: the address of a rejected upload; redirects to the profile.
pub async fn back() -> Response {
    see_other("/profile")
}

async fn answer(state: &AppState, mut request: Parts, done: Result<(), AppError>, next: &str) -> Response {
    match done {
        Ok(()) => see_other(next),
        Err(AppError::SignedOut) => to_sign_in("/profile"),
        Err(error) => {
            request.uri = Uri::from_static("/profile");
            let form_state = FormState { path: "/profile".to_owned(), typed: Vec::new(), error: Some(error) };
            super::render::again(state, request, form_state).await.into_response()
        }
    }
}

const fn refused(problem: Problem) -> AppError {
    AppError::Invalid(Invalid { field: Field::Picture, problem })
}

/// Reads the first file of an upload and the crop square, unless the upload has to make way. The file's name
/// and declared type are ignored.
async fn upload(
    state: &AppState,
    turn: &Turn,
    request: Parts,
    body: Body,
) -> Result<(Spooled, Option<Crop>), AppError> {
    let request = Request::from_parts(request, body);
    tokio::select! {
        taken = taken(state, turn, request) => taken,
        refused = turn.makes_way() => Err(refused),
    }
}

async fn taken(state: &AppState, turn: &Turn, request: Request) -> Result<(Spooled, Option<Crop>), AppError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| refused(Problem::Empty))?;
    let (mut picture, mut numbers) = (None, [None; 3]);
    while let Some(field) = form.next_field().await.map_err(|_| refused(Problem::Empty))? {
        let name = field.name().unwrap_or_default();
        let number = NUMBERS.iter().position(|number| *number == name);
        let is_picture = name == Field::Picture.name() && picture.is_none();
        if let Some(place) = number {
            numbers[place] = number_of(field).await?;
        } else if is_picture {
            picture = Some(spooled(state, turn, field).await?);
        } else {
            passed_over(field).await?;
        }
    }
    let picture = picture.filter(|picture| picture.length() > 0).ok_or(refused(Problem::Empty))?;
    let crop = match numbers {
        [Some(x), Some(y), Some(size)] => Some(Crop { x, y, size }),
        _ => None,
    };
    Ok((picture.end().await.map_err(failed)?, crop))
}

/// Spools a field to disk. One longer than a picture may be is read to its end and discarded: a browser that is
/// cut off while it sends shows no response.
async fn spooled(state: &AppState, turn: &Turn, mut field: multipart::Field<'_>) -> Result<Spool, AppError> {
    let mut spool = state.pictures.spool().await?;
    loop {
        let is_too_long = spool.length() > limits::PICTURE_BYTES;
        let problem = if is_too_long { Problem::TooLong } else { Problem::Empty };
        match field.chunk().await.map_err(|_| refused(problem))? {
            None if is_too_long => return Err(refused(problem)),
            None => return Ok(spool),
            Some(_) if is_too_long => {}
            Some(chunk) => {
                turn.hold(chunk.len()).await?;
                spool.take(&chunk).await.map_err(failed)?;
            }
        }
    }
}

async fn number_of(mut field: multipart::Field<'_>) -> Result<Option<u32>, AppError> {
    let mut digits = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| refused(Problem::Empty))? {
        let room = DIGITS.saturating_sub(digits.len());
        digits.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(std::str::from_utf8(&digits).ok().and_then(|digits| digits.trim().parse().ok()))
}

async fn passed_over(mut field: multipart::Field<'_>) -> Result<(), AppError> {
    while field.chunk().await.map_err(|_| refused(Problem::Empty))?.is_some() {}
    Ok(())
}
