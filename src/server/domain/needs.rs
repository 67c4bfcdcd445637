//! `Needs`: what has to be looked up before a batch can be decided.

use crate::model::{ClientId, RoomId, UserId};

/// Filled by the commands of a batch; whoever answers it gives [`Facts`](super::facts::Facts).
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub rooms: Vec<RoomId>,
    pub members: Vec<(RoomId, UserId)>,
    pub posts: Vec<(RoomId, UserId, ClientId)>,
    pub people: Vec<UserId>,
    pub slugs: Vec<String>,
    /// Usernames, in the form in which they are unique, of members that a post may name.
    pub names: Vec<(RoomId, String)>,
    /// Whether these are kept out of these rooms.
    pub bans: Vec<(RoomId, UserId)>,
    pub invites: Vec<i64>,
    /// Conversations, by whose they are.
    pub directs: Vec<String>,
    /// Rooms whose owner may be about to go, or have gone.
    pub successors: Vec<RoomId>,
}

impl Needs {
    /// A room, and somebody who may be a member of it.
    pub fn member(&mut self, room: RoomId, user: UserId) {
        self.rooms.push(room);
        self.members.push((room, user));
    }

    /// Each thing once.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.successors.sort_unstable();
        self.successors.dedup();
        self.rooms.sort_unstable();
        self.rooms.dedup();
        self.members.sort_unstable();
        self.members.dedup();
        self
    }
}
