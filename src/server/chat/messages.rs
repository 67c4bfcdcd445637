//! Messages: posting, editing and deleting them, and reading the room log in history and catch-up pages.

pub use super::writer::Unstored;
use crate::{
    model::{AppError, Body, ClientId, Field, History, Invalid, Problem, RoomId, Seq, UserId, limits},
    server::{
        chat::Services,
        db::{
            self, Inside,
            entries::{Most, Range},
        },
        domain::{
            command::Command,
            edit::{DeleteMessage, Edit},
            post::{Post, Refused},
        },
    },
    wire::Refusal,
};
use tokio::sync::oneshot;

/// Most of a page of history, and of one of catch-up.
pub(super) const PAGE: Most = Most { entries: limits::PAGE, bytes: limits::PAGE_BYTES };
const CATCH_UP: Most = Most { entries: limits::CATCH_UP_PAGE, bytes: limits::CATCH_UP_BYTES };

/// Part of a room's log to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Newest,
    /// For a member who opens the room: around the first unread message, if it is not among the newest.
    Opening,
    Before(Seq),
    After(Seq),
    /// As much before the seq as after it.
    Around(Seq),
}

/// A message as received, not yet validated.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    pub by: UserId,
    pub room: RoomId,
    pub client_id: ClientId,
    pub text: &'a str,
}

impl NewMessage<'_> {
    fn parsed(self) -> Post {
        let body = Body::parse(self.text).map_err(|invalid| invalid.problem);
        Post { room: self.room, by: self.by, client_id: self.client_id, body }
    }
}

/// Result of posting a message, or of changing one.
pub type Answer = <Post as Command>::Answer;

/// Posts a message; `reply` gets the result once it is stored. Messages submitted one after the other take seqs
/// in that order.
pub async fn post(
    services: &Services,
    message: NewMessage<'_>,
    reply: impl FnOnce(Result<Answer, Unstored>) + Send + 'static,
) {
    services.writer.submit(message.parsed(), reply).await;
}

/// A change of a message.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// Another text, not yet validated, in place of the one that the entry `base` made, 0 for the first.
    Edit {
        base: Seq,
        text: &'a str,
    },
    Delete,
}

/// Changes the message at a seq of a room; `reply` gets the result once it is stored.
pub async fn change(
    services: &Services,
    by: UserId,
    (room, target): (RoomId, Seq),
    change: Change<'_>,
    reply: impl FnOnce(Result<Answer, Unstored>) + Send + 'static,
) {
    match change {
        Change::Edit { base, text } => {
            let body = Body::parse(text).map_err(|invalid| invalid.problem);
            services.writer.submit(Edit { room, by, target, base, body }, reply).await;
        }
        Change::Delete => services.writer.submit(DeleteMessage { room, by, target }, reply).await,
    }
}

/// Posts a message from a form and waits until it is stored.
///
/// # Errors
/// With the message field; [`AppError::TooMany`]; [`AppError::Archived`]; [`AppError::NotFound`] when there is
/// no such room for this person.
pub async fn post_now(services: &Services, message: NewMessage<'_>) -> Result<Seq, AppError> {
    services.writer.decide(message.parsed()).await?.map_err(AppError::from)
}

/// Changes a message from a form and waits until that is stored.
///
/// # Errors
/// As [`post_now`], and [`AppError::ChangedSince`]; [`AppError::NotFound`] also where there is no such message, or
/// it is not this person's to change.
pub async fn change_now(
    services: &Services,
    by: UserId,
    (room, target): (RoomId, Seq),
    change: Change<'_>,
) -> Result<Seq, AppError> {
    let (told, answer) = oneshot::channel();
    self::change(services, by, (room, target), change, move |outcome| _ = told.send(outcome)).await;
    answer.await.unwrap_or(Err(Unstored::Failed))?.map_err(AppError::from)
}

impl From<Refused> for AppError {
    fn from(Refused { why, retry_after }: Refused) -> Self {
        let refused = |problem| Self::Invalid(Invalid { field: Field::Message, problem });
        match why {
            Refusal::Empty => refused(Problem::Empty),
            Refusal::TooLong => refused(Problem::TooLong),
            Refusal::TooMany => Self::TooMany(retry_after.unwrap_or(1)),
            Refusal::Archived => Self::Archived,
            Refusal::NotFound => Self::NotFound,
            Refusal::Conflict => Self::ChangedSince,
            Refusal::Unavailable => Self::Unavailable,
        }
    }
}

/// Whether the message stored under this client id has another text: then a form was sent twice with different
/// texts, and the second text is stored nowhere.
pub async fn is_other(
    services: &Services,
    by: UserId,
    room: RoomId,
    client_id: &ClientId,
    text: &str,
) -> Result<bool, AppError> {
    let words = match Body::parse(text) {
        Ok(body) => body.into_string(),
        Err(Invalid { problem: Problem::Empty, .. }) => return Ok(false),
        Err(_) => return Ok(true),
    };
    // No membership any more: posting reports that.
    let Some(mut inside) = Inside::of(&services.db, by, room).await? else { return Ok(false) };
    let stored = db::messages::body_of(&mut inside, by, client_id).await?;
    Ok(stored.is_some_and(|stored| stored != words))
}

/// Refusal for a socket, from the error of a message that came by a form.
#[must_use]
pub fn refusal(error: &AppError) -> (Refusal, Option<u64>) {
    match error {
        AppError::Invalid(Invalid { problem: Problem::Empty, .. }) => (Refusal::Empty, None),
        AppError::Invalid(_) => (Refusal::TooLong, None),
        AppError::TooMany(seconds) => (Refusal::TooMany, Some(*seconds)),
        AppError::Archived => (Refusal::Archived, None),
        AppError::ChangedSince => (Refusal::Conflict, None),
        AppError::NotFound | AppError::SignedOut => (Refusal::NotFound, None),
        _ => (Refusal::Unavailable, Some(1)),
    }
}

/// A page of a room's log, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn history(services: &Services, viewer: UserId, room: RoomId, part: Part) -> Result<History, AppError> {
    let _turn = services.turns.wait(viewer).await;
    let mut inside = Inside::of(&services.db, viewer, room).await?.ok_or(AppError::NotFound)?;
    read(&mut inside, part, PAGE).await
}

/// Reads the page, with the membership already proven.
pub(super) async fn read(inside: &mut Inside, part: Part, most: Most) -> Result<History, AppError> {
    let range = match part {
        Part::Newest | Part::Opening => {
            let head = inside.membership().head;
            db::entries::rows_before(inside, head + 1, most).await?
        }
        Part::Before(seq) => db::entries::rows_before(inside, seq, most).await?,
        Part::After(seq) => db::entries::rows_after(inside, seq, most).await?,
        Part::Around(seq) => {
            let mut range = db::entries::rows_before(inside, seq, most.half()).await?;
            let after = db::entries::rows_after(inside, seq.saturating_sub(1), most.half()).await?;
            range.to = after.to;
            range.entries.extend(after.entries);
            range
        }
    };
    with_people(inside, range).await
}

async fn with_people(inside: &mut Inside, range: Range) -> Result<History, AppError> {
    let head = inside.membership().head;
    let Range { from, to, entries } = range;
    let people = db::entries::people(inside.conn(), &entries).await?;
    Ok(History { from, to, entries, people, head })
}

/// A page of catch-up: the log after a seq, changes of messages included, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn catch_up(services: &Services, viewer: UserId, room: RoomId, after: Seq) -> Result<History, AppError> {
    let _turn = services.turns.wait(viewer).await;
    let mut inside = Inside::of(&services.db, viewer, room).await?.ok_or(AppError::NotFound)?;
    let range = db::entries::log_after(&mut inside, after, CATCH_UP).await?;
    with_people(&mut inside, range).await
}
