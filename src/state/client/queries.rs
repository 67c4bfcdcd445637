//! What a page shows of a tab's knowledge beside messages: counts, and whose presence.

use super::Client;
use crate::model::{RoomId, User, UserId, limits};

impl Client {
    /// Unread messages of a room as they are to be shown: what is being read as it comes is not
    /// counted first.
    #[must_use]
    pub fn unread_in(&self, room: RoomId) -> i64 {
        let followed = self.marks.follows(room) && self.at_end.contains(&room);
        let coming = if followed { self.marks.coming(room) } else { 0 };
        self.rooms.get(&room).map_or(0, |membership| (membership.unread - coming).max(0))
    }

    /// How often a room was opened: what is shown of it is made anew each time.
    #[must_use]
    pub fn opening(&self, room: RoomId) -> u32 {
        self.openings.get(&room).copied().unwrap_or_default()
    }

    /// Whether the reader looks at a room's end, or goes there.
    #[must_use]
    pub fn is_at_end(&self, room: RoomId) -> bool {
        self.at_end.contains(&room)
    }

    /// Those of them that name the reader.
    #[must_use]
    pub fn mentions_in(&self, room: RoomId) -> i64 {
        if self.unread_in(room) == 0 { 0 } else { self.rooms.get(&room).map_or(0, |membership| membership.mentions) }
    }

    /// Whether a room was deleted while the reader was in it.
    #[must_use]
    pub fn is_gone(&self, room: RoomId) -> bool {
        self.gone.contains(&room)
    }

    /// Whether the reader wants to hear nothing of a room.
    #[must_use]
    pub fn is_muted(&self, room: RoomId) -> bool {
        self.rooms.get(&room).is_some_and(|membership| membership.is_muted(self.as_of))
    }

    /// The unread messages of all rooms; of muted ones only those that name the reader.
    #[must_use]
    pub fn unread(&self) -> i64 {
        let counts = |room: RoomId| if self.is_muted(room) { self.mentions_in(room) } else { self.unread_in(room) };
        self.rooms.keys().map(|room| counts(*room)).sum()
    }

    /// The others in a direct conversation, as they are known by now.
    #[must_use]
    pub fn others(&self, room: RoomId) -> Vec<User> {
        let with = self.rooms.get(&room).map_or(&[][..], |membership| &membership.with);
        with.iter().map(|user| self.people.get(&user.id).unwrap_or(user).clone()).collect()
    }

    /// The others whose presence the page shows: faces of the room on the screen, then those whom
    /// the reader talks to alone, in the newest conversations first.
    pub(super) fn in_sight(&self) -> Vec<UserId> {
        let rosters = self.marks.current().and_then(|room| self.rosters.get(&room));
        let faces = rosters.map_or(&[][..], |rosters| &rosters.faces);
        let me = self.me.as_ref().map(|me| me.id);
        let alone = self.rooms.values().rev().filter_map(|membership| match &membership.with[..] {
            [other] if membership.has_news() => Some(other.id),
            _ => None,
        });
        let mut seen = Vec::new();
        for person in faces.iter().copied().filter(|face| Some(*face) != me).chain(alone) {
            if seen.len() < limits::WATCHED && !seen.contains(&person) {
                seen.push(person);
            }
        }
        seen
    }
}
