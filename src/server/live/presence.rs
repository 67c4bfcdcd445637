//! Presence and typing, sent to watching connections in intervals, so that a full room costs each of its
//! members at most one frame per second. Nothing of it is stored.

use super::{
    hub::Hub,
    outgoing::{Outgoing, encode},
};
use crate::{
    model::{Presence, RoomId, UserId, limits},
    wire::ServerFrame,
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};
use tokio::time::Instant;

/// Interval at which changes are collected before they are sent.
pub(crate) const GATHERED: Duration = Duration::from_secs(1);
/// Time without connections after which a person is offline: they may only be loading a page.
const GONE: Duration = Duration::from_secs(5);
/// Most people in one typing frame; the client shows more than this as several.
const NAMED: usize = 4;
/// Most people whose end of typing is sent: as many as typing frames can have named in the five seconds for
/// which those hold.
const ENDED: usize = 5 * NAMED;

/// Presence of everybody, from what their connections report.
#[derive(Debug, Default)]
pub(super) struct PresenceTracker {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    people: HashMap<UserId, Person>,
    /// People whose presence may have changed since it was last sent.
    stirred: HashSet<UserId>,
    /// Watching connections by watched person; a connection by its address.
    watchers: HashMap<UserId, HashMap<usize, Arc<Outgoing>>>,
    watching: HashMap<usize, Vec<UserId>>,
    /// Typing by room, since it was last sent.
    writing: BTreeMap<RoomId, Writing>,
}

/// People typing in a room, and those who stopped without a post.
#[derive(Debug, Default)]
struct Writing {
    ids: Vec<UserId>,
    ended: Vec<UserId>,
}

#[derive(Debug, Default)]
struct Person {
    /// Their connections; true while the person is active there.
    links: HashMap<usize, bool>,
    gone: Option<Instant>,
    told: Presence,
}

impl Person {
    fn presence(&self, now: Instant) -> Presence {
        if self.links.values().any(|active| *active) {
            Presence::Active
        } else if !self.links.is_empty() {
            Presence::Away
        } else if self.gone.is_some_and(|gone| now < gone + GONE) {
            self.told
        } else {
            Presence::Offline
        }
    }
}

impl PresenceTracker {
    pub(super) fn came(&self, outgoing: &Arc<Outgoing>) {
        let mut inner = self.lock();
        inner.people.entry(outgoing.user).or_default().links.insert(address(outgoing), false);
        inner.stirred.insert(outgoing.user);
    }

    pub(super) fn went(&self, outgoing: &Arc<Outgoing>) {
        let mut inner = self.lock();
        inner.unwatch(outgoing);
        if let Some(person) = inner.people.get_mut(&outgoing.user) {
            person.links.remove(&address(outgoing));
            person.gone = person.links.is_empty().then(Instant::now);
        }
        inner.stirred.insert(outgoing.user);
    }

    /// Records whether the person is active at this connection.
    pub(super) fn active(&self, outgoing: &Arc<Outgoing>, active: bool) {
        let mut inner = self.lock();
        let known = inner.people.get_mut(&outgoing.user).and_then(|person| person.links.get_mut(&address(outgoing)));
        if let Some(known) = known.filter(|known| **known != active) {
            *known = active;
            inner.stirred.insert(outgoing.user);
        }
    }

    /// Whether a person is active at any of their connections.
    pub(super) fn is_active(&self, person: UserId) -> bool {
        self.lock().people.get(&person).is_some_and(|person| person.links.values().any(|active| *active))
    }

    /// A person's presence now.
    pub(super) fn presence(&self, person: UserId) -> Presence {
        self.lock().people.get(&person).map_or(Presence::Offline, |person| person.presence(Instant::now()))
    }

    /// Makes a connection watch these people and no others, and sends it their presence as it was last sent to
    /// everybody else: later changes are still to come.
    pub(super) fn watch(&self, outgoing: &Arc<Outgoing>, people: Vec<UserId>) {
        let mut inner = self.lock();
        inner.unwatch(outgoing);
        let mut told = Vec::with_capacity(people.len());
        for person in &people {
            inner.watchers.entry(*person).or_default().insert(address(outgoing), Arc::clone(outgoing));
            let presence = inner.people.get(person).map_or(Presence::Offline, |person| person.told);
            told.push((*person, presence));
        }
        inner.watching.insert(address(outgoing), people);
        outgoing.presence(encode(&ServerFrame::Presence { presence: told }));
    }

    /// The people whom a connection watches.
    pub(super) fn watched(&self, outgoing: &Arc<Outgoing>) -> Vec<UserId> {
        self.lock().watching.get(&address(outgoing)).cloned().unwrap_or_default()
    }

    /// The connections that watch a person.
    pub(super) fn watchers(&self, person: UserId) -> Vec<Arc<Outgoing>> {
        self.lock().watchers.get(&person).into_iter().flat_map(HashMap::values).cloned().collect()
    }

    /// Records that a person is typing in a room, or stopped.
    pub(super) fn writes(&self, person: UserId, room: RoomId, ended: bool) {
        let mut inner = self.lock();
        let Writing { ids, ended: over } = inner.writing.entry(room).or_default();
        let (now, before, most) = if ended { (over, ids, ENDED) } else { (ids, over, NAMED) };
        before.retain(|other| *other != person);
        if now.len() < most && !now.contains(&person) {
            now.push(person);
        }
    }

    /// Ends the typing of a person who posts: the message itself tells clients so.
    pub(super) fn posts(&self, person: UserId, room: RoomId) {
        if let Some(writing) = self.lock().writing.get_mut(&room) {
            writing.ids.retain(|other| *other != person);
        }
    }

    /// Takes the changes since the last call: presence by connection, and typing by room.
    fn gathered(&self) -> (HashMap<usize, PresenceChanges>, BTreeMap<RoomId, Writing>) {
        let mut inner = self.lock();
        let (now, mut changes) = (Instant::now(), HashMap::<usize, PresenceChanges>::new());
        for id in std::mem::take(&mut inner.stirred) {
            let Some(person) = inner.people.get_mut(&id) else { continue };
            let presence = person.presence(now);
            let changed = std::mem::replace(&mut person.told, presence) != presence;
            if person.links.is_empty() {
                if person.gone.is_some_and(|gone| now < gone + GONE) {
                    // They may be back in a moment: checked again with the next call.
                    inner.stirred.insert(id);
                } else {
                    inner.people.remove(&id);
                }
            }
            let watchers = inner.watchers.get(&id).filter(|_| changed);
            for (address, outgoing) in watchers.into_iter().flatten() {
                let (_, people) = changes.entry(*address).or_insert_with(|| (Arc::clone(outgoing), Vec::new()));
                people.push((id, presence));
            }
        }
        (changes, std::mem::take(&mut inner.writing))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Presence changes for one connection.
type PresenceChanges = (Arc<Outgoing>, Vec<(UserId, Presence)>);

impl Inner {
    fn unwatch(&mut self, outgoing: &Arc<Outgoing>) {
        for person in self.watching.remove(&address(outgoing)).into_iter().flatten() {
            if let Some(watchers) = self.watchers.get_mut(&person) {
                watchers.remove(&address(outgoing));
                if watchers.is_empty() {
                    self.watchers.remove(&person);
                }
            }
        }
    }
}

/// Sends collected changes every [`GATHERED`], for as long as the hub exists.
pub(crate) async fn tell(hub: Weak<Hub>) {
    loop {
        tokio::time::sleep(GATHERED).await;
        let Some(hub) = hub.upgrade() else { return };
        let (changes, writing) = hub.tracker.gathered();
        for (outgoing, presence) in changes.into_values() {
            outgoing.presence(encode(&ServerFrame::Presence { presence }));
        }
        for (room, Writing { ids, ended }) in writing {
            if !(ids.is_empty() && ended.is_empty()) {
                hub.try_push_droppable(room, &encode(&ServerFrame::Typing { room, ids, ended }));
            }
        }
    }
}

/// Bounded list of people to watch, each once.
#[must_use]
pub(super) fn watchable(mut people: Vec<UserId>) -> Vec<UserId> {
    people.truncate(limits::WATCHED);
    people.sort_unstable();
    people.dedup();
    people
}

fn address(outgoing: &Arc<Outgoing>) -> usize {
    Arc::as_ptr(outgoing).addr()
}
