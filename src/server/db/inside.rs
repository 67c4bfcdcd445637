//! A room as one of its members may read it: the membership and all that is read after it are of one
//! moment.

use super::{Conn, Db, Result, memberships};
use crate::model::{RoomId, RoomMembership, UserId};
use sqlx::{Sqlite, Transaction};

/// The proof that somebody is a member of a room, and the snapshot in which that was found. What the
/// room's log holds is read through it alone, so nothing is read under a right that has ended.
#[derive(Debug)]
pub struct Inside {
    snapshot: Transaction<'static, Sqlite>,
    membership: RoomMembership,
}

impl Inside {
    /// The room of this number; nothing to anybody who is not a member.
    pub async fn of(db: &Db, user: UserId, room: RoomId) -> Result<Option<Self>> {
        let mut snapshot = db.snapshot().await?;
        let membership = memberships::in_room(&mut snapshot, user, room).await?;
        Ok(membership.map(|membership| Self { snapshot, membership }))
    }

    /// The same by the room's slug, the one it has or one it had.
    pub async fn at(db: &Db, user: UserId, slug: &str) -> Result<Option<Self>> {
        let mut snapshot = db.snapshot().await?;
        let membership = memberships::in_slug(&mut snapshot, user, slug).await?;
        Ok(membership.map(|membership| Self { snapshot, membership }))
    }

    #[must_use]
    pub const fn membership(&self) -> &RoomMembership {
        &self.membership
    }

    #[must_use]
    pub const fn room(&self) -> RoomId {
        self.membership.room.id
    }

    /// The snapshot, for what else is asked of the same moment.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.snapshot
    }
}
