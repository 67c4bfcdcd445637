//! A member's read mark, and the direct conversations that are put away by it.

use crate::{
    model::{AppError, RoomId, Seq, UserId},
    server::{chat::Services, db},
};
use std::sync::Arc;

/// A change of a member's read mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Forward, if the mark still has this generation; without one, whatever its generation is.
    Read { seq: Seq, read_generation: Option<i64> },
    /// Back to right before this seq.
    Unread { seq: Seq },
    /// To the head, and hides the direct conversation until its next message.
    Away,
    /// Lists the direct conversation again, with the mark back at `read`.
    Back { read: Seq },
}

/// Changes a member's read mark and sends it to all of their tabs.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is not a member.
pub async fn mark(services: &Services, viewer: UserId, room: RoomId, mark: Mark) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    services
        .writer
        .perform_and_tell(
            move |conn| {
                Box::pin(async move {
                    match mark {
                        Mark::Read { seq, read_generation } => {
                            db::read_marks::read(&mut *conn, viewer, room, seq, read_generation).await?
                        }
                        Mark::Unread { seq } => db::read_marks::unread(&mut *conn, viewer, room, seq).await?,
                        Mark::Away => db::read_marks::put_away(&mut *conn, viewer, room).await?,
                        Mark::Back { read } => db::read_marks::bring_back(&mut *conn, viewer, room, read).await?,
                    }
                    db::memberships::in_room(conn, viewer, room).await
                })
            },
            move |outcome| {
                let membership = outcome?;
                Ok(membership.map(|membership| hub.send_memberships(viewer, vec![membership])))
            },
        )
        .await?
        .ok_or(AppError::NotFound)
}
