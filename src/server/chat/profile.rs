//! What people tell of themselves: changing it, their picture, and what others see of it.

use crate::{
    model::{AppError, DisplayName, Field, Invalid, Problem, RoomId, Status, User, UserId, Username, limits},
    server::{
        chat::Services,
        db::{self, users::Profile},
        files::{Spooled, Turn, picture::Crop},
        live::Hub,
    },
};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What a profile's form holds.
#[derive(Clone, Copy, Debug)]
pub struct ProfileForm<'a> {
    pub username: &'a str,
    pub display_name: &'a str,
    pub status: &'a str,
    pub emoji: &'a str,
    pub zone: &'a str,
}

/// A person as their card shows them.
#[derive(Clone, Debug)]
pub struct Card {
    pub user: User,
    /// Where their clock is, if they told.
    pub zone: Option<TimeZone>,
}

/// The card of whoever has or had this name.
///
/// # Errors
/// [`AppError::NotFound`] when nobody has.
pub async fn card(services: &Services, name: &str) -> Result<Card, AppError> {
    let name = Username::parse(name).map_err(|_| AppError::NotFound)?;
    let mut conn = services.db.read().await?;
    let user = db::usernames::person(&mut conn, &name).await?.ok_or(AppError::NotFound)?;
    let zone = db::users::zone(&mut conn, user.id).await?;
    Ok(Card { user, zone: TimeZone::get(&zone).ok().filter(|_| !zone.is_empty()) })
}

/// The name of a person's time zone, or nothing.
pub async fn zone(services: &Services, user: UserId) -> Result<String, AppError> {
    Ok(db::users::zone(&mut *services.db.read().await?, user).await?)
}

/// Changes what somebody tells of themselves, and tells everybody beside them.
///
/// # Errors
/// With the field that cannot be taken.
pub async fn save(services: &Services, by: UserId, form: ProfileForm<'_>) -> Result<(), AppError> {
    let refused = |field, problem| AppError::Invalid(Invalid { field, problem });
    let profile = Profile {
        username: Username::parse(form.username)?,
        name: DisplayName::parse(form.display_name)?,
        status: Status::parse(form.status)?,
        emoji: emoji(form.emoji).ok_or(refused(Field::Emoji, Problem::Characters))?,
        zone: zone_name(form.zone).ok_or(refused(Field::TimeZone, Problem::Characters))?,
    };
    services.limits.profiles.take(&by)?;
    let hub = Arc::clone(&services.hub);
    let saved = services
        .writer
        .perform_and_tell(
            move |conn| {
                Box::pin(async move {
                    let owner = db::usernames::person(&mut *conn, &profile.username).await?;
                    let is_new = owner.is_none_or(|owner| owner.id != by);
                    if is_new && db::usernames::count(&mut *conn, by).await? >= limits::USERNAMES {
                        return Ok(Err(Problem::TooMany));
                    }
                    let changed = db::users::set_profile(&mut *conn, by, &profile).await?;
                    beside(conn, changed).await.map(Ok)
                })
            },
            move |outcome| {
                Ok(match outcome? {
                    Ok(changed) => {
                        tell(&hub, changed);
                        Ok(())
                    }
                    Err(problem) => Err(problem),
                })
            },
        )
        .await;
    match saved {
        Ok(Ok(())) => Ok(()),
        Ok(Err(problem)) => Err(refused(Field::Username, problem)),
        Err(error) if db::is_taken(&error) => Err(refused(Field::Username, Problem::Taken)),
        Err(error) => Err(error.into()),
    }
}

/// Somebody's turn to bring a picture.
///
/// # Errors
/// [`AppError::TooMany`] when one of theirs is under way, or they have changed too much.
pub fn picture_turn(services: &Services, by: UserId) -> Result<Turn, AppError> {
    let turn = services.pictures.uploads.turn(by)?;
    services.limits.profiles.take(&by)?;
    Ok(turn)
}

/// Shows what came as somebody's picture from now on.
///
/// # Errors
/// In the words of the picture field when it cannot be used.
pub async fn set_picture(services: &Services, turn: Turn, came: Spooled, crop: Option<Crop>) -> Result<(), AppError> {
    let (pictures, by) = (&services.pictures, turn.user());
    turn.whole();
    let known = db::users::version(&mut *services.db.read().await?, by).await?;
    let (rev, picture) = known.ok_or(AppError::SignedOut)?;
    let version = rev + 1;
    pictures.keep(&turn, version, came, crop).await?;
    let shown = show(services, by, version).await;
    let current = if shown.is_ok() { version } else { picture };
    pictures.forget_but(by, current).await;
    shown
}

/// Shows somebody without a picture.
///
/// # Errors
/// The store's, or that there were too many changes.
pub async fn remove_picture(services: &Services, by: UserId) -> Result<(), AppError> {
    let _turn = picture_turn(services, by)?;
    show(services, by, 0).await?;
    services.pictures.forget_but(by, 0).await;
    Ok(())
}

async fn show(services: &Services, by: UserId, version: i64) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    let shown = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                let changed = db::users::set_picture(&mut *conn, by, version).await?;
                beside(conn, changed).await
            })
        },
        move |outcome| outcome.map(|changed| tell(&hub, changed)),
    );
    Ok(shown.await?)
}

/// Somebody who has changed, and the rooms whose members are told.
type Changed = Option<(User, Vec<RoomId>)>;

async fn beside(conn: &mut db::Conn, changed: Option<User>) -> db::Result<Changed> {
    let Some(user) = changed else { return Ok(None) };
    let rooms = db::memberships::rooms_of(conn, user.id).await?;
    Ok(Some((user, rooms)))
}

fn tell(hub: &Hub, changed: Changed) {
    if let Some((user, rooms)) = changed {
        hub.renew(&user, &rooms);
    }
}

/// One emoji, as the standard writes it, or none.
fn emoji(text: &str) -> Option<String> {
    match text.trim() {
        "" => Some(String::new()),
        text => emojis::get(text).map(|emoji| emoji.as_str().to_owned()),
    }
}

/// The name of a zone that there is, or none.
fn zone_name(text: &str) -> Option<String> {
    match text.trim() {
        "" => Some(String::new()),
        text => TimeZone::get(text).ok()?.iana_name().map(str::to_owned),
    }
}
