//! Read marks of this tab: how far each room is read, marks not yet sent to the server, and the places of the
//! "New" lines.

use crate::model::{Millis, RoomId, RoomMembership, Seq};
use crate::state::Map;
use crate::wire::ClientFrame;

/// Read marks are sent at most this often, in milliseconds.
const TOLD_EVERY: Millis = 1_000;

/// The viewer's read marks in a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The open room.
    current: Option<RoomId>,
    /// Whether the page is visible and its window has the focus.
    watched: bool,
    rooms: Map<RoomId, Mark>,
    /// When marks were last sent to the server.
    told: Millis,
}

/// A room's mark, as far as it goes beyond the membership.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mark {
    /// Whether the room was marked as unread while it was open: it does not become read by being in view
    /// until it is entered again.
    held: bool,
    /// The "New" line stands before the first of others' posts after this seq.
    line: Option<Seq>,
    /// Moved forward to this seq, and not sent yet.
    read: Option<Seq>,
    /// Moved back to before this seq, and the generation before that: sent on every connection until a later
    /// generation comes from the server.
    back: Option<(Seq, i64)>,
    /// Ranges that were in view beyond an unseen one: the mark moves over them once that has been seen too.
    views: Vec<(Seq, Seq)>,
    /// Posts that came while the viewer is at the end, and are about to be seen.
    coming: i64,
}

impl Marks {
    /// Another room is opened, or none.
    pub fn enter(&mut self, membership: Option<&RoomMembership>) {
        let room = membership.map(|membership| membership.room.id);
        if self.current == room {
            return;
        }
        self.current = room;
        if let Some(membership) = membership {
            let mark = self.of(membership.room.id);
            mark.held = false;
            mark.line = (membership.unread > 0).then_some(membership.read);
        }
    }

    /// The page gains or loses attention. Losing it removes "New" lines with nothing unread below them, so
    /// that posts that come meanwhile get a line of their own.
    pub fn watch(&mut self, watched: bool, rooms: &Map<RoomId, RoomMembership>) {
        if self.watched && !watched {
            for (room, mark) in self.rooms.iter_mut() {
                mark.line = mark.line.filter(|_| rooms.get(room).is_some_and(|membership| membership.unread > 0));
            }
        }
        self.watched = watched;
    }

    /// Another's post has come, in a room whose end the viewer may be looking at.
    pub fn came(&mut self, membership: &RoomMembership, seq: Seq, at_end: bool) {
        let room = membership.room.id;
        if at_end && self.follows(room) {
            self.of(room).coming += 1;
        }
        if self.current == Some(room) && !self.watched && membership.unread == 0 {
            self.of(room).line.get_or_insert(seq - 1);
        }
    }

    /// The viewer has posted, or marked everything as read: removes the "New" line.
    pub fn settle(&mut self, room: RoomId) {
        let mark = self.of(room);
        mark.held = false;
        mark.line = None;
    }

    /// The range `view` has been in view. The mark moves over it if nothing unread lies before it;
    /// `first_unread` says where that begins. Returns whether the mark moved.
    pub fn seen(
        &mut self,
        membership: &mut RoomMembership,
        view: (Seq, Seq),
        first_unread: impl Fn(&RoomMembership) -> Seq,
    ) -> bool {
        let mark = self.of(membership.room.id);
        if view.1 <= membership.read || mark.held {
            return false;
        }
        let before = membership.read;
        merge(&mut mark.views, view);
        while let Some(place) = mark.views.iter().position(|(from, _)| *from <= first_unread(membership)) {
            membership.read = membership.read.max(mark.views.swap_remove(place).1);
        }
        if membership.read == before {
            return false;
        }
        if membership.read >= membership.head {
            (membership.unread, membership.mentions) = (0, 0);
            mark.coming = 0;
        }
        mark.read = mark.read.max(Some(membership.read));
        true
    }

    /// Marks a room as unread from a seq on. The membership gets the new counts of unread posts and of
    /// mentions.
    pub fn unread(&mut self, membership: &mut RoomMembership, seq: Seq, [unread, mentions]: [i64; 2]) {
        membership.read = seq - 1;
        (membership.unread, membership.mentions) = (unread, mentions);
        *self.of(membership.room.id) =
            Mark { held: true, line: Some(seq - 1), back: Some((seq, membership.read_generation)), ..Mark::default() };
    }

    /// Merges a membership from the server with marks it has not received: a mark moved here is kept and sent
    /// again, unless it was moved back elsewhere since.
    #[must_use]
    pub fn reconcile(&mut self, known: Option<&RoomMembership>, mut membership: RoomMembership) -> RoomMembership {
        let room = membership.room.id;
        let Some(known) = known else { return membership };
        let is_current = self.current == Some(room);
        let mark = self.of(room);
        if membership.read_generation > known.read_generation {
            mark.read = None;
            mark.views.clear();
            if mark.back.take_if(|(_, read_generation)| membership.read_generation > *read_generation).is_none()
                && is_current
            {
                // Moved back on another device: an open room does not move it forward again.
                mark.held = true;
                mark.line = Some(membership.read);
            }
        } else if mark.back.is_some() {
            (membership.read, membership.unread) = (known.read, known.unread.max(membership.unread));
            membership.mentions = known.mentions.max(membership.mentions);
        } else if known.read > membership.read {
            membership.read = known.read;
            let most = if known.read >= membership.head { [0, 0] } else { [known.unread, known.mentions] };
            membership.unread = membership.unread.min(most[0]);
            membership.mentions = membership.mentions.min(most[1]);
            mark.read = Some(known.read);
        }
        membership
    }

    /// Whether there are marks to send.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.rooms.values().any(|mark| mark.read.is_some())
    }

    /// The frames to send now.
    pub fn tell(&mut self, rooms: &Map<RoomId, RoomMembership>, now: Millis) -> Vec<ClientFrame> {
        let mut frames = Vec::new();
        if now - self.told < TOLD_EVERY {
            return frames;
        }
        for (room, mark) in self.rooms.iter_mut() {
            if let (Some(seq), Some(known)) = (mark.read.take(), rooms.get(room)) {
                frames.push(ClientFrame::Read { room: *room, seq, read_generation: known.read_generation });
                self.told = now;
            }
        }
        frames
    }

    /// The same without the rate limit: there may be no other chance.
    pub fn tell_last(&mut self, rooms: &Map<RoomId, RoomMembership>, now: Millis) -> Vec<ClientFrame> {
        self.told = now - TOLD_EVERY;
        self.tell(rooms, now)
    }

    /// Marks moved back and not confirmed yet, for a new connection.
    pub fn back(&self) -> impl Iterator<Item = ClientFrame> {
        self.rooms.iter().filter_map(|(room, mark)| Some(ClientFrame::Unread { room: *room, seq: mark.back?.0 }))
    }

    /// Drops all marks of a room.
    pub fn forget(&mut self, room: RoomId) {
        self.rooms.remove(&room);
    }

    /// Drops all marks.
    pub fn forget_all(&mut self) {
        self.rooms.clear();
    }

    /// The seq after which a room's "New" line stands.
    #[must_use]
    pub fn line(&self, room: RoomId) -> Option<Seq> {
        self.rooms.get(&room)?.line
    }

    /// The open room.
    #[must_use]
    pub const fn current(&self) -> Option<RoomId> {
        self.current
    }

    /// Whether somebody is looking at the page.
    #[must_use]
    pub const fn is_watched(&self) -> bool {
        self.watched
    }

    /// Whether new posts at the end of a room are read as they come.
    #[must_use]
    pub fn follows(&self, room: RoomId) -> bool {
        self.current == Some(room) && self.watched && !self.rooms.get(&room).is_some_and(|mark| mark.held)
    }

    /// Posts of a room that came at the end, in view, and are about to be seen.
    #[must_use]
    pub fn coming(&self, room: RoomId) -> i64 {
        self.rooms.get(&room).map_or(0, |mark| mark.coming)
    }

    fn of(&mut self, room: RoomId) -> &mut Mark {
        self.rooms.or_default(room)
    }
}

/// Adds a range to a set of ranges, joining it with those that it touches.
fn merge(stretches: &mut Vec<(Seq, Seq)>, (mut from, mut to): (Seq, Seq)) {
    stretches.retain(|(other_from, other_to)| {
        let is_apart = *other_to + 1 < from || to + 1 < *other_from;
        if !is_apart {
            (from, to) = (from.min(*other_from), to.max(*other_to));
        }
        is_apart
    });
    stretches.push((from, to));
}
