//! The hub: connections by room and by person, and the frames that are not about an entry. `publish` passes
//! entries on.

use super::{
    outgoing::{Item, Outgoing, encode},
    presence::{PresenceTracker, watchable},
};
use crate::{
    model::{Millis, NotifyLevel, Presence, RoomId, RoomMembership, Seq, SiteSettings, User, UserId},
    server::db::sessions::TokenHash,
    wire::{ServerFrame, close},
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
pub(super) struct Inner {
    pub(super) rooms: HashMap<RoomId, Live>,
    pub(super) people: HashMap<UserId, Vec<Arc<Outgoing>>>,
    connections: usize,
    closing: bool,
}

/// A room with listening connections.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) head: Seq,
    pub(super) listeners: Vec<Listener>,
}

#[derive(Debug)]
pub(super) struct Listener {
    pub(super) outgoing: Arc<Outgoing>,
    /// Whether it gets every entry; the others get only notices of new ones.
    pub(super) follows: bool,
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
    pub fn connect(&self, outgoing: &Arc<Outgoing>) -> Result<(), Full> {
        let mut inner = self.lock();
        if inner.closing || inner.connections >= self.most {
            return Err(Full::Server);
        }
        let links = inner.people.entry(outgoing.user).or_default();
        if links.len() >= self.most_per_person {
            return Err(Full::Person);
        }
        links.push(Arc::clone(outgoing));
        inner.connections += 1;
        drop(inner);
        self.tracker.came(outgoing);
        Ok(())
    }

    /// Removes a connection.
    pub fn disconnect(&self, outgoing: &Arc<Outgoing>) {
        self.tracker.went(outgoing);
        let mut inner = self.lock();
        if let Some(links) = inner.people.get_mut(&outgoing.user) {
            let before = links.len();
            links.retain(|other| !Arc::ptr_eq(other, outgoing));
            let gone = before - links.len();
            let empty = links.is_empty();
            inner.connections -= gone;
            if empty {
                inner.people.remove(&outgoing.user);
            }
        }
        inner.rooms.retain(|_, live| {
            if let Some(place) = live.place(outgoing) {
                live.listeners.swap_remove(place);
            }
            !live.listeners.is_empty()
        });
    }

    /// Makes a connection listen to these rooms.
    pub fn listen(&self, outgoing: &Arc<Outgoing>, rooms: impl Iterator<Item = (RoomId, Seq)>) {
        let mut inner = self.lock();
        for (room, head) in rooms {
            let live = inner.rooms.entry(room).or_default();
            live.head = live.head.max(head);
            live.add(outgoing);
        }
    }

    /// Makes a connection stop listening to a room.
    pub fn ignore(&self, outgoing: &Arc<Outgoing>, room: RoomId) {
        if let Some(live) = self.lock().rooms.get_mut(&room)
            && let Some(place) = live.place(outgoing)
        {
            live.listeners.swap_remove(place);
        }
    }

    /// Sets whether a connection that listens to a room gets every entry or only notices. Whether it listens to
    /// the room at all.
    pub fn follow(&self, outgoing: &Arc<Outgoing>, room: RoomId, follows: bool) -> bool {
        let mut inner = self.lock();
        let Some(live) = inner.rooms.get_mut(&room) else { return false };
        let Some(place) = live.place(outgoing) else { return false };
        live.listeners[place].follows = follows;
        true
    }

    /// Heads of rooms: the newest of the given seq and the one published here.
    pub fn heads(&self, rooms: impl Iterator<Item = (RoomId, Seq)>) -> Vec<(RoomId, Seq)> {
        let inner = self.lock();
        rooms.map(|(room, seq)| (room, inner.rooms.get(&room).map_or(seq, |live| live.head.max(seq)))).collect()
    }

    /// Records that a person is typing in a room that this connection listens to, or stopped.
    pub fn writes(&self, outgoing: &Arc<Outgoing>, room: RoomId, ended: bool) {
        let follows = self.lock().rooms.get(&room).is_some_and(|live| live.place(outgoing).is_some());
        if follows {
            self.tracker.writes(outgoing.user, room, ended);
        }
    }

    /// Ends the typing of a person who posts in a room.
    pub fn posts(&self, outgoing: &Outgoing, room: RoomId) {
        self.tracker.posts(outgoing.user, room);
    }

    /// Records whether the person is active at this connection.
    pub fn active(&self, outgoing: &Arc<Outgoing>, active: bool) {
        self.tracker.active(outgoing, active);
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
    pub fn watch(&self, outgoing: &Arc<Outgoing>, people: Vec<UserId>) {
        self.tracker.watch(outgoing, watchable(people));
    }

    /// The people whose presence a connection watches.
    #[must_use]
    pub fn watched(&self, outgoing: &Arc<Outgoing>) -> Vec<UserId> {
        self.tracker.watched(outgoing)
    }

    /// Sends a droppable frame to the connections that follow a room.
    pub(super) fn try_push_droppable(&self, room: RoomId, text: &Utf8Bytes) {
        if let Some(live) = self.lock().rooms.get(&room) {
            for listener in live.listeners.iter().filter(|listener| listener.follows) {
                listener.outgoing.try_push_droppable(text.clone());
            }
        }
    }

    /// Publishes a profile to the listeners of these rooms and to the person's own tabs, each once.
    pub fn publish_profile(&self, person: &User, rooms: &[RoomId]) {
        let text = encode(&ServerFrame::People { room: None, people: vec![person.clone()] });
        let inner = self.lock();
        let beside = rooms.iter().filter_map(|room| inner.rooms.get(room)).flat_map(|live| &live.listeners);
        let own = inner.people.get(&person.id).into_iter().flatten();
        let mut told = HashSet::new();
        for outgoing in beside.map(|listener| &listener.outgoing).chain(own) {
            if told.insert(Arc::as_ptr(outgoing)) {
                // Direct conversations are named after their people, so names in the memberships change too.
                outgoing.mark_stale();
                outgoing.push(Item::Person { user: person.id, text: text.clone() });
            }
        }
    }

    /// Sends memberships to all tabs of a person.
    pub fn send_memberships(&self, person: UserId, rooms: Vec<RoomMembership>) {
        self.tell_tabs(person, &ServerFrame::Heads { rooms });
    }

    /// Sends notification levels of rooms to all tabs of a person.
    pub fn send_levels(&self, person: UserId, levels: Vec<(RoomId, NotifyLevel)>) {
        self.tell_tabs(person, &ServerFrame::Levels { levels });
    }

    /// Sends the time spans of quiet hours to all tabs of a person.
    pub fn send_quiet_hours(&self, person: UserId, quiet: Vec<(Millis, Millis)>) {
        self.tell_tabs(person, &ServerFrame::Quiet { quiet });
    }

    /// Sends the site settings to all connections.
    pub fn publish_site(&self, site: SiteSettings) {
        let text = encode(&ServerFrame::Site { site });
        for outgoing in self.lock().people.values().flatten() {
            outgoing.push(Item::Frame(text.clone()));
        }
    }

    fn tell_tabs(&self, person: UserId, frame: &ServerFrame) {
        let text = encode(frame);
        for outgoing in self.lock().people.get(&person).into_iter().flatten() {
            outgoing.push(Item::Frame(text.clone()));
        }
    }

    /// Closes the sockets of a session that has ended.
    pub fn end_session(&self, session: &TokenHash) {
        for outgoing in self.lock().people.values().flatten().filter(|outgoing| outgoing.session == *session) {
            outgoing.close(close::SIGNED_OUT);
        }
    }

    /// Closes a person's sockets, except those of the session `but`.
    pub fn end_person(&self, person: UserId, but: Option<&TokenHash>) {
        let inner = self.lock();
        for outgoing in
            inner.people.get(&person).into_iter().flatten().filter(|outgoing| Some(&outgoing.session) != but)
        {
            outgoing.close(close::SIGNED_OUT);
        }
    }

    /// Closes the sockets of all sessions that are not among `live`. Returns their people.
    pub fn end_sessions_but(&self, live: &HashSet<TokenHash>) -> Vec<UserId> {
        let inner = self.lock();
        let ended = inner.people.values().flatten().filter(|outgoing| !live.contains(&outgoing.session));
        ended
            .map(|outgoing| {
                outgoing.close(close::SIGNED_OUT);
                outgoing.user
            })
            .collect()
    }

    /// Closes all sockets, for a restart, and refuses new connections.
    pub fn close(&self) {
        let mut inner = self.lock();
        inner.closing = true;
        for outgoing in inner.people.values().flatten() {
            outgoing.close(close::RESTART);
        }
    }

    /// Number of connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.lock().connections
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live {
    pub(super) fn add(&mut self, outgoing: &Arc<Outgoing>) {
        if self.place(outgoing).is_none() {
            self.listeners.push(Listener { outgoing: Arc::clone(outgoing), follows: false });
        }
    }

    fn place(&self, outgoing: &Arc<Outgoing>) -> Option<usize> {
        self.listeners.iter().position(|listener| Arc::ptr_eq(&listener.outgoing, outgoing))
    }
}
