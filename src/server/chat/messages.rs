//! Reading and posting messages.

use super::{
    log::{Answer, Command},
    writer::Reply,
};
use crate::{
    error::AppError,
    model::{Body, ClientId, Field, History, Invalid, Problem, RoomId, Seq, UserId, limits},
    server::{db, state::AppState},
    wire::Refusal,
};

/// Which part of a room's log is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Newest,
    Before(Seq),
    After(Seq),
    /// With as much before as after it.
    Around(Seq),
}

/// Posts a message; `reply` is told whether it is stored. Messages handed over one after the
/// other take seq in that order.
pub async fn post(state: &AppState, by: UserId, room: RoomId, client_id: ClientId, text: &str, reply: Reply) {
    let body = Body::parse(text).map_err(|invalid| invalid.problem);
    state.writer.submit(Command::Post { room, by, client_id, body }, reply).await;
}

/// Posts a message from a form and waits until it is stored.
///
/// # Errors
/// In the words of the message field, or that there is no such room for this person.
pub async fn post_now(
    state: &AppState,
    by: UserId,
    room: RoomId,
    client_id: ClientId,
    text: &str,
) -> Result<Seq, AppError> {
    let body = Body::parse(text).map_err(|invalid| invalid.problem);
    let message = |problem| AppError::Invalid(Invalid { field: Field::Message, problem });
    match state.writer.decide(Command::Post { room, by, client_id, body }).await {
        Answer::Stored(seq) => Ok(seq),
        Answer::Refused { why: Refusal::Empty, .. } => Err(message(Problem::Empty)),
        Answer::Refused { why: Refusal::TooLong, .. } => Err(message(Problem::TooLong)),
        Answer::Refused { why: Refusal::TooMany, retry_after } => Err(AppError::TooMany(retry_after.unwrap_or(1))),
        Answer::Refused { why: Refusal::Archived, .. } => Err(AppError::Archived),
        Answer::Refused { why: Refusal::NotFound, .. } => Err(AppError::NotFound),
        answer => Err(super::writer::failure(&answer)),
    }
}

/// A page of a room's log, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn history(state: &AppState, viewer: UserId, room: RoomId, part: Part) -> Result<History, AppError> {
    let mut conn = state.db.read().await?;
    db::memberships::in_room(&mut conn, viewer, room).await?.ok_or(AppError::NotFound)?;
    read(&mut conn, room, part, limits::PAGE).await
}

/// The page itself, for those who have asked whether they may.
pub(super) async fn read(conn: &mut db::Conn, room: RoomId, part: Part, most: usize) -> Result<History, AppError> {
    // The head is read first, so that it never lies beyond entries that were not read.
    let head = db::entries::head(conn, room).await?.ok_or(AppError::NotFound)?;
    let entries = match part {
        Part::Newest => db::entries::before(conn, room, head + 1, most).await?,
        Part::Before(seq) => db::entries::before(conn, room, seq, most).await?,
        Part::After(seq) => db::entries::after(conn, room, seq, most).await?,
        Part::Around(seq) => {
            let mut entries = db::entries::before(conn, room, seq, most / 2).await?;
            entries.extend(db::entries::after(conn, room, seq.saturating_sub(1), most / 2).await?);
            entries
        }
    };
    let people = db::entries::people(conn, &entries).await?;
    Ok(History { entries, people, head })
}

/// One page of catching up, in the order of the log, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn catch_up(state: &AppState, viewer: UserId, room: RoomId, after: Seq) -> Result<History, AppError> {
    let mut conn = state.db.read().await?;
    db::memberships::in_room(&mut conn, viewer, room).await?.ok_or(AppError::NotFound)?;
    let mut page = read(&mut conn, room, Part::After(after), limits::CATCH_UP_PAGE).await?;
    let mut bytes = 0;
    let fit = page.entries.iter().take_while(|entry| {
        bytes += entry.body().map_or(0, str::len);
        bytes <= limits::CATCH_UP_BYTES
    });
    let fit = fit.count().max(1);
    page.entries.truncate(fit);
    Ok(page)
}
