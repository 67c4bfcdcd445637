//! Publishing: the hub as a [`Sink`] of the feed. Each committed entry is encoded once, and every connection
//! learns of what it changes for its person.

use super::{
    feed::Sink,
    hub::{Hub, Inner, Listener},
    outgoing::{EncodedEntry, Item, encode},
};
use crate::{
    model::{Event, RoomId, RoomMembership, Seq, User, UserId, text::first_line},
    server::domain::committed::{Committed, MemberEffect},
    wire::{LiveEntry, ServerFrame},
};
use axum::extract::ws::Utf8Bytes;
use std::sync::Arc;

impl Sink for Hub {
    /// Passes entries on to the connections that listen to their rooms, in the order of the log.
    fn committed(&self, committed: &[Committed]) {
        for together in committed.chunk_by(go_together) {
            self.pass_on(together);
        }
    }
}

/// Whether two entries are of one room and change nothing but counts, so that they can be passed on at once.
fn go_together(one: &Committed, next: &Committed) -> bool {
    let changes_counts = |of: &Committed| matches!(of.effect, MemberEffect::None | MemberEffect::Counts);
    one.room == next.room && changes_counts(one) && changes_counts(next)
}

impl Hub {
    /// Passes on an entry, or several that go together.
    fn pass_on(&self, together: &[Committed]) {
        let Some(first) = together.first() else { return };
        let frames = Frames::of(first.room, together);
        let mut inner = self.lock();
        match &first.effect {
            MemberEffect::Came(memberships) => {
                let adds = matches!(first.entry.event, Event::Add(_));
                let adder = first.people.iter().find(|person| adds && person.id == first.entry.by);
                memberships.iter().for_each(|(person, membership)| inner.came(*person, membership, adder));
            }
            MemberEffect::Gone => return inner.gone(first.room),
            MemberEffect::Role(person) => {
                inner.people.get(person).into_iter().flatten().for_each(|outgoing| outgoing.mark_stale());
            }
            MemberEffect::None | MemberEffect::Counts | MemberEffect::Went(_) | MemberEffect::Room(_) => {}
        }
        if let Some(live) = inner.rooms.get_mut(&first.room) {
            live.head = together.iter().map(|of| of.entry.seq).fold(live.head, Seq::max);
            live.listeners.iter().for_each(|listener| frames.pass_to(listener));
        }
        if let MemberEffect::Went(person) = first.effect {
            inner.went(person, first.room);
            self.tracker.watchers(person).iter().for_each(|outgoing| outgoing.mark_watch_stale());
        }
    }
}

/// The frames about entries of one room, encoded once for all connections.
struct Frames {
    room: RoomId,
    entries: Arc<[EncodedEntry]>,
    /// The changed room.
    changed: Option<Utf8Bytes>,
    notices: Vec<Notice>,
    /// Whether unread counts of members may be others now.
    counts: bool,
}

/// The notice of a message, for those who do not follow the room.
struct Notice {
    text: Utf8Bytes,
    /// The people whom the message mentions, and the notice for them.
    naming: Option<(Vec<UserId>, Utf8Bytes)>,
}

impl Frames {
    fn of(room: RoomId, together: &[Committed]) -> Self {
        let changed = together.iter().find_map(|of| match &of.effect {
            MemberEffect::Room(of) => Some(encode(&ServerFrame::Room { of: of.clone() })),
            _ => None,
        });
        Self {
            room,
            entries: together.iter().map(encoded).collect(),
            changed,
            notices: together.iter().filter_map(Notice::of).collect(),
            counts: together.iter().any(|of| of.effect == MemberEffect::Counts),
        }
    }

    fn pass_to(&self, Listener { outgoing, follows }: &Listener) {
        if self.counts {
            outgoing.mark_stale();
        }
        if let Some(changed) = &self.changed {
            outgoing.notice(changed.clone());
        }
        if *follows {
            outgoing.push(Item::Entries { room: self.room, entries: Arc::clone(&self.entries) });
        } else {
            self.notices.iter().for_each(|notice| outgoing.notice(notice.to(outgoing.user)));
        }
    }
}

fn encoded(Committed { room, entry, people, .. }: &Committed) -> EncodedEntry {
    let people =
        (!people.is_empty()).then(|| encode(&ServerFrame::People { room: Some(*room), people: people.clone() }));
    let text = encode(&ServerFrame::Entry(LiveEntry { room: *room, entry: entry.clone() }));
    EncodedEntry { seq: entry.seq, people, text }
}

impl Notice {
    fn of(Committed { room, entry, .. }: &Committed) -> Option<Self> {
        let line = entry.body().map(first_line)?;
        let text = |mention| {
            let line = line.clone();
            encode(&ServerFrame::Notice { room: *room, head: entry.seq, by: entry.by, mention, line })
        };
        let named: Vec<UserId> = entry.mentions().iter().map(|mention| mention.0).collect();
        let naming = (!named.is_empty()).then(|| (named, text(true)));
        Some(Self { text: text(false), naming })
    }

    fn to(&self, person: UserId) -> Utf8Bytes {
        let naming = self.naming.as_ref().filter(|(named, _)| named.contains(&person));
        naming.map_or(&self.text, |(_, text)| text).clone()
    }
}

impl Inner {
    fn came(&mut self, person: UserId, membership: &RoomMembership, adder: Option<&User>) {
        let Some(links) = self.people.get(&person) else { return };
        let text = encode(&ServerFrame::Joined { membership: membership.clone(), adder: adder.cloned() });
        let live = self.rooms.entry(membership.room.id).or_default();
        for outgoing in links {
            live.add(outgoing);
            outgoing.push(Item::Frame(text.clone()));
        }
    }

    fn went(&mut self, person: UserId, room: RoomId) {
        let text = encode(&ServerFrame::Left { room, deleted: false });
        for outgoing in self.people.get(&person).into_iter().flatten() {
            outgoing.push(Item::Left { room, text: text.clone() });
        }
        if let Some(live) = self.rooms.get_mut(&room) {
            live.listeners.retain(|listener| listener.outgoing.user != person);
        }
    }

    /// Removes a deleted room, after a last frame that says so.
    fn gone(&mut self, room: RoomId) {
        let text = encode(&ServerFrame::Left { room, deleted: true });
        for listener in self.rooms.remove(&room).into_iter().flat_map(|live| live.listeners) {
            listener.outgoing.push(Item::Left { room, text: text.clone() });
        }
    }
}
