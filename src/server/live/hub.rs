//! The hub: connections by room and by person. It passes each committed entry on, encoded once.
//!
//! Entries come in only as a [`Sink`] of the feed, in the order of the log.

use super::{
    feed::Sink,
    outgoing::{Item, Link, encode},
    presence::{PresenceTracker, watchable},
};
use crate::{
    model::{Here, Level, Millis, Presence, RoomId, RoomMembership, Seq, User, UserId, text::first_line},
    server::{
        db::sessions::TokenHash,
        domain::decision::{Committed, MemberEffect, Newcomer},
    },
    wire::{LiveEntry, ServerFrame, close},
};
use axum::extract::ws::Utf8Bytes;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The connections of this server, by room and by person.
#[derive(Debug)]
pub struct Hub {
    inner: Mutex<Inner>,
    pub(super) tracker: PresenceTracker,
    most: usize,
    most_per_person: usize,
}

#[derive(Debug, Default)]
struct Inner {
    rooms: HashMap<RoomId, Live>,
    people: HashMap<UserId, Vec<Arc<Link>>>,
    connections: usize,
    closing: bool,
}

/// A room with listening connections.
#[derive(Debug, Default)]
struct Live {
    head: Seq,
    listeners: Vec<Listener>,
}

#[derive(Debug)]
struct Listener {
    link: Arc<Link>,
    /// Whether it gets every entry; the others get only notices of new ones.
    follows: bool,
}

/// Reason for refusing a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The person has too many connections.
    Person,
    /// The server has too many connections, or is stopping.
    Server,
}

impl Hub {
    #[must_use]
    pub fn new(most: usize, most_per_person: usize) -> Self {
        Self { inner: Mutex::default(), tracker: PresenceTracker::default(), most, most_per_person }
    }

    /// Registers a connection. It gets frames for its person from here on.
    ///
    /// # Errors
    /// When there are too many connections.
    pub fn connect(&self, link: &Arc<Link>) -> Result<(), Full> {
        let mut inner = self.lock();
        if inner.closing || inner.connections >= self.most {
            return Err(Full::Server);
        }
        let links = inner.people.entry(link.user).or_default();
        if links.len() >= self.most_per_person {
            return Err(Full::Person);
        }
        links.push(Arc::clone(link));
        inner.connections += 1;
        drop(inner);
        self.tracker.came(link);
        Ok(())
    }

    /// Removes a connection.
    pub fn disconnect(&self, link: &Arc<Link>) {
        self.tracker.went(link);
        let mut inner = self.lock();
        if let Some(links) = inner.people.get_mut(&link.user) {
            let before = links.len();
            links.retain(|other| !Arc::ptr_eq(other, link));
            let gone = before - links.len();
            let empty = links.is_empty();
            inner.connections -= gone;
            if empty {
                inner.people.remove(&link.user);
            }
        }
        inner.rooms.retain(|_, live| {
            if let Some(place) = live.place(link) {
                live.listeners.swap_remove(place);
            }
            !live.listeners.is_empty()
        });
    }

    /// Makes a connection listen to these rooms.
    pub fn listen(&self, link: &Arc<Link>, rooms: impl Iterator<Item = (RoomId, Seq)>) {
        let mut inner = self.lock();
        for (room, head) in rooms {
            let live = inner.rooms.entry(room).or_default();
            live.head = live.head.max(head);
            live.add(link);
        }
    }

    /// Makes a connection stop listening to a room.
    pub fn ignore(&self, link: &Arc<Link>, room: RoomId) {
        if let Some(live) = self.lock().rooms.get_mut(&room)
            && let Some(place) = live.place(link)
        {
            live.listeners.swap_remove(place);
        }
    }

    /// Sets whether a connection that listens to a room gets every entry or only notices. Whether it listens to
    /// the room at all.
    pub fn follow(&self, link: &Arc<Link>, room: RoomId, follows: bool) -> bool {
        let mut inner = self.lock();
        let Some(live) = inner.rooms.get_mut(&room) else { return false };
        let Some(place) = live.place(link) else { return false };
        live.listeners[place].follows = follows;
        true
    }

    /// Heads of rooms: the newest of the given seq and the one published here.
    pub fn heads(&self, rooms: impl Iterator<Item = (RoomId, Seq)>) -> Vec<(RoomId, Seq)> {
        let inner = self.lock();
        rooms.map(|(room, seq)| (room, inner.rooms.get(&room).map_or(seq, |live| live.head.max(seq)))).collect()
    }

    fn publish(&self, committed: &[Committed]) {
        for Committed { room, entry, effect, mentions, people } in committed {
            let text = encode(&ServerFrame::Entry(LiveEntry { room: *room, entry: entry.clone() }));
            let notice = |mention, line| {
                encode(&ServerFrame::Notice { room: *room, head: entry.seq, by: entry.by, mention, line })
            };
            let notices = entry.body().map(first_line).map(|line| {
                let naming = (!mentions.is_empty()).then(|| notice(true, line.clone()));
                (notice(false, line), naming)
            });
            let mut inner = self.lock();
            match effect {
                MemberEffect::Came(newcomer) => inner.came(newcomer, entry.seq, Vec::new()),
                MemberEffect::Began(all) => all.iter().for_each(|newcomer| {
                    let with = all.iter().map(|other| &other.user).filter(|other| other.id != newcomer.user.id);
                    inner.came(newcomer, entry.seq, with.cloned().collect());
                }),
                MemberEffect::Gone => {
                    inner.gone(*room);
                    continue;
                }
                MemberEffect::Role(person) => {
                    inner.people.get(person).into_iter().flatten().for_each(|link| link.owe())
                }
                MemberEffect::None | MemberEffect::Went(_) | MemberEffect::Room(_) => {}
            }
            if let Some(live) = inner.rooms.get_mut(room) {
                live.head = live.head.max(entry.seq);
                let known = match effect {
                    MemberEffect::Came(newcomer) if people.is_empty() => std::slice::from_ref(&newcomer.user),
                    _ => people,
                };
                let who = (!known.is_empty())
                    .then(|| encode(&ServerFrame::People { room: Some(*room), people: known.to_vec() }));
                let like = match effect {
                    MemberEffect::Room(of) => Some(encode(&ServerFrame::Room { of: of.clone() })),
                    _ => None,
                };
                for listener in &live.listeners {
                    if let Some(like) = &like {
                        listener.link.notice(like.clone());
                    }
                    if listener.follows {
                        let (people, text) = (who.clone(), text.clone());
                        listener.link.push(Item::Entry { room: *room, seq: entry.seq, people, text });
                    } else if let Some((notice, naming)) = &notices {
                        let naming = naming.as_ref().filter(|_| mentions.contains(&listener.link.user));
                        listener.link.notice(naming.unwrap_or(notice).clone());
                    }
                }
            }
            if let MemberEffect::Went(person) = effect {
                inner.went(*person, *room);
                self.tracker.watchers(*person).iter().for_each(|link| link.owe_watch());
            }
        }
    }

    /// Records that a person is typing in a room that this connection listens to, or stopped.
    pub fn writes(&self, link: &Arc<Link>, room: RoomId, ended: bool) {
        let follows = self.lock().rooms.get(&room).is_some_and(|live| live.place(link).is_some());
        if follows {
            self.tracker.writes(link.user, room, ended);
        }
    }

    /// Ends the typing of a person who posts in a room.
    pub fn posts(&self, link: &Link, room: RoomId) {
        self.tracker.posts(link.user, room);
    }

    /// Records whether the person is active at this connection.
    pub fn active(&self, link: &Arc<Link>, active: bool) {
        self.tracker.active(link, active);
    }

    /// Whether a person is active at any of their connections.
    #[must_use]
    pub fn is_active(&self, person: UserId) -> bool {
        self.tracker.is_active(person)
    }

    /// A person's presence now.
    #[must_use]
    pub fn presence(&self, person: UserId) -> Presence {
        self.tracker.presence(person)
    }

    /// Sends a connection the presence of these people, now and at each change.
    pub fn watch(&self, link: &Arc<Link>, people: Vec<UserId>) {
        self.tracker.watch(link, watchable(people));
    }

    /// The people whose presence a connection watches.
    #[must_use]
    pub fn watched(&self, link: &Arc<Link>) -> Vec<UserId> {
        self.tracker.watched(link)
    }

    /// Sends a droppable frame to the connections that follow a room.
    pub(super) fn spare(&self, room: RoomId, text: &Utf8Bytes) {
        if let Some(live) = self.lock().rooms.get(&room) {
            for listener in live.listeners.iter().filter(|listener| listener.follows) {
                listener.link.spare(text.clone());
            }
        }
    }

    /// Publishes a profile to the listeners of these rooms and to the person's own tabs, each once.
    pub fn renew(&self, person: &User, rooms: &[RoomId]) {
        let text = encode(&ServerFrame::People { room: None, people: vec![person.clone()] });
        let inner = self.lock();
        let beside = rooms.iter().filter_map(|room| inner.rooms.get(room)).flat_map(|live| &live.listeners);
        let own = inner.people.get(&person.id).into_iter().flatten();
        let mut told = HashSet::new();
        for link in beside.map(|listener| &listener.link).chain(own) {
            if told.insert(Arc::as_ptr(link)) {
                // Direct conversations are named after their people, so names in the memberships change too.
                link.owe();
                link.push(Item::Person { user: person.id, text: text.clone() });
            }
        }
    }

    /// Sends memberships to all tabs of a person.
    pub fn memberships(&self, person: UserId, rooms: Vec<RoomMembership>) {
        self.tell_tabs(person, &ServerFrame::Heads { rooms });
    }

    /// Sends notification levels of rooms to all tabs of a person.
    pub fn levels(&self, person: UserId, levels: Vec<(RoomId, Level)>) {
        self.tell_tabs(person, &ServerFrame::Levels { levels });
    }

    /// Sends the time spans of quiet hours to all tabs of a person.
    pub fn quiet(&self, person: UserId, quiet: Vec<(Millis, Millis)>) {
        self.tell_tabs(person, &ServerFrame::Quiet { quiet });
    }

    /// Sends the site settings to all connections.
    pub fn here(&self, here: Here) {
        let text = encode(&ServerFrame::Here { here });
        for link in self.lock().people.values().flatten() {
            link.push(Item::Frame(text.clone()));
        }
    }

    fn tell_tabs(&self, person: UserId, frame: &ServerFrame) {
        let text = encode(frame);
        for link in self.lock().people.get(&person).into_iter().flatten() {
            link.push(Item::Frame(text.clone()));
        }
    }

    /// Closes the sockets of a session that has ended.
    pub fn end_session(&self, session: &TokenHash) {
        for link in self.lock().people.values().flatten().filter(|link| link.session == *session) {
            link.close(close::SIGNED_OUT);
        }
    }

    /// Closes a person's sockets, except those of the session `but`.
    pub fn end_person(&self, person: UserId, but: Option<&TokenHash>) {
        let inner = self.lock();
        for link in inner.people.get(&person).into_iter().flatten().filter(|link| Some(&link.session) != but) {
            link.close(close::SIGNED_OUT);
        }
    }

    /// Closes the sockets of all sessions that are not among `live`. Returns their people.
    pub fn end_sessions_but(&self, live: &HashSet<TokenHash>) -> Vec<UserId> {
        let inner = self.lock();
        let ended = inner.people.values().flatten().filter(|link| !live.contains(&link.session));
        ended
            .map(|link| {
                link.close(close::SIGNED_OUT);
                link.user
            })
            .collect()
    }

    /// Closes all sockets, for a restart, and refuses new connections.
    pub fn close(&self) {
        let mut inner = self.lock();
        inner.closing = true;
        for link in inner.people.values().flatten() {
            link.close(close::RESTART);
        }
    }

    /// Number of connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.lock().connections
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Hub {
    /// Passes entries on to the connections that listen to their rooms.
    fn committed(&self, committed: &[Committed]) {
        self.publish(committed);
    }
}

impl Inner {
    fn came(&mut self, Newcomer { user, room, role, level }: &Newcomer, seq: Seq, with: Vec<User>) {
        let Some(links) = self.people.get(&user.id) else { return };
        let membership = RoomMembership {
            room: room.clone(),
            head: seq,
            read: seq,
            turn: 0,
            unread: 0,
            mentions: 0,
            role: *role,
            level: *level,
            muted_until: None,
            with,
            away: 0,
        };
        let text = encode(&ServerFrame::Joined { membership });
        let live = self.rooms.entry(room.id).or_default();
        for link in links {
            live.add(link);
            link.push(Item::Frame(text.clone()));
        }
    }

    fn went(&mut self, person: UserId, room: RoomId) {
        let text = encode(&ServerFrame::Left { room, deleted: false });
        for link in self.people.get(&person).into_iter().flatten() {
            link.push(Item::Left { room, text: text.clone() });
        }
        if let Some(live) = self.rooms.get_mut(&room) {
            live.listeners.retain(|listener| listener.link.user != person);
        }
    }

    /// Removes a deleted room, after a last frame that says so.
    fn gone(&mut self, room: RoomId) {
        let text = encode(&ServerFrame::Left { room, deleted: true });
        for listener in self.rooms.remove(&room).into_iter().flat_map(|live| live.listeners) {
            listener.link.push(Item::Left { room, text: text.clone() });
        }
    }
}

impl Live {
    fn add(&mut self, link: &Arc<Link>) {
        if self.place(link).is_none() {
            self.listeners.push(Listener { link: Arc::clone(link), follows: false });
        }
    }

    fn place(&self, link: &Arc<Link>) -> Option<usize> {
        self.listeners.iter().position(|listener| Arc::ptr_eq(&listener.link, link))
    }
}

/// Registration of a connection with the hub, removed on drop however the connection ends.
pub struct Registration {
    hub: Arc<Hub>,
    link: Arc<Link>,
}

impl Registration {
    #[must_use]
    pub fn new(hub: &Arc<Hub>, link: Arc<Link>) -> Self {
        Self { hub: Arc::clone(hub), link }
    }

    #[must_use]
    pub const fn link(&self) -> &Arc<Link> {
        &self.link
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.hub.disconnect(&self.link);
    }
}
