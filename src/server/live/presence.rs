//! Who is here, and who is writing: told to those who watch, gathered up for a moment, so that a
//! full room costs each of its members one frame a second at most. Nothing of it is stored.

use super::{
    hub::Hub,
    outgoing::{Link, encode},
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

/// How long what happens is gathered before it is told.
pub(crate) const GATHERED: Duration = Duration::from_secs(1);
/// Whoever has no connection any more may only be loading a page: that is told after this.
const GONE: Duration = Duration::from_secs(5);
/// Names in one typing frame; more than this reads as several.
const NAMED: usize = 4;
/// Those who can have been named in the five seconds for which that holds.
const ENDED: usize = 5 * NAMED;

/// Who is here, by what their connections say.
#[derive(Debug, Default)]
pub(super) struct PresenceTracker {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    people: HashMap<UserId, Person>,
    /// Whose presence may have changed since it was last told.
    stirred: HashSet<UserId>,
    /// Who watches whom; a connection by its address.
    watchers: HashMap<UserId, HashMap<usize, Arc<Link>>>,
    watching: HashMap<usize, Vec<UserId>>,
    /// Who writes in which room, since that was last told.
    writing: BTreeMap<RoomId, Writing>,
}

/// Who writes in a room, and who has ended without a post.
#[derive(Debug, Default)]
struct Writing {
    ids: Vec<UserId>,
    ended: Vec<UserId>,
}

#[derive(Debug, Default)]
struct Person {
    /// Their connections; true where somebody is at it.
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
    pub(super) fn came(&self, link: &Arc<Link>) {
        let mut inner = self.lock();
        inner.people.entry(link.user).or_default().links.insert(address(link), false);
        inner.stirred.insert(link.user);
    }

    pub(super) fn went(&self, link: &Arc<Link>) {
        let mut inner = self.lock();
        inner.unwatch(link);
        if let Some(person) = inner.people.get_mut(&link.user) {
            person.links.remove(&address(link));
            person.gone = person.links.is_empty().then(Instant::now);
        }
        inner.stirred.insert(link.user);
    }

    /// Somebody is at this connection, or no longer.
    pub(super) fn active(&self, link: &Arc<Link>, active: bool) {
        let mut inner = self.lock();
        let known = inner.people.get_mut(&link.user).and_then(|person| person.links.get_mut(&address(link)));
        if let Some(known) = known.filter(|known| **known != active) {
            *known = active;
            inner.stirred.insert(link.user);
        }
    }

    /// Whether somebody is at any of a person's connections.
    pub(super) fn is_active(&self, person: UserId) -> bool {
        self.lock().people.get(&person).is_some_and(|person| person.links.values().any(|active| *active))
    }

    /// How somebody is just now.
    pub(super) fn presence(&self, person: UserId) -> Presence {
        self.lock().people.get(&person).map_or(Presence::Offline, |person| person.presence(Instant::now()))
    }

    /// This connection is told how these people are, now and when that changes, and of no others.
    /// Now, that is what everybody else was told last: what has happened since is still to come.
    pub(super) fn watch(&self, link: &Arc<Link>, people: Vec<UserId>) {
        let mut inner = self.lock();
        inner.unwatch(link);
        let mut told = Vec::with_capacity(people.len());
        for person in &people {
            inner.watchers.entry(*person).or_default().insert(address(link), Arc::clone(link));
            let presence = inner.people.get(person).map_or(Presence::Offline, |person| person.told);
            told.push((*person, presence));
        }
        inner.watching.insert(address(link), people);
        link.presence(encode(&ServerFrame::Presence { presence: told }));
    }

    /// Whom a connection watches.
    pub(super) fn watched(&self, link: &Arc<Link>) -> Vec<UserId> {
        self.lock().watching.get(&address(link)).cloned().unwrap_or_default()
    }

    /// The connections that watch somebody.
    pub(super) fn watchers(&self, person: UserId) -> Vec<Arc<Link>> {
        self.lock().watchers.get(&person).into_iter().flat_map(HashMap::values).cloned().collect()
    }

    /// Somebody writes in a room, or has ended.
    pub(super) fn writes(&self, person: UserId, room: RoomId, ended: bool) {
        let mut inner = self.lock();
        let Writing { ids, ended: over } = inner.writing.entry(room).or_default();
        let (now, before, most) = if ended { (over, ids, ENDED) } else { (ids, over, NAMED) };
        before.retain(|other| *other != person);
        if now.len() < most && !now.contains(&person) {
            now.push(person);
        }
    }

    /// Somebody posts in a room: that they wrote needs no telling any more.
    pub(super) fn posts(&self, person: UserId, room: RoomId) {
        if let Some(writing) = self.lock().writing.get_mut(&room) {
            writing.ids.retain(|other| *other != person);
        }
    }

    /// What has happened since this was last asked: who is told of whom, and who writes where.
    fn gathered(&self) -> (HashMap<usize, News>, BTreeMap<RoomId, Writing>) {
        let mut inner = self.lock();
        let (now, mut news) = (Instant::now(), HashMap::<usize, News>::new());
        for id in std::mem::take(&mut inner.stirred) {
            let Some(person) = inner.people.get_mut(&id) else { continue };
            let presence = person.presence(now);
            let changed = std::mem::replace(&mut person.told, presence) != presence;
            if person.links.is_empty() {
                if person.gone.is_some_and(|gone| now < gone + GONE) {
                    // They may be back in a moment: looked at again.
                    inner.stirred.insert(id);
                } else {
                    inner.people.remove(&id);
                }
            }
            let watchers = inner.watchers.get(&id).filter(|_| changed);
            for (address, link) in watchers.into_iter().flatten() {
                let (_, people) = news.entry(*address).or_insert_with(|| (Arc::clone(link), Vec::new()));
                people.push((id, presence));
            }
        }
        (news, std::mem::take(&mut inner.writing))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one connection is to be told.
type News = (Arc<Link>, Vec<(UserId, Presence)>);

impl Inner {
    fn unwatch(&mut self, link: &Arc<Link>) {
        for person in self.watching.remove(&address(link)).into_iter().flatten() {
            if let Some(watchers) = self.watchers.get_mut(&person) {
                watchers.remove(&address(link));
                if watchers.is_empty() {
                    self.watchers.remove(&person);
                }
            }
        }
    }
}

/// Tells what is gathered, every [`GATHERED`], for as long as the hub is there.
pub(crate) async fn tell(hub: Weak<Hub>) {
    loop {
        tokio::time::sleep(GATHERED).await;
        let Some(hub) = hub.upgrade() else { return };
        let (news, writing) = hub.tracker.gathered();
        for (link, presence) in news.into_values() {
            link.presence(encode(&ServerFrame::Presence { presence }));
        }
        for (room, Writing { ids, ended }) in writing {
            if !(ids.is_empty() && ended.is_empty()) {
                hub.spare(room, &encode(&ServerFrame::Typing { room, ids, ended }));
            }
        }
    }
}

/// The longest list of people that a connection may watch.
#[must_use]
pub(super) fn watchable(mut people: Vec<UserId>) -> Vec<UserId> {
    people.truncate(limits::WATCHED);
    people.sort_unstable();
    people.dedup();
    people
}

fn address(link: &Arc<Link>) -> usize {
    Arc::as_ptr(link).addr()
}
