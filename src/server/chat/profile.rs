//! Profiles: changing one's own, pictures included, and showing another's.

use crate::{
    model::{AppError, DisplayName, Field, Invalid, Millis, Problem, RoomId, Status, User, UserId, Username, limits},
    server::{
        chat::{Services, sessions::CurrentUser},
        db::{self, choices::Choices, users::Profile},
        domain::until,
        files::{Spooled, Turn, picture::Crop},
        live::Hub,
    },
};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Fields of the profile form.
#[derive(Clone, Debug)]
pub struct ProfileForm<'a> {
    pub username: &'a str,
    pub display_name: &'a str,
    pub status: &'a str,
    pub emoji: &'a str,
    pub zone: &'a str,
    /// When the status is to end: `hour`, `hours`, `today`, `week`, `keep` for when it would have ended before, or
    /// nothing.
    pub clear: &'a str,
    /// The time zone of the browser.
    pub browser: Option<TimeZone>,
}

/// A person's profile as others see it.
#[derive(Clone, Debug)]
pub struct ProfileCard {
    pub user: User,
    /// Time zone, if they chose one.
    pub zone: Option<TimeZone>,
}

/// Profile of the person who has or had this username.
///
/// # Errors
/// [`AppError::NotFound`] when there is none.
pub async fn card(services: &Services, name: &str) -> Result<ProfileCard, AppError> {
    let name = Username::parse(name).map_err(|_| AppError::NotFound)?;
    let mut conn = services.db.read().await?;
    let user = db::usernames::person(&mut conn, &name).await?.ok_or(AppError::NotFound)?;
    let zone = db::users::zone(&mut conn, user.id).await?;
    Ok(ProfileCard { user, zone: TimeZone::get(&zone).ok().filter(|_| !zone.is_empty()) })
}

/// When a person's status ends by itself.
pub async fn status_until(services: &Services, user: UserId) -> Result<Option<Millis>, AppError> {
    Ok(db::users::status_until(&mut services.db.read().await?, user).await?)
}

/// Name of a person's time zone; empty without one.
pub async fn zone(services: &Services, user: UserId) -> Result<String, AppError> {
    Ok(db::users::zone(&mut services.db.read().await?, user).await?)
}

/// Sets a person's choices of how the app looks.
///
/// # Errors
/// [`AppError::TooMany`] when they were changed too often.
pub async fn set_choices(services: &Services, by: &CurrentUser, choices: Choices) -> Result<(), AppError> {
    let user = by.id();
    services.limits.profiles.take(&user)?;
    let set = services.writer.perform(move |conn| Box::pin(db::choices::set(conn, user, choices)));
    Ok(set.await?)
}

/// Changes a profile and publishes it to all fellow members.
///
/// # Errors
/// With the field that is invalid; [`AppError::TooMany`] when it was changed too often.
pub async fn save(services: &Services, by: UserId, form: ProfileForm<'_>) -> Result<(), AppError> {
    let refused = |field, problem| AppError::Invalid(Invalid { field, problem });
    let mut profile = Profile {
        username: Username::parse(form.username)?,
        name: DisplayName::parse(form.display_name)?,
        status: Status::parse(form.status)?,
        emoji: emoji(form.emoji).ok_or(refused(Field::Emoji, Problem::Characters))?,
        zone: zone_name(form.zone).ok_or(refused(Field::TimeZone, Problem::Characters))?,
        status_until: None,
    };
    if !profile.status.as_str().is_empty() || !profile.emoji.is_empty() {
        let own = Some(&*profile.zone).filter(|zone| !zone.is_empty()).and_then(|zone| TimeZone::get(zone).ok());
        let zone = own.or(form.browser).unwrap_or(TimeZone::UTC);
        profile.status_until = match form.clear {
            "keep" => status_until(services, by).await?,
            choice => until::of(choice, &zone, services.config.clock.settled())?,
        };
    }
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
        Err(db::Error::Taken(_)) => Err(refused(Field::Username, Problem::Taken)),
        Err(error) => Err(error.into()),
    }
}

/// Takes the person's turn for an upload of a picture.
///
/// # Errors
/// [`AppError::TooMany`] when another of their uploads is under way, or they changed their profile too often.
pub fn picture_turn(services: &Services, by: UserId) -> Result<Turn, AppError> {
    let turn = services.pictures.uploads.turn(by)?;
    services.limits.profiles.take(&by)?;
    Ok(turn)
}

/// Stores an uploaded picture and shows it from now on.
///
/// # Errors
/// With the picture field when it cannot be used; [`AppError::SignedOut`] when the account is gone.
pub async fn set_picture(services: &Services, turn: Turn, came: Spooled, crop: Option<Crop>) -> Result<(), AppError> {
    let (pictures, by) = (&services.pictures, turn.user());
    turn.whole();
    let known = db::users::version(&mut services.db.read().await?, by).await?;
    let (rev, picture) = known.ok_or(AppError::SignedOut)?;
    let version = rev + 1;
    pictures.keep(&turn, version, came, crop).await?;
    let shown = show(services, by, version).await;
    let current = if shown.is_ok() { version } else { picture };
    pictures.forget_but(by, current).await;
    shown
}

/// Removes a person's picture.
///
/// # Errors
/// [`AppError::TooMany`] as [`picture_turn`].
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

/// Clears statuses that have ended, and publishes that to all fellow members.
pub async fn end_statuses(services: &Services) -> Result<(), AppError> {
    let now = services.config.clock.settled();
    if !db::users::has_ended_status(&mut services.db.read().await?, now).await? {
        return Ok(());
    }
    let hub = Arc::clone(&services.hub);
    let ended = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                let mut ended = Vec::new();
                for user in db::users::end_statuses(&mut *conn, now).await? {
                    ended.push(beside(&mut *conn, Some(user)).await?);
                }
                Ok(ended)
            })
        },
        move |outcome| outcome.map(|ended| ended.into_iter().for_each(|changed| tell(&hub, changed))),
    );
    Ok(ended.await?)
}

/// A changed profile and the rooms in which it is published; `None` where nothing changed.
type Changed = Option<(User, Vec<RoomId>)>;

async fn beside(conn: &mut db::Conn, changed: Option<User>) -> db::Result<Changed> {
    let Some(user) = changed else { return Ok(None) };
    let rooms = db::memberships::rooms_of(conn, user.id).await?;
    Ok(Some((user, rooms)))
}

fn tell(hub: &Hub, changed: Changed) {
    if let Some((user, rooms)) = changed {
        hub.publish_profile(&user, &rooms);
    }
}

/// One emoji in its standard form, or an empty text; `None` for anything else.
fn emoji(text: &str) -> Option<String> {
    match text.trim() {
        "" => Some(String::new()),
        text => emojis::get(text).map(|emoji| emoji.as_str().to_owned()),
    }
}

/// IANA name of a known time zone, or an empty text; `None` for anything else.
fn zone_name(text: &str) -> Option<String> {
    match text.trim() {
        "" => Some(String::new()),
        text => TimeZone::get(text).ok()?.iana_name().map(str::to_owned),
    }
}
