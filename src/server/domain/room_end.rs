//! The end of a room.

use super::{batch::Batch, decision::RowChange, slug};
use crate::model::{Event, RoomId, UserId};

/// Deletes a room with everything in it.
pub(super) fn delete_room(batch: &mut Batch<'_>, room: RoomId, by: UserId) {
    batch.append(room, by, Event::DeleteRoom);
    // Pending changes of the room are dropped, and its slugs become available to other rooms, also within this
    // batch.
    let (rows, facts) = (&mut batch.decision, &mut batch.facts);
    rows.changes.retain(|change| change.room() != Some(room));
    rows.changes.push(RowChange::Gone { room, at: batch.now.wall });
    if let Some(new) = rows.rooms.iter_mut().find(|new| new.room.id == room) {
        new.room.slug = slug::gone(room);
    }
    facts.slugs.retain(|_, of| *of != room);
    facts.rooms.remove(&room);
    facts.members.retain(|(of, _), _| *of != room);
    facts.banned.retain(|(of, _)| *of != room);
    facts.invites.retain(|_, invite| invite.room != room);
    facts.successors.remove(&room);
}
