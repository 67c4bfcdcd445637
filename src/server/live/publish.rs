//! Publishing: the hub as a [`Sink`] of the feed. Each committed entry is encoded once, and every connection
//! learns of what it changes for its person.

use super::{
    feed::Sink,
    hub::{Hub, Inner, Listener},
    outgoing::{Item, encode},
};
use crate::{
    model::{RoomId, RoomMembership, UserId, text::first_line},
    server::domain::committed::{Committed, MemberEffect},
    wire::{LiveEntry, ServerFrame},
};
use axum::extract::ws::Utf8Bytes;

impl Sink for Hub {
    /// Passes entries on to the connections that listen to their rooms, in the order of the log.
    fn committed(&self, committed: &[Committed]) {
        for of in committed {
            let frames = Frames::of(of);
            let mut inner = self.lock();
            match &of.effect {
                MemberEffect::Came(memberships) => {
                    memberships.iter().for_each(|(person, membership)| inner.came(*person, membership));
                }
                MemberEffect::Gone => {
                    inner.gone(of.room);
                    continue;
                }
                MemberEffect::Role(person) => {
                    inner.people.get(person).into_iter().flatten().for_each(|outgoing| outgoing.mark_stale());
                }
                MemberEffect::Counts => {
                    let listeners = inner.rooms.get(&of.room).map_or(&[][..], |live| &live.listeners);
                    listeners.iter().for_each(|listener| listener.outgoing.mark_stale());
                }
                MemberEffect::None | MemberEffect::Went(_) | MemberEffect::Room(_) => {}
            }
            if let Some(live) = inner.rooms.get_mut(&of.room) {
                live.head = live.head.max(of.entry.seq);
                live.listeners.iter().for_each(|listener| frames.pass_to(listener, of));
            }
            if let MemberEffect::Went(person) = of.effect {
                inner.went(person, of.room);
                self.tracker.watchers(person).iter().for_each(|outgoing| outgoing.mark_watch_stale());
            }
        }
    }
}

/// The frames about an entry, encoded once for all connections.
struct Frames {
    entry: Utf8Bytes,
    /// The people whom it refers to.
    people: Option<Utf8Bytes>,
    /// The changed room.
    room: Option<Utf8Bytes>,
    /// The notice of a message.
    notice: Option<Utf8Bytes>,
    /// The same for those whom it mentions.
    naming: Option<Utf8Bytes>,
}

impl Frames {
    fn of(Committed { room, entry, effect, people }: &Committed) -> Self {
        let room_id = *room;
        let line = entry.body().map(first_line);
        let notice = |mention| {
            let (head, by, line) = (entry.seq, entry.by, line.clone()?);
            Some(encode(&ServerFrame::Notice { room: room_id, head, by, mention, line }))
        };
        let (notice, naming) = (notice(false), (!entry.mentions().is_empty()).then(|| notice(true)).flatten());
        let people =
            (!people.is_empty()).then(|| encode(&ServerFrame::People { room: Some(room_id), people: people.clone() }));
        let room = match effect {
            MemberEffect::Room(of) => Some(encode(&ServerFrame::Room { of: of.clone() })),
            _ => None,
        };
        let entry = encode(&ServerFrame::Entry(LiveEntry { room: room_id, entry: entry.clone() }));
        Self { entry, people, room, notice, naming }
    }

    fn pass_to(&self, Listener { outgoing, follows }: &Listener, of: &Committed) {
        if let Some(room) = &self.room {
            outgoing.notice(room.clone());
        }
        if *follows {
            let (people, text) = (self.people.clone(), self.entry.clone());
            outgoing.push(Item::Entry { room: of.room, seq: of.entry.seq, people, text });
        } else if let Some(notice) = &self.notice {
            let naming = self.naming.as_ref().filter(|_| of.entry.names(outgoing.user));
            outgoing.notice(naming.unwrap_or(notice).clone());
        }
    }
}

impl Inner {
    fn came(&mut self, person: UserId, membership: &RoomMembership) {
        let Some(links) = self.people.get(&person) else { return };
        let text = encode(&ServerFrame::Joined { membership: membership.clone() });
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
