//! Forms of `/profile`.

use crate::{
    model::{AppError, Field, Invalid, Problem, limits},
    server::{
        chat::profile::{self, ProfileForm},
        files::{Spool, Spooled, Turn, failed, picture::Crop},
        web::{
            app_state::AppState,
            forms::{FormRequest, To},
            time_zone,
            words::profile as words,
        },
    },
};
use axum::extract::{FromRequest, Multipart, Request, multipart};

/// Address of the page.
pub(super) const PAGE: &str = "/profile";
/// Confirmations, by the value of `done`.
pub(super) const DONE: &[(&str, &str)] =
    &[("saved", words::SAVED), ("picture", words::PICTURE_SET), ("removed", words::PICTURE_REMOVED)];
/// Most bytes read of an upload. More than a picture may have is read and discarded: a browser that is cut off
/// while it sends shows no response.
pub const UPLOAD_BYTES: usize = 4 * limits::PICTURE_BYTES;
/// Fields of the crop square, and their most characters.
const NUMBERS: [&str; 3] = ["x", "y", "size"];
const DIGITS: usize = 32;

/// `POST /profile`.
pub async fn save(form: &FormRequest) -> Result<To, AppError> {
    let saved = ProfileForm {
        username: form.field("username"),
        display_name: form.field("display_name"),
        status: form.field("status"),
        emoji: form.field("emoji"),
        zone: form.field("zone"),
        clear: form.field("clear"),
        browser: time_zone::of(form.headers()),
    };
    profile::save(&form.state, form.viewer.id(), saved).await?;
    Ok(To::done(PAGE, "saved"))
}

/// `POST /profile/picture`: uploads a picture, with the crop square as `x`, `y` and `size` in pixels.
pub async fn set_picture(form: &FormRequest) -> Result<To, AppError> {
    let set = async {
        let turn = profile::picture_turn(&form.state, form.viewer.id())?;
        let (picture, crop) = upload(&form.state, &turn, form.upload()).await?;
        profile::set_picture(&form.state, turn, picture, crop).await
    };
    Ok(set.await.map_or_else(To::rejected, |()| To::done(PAGE, "picture")))
}

/// `POST /profile/picture/remove`.
pub async fn remove_picture(form: &FormRequest) -> Result<To, AppError> {
    let removed = profile::remove_picture(&form.state, form.viewer.id()).await;
    Ok(removed.map_or_else(To::rejected, |()| To::done(PAGE, "removed")))
}

const fn refused(problem: Problem) -> AppError {
    AppError::Invalid(Invalid { field: Field::Picture, problem })
}

/// Reads the first file of an upload and the crop square, unless the upload has to make way. The file's name
/// and declared type are ignored.
async fn upload(state: &AppState, turn: &Turn, request: Request) -> Result<(Spooled, Option<Crop>), AppError> {
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
