//! `Needs`: the data to load before a batch can be decided.

use crate::model::{ClientId, RoomId, Seq, UserId};

/// Filled by the commands of a batch; the answer to it is [`Facts`](super::facts::Facts).
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub rooms: Vec<RoomId>,
    pub members: Vec<(RoomId, UserId)>,
    pub posts: Vec<(RoomId, UserId, ClientId)>,
    /// Messages that may change, by their seq.
    pub messages: Vec<(RoomId, Seq)>,
    pub people: Vec<UserId>,
    pub slugs: Vec<String>,
    /// Usernames that a post may mention, in the form in which they are unique.
    pub names: Vec<(RoomId, String)>,
    /// Pairs that may be banned.
    pub bans: Vec<(RoomId, UserId)>,
    pub invites: Vec<i64>,
    /// Direct conversations, by key.
    pub directs: Vec<String>,
    /// Rooms whose owner may change.
    pub successors: Vec<RoomId>,
}

impl Needs {
    /// A room, and a person who may be a member of it.
    pub fn member(&mut self, room: RoomId, user: UserId) {
        self.rooms.push(room);
        self.members.push((room, user));
    }

    /// Removes duplicates.
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
