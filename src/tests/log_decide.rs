//! The room log's decisions, over a store made of maps that answers only what was asked for.

use super::support::{
    cases,
    commands::{self, Answer, Command, Decided},
};
use proptest::prelude::*;
use roost::{
    model::{Body, ClientId, Entry, Event, Problem, Role, Room, RoomId, RoomKind, RoomName, Seq, Topic, User, UserId},
    server::domain::{
        decision::{Decision, NewMessage, RowChange},
        direct::OpenDirect,
        edit::{DeleteMessage, Edit},
        facts::{Facts, Invite, MessageFacts, RoomFacts},
        membership::{CreateRoom, Join, Leave, PassOn},
        moderate::{Act, Moderate},
        needs::Needs,
        post::Post,
        post_limiter::PostLimiter,
        rate_limit::Allowance,
    },
    wire::Refusal,
};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    rooms: BTreeMap<RoomId, RoomFacts>,
    members: HashMap<(RoomId, UserId), (Role, Seq)>,
    entries: Vec<(RoomId, Entry)>,
    messages: BTreeMap<(RoomId, Seq), MessageFacts>,
    people: HashMap<UserId, User>,
    /// Every slug, present and former, of every room.
    slugs: HashMap<String, RoomId>,
    banned: HashSet<(RoomId, UserId)>,
    invites: HashMap<i64, Invite>,
    directs: HashMap<String, RoomId>,
    gone: Vec<RoomId>,
    suspended: HashSet<UserId>,
}

/// The administrator of the site, among the people.
const ADMIN: UserId = UserId(4);

impl Store {
    fn with_people(count: i64) -> Self {
        let user =
            |id| User { id: UserId(id), username: format!("user{id}"), name: format!("User {id}"), ..User::default() };
        Self { people: (1..=count).map(|id| (UserId(id), user(id))).collect(), ..Self::default() }
    }

    /// Exactly what was asked for: deciding must not need more.
    fn load(&self, needs: &Needs) -> Facts {
        let mut facts = Facts::default();
        for room in &needs.rooms {
            facts.rooms.extend(self.rooms.get(room).map(|found| (*room, found.clone())));
        }
        facts.members.extend(needs.members.iter().filter_map(|pair| Some((*pair, self.members.get(pair)?.0))));
        for name in &needs.posts {
            facts.stored.extend(self.stored(name).map(|seq| (name.clone(), seq)));
        }
        let message = |key: &(RoomId, Seq)| Some((*key, self.messages.get(key)?.clone()));
        facts.messages.extend(needs.messages.iter().filter_map(message));
        facts.people.extend(needs.people.iter().filter_map(|id| Some((*id, self.people.get(id)?.clone()))));
        for slug in &needs.slugs {
            let begin = format!("{slug}-");
            let taken = self.slugs.iter().filter(|(s, _)| *s == slug || s.starts_with(&begin));
            facts.slugs.extend(taken.map(|(slug, room)| (slug.clone(), *room)));
        }
        facts.next_room = self.rooms.keys().chain(&self.gone).map(|room| room.0).max().unwrap_or(0) + 1;
        facts.admins.extend(needs.people.iter().filter(|user| **user == ADMIN));
        facts.suspended.extend(needs.people.iter().filter(|user| self.suspended.contains(user)));
        facts.banned.extend(needs.bans.iter().filter(|pair| self.banned.contains(pair)));
        facts.invites.extend(needs.invites.iter().filter_map(|id| Some((*id, *self.invites.get(id)?))));
        for key in &needs.directs {
            if let Some(room) = self.directs.get(key) {
                facts.directs.insert(key.clone(), *room);
                facts.rooms.insert(*room, self.rooms[room].clone());
            }
        }
        for room in &needs.successors {
            let mut all: Vec<_> = self.members.iter().filter(|((of, _), _)| of == room).collect();
            all.sort_by_key(|((_, user), (_, seq))| (*seq, *user));
            facts.members.extend(all.iter().map(|(pair, (role, _))| (**pair, *role)));
            facts.successors.insert(*room, all.iter().map(|((_, user), _)| *user).collect());
            facts.suspended.extend(all.iter().map(|((_, user), _)| user).filter(|user| self.suspended.contains(user)));
        }
        facts
    }

    /// The same with invite links into the first rooms, made by some of the members.
    fn with_links(count: i64) -> Self {
        let link = |id| Invite {
            room: RoomId((id + 1) / 2),
            by: UserId(id),
            expires_at: (id == 3).then_some(0),
            left: Some(id),
        };
        Self { invites: (1..=4).map(|id| (id, link(id))).collect(), ..Self::with_people(count) }
    }

    fn stored(&self, (room, by, client_id): &(RoomId, UserId, ClientId)) -> Option<Seq> {
        let mut all = self.entries.iter();
        let same =
            |(at, entry): &&(RoomId, Entry)| at == room && entry.by == *by && entry.client_id() == Some(client_id);
        all.find(same).map(|(_, entry)| entry.seq)
    }

    /// The first of the messages up to this one with no other author's between them.
    fn run_of(&self, message: &NewMessage) -> Seq {
        let posts = self.entries.iter().rev().filter(|(room, entry)| *room == message.room && entry.is_post());
        let upto = posts.skip_while(|(_, entry)| entry.seq > message.seq);
        upto.take_while(|(_, entry)| entry.by == message.by).last().map_or(0, |(_, entry)| entry.seq)
    }

    fn save(&mut self, decision: &Decision) {
        let rows = decision;
        for change in &rows.changes {
            if let RowChange::Gone { room, .. } = change {
                self.slugs.retain(|_, of| of != room);
            }
        }
        for new in &rows.rooms {
            let facts = RoomFacts { room: new.room.clone(), head: 0, run: None };
            assert!(self.rooms.insert(new.room.id, facts).is_none(), "a room's number is taken");
            assert!(!self.gone.contains(&new.room.id), "a number of old");
            assert!(self.slugs.insert(new.room.slug.clone(), new.room.id).is_none(), "a room's address is taken");
            if let Some(people) = &new.people {
                assert!(
                    self.directs.insert(people.clone(), new.room.id).is_none(),
                    "two conversations of the same people"
                );
            }
        }
        self.entries.extend(rows.entries.iter().cloned());
        for message in &rows.messages {
            let facts = MessageFacts { by: message.by, changed: 0, body: Some(message.body.clone()) };
            assert!(self.messages.insert((message.room, message.seq), facts).is_none(), "a message's seq is taken");
        }
        for (room, head) in &rows.heads {
            let of = self.rooms.get_mut(room).expect("a room");
            (of.head, of.run) = (head.seq, head.run);
        }
        for change in &rows.changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &RowChange) {
        match change {
            RowChange::In { room, user, role, seq } => {
                assert!(self.members.insert((*room, *user), (*role, *seq)).is_none(), "in twice");
            }
            RowChange::Out { room, user } => {
                assert!(self.members.remove(&(*room, *user)).is_some(), "out without being in");
                self.invites.retain(|_, invite| (invite.room, invite.by) != (*room, *user));
            }
            RowChange::Role { room, user, role } => {
                self.members.get_mut(&(*room, *user)).expect("a member").0 = *role;
                if *role == Role::Member && self.rooms[room].room.kind != RoomKind::Open {
                    self.invites.retain(|_, invite| (invite.room, invite.by) != (*room, *user));
                }
            }
            RowChange::Ban { room, user, .. } => assert!(self.banned.insert((*room, *user)), "banned twice"),
            RowChange::Unban { room, user } => assert!(self.banned.remove(&(*room, *user)), "not banned"),
            RowChange::OldSlug { room, old, new } => {
                assert_eq!(self.slugs.get(old), Some(room), "whose address it was");
                assert!(
                    self.slugs.insert(new.clone(), *room).is_none_or(|before| before == *room),
                    "another's address"
                );
            }
            RowChange::Room { room, .. } => {
                self.rooms.get_mut(&room.id).expect("a room").room = room.clone();
                if room.kind == RoomKind::Private {
                    let is_staff = |by| self.members.get(&(room.id, by)).is_some_and(|(role, _)| !role.is_member());
                    self.invites.retain(|_, invite| invite.room != room.id || is_staff(invite.by));
                }
            }
            RowChange::Used { invite } => {
                let left = &mut self.invites.get_mut(invite).expect("a link").left;
                *left = left.map(|left| left - 1);
                assert!(left.is_none_or(|left| left >= 0), "it lets in more than it may");
            }
            RowChange::Edit { room, target, seq, body, .. } => {
                let message = self.messages.get_mut(&(*room, *target)).expect("a message");
                assert!(message.body.is_some() && message.changed < *seq, "of a live message, later than before");
                *message = MessageFacts { changed: *seq, body: Some(body.clone()), ..message.clone() };
            }
            RowChange::DeleteMessage { room, target, seq } => {
                let message = self.messages.get_mut(&(*room, *target)).expect("a message");
                assert!(message.body.take().is_some() && message.changed < *seq, "deleted once");
                message.changed = *seq;
            }
            RowChange::Gone { room, .. } => {
                self.messages.retain(|(of, _), _| of != room);
                assert!(self.rooms.remove(room).is_some(), "gone twice");
                self.gone.push(*room);
                self.entries.retain(|(of, _)| of != room);
                self.members.retain(|(of, _), _| of != room);
                self.banned.retain(|(of, _)| of != room);
                self.invites.retain(|_, invite| invite.room != *room);
                self.slugs.retain(|_, of| of != room);
            }
        }
    }

    /// Suspends somebody, or lifts a suspension, as an administrator does.
    fn suspend(&mut self, user: UserId, suspended: bool, rates: &mut PostLimiter) {
        if suspended {
            self.suspended.insert(user);
        } else {
            self.suspended.remove(&user);
        }
        let rooms = self.members.keys().filter(|(_, member)| *member == user).map(|(room, _)| *room);
        self.run(rooms.map(|room| Command::PassOn(PassOn { room, by: user })).collect(), rates);
    }

    fn run(&mut self, commands: Vec<Command>, rates: &mut PostLimiter) -> Decided {
        let facts = self.load(&commands::needs(&commands));
        let decided = commands::decide(facts, commands, rates);
        self.save(&decided.decision);
        decided
    }
}

fn rates(burst: u32) -> PostLimiter {
    PostLimiter::new(Allowance { burst: f64::from(burst), per_second: 0.001 })
}

fn post(room: i64, by: i64, name: usize, text: &str) -> Command {
    let client_id = ClientId::parse(&super::support::name_of(name)).expect("a name");
    let body = Body::parse(text).map_err(|refused| refused.problem);
    Command::Post(Post { room: RoomId(room), by: UserId(by), client_id, body })
}

fn edit(room: i64, by: i64, (target, base): (Seq, Seq), text: &str) -> Command {
    let body = Body::parse(text).map_err(|refused| refused.problem);
    Command::Edit(Edit { room: RoomId(room), by: UserId(by), target, base, body })
}

fn delete(room: i64, by: i64, target: Seq) -> Command {
    Command::Delete(DeleteMessage { room: RoomId(room), by: UserId(by), target })
}

fn create(by: i64, name: &str) -> Command {
    let (name, topic) = (RoomName::parse(name).expect("a name"), Topic::parse("").expect("no topic"));
    Command::Create(CreateRoom { by: UserId(by), name, topic, kind: RoomKind::Open, tail: String::new() })
}

fn act(room: i64, by: i64, act: Act) -> Command {
    Command::Moderate(Moderate { room: RoomId(room), by: UserId(by), act })
}

fn any_act() -> impl Strategy<Value = Act> {
    let whom = || (1_i64..6).prop_map(UserId);
    let roles = prop::sample::select(vec![Role::Member, Role::Moderator, Role::Owner]);
    let name = |name: &str| RoomName::parse(name).expect("a name");
    let names = prop::sample::select(vec!["Lobby", "lobby", "Den", "a", "a-2"]);
    prop_oneof![
        2 => whom().prop_map(Act::Add),
        1 => whom().prop_map(Act::Remove),
        1 => whom().prop_map(Act::Ban),
        1 => whom().prop_map(Act::Unban),
        3 => (whom(), roles).prop_map(|(whom, role)| Act::Role(whom, role)),
        2 => (names, "[a-b]{1}").prop_map(move |(text, tail)| Act::Name(name(text), tail)),
        1 => prop::sample::select(vec!["", "Tea"]).prop_map(|topic| Act::Topic(Topic::parse(topic).expect("a topic"))),
        1 => any::<bool>().prop_map(Act::Archive),
        1 => any::<bool>().prop_map(Act::Private),
        1 => Just(Act::Delete),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let text = prop::sample::select(vec!["hello".to_owned(), "other".to_owned(), " ".to_owned(), "x".repeat(16_001)]);
    let (room, by) = (1_i64..5, 1_i64..6);
    prop_oneof![
        8 => (room.clone(), by.clone(), 0_usize..12, text).prop_map(|(room, by, name, text)| post(room, by, name, &text)),
        4 => (room.clone(), by.clone(), prop::option::weighted(0.4, 1_i64..5))
            .prop_map(|(room, by, invite)| Command::Join(Join { room: RoomId(room), by: UserId(by), invite, is_counted: false })),
        4 => (room.clone(), by.clone(), 2_i64..9, prop::sample::select(vec![0_i64, 0, 0, 4, 5, 6]), "[ab]{1}")
            .prop_map(|(room, by, target, base, text)| edit(room, by, (target, base), &text)),
        2 => (room.clone(), by.clone(), 2_i64..9).prop_map(|(room, by, target)| delete(room, by, target)),
        2 => (room.clone(), by.clone()).prop_map(|(room, by)| Command::Leave(Leave { room: RoomId(room), by: UserId(by) })),
        6 => (room, by.clone(), any_act()).prop_map(|(room, by, of)| act(room, by, of)),
        1 => (by.clone(), prop::collection::vec((1_i64..6).prop_map(UserId), 0..3))
            .prop_map(|(by, with)| Command::Direct(OpenDirect { by: UserId(by), with, tail: "t".into() })),
        1 => (by.clone(), "[a-b]{1}").prop_map(|(by, tail)| Command::Create(CreateRoom {
            by: UserId(by),
            name: RoomName::parse("Den").expect("a name"),
            topic: Topic::parse("").expect("no topic"),
            kind: RoomKind::Private,
            tail,
        })),
        1 => (by, prop::sample::select(vec!["Lobby", "lobby", "new", "Räume", "部屋", "🐙", "a-2", "a"]))
            .prop_map(|(by, name)| create(by, name)),
    ]
}

/// The expected answer to a post, by the order of the rules.
fn expected(store: &Store, command: &Command) -> Option<Answer> {
    let Command::Post(Post { room, by, client_id, body }) = command else { return None };
    let refused = |why| Some(Answer::Refused { why, retry_after: None });
    if let Some(seq) = store.stored(&(*room, *by, client_id.clone())) {
        return Some(Answer::Stored(seq));
    }
    if !store.members.contains_key(&(*room, *by)) {
        return refused(Refusal::NotFound);
    }
    if store.rooms[room].room.archived {
        return refused(Refusal::Archived);
    }
    match body {
        Err(Problem::Empty) => refused(Refusal::Empty),
        Err(_) => refused(Refusal::TooLong),
        Ok(_) => None,
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_log_is_dense_and_every_message_is_in_it_once(batches in prop::collection::vec((prop::collection::vec(command(), 1..20), prop::option::of((1_i64..6, any::<bool>()))), 1..12)) {
        let mut store = Store::with_links(5);
        let mut rates = rates(1_000);
        for (batch, suspends) in batches {
            let Decided { answers, decision } = store.run(batch.clone(), &mut rates);
            prop_assert_eq!(answers.len(), batch.len());
            for message in decision.messages.iter().filter(|message| store.rooms.contains_key(&message.room)) {
                prop_assert_eq!(message.run, store.run_of(message), "{:?}", message);
            }
            for pair in &store.banned {
                prop_assert!(!store.members.contains_key(pair), "{:?} is banned and a member", pair);
            }
            if let Some((user, suspended)) = suspends {
                store.suspend(UserId(user), suspended, &mut rates);
            }
            for (room, of) in &store.rooms {
                let members = || store.members.iter().filter(|((at, _), _)| at == room);
                let able = || members().filter(|((_, user), _)| !store.suspended.contains(user));
                let owned = members().any(|(_, (role, _))| *role == Role::Owner);
                let deserted = members().next().is_none();
                if of.room.kind != RoomKind::Direct && able().next().is_some() {
                    prop_assert!(able().any(|(_, (role, _))| *role == Role::Owner), "no owner of {:?} can come in", of.room);
                }
                match of.room.kind {
                    RoomKind::Open => prop_assert!(owned || deserted, "{:?} is nobody's", of.room),
                    RoomKind::Private => prop_assert!(owned, "{:?} can be reached by nobody", of.room),
                    RoomKind::Direct => prop_assert!(!owned && !deserted, "{:?} is all of theirs", of.room),
                }
            }
            for (command, answer) in batch.iter().zip(&answers) {
                if matches!(command, Command::Post(Post { room, .. }) if store.gone.contains(room)) {
                    continue;
                }
                let (Command::Post(Post { room, by, client_id, .. }), Answer::Stored(seq)) = (command, answer) else { continue };
                prop_assert_eq!(store.stored(&(*room, *by, client_id.clone())), Some(*seq), "the ack tells the seq");
            }
        }
        for (room, of) in &store.rooms {
            let seqs: Vec<Seq> = store.entries.iter().filter(|(at, _)| at == room).map(|(_, entry)| entry.seq).collect();
            prop_assert_eq!(seqs, (1..=of.head).collect::<Vec<_>>());
            prop_assert_eq!(store.slugs.get(&of.room.slug), Some(room));
        }
        let names: Vec<_> = store.entries.iter().filter_map(|(room, e)| Some((room, e.by, e.client_id()?))).collect();
        prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "a message is stored twice");
    }

    #[test]
    fn how_commands_fall_into_batches_changes_nothing(commands in prop::collection::vec(command(), 1..60), cuts in prop::collection::vec(1_usize..12, 60)) {
        let (mut one_by_one, mut in_batches) = (Store::with_links(5), Store::with_links(5));
        let (mut some, mut others) = (rates(20), rates(20));
        let mut answers = Vec::new();
        for command in &commands {
            let due = expected(&one_by_one, command);
            let answer = one_by_one.run(vec![command.clone()], &mut some).answers.remove(0);
            if let Some(due) = due {
                prop_assert_eq!(&answer, &due, "{:?}", command);
            }
            answers.push(answer);
        }
        let mut rest = &commands[..];
        let mut batched = Vec::new();
        for cut in cuts {
            let (batch, after) = rest.split_at(cut.min(rest.len()));
            rest = after;
            batched.extend(in_batches.run(batch.to_vec(), &mut others).answers);
        }
        prop_assert_eq!(batched, answers);
        let rooms = |store: &Store| store.rooms.values().map(|of| (of.room.clone(), of.head)).collect::<Vec<_>>();
        prop_assert_eq!(rooms(&in_batches), rooms(&one_by_one));
        prop_assert_eq!(in_batches.entries, one_by_one.entries);
        prop_assert_eq!(in_batches.members, one_by_one.members);
        prop_assert_eq!(in_batches.banned, one_by_one.banned);
        prop_assert_eq!(in_batches.slugs, one_by_one.slugs);
        prop_assert_eq!(in_batches.directs, one_by_one.directs);
    }

    #[test]
    fn every_slug_is_its_own_and_can_stand_in_an_address(names in prop::collection::vec(prop_oneof!["\\PC{1,60}", "[a-c]{1,2}(-[2-4])?", Just("New".to_owned())], 1..30)) {
        let mut store = Store::with_people(1);
        let creates: Vec<_> = names.iter().filter(|name| RoomName::parse(name).is_ok()).map(|name| create(1, name)).collect();
        let halves = creates.split_at(creates.len() / 2);
        for batch in [halves.0, halves.1] {
            store.run(batch.to_vec(), &mut rates(1));
        }
        let slugs: Vec<&str> = store.rooms.values().map(|of| of.room.slug.as_str()).collect();
        prop_assert_eq!(slugs.iter().collect::<HashSet<_>>().len(), creates.len());
        for slug in slugs {
            prop_assert!((1..=64).contains(&slug.len()) && slug != "new", "{}", slug);
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", slug);
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-'), "{}", slug);
        }
    }
}

fn lobby() -> (Store, PostLimiter) {
    let mut store = Store::with_people(3);
    let mut rates = rates(3);
    store.run(vec![create(1, "Lobby")], &mut rates);
    (store, rates)
}

fn refused(why: Refusal) -> Answer {
    Answer::Refused { why, retry_after: None }
}

#[test]
fn a_repetition_gets_the_first_answer_whatever_has_changed() {
    let (mut store, mut rates) = lobby();
    let leave = Command::Leave(Leave { room: RoomId(1), by: UserId(1) });
    let batch = vec![post(1, 1, 1, "hello"), post(1, 1, 1, "hello"), post(1, 1, 1, "another body"), post(1, 1, 1, " ")];
    let answers = store.run(batch, &mut rates).answers;
    assert_eq!(answers, vec![Answer::Stored(2); 4], "in one batch");
    assert_eq!(store.run(vec![post(1, 1, 1, "later")], &mut rates).answers, [Answer::Stored(2)], "in another");
    let answers = store.run(vec![leave, post(1, 1, 1, "hello"), post(1, 1, 2, "new")], &mut rates).answers;
    assert_eq!(answers, [Answer::Left, Answer::Stored(2), refused(Refusal::NotFound)], "after leaving");
}

#[test]
fn refusals_come_in_order_and_cost_nothing() {
    let (mut store, mut rates) = lobby();
    let long = "x".repeat(16_001);
    let batch = vec![post(1, 2, 1, " "), post(9, 1, 1, "x"), post(1, 1, 1, " "), post(1, 1, 1, &long)];
    let answers = store.run(batch, &mut rates).answers;
    let codes = [Refusal::NotFound, Refusal::NotFound, Refusal::Empty, Refusal::TooLong];
    assert_eq!(answers, codes.map(refused));
    let posts = (1..=4).map(|name| post(1, 1, name, "within the rate")).collect();
    let answers = store.run(posts, &mut rates).answers;
    assert_eq!(answers[..3], [2, 3, 4].map(Answer::Stored), "refused ones took no token");
    assert_eq!(answers[3], Answer::Refused { why: Refusal::TooMany, retry_after: Some(1_000) });
    let answers = store.run(vec![post(1, 1, 1, "a repetition"), post(1, 1, 9, " ")], &mut rates).answers;
    assert_eq!(answers, [Answer::Stored(2), refused(Refusal::Empty)], "known or wrong comes before too many");
}

#[test]
fn joining_and_leaving_in_one_batch_counts_in_order() {
    let (mut store, mut rates) = lobby();
    let (join, leave) = (
        || Command::Join(Join { room: RoomId(1), by: UserId(2), invite: None, is_counted: false }),
        || Command::Leave(Leave { room: RoomId(1), by: UserId(2) }),
    );
    let batch =
        vec![post(1, 2, 1, "early"), join(), join(), post(1, 2, 2, "in"), leave(), post(1, 2, 3, "late"), leave()];
    let answers = store.run(batch, &mut rates).answers;
    let (no, stored) = (refused(Refusal::NotFound), Answer::Stored(3));
    assert_eq!(answers, [no.clone(), Answer::Joined, Answer::Joined, stored, Answer::Left, no, Answer::Left]);
    assert!(!store.members.contains_key(&(RoomId(1), UserId(2))));
    let join = Command::Join(Join { room: RoomId(7), by: UserId(2), invite: None, is_counted: false });
    assert_eq!(store.run(vec![join], &mut rates).answers, [Answer::NoRoom]);
}

#[test]
fn a_room_goes_on_to_the_next_and_a_deserted_one_to_whoever_comes_first() {
    let (mut store, mut rates) = lobby();
    store.people = Store::with_people(5).people;
    let join = |by| Command::Join(Join { room: RoomId(1), by: UserId(by), invite: None, is_counted: false });
    let leave = |by| Command::Leave(Leave { room: RoomId(1), by: UserId(by) });
    let role = |store: &Store, user| store.members.get(&(RoomId(1), UserId(user))).map(|(role, _)| *role);
    store.run(vec![join(2), join(3), act(1, 1, Act::Role(UserId(3), Role::Moderator))], &mut rates);
    let removed = store.run(vec![act(1, ADMIN.0, Act::Remove(UserId(1)))], &mut rates);
    assert_eq!(removed.answers, [Answer::Done]);
    assert_eq!((role(&store, 1), role(&store, 3)), (None, Some(Role::Owner)), "the moderator before the longer member");
    let batch = vec![act(1, ADMIN.0, Act::Ban(UserId(3))), leave(2), join(5), join(1)];
    store.run(batch, &mut rates);
    assert_eq!((role(&store, 5), role(&store, 1)), (Some(Role::Owner), Some(Role::Member)), "in one batch");
    store.run(vec![leave(1), leave(5)], &mut rates);
    store.run(vec![join(2)], &mut rates);
    assert_eq!(role(&store, 2), Some(Role::Owner), "in another");
}

#[test]
fn somebody_suspended_owns_nothing_that_others_could_and_loses_nothing() {
    let (mut store, mut rates) = lobby();
    let (one, two, three) = (UserId(1), UserId(2), UserId(3));
    let join = |by: UserId| Command::Join(Join { room: RoomId(1), by, invite: None, is_counted: false });
    let leave = |by: UserId| Command::Leave(Leave { room: RoomId(1), by });
    let role = |store: &Store, user| store.members.get(&(RoomId(1), user)).map(|(role, _)| *role);
    store.run(vec![join(two), join(three), act(1, 1, Act::Role(two, Role::Moderator))], &mut rates);
    store.suspend(two, true, &mut rates);
    store.run(vec![leave(one)], &mut rates);
    assert_eq!((role(&store, two), role(&store, three)), (Some(Role::Moderator), Some(Role::Owner)), "no heir");
    let made =
        store.run(vec![act(1, 3, Act::Role(two, Role::Owner)), act(1, 3, Act::Role(three, Role::Member))], &mut rates);
    assert_eq!(made.answers, [Answer::Done, Answer::LastOwner], "nor another owner");
    store.suspend(two, false, &mut rates);
    store.run(vec![leave(three), join(one)], &mut rates);
    store.suspend(two, true, &mut rates);
    assert_eq!(role(&store, one), Some(Role::Owner), "the only owner was suspended");
    store.run(vec![leave(one)], &mut rates);
    let refused = store.run(vec![act(1, 2, Act::Archive(true)), create(2, "Mine")], &mut rates).answers;
    assert_eq!(refused, [Answer::NoRoom, Answer::NoRoom], "whatever was asked before");
    store.run(vec![join(three)], &mut rates);
    assert_eq!(role(&store, three), Some(Role::Owner), "who finds nobody there");
    store.suspend(two, false, &mut rates);
    assert_eq!(role(&store, two), Some(Role::Owner), "what was theirs is theirs again");
}

/// A private room of the first person.
fn den() -> Command {
    Command::Create(CreateRoom {
        by: UserId(1),
        name: RoomName::parse("Den").expect("a name"),
        topic: Topic::parse("").expect("no topic"),
        kind: RoomKind::Private,
        tail: "x".into(),
    })
}

#[test]
fn a_private_room_of_people_who_are_suspended_waits_for_them() {
    let mut store = Store::with_people(3);
    store.run(vec![den(), act(1, 1, Act::Add(UserId(2))), act(1, 1, Act::Add(UserId(3)))], &mut rates(1));
    let role = |store: &Store, user| store.members.get(&(RoomId(1), UserId(user))).map(|(role, _)| *role);
    store.suspend(UserId(2), true, &mut rates(1));
    store.suspend(UserId(3), true, &mut rates(1));
    store.run(vec![Command::Leave(Leave { room: RoomId(1), by: UserId(1) })], &mut rates(1));
    assert_eq!((role(&store, 1), role(&store, 2)), (None, Some(Role::Owner)));
    store.suspend(UserId(3), false, &mut rates(1));
    assert_eq!(role(&store, 3), Some(Role::Owner), "who is back before the other");
}

#[test]
fn a_private_room_ends_with_its_last_member_and_its_links_with_it() {
    let mut store = Store::with_people(3);
    store.run(vec![den()], &mut rates(1));
    store.invites.insert(1, Invite { room: RoomId(1), by: UserId(1), expires_at: None, left: None });
    let join = |by| Command::Join(Join { room: RoomId(1), by: UserId(by), invite: Some(1), is_counted: false });
    let leave = |by| Command::Leave(Leave { room: RoomId(1), by: UserId(by) });
    assert_eq!(store.run(vec![join(2), leave(1)], &mut rates(1)).answers, [Answer::Joined, Answer::Left]);
    assert_eq!(store.members.get(&(RoomId(1), UserId(2))).map(|(role, _)| *role), Some(Role::Owner));
    let ended = store.run(vec![leave(2), post(1, 2, 1, "anybody?"), join(3)], &mut rates(1));
    assert_eq!(ended.answers, [Answer::Left, refused(Refusal::NotFound), Answer::NoRoom]);
    assert!(
        matches!(ended.decision.entries[..], [(_, Entry { event: Event::DeleteRoom, .. })]),
        "{:?}",
        ended.decision.entries
    );
    assert!(store.rooms.is_empty() && store.invites.is_empty());
}

#[test]
fn names_become_addresses_that_can_be_read() {
    let mut store = Store::with_people(1);
    let names = ["Team Chat", "Straße & Höfe", "東京", "new", "New!", "Team chat", "🐙", "???", "Bob's room"];
    let answers = store.run(names.map(|name| create(1, name)).to_vec(), &mut rates(1)).answers;
    let slug = |answer: &Answer| match answer {
        Answer::Created(Room { slug, .. }) => slug.clone(),
        other => panic!("{other:?}"),
    };
    let slugs: Vec<String> = answers.iter().map(slug).collect();
    assert_eq!(slugs[..2], ["team-chat", "strasse-hofe"]);
    assert!(slugs[2].starts_with("dong-jing"), "{}", slugs[2]);
    assert_eq!(slugs[3..6], ["new-2", "new-3", "team-chat-2"]);
    assert_eq!(slugs[7..], ["room", "bobs-room"]);
}
