//! Notification settings: levels, muting, quiet hours, and the browsers that get push notifications.

use super::{rooms, sessions::CurrentUser};
use crate::{
    model::{AppError, Millis, NotifyLevel, Room, RoomId, UserId},
    server::{
        chat::Services,
        clock::now,
        db::{
            self,
            push_subscriptions::{Device, Keys},
        },
        domain::notify_rules::{NotificationPrefs, QuietHours},
    },
};
use std::sync::Arc;

/// Days of quiet hours sent to tabs in advance.
const AHEAD: usize = 7;

/// A person's browsers with push notifications.
pub async fn devices(services: &Services, viewer: UserId) -> Result<Vec<Device>, AppError> {
    Ok(db::push_subscriptions::devices(&mut services.db.read().await?, viewer).await?)
}

/// Subscribes this session's browser to push notifications, for as long as the session lasts.
///
/// # Errors
/// [`AppError::NotFound`] when the endpoint is another person's; [`AppError::SignedOut`] when the session ended
/// meanwhile.
pub async fn subscribe(services: &Services, current: &CurrentUser, keys: Keys) -> Result<(), AppError> {
    let (session, user) = (current.session, current.id());
    let put = services.writer.perform(move |conn| {
        Box::pin(async move { db::push_subscriptions::put(conn, &session, user, &keys, now()).await })
    });
    match put.await {
        Ok(true) => Ok(()),
        Ok(false) => Err(AppError::NotFound),
        Err(db::Error::Missing(_)) => Err(AppError::SignedOut),
        Err(error) => Err(error.into()),
    }
}

/// Ends the push subscription of this session.
pub async fn unsubscribe(services: &Services, current: &CurrentUser) -> Result<(), AppError> {
    let session = current.session;
    let gone = services
        .writer
        .perform(move |conn| Box::pin(async move { db::push_subscriptions::delete_of_session(conn, &session).await }));
    Ok(gone.await?)
}

/// Ends one of the viewer's push subscriptions.
///
/// # Errors
/// [`AppError::NotFound`] when it is not one of theirs.
pub async fn remove(services: &Services, viewer: UserId, id: i64) -> Result<(), AppError> {
    let gone = services
        .writer
        .perform(move |conn| Box::pin(async move { db::push_subscriptions::delete_of(conn, viewer, id).await }));
    if gone.await? { Ok(()) } else { Err(AppError::NotFound) }
}

/// A member's notification preferences for a room.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn wishes(services: &Services, viewer: UserId, room: RoomId) -> Result<NotificationPrefs, AppError> {
    let mut conn = services.db.read().await?;
    db::notify_prefs::of(&mut conn, viewer, room).await?.ok_or(AppError::NotFound)
}

/// Sets a member's notification level and muting for a room, and sends them to all of their tabs.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn set_wishes(
    services: &Services,
    viewer: UserId,
    room: RoomId,
    level: Option<NotifyLevel>,
    muted_until: Option<Millis>,
) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    let set = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::notify_prefs::set(&mut *conn, viewer, room, level, muted_until).await?;
                db::memberships::in_room(conn, viewer, room).await
            })
        },
        move |outcome| Ok(outcome?.map(|membership| hub.send_memberships(viewer, vec![membership]))),
    );
    set.await?.ok_or(AppError::NotFound)
}

/// The end of a mute that lasts until it is taken back: the end of the year 9999.
pub const UNTIL_UNMUTED: Millis = 253_402_300_799_999;

/// Mutes a member's room until they unmute it.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn mute(services: &Services, viewer: UserId, slug: &str) -> Result<Room, AppError> {
    let room = rooms::for_member(services, viewer, slug).await?.room;
    let level = wishes(services, viewer, room.id).await?.level;
    set_wishes(services, viewer, room.id, level, Some(UNTIL_UNMUTED)).await?;
    Ok(room)
}

/// Unmutes a member's room, also where its level is "nothing", by itself or by default: then mentions notify.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn unmute(services: &Services, viewer: UserId, slug: &str) -> Result<Room, AppError> {
    let room = rooms::for_member(services, viewer, slug).await?.room;
    let wishes = wishes(services, viewer, room.id).await?;
    let level = wishes.level.filter(|level| *level != NotifyLevel::Nothing);
    let is_silent = wishes.default_level == NotifyLevel::Nothing;
    let level = level.or_else(|| is_silent.then_some(NotifyLevel::Mentions));
    set_wishes(services, viewer, room.id, level, None).await?;
    Ok(room)
}

/// A person's default notification level, for rooms without one of their own.
pub async fn default_level(services: &Services, viewer: UserId) -> Result<NotifyLevel, AppError> {
    Ok(db::notify_prefs::default_level(&mut services.db.read().await?, viewer).await?)
}

/// Sets a person's default notification level, and sends the resulting levels to all of their tabs.
///
/// # Errors
/// [`AppError::TooMany`] when it was changed too often.
pub async fn set_default_level(services: &Services, viewer: UserId, level: NotifyLevel) -> Result<(), AppError> {
    services.limits.profiles.take(&viewer)?;
    let hub = Arc::clone(&services.hub);
    let set = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::notify_prefs::set_default_level(&mut *conn, viewer, level).await?;
                db::notify_prefs::undecided(conn, viewer, level).await
            })
        },
        move |outcome| outcome.map(|levels| hub.send_levels(viewer, levels)),
    );
    Ok(set.await?)
}

/// A person's quiet hours.
pub async fn quiet(services: &Services, viewer: UserId) -> Result<Option<QuietHours>, AppError> {
    Ok(db::notify_prefs::quiet(&mut services.db.read().await?, viewer).await?)
}

/// Until when nothing notifies a person, if that is still to come.
pub async fn quiet_until(services: &Services, viewer: UserId) -> Result<Option<Millis>, AppError> {
    let until = db::notify_prefs::quiet_until(&mut services.db.read().await?, viewer).await?;
    Ok(until.filter(|until| now() < *until))
}

/// Time spans in the next days in which nothing notifies a person.
pub async fn quiet_spans(services: &Services, viewer: UserId) -> Result<Vec<(Millis, Millis)>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(spans(&mut conn, viewer).await?)
}

/// Quiet hours, and what is left of a rest.
async fn spans(conn: &mut db::Conn, viewer: UserId) -> db::Result<Vec<(Millis, Millis)>> {
    let hours = db::notify_prefs::quiet(&mut *conn, viewer).await?;
    let until = db::notify_prefs::quiet_until(conn, viewer).await?.filter(|until| now() < *until);
    let hours = hours.map(|quiet| quiet.spans(now(), AHEAD)).unwrap_or_default();
    Ok(until.map(|until| (0, until)).into_iter().chain(hours).collect())
}

/// Lets nothing notify a person until a time, or everything again; their tabs are told.
///
/// # Errors
/// [`AppError::TooMany`] when it was changed too often.
pub async fn set_quiet_until(services: &Services, viewer: UserId, until: Option<Millis>) -> Result<(), AppError> {
    services.limits.profiles.take(&viewer)?;
    let hub = Arc::clone(&services.hub);
    let set = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::notify_prefs::set_quiet_until(&mut *conn, viewer, until).await?;
                spans(conn, viewer).await
            })
        },
        move |outcome| outcome.map(|spans| hub.send_quiet_hours(viewer, spans)),
    );
    Ok(set.await?)
}

/// Sets or clears a person's quiet hours, and sends them to all of their tabs.
pub async fn set_quiet(services: &Services, viewer: UserId, quiet: Option<QuietHours>) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    let set = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::notify_prefs::set_quiet(&mut *conn, viewer, quiet.as_ref()).await?;
                spans(conn, viewer).await
            })
        },
        move |outcome| outcome.map(|spans| hub.send_quiet_hours(viewer, spans)),
    );
    Ok(set.await?)
}
