//! Personal data in an export, apart from messages: profile, preferences, devices and rooms.

use super::{Services, sessions::CurrentUser};
use crate::{
    model::{AppError, Millis, UserId, time},
    server::{
        auth::device,
        clock::now,
        db::{self, accounts::Account, export::WroteIn},
        domain::notify_rules::{QuietHours, clock},
        files::picture,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// The data, and the rooms in which there may be messages.
///
/// # Errors
/// [`AppError::SignedOut`] when the account is deleted.
pub(super) async fn by(services: &Services, me: &CurrentUser) -> Result<(Value, Vec<WroteIn>), AppError> {
    let mut conn = services.db.read().await?;
    let account = db::accounts::by_id(&mut conn, me.id()).await?.ok_or(AppError::SignedOut)?;
    let usernames = db::usernames::of(&mut conn, me.id()).await?;
    let zone = db::users::zone(&mut conn, me.id()).await?;
    let status_until = db::users::status_until(&mut conn, me.id()).await?;
    let quiet_until = db::notify_prefs::quiet_until(&mut conn, me.id()).await?;
    let default_level = db::notify_prefs::default_level(&mut conn, me.id()).await?;
    let quiet = db::notify_prefs::quiet(&mut conn, me.id()).await?;
    let devices = db::sessions::devices(&mut conn, me.id(), &me.session, 0).await?;
    let rooms = db::export::rooms(&mut conn, me.id()).await?;
    drop(conn);
    let picture = picture(services, me.id(), account.user.picture).await;
    let devices = devices.iter().map(|session| {
        json!({
            "device": device::in_words(&session.device),
            "since": time::iso(session.created_at),
            "used": time::iso(session.used_at),
        })
    });
    let given = json!({
        "exported": time::iso(now()),
        "profile": profile(&account, &usernames, (&zone, status_until), picture),
        "choices": {
            "notifications": default_level.as_str(),
            "quiet_hours": quiet.as_ref().map(hours),
            "quiet_until": quiet_until.map(time::iso),
            "theme": me.choices.theme.name(),
            "rooms_by_activity": me.choices.by_activity,
            "enter_key": me.choices.enter_key.word(),
        },
        "devices": devices.collect::<Vec<_>>(),
        "rooms": rooms.iter().filter(|room| room.role.is_some()).map(room).collect::<Vec<_>>(),
    });
    Ok((given, rooms))
}

fn profile(
    account: &Account,
    usernames: &[String],
    (zone, status_until): (&str, Option<Millis>),
    picture: Option<String>,
) -> Value {
    let user = &account.user;
    json!({
        "id": user.id,
        "username": user.username,
        "usernames": usernames,
        "name": user.name,
        "status": user.status,
        "emoji": user.emoji,
        "status_until": status_until.map(time::iso),
        "zone": zone,
        "picture": picture,
        "administrator": account.is_admin,
        "since": time::iso(account.created_at),
    })
}

/// The picture as a `data:` URL.
async fn picture(services: &Services, user: UserId, version: i64) -> Option<String> {
    let bytes = services.pictures.read(user, version, picture::LARGE).await?;
    let kind = picture::content_type(&bytes)?;
    Some(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)))
}

fn hours(quiet: &QuietHours) -> Value {
    let days: Vec<String> = quiet.weekdays().map(|day| format!("{day:?}")).collect();
    json!({ "from": clock(quiet.starts), "until": clock(quiet.ends), "days": days, "zone": quiet.zone() })
}

fn room(room: &WroteIn) -> Value {
    json!({
        "room": room.id,
        "slug": room.slug,
        "name": room.name,
        "role": room.role,
        "notifications": room.level,
        "muted_until": room.muted_until.map(time::iso),
        "favourite": room.favourite,
    })
}
