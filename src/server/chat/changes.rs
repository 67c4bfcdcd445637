//! What is done to a room and its people, decided as the rest of the log is: purely.

use super::{
    decision::{Change, Decision, Move},
    facts::Facts,
    log::{Answer, append, enter},
    may::{Action, may, outranks},
    slug,
};
use crate::model::{Event, Kind, Millis, Role, RoomId, RoomKind, RoomName, Topic, UserId};

/// Something done to a room, or to somebody in it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Brings them in.
    Add(UserId),
    Remove(UserId),
    /// Takes them out, if they are in, and keeps them out.
    Ban(UserId),
    Unban(UserId),
    Role(UserId, Role),
    /// The new name, and what makes a private room's address its own.
    Name(RoomName, String),
    Topic(Topic),
    /// Closes the room for writing, or opens it again.
    Archive(bool),
    Delete,
}

impl Act {
    /// Whom it is done to.
    #[must_use]
    pub const fn whom(&self) -> Option<UserId> {
        match self {
            Self::Add(whom) | Self::Remove(whom) | Self::Ban(whom) | Self::Unban(whom) | Self::Role(whom, _) => {
                Some(*whom)
            }
            Self::Name(..) | Self::Topic(_) | Self::Archive(_) | Self::Delete => None,
        }
    }

    const fn action(&self) -> Action {
        match self {
            Self::Add(_) => Action::Invite,
            Self::Remove(_) => Action::Remove,
            Self::Ban(_) | Self::Unban(_) => Action::Ban,
            Self::Role(..) => Action::Roles,
            Self::Name(..) => Action::Name,
            Self::Topic(_) => Action::Topic,
            Self::Archive(_) => Action::Archive,
            Self::Delete => Action::Delete,
        }
    }
}

/// Where and by whom and when something is done.
#[derive(Clone, Copy)]
struct By {
    room: RoomId,
    user: UserId,
    now: Millis,
}

/// Decides what becomes of an act. What is so already is done without an entry.
pub(super) fn act(
    facts: &mut Facts,
    decision: &mut Decision,
    room: RoomId,
    user: UserId,
    act: Act,
    now: Millis,
) -> Answer {
    let Some(kind) = facts.rooms.get(&room).map(|of| of.room.kind) else { return Answer::NoRoom };
    let who = facts.who(room, user);
    if facts.signed_out.contains(&user) || facts.suspended.contains(&user) || !may(kind, who, act.action()) {
        return Answer::NoRoom;
    }
    let by = By { room, user, now };
    match act {
        Act::Remove(whom) | Act::Ban(whom) if !outranks(kind, who, facts.members.get(&(room, whom)).copied()) => {
            Answer::NoRoom
        }
        Act::Add(whom) => add(facts, decision, by, whom),
        Act::Remove(whom) => {
            remove(facts, decision, by, whom);
            Answer::Done
        }
        Act::Ban(whom) => ban(facts, decision, by, whom),
        Act::Unban(whom) => {
            if facts.banned.remove(&(room, whom)) {
                tell(facts, decision, by, Kind::Unban, Some(whom), None, Change::None);
                decision.rows.moves.push(Move::Unban { room, user: whom });
            }
            Answer::Done
        }
        Act::Role(whom, role) => set_role(facts, decision, by, whom, role),
        Act::Name(name, tail) => rename(facts, decision, by, kind, &name, &tail),
        Act::Topic(topic) => {
            let text = topic.as_str().to_owned();
            change(facts, decision, by, Kind::Topic, Some(text.clone()), |room| {
                std::mem::replace(&mut room.topic, text.clone()) != text
            })
        }
        Act::Archive(archived) => {
            let what = if archived { Kind::Archive } else { Kind::Unarchive };
            change(facts, decision, by, what, None, |room| std::mem::replace(&mut room.archived, archived) != archived)
        }
        Act::Delete => {
            end(facts, decision, room, user, now);
            Answer::Done
        }
    }
}

/// Ends a room, with everything in it.
pub(super) fn end(facts: &mut Facts, decision: &mut Decision, room: RoomId, user: UserId, now: Millis) {
    tell(facts, decision, By { room, user, now }, Kind::Delete, None, None, Change::Gone);
    delete(facts, decision, room, now);
}

fn delete(facts: &mut Facts, decision: &mut Decision, room: RoomId, at: Millis) {
    // What was to be changed about it is not worth doing, and its addresses are others' to take, also
    // within this batch.
    let rows = &mut decision.rows;
    rows.moves.retain(|change| change.room() != Some(room));
    rows.moves.push(Move::Gone { room, at });
    if let Some(new) = rows.rooms.iter_mut().find(|new| new.room.id == room) {
        new.room.slug = slug::gone(room);
    }
    facts.slugs.retain(|_, of| *of != room);
    facts.rooms.remove(&room);
    facts.members.retain(|(of, _), _| *of != room);
    facts.banned.retain(|(of, _)| *of != room);
    facts.invites.retain(|_, invite| invite.room != room);
    facts.heirs.remove(&room);
}

fn add(facts: &mut Facts, decision: &mut Decision, by: By, whom: UserId) -> Answer {
    if facts.members.contains_key(&(by.room, whom)) {
        return Answer::Done;
    }
    if facts.banned.contains(&(by.room, whom)) {
        return Answer::Banned;
    }
    let (Some(of), Some(person)) = (facts.rooms.get(&by.room), facts.people.get(&whom)) else {
        return Answer::NoRoom;
    };
    let change = Change::Came(facts.newcomer(person, of.room.clone(), facts.first_role(by.room)));
    let event = Event::Changed { what: Kind::Add, whom: Some(whom), text: None };
    enter(facts, decision, by.room, by.user, event, change, by.now);
    Answer::Done
}

fn remove(facts: &mut Facts, decision: &mut Decision, by: By, whom: UserId) {
    if !facts.members.contains_key(&(by.room, whom)) {
        return;
    }
    pass_on(facts, decision, (by.room, by.user), Some(whom), by.now);
    facts.members.remove(&(by.room, whom));
    tell(facts, decision, by, Kind::Remove, Some(whom), None, Change::Went(whom));
    go(facts, decision, by.room, whom);
}

/// Gives a room to another when its only owner is about to go, or none of them can come in: none is
/// left to nobody while there is somebody in it. A conversation is nobody's.
pub(super) fn pass_on(
    facts: &mut Facts,
    decision: &mut Decision,
    (room, by): (RoomId, UserId),
    from: Option<UserId>,
    now: Millis,
) {
    let is_direct = facts.rooms.get(&room).is_none_or(|of| of.room.kind == RoomKind::Direct);
    let goes_as_less = from.is_some_and(|from| facts.members.get(&(room, from)) != Some(&Role::Owner));
    if is_direct || goes_as_less || facts.is_owned(room, from) {
        return;
    }
    if let Some(heir) = facts.heir(room, from)
        && facts.members.get(&(room, heir)) != Some(&Role::Owner)
    {
        give(facts, decision, (room, by), heir, Role::Owner, now);
    }
}

/// Ends a membership. The links that somebody made end with it.
pub(super) fn go(facts: &mut Facts, decision: &mut Decision, room: RoomId, user: UserId) {
    facts.invites.retain(|_, invite| (invite.room, invite.by) != (room, user));
    facts.heirs.entry(room).or_default().retain(|heir| *heir != user);
    decision.rows.moves.push(Move::Out { room, user });
}

fn ban(facts: &mut Facts, decision: &mut Decision, by: By, whom: UserId) -> Answer {
    if whom == by.user || !facts.people.contains_key(&whom) {
        return Answer::NoRoom;
    }
    remove(facts, decision, by, whom);
    if facts.banned.insert((by.room, whom)) {
        tell(facts, decision, by, Kind::Ban, Some(whom), None, Change::None);
        decision.rows.moves.push(Move::Ban { room: by.room, user: whom, by: by.user, at: by.now });
    }
    Answer::Done
}

fn set_role(facts: &mut Facts, decision: &mut Decision, by: By, whom: UserId, role: Role) -> Answer {
    match facts.members.get(&(by.room, whom)) {
        None => return Answer::NoRoom,
        Some(has) if *has == role => return Answer::Done,
        // Only into another owner's hands.
        Some(Role::Owner) if !facts.is_owned(by.room, Some(whom)) => return Answer::LastOwner,
        Some(_) => {}
    }
    give(facts, decision, (by.room, by.user), whom, role, by.now);
    Answer::Done
}

/// Gives a member a role.
pub(super) fn give(
    facts: &mut Facts,
    decision: &mut Decision,
    (room, user): (RoomId, UserId),
    whom: UserId,
    role: Role,
    now: Millis,
) {
    facts.members.insert((room, whom), role);
    let heirs = facts.heirs.entry(room).or_default();
    if !heirs.contains(&whom) {
        heirs.push(whom);
    }
    let is_open = facts.rooms.get(&room).is_some_and(|of| of.room.kind == RoomKind::Open);
    if role == Role::Member && !is_open {
        // They could not make their links any more.
        facts.invites.retain(|_, invite| (invite.room, invite.by) != (room, whom));
    }
    let by = By { room, user, now };
    tell(facts, decision, by, Kind::Role, Some(whom), Some(role.word().to_owned()), Change::Role(whom));
    decision.rows.moves.push(Move::Role { room, user: whom, role });
}

fn rename(facts: &mut Facts, decision: &mut Decision, by: By, kind: RoomKind, name: &RoomName, tail: &str) -> Answer {
    let Some(of) = facts.rooms.get(&by.room) else { return Answer::NoRoom };
    if of.room.name == name.as_str() {
        return Answer::Done;
    }
    // Who knows the room by its old address is led on, so a name can go back to an address of old.
    let wish = slug::of(kind, name.as_str(), tail);
    let slug = slug::free(&wish, |slug| facts.slugs.get(slug).is_some_and(|room| *room != by.room));
    facts.slugs.insert(slug.clone(), by.room);
    let old = of.room.slug.clone();
    if old != slug {
        decision.rows.moves.push(Move::OldSlug { room: by.room, old, new: slug.clone() });
    }
    let text = name.as_str().to_owned();
    change(facts, decision, by, Kind::Name, Some(text.clone()), |room| {
        room.name = text;
        room.slug = slug;
        true
    })
}

/// Changes the room itself, unless it is so already.
fn change(
    facts: &mut Facts,
    decision: &mut Decision,
    by: By,
    what: Kind,
    text: Option<String>,
    change: impl FnOnce(&mut crate::model::Room) -> bool,
) -> Answer {
    let Some(of) = facts.rooms.get_mut(&by.room) else { return Answer::NoRoom };
    if change(&mut of.room) {
        let room = of.room.clone();
        decision.rows.moves.push(Move::Room { room: room.clone(), at: by.now });
        tell(facts, decision, by, what, None, text, Change::Room(room));
    }
    Answer::Done
}

fn tell(
    facts: &mut Facts,
    decision: &mut Decision,
    by: By,
    what: Kind,
    whom: Option<UserId>,
    text: Option<String>,
    change: Change,
) {
    let event = Event::Changed { what, whom, text };
    append(facts, decision, by.room, by.user, event, change, by.now);
}
