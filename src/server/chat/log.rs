//! The room log's decisions: a pure function from what the store knows and what is asked to rows,
//! answers and what to publish. It does no I/O, so a simulator can run it as it is.

use super::{
    changes::{self, Act},
    decision::{Change, Decision, Move, NewRoom, News},
    direct,
    facts::{Facts, RoomFacts},
    may::{Action, may},
    sending::Sending,
    slug,
};
use crate::{
    model::{
        Body, ClientId, Entry, Event, Millis, Problem, Role, Room, RoomId, RoomKind, RoomName, Seq, Topic, UserId,
        mention::{self, Mention},
    },
    server::clock::Moment,
    wire::Refusal,
};

/// Something that would become an entry.
#[derive(Clone, Debug)]
pub enum Command {
    /// A message. Its text is judged only after it is known not to be a repetition.
    Post {
        room: RoomId,
        by: UserId,
        client_id: ClientId,
        body: Result<Body, Problem>,
    },
    /// Into an open room, or through a link into any.
    Join {
        room: RoomId,
        by: UserId,
        invite: Option<i64>,
    },
    Leave {
        room: RoomId,
        by: UserId,
    },
    /// Gives the room to another while none of its owners can come in, after this person was suspended
    /// or that was lifted.
    PassOn {
        room: RoomId,
        by: UserId,
    },
    Create {
        by: UserId,
        name: RoomName,
        topic: Topic,
        kind: RoomKind,
        /// Random letters, which make a private room's address its own.
        tail: String,
    },
    /// Opens the conversation of these people, which there may be already.
    Converse {
        by: UserId,
        with: Vec<UserId>,
        tail: String,
    },
    /// What is done to the room or to somebody in it.
    Act {
        room: RoomId,
        by: UserId,
        act: Act,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The message is entry `seq`, now or since an earlier sending.
    Stored(Seq),
    /// The message was not stored.
    Refused {
        why: Refusal,
        retry_after: Option<u64>,
    },
    /// A member, now or before.
    Joined,
    /// No member, now or before.
    Left,
    Created(Room),
    /// It is so now, or was before.
    Done,
    /// There is no such room, or not for this person, or not for them to do this.
    NoRoom,
    /// The room would be left without an owner.
    LastOwner,
    /// They are kept out of the room.
    Banned,
    /// Nothing was stored, and it may be tried again: the disk is full, the file locked, or the like.
    Unavailable,
    /// Nothing was stored, for a reason that nobody expected.
    Failed,
}

/// Decides a batch in order: who may, what it becomes, which seq it takes.
pub fn decide(mut facts: Facts, commands: Vec<Command>, rates: &mut Sending, now: impl Into<Moment>) -> Decision {
    let at = now.into();
    let now = at.wall;
    let mut decision = Decision::default();
    for command in commands {
        let answer = match command {
            Command::Post { room, by, client_id, body } => {
                post(&mut facts, &mut decision, rates, (room, by, client_id), body, at)
            }
            Command::Join { room, by, invite } => join(&mut facts, &mut decision, room, by, invite, at),
            Command::Leave { room, by } => leave(&mut facts, &mut decision, room, by, now),
            Command::PassOn { room, by } => {
                changes::pass_on(&mut facts, &mut decision, (room, by), None, now);
                Answer::Done
            }
            Command::Create { by, name, topic, kind, tail } => {
                let slug = slug::of(kind, name.as_str(), &tail);
                let (name, topic) = (name.as_str().to_owned(), topic.as_str().to_owned());
                let room = Room { id: RoomId(facts.next_room), slug, name, topic, kind, archived: false };
                create(&mut facts, &mut decision, by, room, now)
            }
            Command::Converse { by, with, tail } => direct::begin(&mut facts, &mut decision, by, &with, &tail, now),
            Command::Act { room, by, act } => changes::act(&mut facts, &mut decision, room, by, act, now),
        };
        decision.answers.push(answer);
    }
    decision
}

fn post(
    facts: &mut Facts,
    decision: &mut Decision,
    rates: &mut Sending,
    (room, by, client_id): (RoomId, UserId, ClientId),
    body: Result<Body, Problem>,
    at: Moment,
) -> Answer {
    let refused = |why, retry_after| Answer::Refused { why, retry_after };
    let name = (room, by, client_id);
    // First of all: a repetition gets the first answer, whatever has changed since.
    if let Some(seq) = facts.stored.get(&name) {
        return Answer::Stored(*seq);
    }
    if !facts.members.contains_key(&(room, by)) || facts.signed_out.contains(&by) {
        return refused(Refusal::NotFound, None);
    }
    if facts.rooms.get(&room).is_some_and(|of| of.room.archived) {
        return refused(Refusal::Archived, None);
    }
    let body = match body {
        Ok(body) => body,
        Err(Problem::Empty) => return refused(Refusal::Empty, None),
        Err(_) => return refused(Refusal::TooLong, None),
    };
    if let Err(seconds) = rates.take(by, body.as_str().len(), at.ticks) {
        return refused(Refusal::TooMany, Some(seconds));
    }
    let mut named: Vec<Mention> = mention::names(body.as_str())
        .filter_map(|(_, name)| {
            let key = (room, name.to_ascii_lowercase());
            facts.named.get(&key).filter(|person| **person != by).map(|person| Mention(*person, key.1))
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    let mentions: Vec<UserId> = named.iter().map(|mention| mention.0).collect();
    let event = Event::Post { client_id: name.2.clone(), body: body.into_string(), mentions: named };
    let Some(seq) = append(facts, decision, room, by, event, Change::None, at.wall) else {
        return refused(Refusal::NotFound, None);
    };
    decision.rows.mentions.extend(mentions.iter().map(|person| (room, *person, seq)));
    if let Some(news) = decision.news.last_mut() {
        news.mentions = mentions;
    }
    facts.stored.insert(name, seq);
    Answer::Stored(seq)
}

fn join(
    facts: &mut Facts,
    decision: &mut Decision,
    room: RoomId,
    by: UserId,
    invite: Option<i64>,
    at: Moment,
) -> Answer {
    let (Some(of), Some(person)) = (facts.rooms.get(&room), facts.people.get(&by)) else {
        return Answer::NoRoom;
    };
    if facts.members.contains_key(&(room, by)) {
        return Answer::Joined;
    }
    if facts.suspended.contains(&by) {
        return Answer::NoRoom;
    }
    let opens = invite.and_then(|invite| facts.invites.get_mut(&invite)).filter(|invite| {
        invite.room == room
            && invite.expires_at.is_none_or(|until| until > at.settled)
            && invite.left.is_none_or(|left| left > 0)
    });
    let may_come = match of.room.kind {
        RoomKind::Open => invite.is_none() || opens.is_some(),
        RoomKind::Private => opens.is_some(),
        RoomKind::Direct => false,
    };
    if !may_come || facts.banned.contains(&(room, by)) {
        return Answer::NoRoom;
    }
    if let (Some(opens), Some(invite)) = (opens, invite) {
        opens.left = opens.left.map(|left| left - 1);
        decision.rows.moves.push(Move::Used { invite });
    }
    let change = Change::Came(facts.newcomer(person, of.room.clone(), facts.first_role(room)));
    enter(facts, decision, room, by, Event::Join, change, at.wall);
    Answer::Joined
}

fn leave(facts: &mut Facts, decision: &mut Decision, room: RoomId, by: UserId, now: Millis) -> Answer {
    let Some(kind) = facts.rooms.get(&room).map(|of| of.room.kind) else { return Answer::NoRoom };
    let role = facts.members.get(&(room, by)).copied();
    if role.is_some() && !may(kind, facts.who(room, by), Action::Leave) {
        return Answer::NoRoom;
    }
    if role.is_some() && kind == RoomKind::Private && facts.heir(room, Some(by)).is_none() {
        // Links end with the membership of whoever made them: nobody could come in again.
        changes::end(facts, decision, room, by, now);
        return Answer::Left;
    }
    changes::pass_on(facts, decision, (room, by), Some(by), now);
    if facts.members.remove(&(room, by)).is_some() {
        append(facts, decision, room, by, Event::Leave, Change::Went(by), now);
        changes::go(facts, decision, room, by);
    }
    Answer::Left
}

fn create(facts: &mut Facts, decision: &mut Decision, by: UserId, mut room: Room, now: Millis) -> Answer {
    let person = facts.people.get(&by).filter(|_| !facts.suspended.contains(&by));
    let Some(person) = person.cloned() else { return Answer::NoRoom };
    found(facts, decision, &mut room, by, None, now);
    let change = Change::Came(facts.newcomer(&person, room.clone(), Role::Owner));
    enter(facts, decision, room.id, by, Event::Create, change, now);
    Answer::Created(room)
}

/// Makes a room under the next number, at an address of its own.
pub(super) fn found(
    facts: &mut Facts,
    decision: &mut Decision,
    room: &mut Room,
    by: UserId,
    people: Option<String>,
    at: Millis,
) {
    room.slug = slug::free(&room.slug, |slug| facts.slugs.contains_key(slug));
    facts.slugs.insert(room.slug.clone(), room.id);
    facts.next_room += 1;
    facts.rooms.insert(room.id, RoomFacts { room: room.clone(), head: 0 });
    decision.rows.rooms.push(NewRoom { room: room.clone(), by, at, people });
}

/// An event by which somebody comes, and the membership that begins with it.
pub(super) fn enter(
    facts: &mut Facts,
    decision: &mut Decision,
    room: RoomId,
    by: UserId,
    event: Event,
    change: Change,
    now: Millis,
) {
    let Change::Came(newcomer) = &change else { return };
    let member = (newcomer.user.id, newcomer.role);
    if let Some(seq) = append(facts, decision, room, by, event, change, now) {
        settle(facts, decision, room, member, seq);
    }
}

/// A membership that begins at this seq.
pub(super) fn settle(facts: &mut Facts, decision: &mut Decision, room: RoomId, (user, role): (UserId, Role), seq: Seq) {
    facts.members.insert((room, user), role);
    facts.heirs.entry(room).or_default().push(user);
    decision.rows.moves.push(Move::In { room, user, role, seq });
}

/// Takes the room's next seq for an event.
pub(super) fn append(
    facts: &mut Facts,
    decision: &mut Decision,
    room: RoomId,
    by: UserId,
    event: Event,
    change: Change,
    now: Millis,
) -> Option<Seq> {
    let of = facts.rooms.get_mut(&room)?;
    of.head += 1;
    let entry = Entry { seq: of.head, at: now, by, event };
    let told =
        if matches!(entry.event, Event::Changed { .. } | Event::Leave) { [Some(by), entry.whom()] } else { [None; 2] };
    let people = told.into_iter().flatten().filter_map(|id| facts.people.get(&id).cloned()).collect();
    decision.rows.heads.insert(room, entry.seq);
    decision.rows.entries.push((room, entry.clone()));
    decision.news.push(News { room, entry, change, mentions: Vec::new(), people });
    Some(of.head)
}
