//! Where the reader of this tab has got to in each room, what the server is still to be told of
//! it, and where the "New" lines stand. Who is told that something was seen, and when.

use crate::model::{Millis, RoomId, RoomMembership, Seq};
use crate::wire::ClientFrame;
use std::collections::{BTreeMap, HashMap};

/// Read marks are told at most this often, in milliseconds.
const TOLD_EVERY: Millis = 1_000;

/// The reader's marks in a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The room on the screen.
    current: Option<RoomId>,
    /// Whether somebody is looking at it: the page is shown and its window has the focus.
    watched: bool,
    rooms: HashMap<RoomId, Mark>,
    /// When the server was last told of marks.
    told: Millis,
}

/// What this tab knows of one room's mark that the room's standing does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mark {
    /// Marked as unread while the room was open: what is in view is not read by that, until the
    /// room is entered anew.
    held: bool,
    /// The "New" line stands before the first of others' posts after this seq.
    line: Option<Seq>,
    /// Moved forward to here, which the server has not been told of.
    read: Option<Seq>,
    /// Moved back to before this seq, and the turn it had before: told on every connection until a
    /// later turn is heard of.
    back: Option<(Seq, i64)>,
    /// Stretches that were in view beyond something that was not: the mark moves over them once that
    /// has been seen too.
    views: Vec<(Seq, Seq)>,
    /// Posts that came while the reader looks at the end, where they are about to be seen.
    coming: i64,
}

impl Marks {
    /// A room comes onto the screen, or none does.
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

    /// Somebody looks, or looks away: what comes from then on stands under a line of its own.
    pub fn watch(&mut self, watched: bool, rooms: &BTreeMap<RoomId, RoomMembership>) {
        if self.watched && !watched {
            for (room, mark) in &mut self.rooms {
                mark.line = mark.line.filter(|_| rooms.get(room).is_some_and(|membership| membership.unread > 0));
            }
        }
        self.watched = watched;
    }

    /// Another's post has come, to somebody who stands like this, and perhaps looks at the room's end.
    pub fn came(&mut self, membership: &RoomMembership, seq: Seq, at_end: bool) {
        let room = membership.room.id;
        if at_end && self.follows(room) {
            self.of(room).coming += 1;
        }
        if self.current == Some(room) && !self.watched && membership.unread == 0 {
            self.of(room).line.get_or_insert(seq - 1);
        }
    }

    /// The reader has written something, or said that everything is read: nothing is new to them.
    pub fn settle(&mut self, room: RoomId) {
        let mark = self.of(room);
        mark.held = false;
        mark.line = None;
    }

    /// Everything from the one seq to the other has been in view. The mark moves over it if nothing
    /// unread lies before it; `first_unread` says where that begins. Whether the mark moved.
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

    /// From a seq on a room is unread again, which makes so many unread posts, and so many of them
    /// that name the reader.
    pub fn unread(&mut self, membership: &mut RoomMembership, seq: Seq, [unread, mentions]: [i64; 2]) {
        membership.read = seq - 1;
        (membership.unread, membership.mentions) = (unread, mentions);
        *self.of(membership.room.id) =
            Mark { held: true, line: Some(seq - 1), back: Some((seq, membership.turn)), ..Mark::default() };
    }

    /// What the server says of a room, with what it has not heard of yet: a mark moved here stays
    /// where it is, and is told again, unless it was moved back elsewhere since.
    #[must_use]
    pub fn reconcile(&mut self, known: Option<&RoomMembership>, mut membership: RoomMembership) -> RoomMembership {
        let room = membership.room.id;
        let Some(known) = known else { return membership };
        let is_current = self.current == Some(room);
        let mark = self.of(room);
        if membership.turn > known.turn {
            mark.read = None;
            mark.views.clear();
            if mark.back.take_if(|(_, turn)| membership.turn > *turn).is_none() && is_current {
                // Moved back on another device: this one does not take it forward by lying open.
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

    /// Whether the server is to be told something.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.rooms.values().any(|mark| mark.read.is_some())
    }

    /// What the server is to be told now.
    pub fn tell(&mut self, rooms: &BTreeMap<RoomId, RoomMembership>, now: Millis) -> Vec<ClientFrame> {
        let mut frames = Vec::new();
        if now - self.told < TOLD_EVERY {
            return frames;
        }
        for (room, mark) in &mut self.rooms {
            if let (Some(seq), Some(known)) = (mark.read.take(), rooms.get(room)) {
                frames.push(ClientFrame::Read { room: *room, seq, turn: known.turn });
                self.told = now;
            }
        }
        frames
    }

    /// The same, however short ago the last time was: there may be no other.
    pub fn tell_last(&mut self, rooms: &BTreeMap<RoomId, RoomMembership>, now: Millis) -> Vec<ClientFrame> {
        self.told = now - TOLD_EVERY;
        self.tell(rooms, now)
    }

    /// Marks moved back that no answer has confirmed, for a new connection.
    pub fn back(&self) -> impl Iterator<Item = ClientFrame> {
        self.rooms.iter().filter_map(|(room, mark)| Some(ClientFrame::Unread { room: *room, seq: mark.back?.0 }))
    }

    /// Nothing of a room is known any more.
    pub fn forget(&mut self, room: RoomId) {
        self.rooms.remove(&room);
    }

    /// Nothing of any room is known any more.
    pub fn forget_all(&mut self) {
        self.rooms.clear();
    }

    /// After which seq the "New" line of a room stands.
    #[must_use]
    pub fn line(&self, room: RoomId) -> Option<Seq> {
        self.rooms.get(&room)?.line
    }

    /// The room on the screen.
    #[must_use]
    pub const fn current(&self) -> Option<RoomId> {
        self.current
    }

    /// Whether somebody is looking at the page.
    #[must_use]
    pub const fn is_watched(&self) -> bool {
        self.watched
    }

    /// Whether new posts at the end of a room are being read as they come.
    #[must_use]
    pub fn follows(&self, room: RoomId) -> bool {
        self.current == Some(room) && self.watched && !self.rooms.get(&room).is_some_and(|mark| mark.held)
    }

    /// Posts of a room that came where the reader looks, and are about to be seen.
    #[must_use]
    pub fn coming(&self, room: RoomId) -> i64 {
        self.rooms.get(&room).map_or(0, |mark| mark.coming)
    }

    fn of(&mut self, room: RoomId) -> &mut Mark {
        self.rooms.entry(room).or_default()
    }
}

/// Adds a stretch to stretches: those that it touches become one with it.
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
