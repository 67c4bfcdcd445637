//! `Inside`: reading a room as a member, with the membership and all later reads in one snapshot.

use super::{Conn, Db, Result, memberships};
use crate::model::{RoomId, RoomMembership, UserId};

/// Proof of a membership, and the snapshot in which it was found. A room's log is read through it alone, so
/// nothing is read under a membership that has ended.
#[derive(Debug)]
pub struct Inside {
    snapshot: Conn,
    membership: RoomMembership,
}

impl Inside {
    /// By the room's id; `None` for anybody who is not a member.
    pub async fn of(db: &Db, user: UserId, room: RoomId) -> Result<Option<Self>> {
        let mut snapshot = db.snapshot().await?;
        let membership = memberships::in_room(&mut snapshot, user, room).await?;
        Ok(membership.map(|membership| Self { snapshot, membership }))
    }

    /// By the room's slug, current or old.
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

    /// The snapshot, for further reads of the same state.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.snapshot
    }
}
