//! Direct conversations: one for each set of people. Nobody can leave one or be added to one.

use super::{
    batch::Batch,
    command::{Command, NoRoom},
    needs::Needs,
    slug,
};
use crate::model::{Event, Role, Room, RoomId, RoomKind, User, UserId, limits, room::called_after};
use std::collections::BTreeSet;

/// Opens the direct conversation of these people: the existing one, or a new one.
#[derive(Clone, Debug)]
pub struct OpenDirect {
    pub by: UserId,
    pub with: Vec<UserId>,
    /// Random letters for the slug.
    pub tail: String,
}

impl Command for OpenDirect {
    type Answer = Result<Room, NoRoom>;

    fn needs(&self, needs: &mut Needs) {
        needs.people.push(self.by);
        needs.people.extend(&self.with);
        needs.directs.push(key(self.by, &self.with));
        needs.slugs.push(slug::of(RoomKind::Direct, "", &self.tail));
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { by, with, tail } = self;
        let all = everybody(by, &with);
        let facts = &batch.facts;
        let people: Vec<User> = all.iter().filter_map(|id| facts.people.get(id).cloned()).collect();
        if people.len() != all.len() || !(2..=limits::CONVERSATION).contains(&all.len()) {
            return Err(NoRoom);
        }
        let key = key(by, &with);
        if let Some(of) = facts.directs.get(&key).and_then(|room| facts.rooms.get(room)) {
            return Ok(Room { name: name_for(by, &people), ..of.room.clone() });
        }
        if facts.suspended.contains(&by) {
            return Err(NoRoom);
        }
        let room = Room {
            id: RoomId(batch.facts.next_room),
            slug: slug::of(RoomKind::Direct, "", &tail),
            name: String::new(),
            topic: String::new(),
            kind: RoomKind::Direct,
            archived: false,
        };
        let room = batch.create_room(room, by, Some(key.clone()));
        batch.facts.directs.insert(key, room.id);
        if let Some(seq) = batch.append(room.id, by, Event::Create) {
            for user in &people {
                batch.begin_membership(room.id, user.id, Role::Member, seq);
            }
        }
        Ok(Room { name: name_for(by, &people), ..room })
    }
}

/// Key of a direct conversation: its people's ids, ascending, each once.
#[must_use]
pub fn key(by: UserId, with: &[UserId]) -> String {
    everybody(by, with).iter().map(|user| user.0.to_string()).collect::<Vec<_>>().join(",")
}

fn everybody(by: UserId, with: &[UserId]) -> BTreeSet<UserId> {
    with.iter().copied().chain([by]).collect()
}

/// Name of a direct conversation for one of its people: the names of the others.
fn name_for(user: UserId, people: &[User]) -> String {
    let others: Vec<User> = people.iter().filter(|other| other.id != user).cloned().collect();
    called_after(&others)
}
