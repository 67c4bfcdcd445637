//! Leaving Roost: the download of one's own data, and the deletion of an account, by its owner or by an
//! administrator.

use super::{Services, admin::unless_last, exports::Export, given, passwords, sessions::CurrentUser};
use crate::{
    model::{AppError, Field, Invalid, Problem, RoomId, Seq, UserId, time},
    server::{
        auth::caller::Caller,
        clock::now,
        db::{self, entries::Most, export::Written},
        domain::{command::NoRoom, membership::Leave},
    },
    words::people,
};
use axum::body::Bytes;
use futures_util::{Stream, stream};
use serde_json::json;
use std::{collections::VecDeque, sync::Arc};

/// Messages read at a time.
const PIECE: Most = Most { entries: 500, bytes: 64 * 1024 };

/// Deletes one's own account. Messages stay, without the author's name; the username stays taken; rooms that
/// would be left without an owner get one, private rooms without members are deleted; all sessions end.
///
/// # Errors
/// With the field when the password or the confirmation is wrong; [`AppError::LastAdministrator`] for the last
/// administrator.
pub async fn delete(
    services: &Services,
    me: &CurrentUser,
    caller: &Caller,
    password: &str,
    confirmation: &str,
) -> Result<(), AppError> {
    if !confirmation.trim().trim_start_matches('@').eq_ignore_ascii_case(&me.user.username) {
        return Err(Invalid { field: Field::Confirm, problem: Problem::Wrong }.into());
    }
    passwords::confirm(services, me, caller, password).await?;
    remove(services, me.id()).await
}

/// Deletes an account, for its owner or for an administrator.
///
/// # Errors
/// [`AppError::LastAdministrator`] for the last administrator.
pub(super) async fn remove(services: &Services, user: UserId) -> Result<(), AppError> {
    // In steps that are each complete: after an interruption the whole is repeated.
    unless_last(services, user, move |conn| Box::pin(db::sessions::delete_of(conn, user, None))).await?;
    services.hub.end_person(user, None);
    let memberships = db::memberships::of(&mut services.db.read().await?, user).await?;
    let rooms: Vec<RoomId> = memberships.into_iter().map(|membership| membership.room.id).collect();
    leave_rooms(services, user).await?;
    // Checked again: the other administrator may have been removed in the meantime.
    unless_last(services, user, move |conn| Box::pin(db::accounts::anonymize(conn, user, people::DELETED_USER, now())))
        .await?;
    services.hub.end_person(user, None);
    // A request under way may have joined a room before the last step.
    leave_rooms(services, user).await?;
    services.pictures.forget_but(user, 0).await;
    let buried = db::users::by_ids(&mut services.db.read().await?, std::iter::once(user)).await?;
    for nobody in buried {
        services.hub.publish_profile(&nobody, &rooms);
    }
    tracing::info!(user = user.0, "an account was deleted");
    Ok(())
}

async fn leave_rooms(services: &Services, user: UserId) -> Result<(), AppError> {
    let rooms = db::memberships::of(&mut services.db.read().await?, user).await?;
    for membership in rooms {
        // Not through `rooms::leave`, whose rate limit does not apply here. A room that was deleted meanwhile
        // is skipped.
        let _: Result<(), NoRoom> = services.writer.decide(Leave { room: membership.room.id, by: user }).await?;
    }
    Ok(())
}

/// Exports an account's data as one JSON document, in pieces: first the data of `given`, then the messages.
///
/// # Errors
/// [`AppError::TooMany`] while another export of this person runs, or too many of others do.
pub async fn data(
    services: &Arc<Services>,
    me: &CurrentUser,
) -> Result<impl Stream<Item = Result<Bytes, AppError>> + Send + use<>, AppError> {
    let export = services.exports.begin(me.id())?;
    let (given, rooms) = given::by(services, me).await?;
    let mut head = given.to_string();
    // The messages follow in the same object.
    head.pop();
    head.push_str(",\"messages\":[");
    let reading = Reading {
        export,
        services: Arc::clone(services),
        user: me.id(),
        rooms: rooms.into_iter().map(|room| RoomId(room.id)).collect(),
        after: 0,
        begun: false,
        head: Some(head),
        done: false,
    };
    Ok(stream::try_unfold(reading, |mut reading| async move {
        Ok(reading.next().await?.map(|piece| (Bytes::from(piece), reading)))
    }))
}

/// Progress of an export.
struct Reading {
    export: Export,
    services: Arc<Services>,
    user: UserId,
    rooms: VecDeque<RoomId>,
    after: Seq,
    /// Whether a message has been written.
    begun: bool,
    head: Option<String>,
    done: bool,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<String>, AppError> {
        if !self.export.goes_on() {
            // The file is cut short on purpose, so that it cannot be taken for a whole one.
            return Err(AppError::TooMany(1));
        }
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        while let Some(room) = self.rooms.front().copied() {
            let page = self.page(room).await?;
            if let Some(last) = page.last() {
                self.after = last.seq;
                return Ok(Some(self.piece(room, &page)));
            }
            self.rooms.pop_front();
            self.after = 0;
        }
        let end = (!self.done).then(|| "]}\n".to_owned());
        self.done = true;
        Ok(end)
    }

    async fn page(&self, room: RoomId) -> Result<Vec<Written>, AppError> {
        let _turn = self.services.exports.turn().await;
        let mut conn = self.services.db.snapshot().await?;
        Ok(db::export::written(&mut conn, self.user, room, self.after, PIECE).await?)
    }

    fn piece(&mut self, room: RoomId, page: &[Written]) -> String {
        let mut piece = String::new();
        for message in page {
            let comma = if std::mem::replace(&mut self.begun, true) { "," } else { "" };
            let message =
                json!({ "room": room, "seq": message.seq, "at": time::iso(message.at), "text": message.body });
            piece.push_str(comma);
            piece.push('\n');
            piece.push_str(&message.to_string());
        }
        piece
    }
}
