//! The room log's decisions: a pure function from what the store knows and what is asked to rows,
//! answers and what to publish. It does no I/O, so a simulator can run it as it is.

use super::{rate::Buckets, slug};
use crate::{
    model::{Body, ClientId, Entry, Event, Millis, Problem, Room, RoomId, RoomName, Seq, Topic, User, UserId, mention},
    wire::Refusal,
};
use std::collections::{BTreeMap, HashMap, HashSet};

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
    Join {
        room: RoomId,
        by: UserId,
    },
    Leave {
        room: RoomId,
        by: UserId,
    },
    Create {
        by: UserId,
        name: RoomName,
        topic: Topic,
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
    /// There is no such room.
    NoRoom,
    /// The store failed: nothing was stored, and it may be tried again.
    Unavailable,
}

/// What has to be looked up before a batch can be decided.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub rooms: Vec<RoomId>,
    pub members: Vec<(RoomId, UserId)>,
    pub posts: Vec<(RoomId, UserId, ClientId)>,
    pub people: Vec<UserId>,
    pub slugs: Vec<String>,
    /// Usernames, in the form in which they are unique, of members that a post may name.
    pub names: Vec<(RoomId, String)>,
}

/// What was looked up. While a batch is decided it is kept in step with what was decided so far.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub rooms: HashMap<RoomId, RoomFacts>,
    pub members: HashSet<(RoomId, UserId)>,
    pub stored: HashMap<(RoomId, UserId, ClientId), Seq>,
    pub people: HashMap<UserId, User>,
    pub slugs: HashSet<String>,
    pub next_room: i64,
    /// Members of a room by their username.
    pub named: HashMap<(RoomId, String), UserId>,
    /// People whose sessions another program ended a moment ago: they post nothing more through them.
    pub signed_out: Vec<UserId>,
}

/// A room and where its log stands.
#[derive(Clone, Debug)]
pub struct RoomFacts {
    pub room: Room,
    pub head: Seq,
}

/// A room to be made.
#[derive(Clone, Debug)]
pub struct NewRoom {
    pub room: Room,
    pub by: UserId,
    pub at: Millis,
}

/// A membership to be made or ended.
#[derive(Clone, Debug)]
pub enum Move {
    In { room: RoomId, user: UserId, owner: bool, seq: Seq },
    Out { room: RoomId, user: UserId },
}

/// What is to be saved, in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub rooms: Vec<NewRoom>,
    pub entries: Vec<(RoomId, Entry)>,
    pub heads: BTreeMap<RoomId, Seq>,
    /// Whom entries name.
    pub mentions: Vec<(RoomId, UserId, Seq)>,
    /// In order: somebody can come and go within one batch.
    pub moves: Vec<Move>,
}

/// Something that listeners are to be told once it is saved.
#[derive(Clone, Debug)]
pub struct News {
    pub room: RoomId,
    pub entry: Entry,
    pub change: Change,
    /// Members whom it names.
    pub mentions: Vec<UserId>,
}

/// What an entry changes beside the log.
#[derive(Clone, Debug)]
pub enum Change {
    None,
    /// This person is in the room from now on.
    Came(User, Room),
    /// This person hears nothing of the room after this entry.
    Went(UserId),
}

/// A decided batch. `answers` stand in the order of the commands.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub rows: Rows,
    pub answers: Vec<Answer>,
    pub news: Vec<News>,
}

impl Ask {
    /// What these commands are about.
    pub fn about<'a>(commands: impl Iterator<Item = &'a Command>) -> Self {
        let mut ask = Self::default();
        for command in commands {
            match command {
                Command::Post { room, by, client_id, body } => {
                    let body = body.as_ref().map_or("", Body::as_str);
                    ask.names.extend(mention::names(body).map(|name| (*room, name.to_ascii_lowercase())));
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.posts.push((*room, *by, client_id.clone()));
                }
                Command::Join { room, by } => {
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.people.push(*by);
                }
                Command::Leave { room, by } => {
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                }
                Command::Create { by, name, .. } => {
                    ask.people.push(*by);
                    ask.slugs.push(slug::wish(name.as_str()));
                }
            }
        }
        ask.rooms.sort_unstable();
        ask.rooms.dedup();
        ask.members.sort_unstable();
        ask.members.dedup();
        ask
    }
}

/// Decides a batch in order: who may, what it becomes, which seq it takes.
pub fn decide(mut facts: Facts, commands: Vec<Command>, rates: &mut Buckets<UserId>, now: Millis) -> Decision {
    let mut decision = Decision::default();
    for command in commands {
        let answer = match command {
            Command::Post { room, by, client_id, body } => {
                post(&mut facts, &mut decision, rates, (room, by, client_id), body, now)
            }
            Command::Join { room, by } => join(&mut facts, &mut decision, room, by, now),
            Command::Leave { room, by } => leave(&mut facts, &mut decision, room, by, now),
            Command::Create { by, name, topic } => create(&mut facts, &mut decision, by, &name, &topic, now),
        };
        decision.answers.push(answer);
    }
    decision
}

fn post(
    facts: &mut Facts,
    decision: &mut Decision,
    rates: &mut Buckets<UserId>,
    (room, by, client_id): (RoomId, UserId, ClientId),
    body: Result<Body, Problem>,
    now: Millis,
) -> Answer {
    let refused = |why, retry_after| Answer::Refused { why, retry_after };
    let name = (room, by, client_id);
    // First of all: a repetition gets the first answer, whatever has changed since.
    if let Some(seq) = facts.stored.get(&name) {
        return Answer::Stored(*seq);
    }
    if !facts.members.contains(&(room, by)) || facts.signed_out.contains(&by) {
        return refused(Refusal::NotFound, None);
    }
    let body = match body {
        Ok(body) => body,
        Err(Problem::Empty) => return refused(Refusal::Empty, None),
        Err(_) => return refused(Refusal::TooLong, None),
    };
    if let Err(seconds) = rates.take(&by, now) {
        return refused(Refusal::TooMany, Some(seconds));
    }
    let mut mentions: Vec<UserId> = mention::names(body.as_str())
        .filter_map(|name| facts.named.get(&(room, name.to_ascii_lowercase())).copied())
        .filter(|person| *person != by)
        .collect();
    mentions.sort_unstable();
    mentions.dedup();
    let event = Event::Post { client_id: name.2.clone(), body: body.into_string() };
    let Some(seq) = append(facts, decision, room, by, event, Change::None, now) else {
        return refused(Refusal::NotFound, None);
    };
    decision.rows.mentions.extend(mentions.iter().map(|person| (room, *person, seq)));
    if let Some(news) = decision.news.last_mut() {
        news.mentions = mentions;
    }
    facts.stored.insert(name, seq);
    Answer::Stored(seq)
}

fn join(facts: &mut Facts, decision: &mut Decision, room: RoomId, by: UserId, now: Millis) -> Answer {
    let (Some(of), Some(person)) = (facts.rooms.get(&room), facts.people.get(&by)) else {
        return Answer::NoRoom;
    };
    if facts.members.contains(&(room, by)) {
        return Answer::Joined;
    }
    let change = Change::Came(person.clone(), of.room.clone());
    enter(facts, decision, room, by, false, Event::Join, change, now);
    Answer::Joined
}

fn leave(facts: &mut Facts, decision: &mut Decision, room: RoomId, by: UserId, now: Millis) -> Answer {
    if !facts.rooms.contains_key(&room) {
        return Answer::NoRoom;
    }
    if facts.members.remove(&(room, by)) {
        append(facts, decision, room, by, Event::Leave, Change::Went(by), now);
        decision.rows.moves.push(Move::Out { room, user: by });
    }
    Answer::Left
}

fn create(
    facts: &mut Facts,
    decision: &mut Decision,
    by: UserId,
    name: &RoomName,
    topic: &Topic,
    now: Millis,
) -> Answer {
    let Some(person) = facts.people.get(&by).cloned() else { return Answer::NoRoom };
    let slug = slug::free(&slug::wish(name.as_str()), &facts.slugs);
    facts.slugs.insert(slug.clone());
    let room =
        Room { id: RoomId(facts.next_room), slug, name: name.as_str().to_owned(), topic: topic.as_str().to_owned() };
    facts.next_room += 1;
    facts.rooms.insert(room.id, RoomFacts { room: room.clone(), head: 0 });
    decision.rows.rooms.push(NewRoom { room: room.clone(), by, at: now });
    let change = Change::Came(person, room.clone());
    enter(facts, decision, room.id, by, true, Event::Create, change, now);
    Answer::Created(room)
}

#[expect(clippy::too_many_arguments, reason = "one call of append and its membership, twice")]
fn enter(
    facts: &mut Facts,
    decision: &mut Decision,
    room: RoomId,
    user: UserId,
    owner: bool,
    event: Event,
    change: Change,
    now: Millis,
) {
    if let Some(seq) = append(facts, decision, room, user, event, change, now) {
        facts.members.insert((room, user));
        decision.rows.moves.push(Move::In { room, user, owner, seq });
    }
}

/// Takes the room's next seq for an event.
fn append(
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
    decision.rows.heads.insert(room, entry.seq);
    decision.rows.entries.push((room, entry.clone()));
    decision.news.push(News { room, entry, change, mentions: Vec::new() });
    Some(of.head)
}
