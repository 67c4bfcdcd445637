//! Reading and posting messages.

use super::writer::Unstored;
use crate::{
    model::{AppError, Body, ClientId, Field, History, Invalid, Problem, RoomId, Seq, UserId, limits},
    server::{
        chat::Services,
        db::{self, Inside, entries::Most},
        domain::{
            command::Command,
            post::{Post, Refused},
        },
    },
    wire::Refusal,
};

/// What a page of history may hold, and one of catching up.
pub(super) const PAGE: Most = Most { entries: limits::PAGE, bytes: limits::PAGE_BYTES };
const CATCH_UP: Most = Most { entries: limits::CATCH_UP_PAGE, bytes: limits::CATCH_UP_BYTES };

/// Which part of a room's log is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Newest,
    /// Where somebody goes in who stands like this: at the first message that is new to them, if it is not
    /// among the newest.
    Opening,
    Before(Seq),
    After(Seq),
    /// With as much before as after it.
    Around(Seq),
}

/// A message as it came.
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

/// What becomes of a message.
pub type Answer = <Post as Command>::Answer;

/// Posts a message; `reply` is told whether it is stored. Messages handed over one after the
/// other take seq in that order.
pub async fn post(
    services: &Services,
    message: NewMessage<'_>,
    reply: impl FnOnce(Result<Answer, Unstored>) + Send + 'static,
) {
    services.writer.submit(message.parsed(), reply).await;
}

/// Posts a message from a form and waits until it is stored.
///
/// # Errors
/// In the words of the message field, or that there is no such room for this person.
pub async fn post_now(services: &Services, message: NewMessage<'_>) -> Result<Seq, AppError> {
    let refused = |problem| AppError::Invalid(Invalid { field: Field::Message, problem });
    services.writer.decide(message.parsed()).await?.map_err(|Refused { why, retry_after }| match why {
        Refusal::Empty => refused(Problem::Empty),
        Refusal::TooLong => refused(Problem::TooLong),
        Refusal::TooMany => AppError::TooMany(retry_after.unwrap_or(1)),
        Refusal::Archived => AppError::Archived,
        Refusal::NotFound => AppError::NotFound,
        Refusal::Unavailable => AppError::Unavailable,
    })
}

/// Whether what is stored under a message's own name are other words than these: they came by a form
/// that had been sent before, and are nowhere else.
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
    // Whoever has left meanwhile is told of that.
    let Some(mut inside) = Inside::of(&services.db, by, room).await? else { return Ok(false) };
    let stored = db::entries::body_of(&mut inside, by, client_id).await?;
    Ok(stored.is_some_and(|stored| stored != words))
}

/// Why a message from a form was not stored, as a socket says it.
#[must_use]
pub fn refusal(error: &AppError) -> (Refusal, Option<u64>) {
    match error {
        AppError::Invalid(Invalid { problem: Problem::Empty, .. }) => (Refusal::Empty, None),
        AppError::Invalid(_) => (Refusal::TooLong, None),
        AppError::TooMany(seconds) => (Refusal::TooMany, Some(*seconds)),
        AppError::Archived => (Refusal::Archived, None),
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

/// The page itself, for those who have shown that they may.
pub(super) async fn read(inside: &mut Inside, part: Part, most: Most) -> Result<History, AppError> {
    let head = inside.membership().head;
    let entries = match part {
        Part::Newest | Part::Opening => db::entries::before(inside, head + 1, most).await?,
        Part::Before(seq) => db::entries::before(inside, seq, most).await?,
        Part::After(seq) => db::entries::after(inside, seq, most).await?,
        Part::Around(seq) => {
            let mut entries = db::entries::before(inside, seq, most.half()).await?;
            entries.extend(db::entries::after(inside, seq.saturating_sub(1), most.half()).await?);
            entries
        }
    };
    let people = db::entries::people(inside.conn(), &entries).await?;
    Ok(History { entries, people, head })
}

/// One page of catching up, in the order of the log, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn catch_up(services: &Services, viewer: UserId, room: RoomId, after: Seq) -> Result<History, AppError> {
    let _turn = services.turns.wait(viewer).await;
    let mut inside = Inside::of(&services.db, viewer, room).await?.ok_or(AppError::NotFound)?;
    read(&mut inside, Part::After(after), CATCH_UP).await
}
