//! Catch-up: missed entries are read from the database in pages, and live entries follow without a gap or a
//! duplicate.

use super::{
    connection::Connection,
    frames::{End, flush, send},
    refusals::What,
};
use crate::{
    model::{AppError, RoomId, Seq, limits},
    server::{
        chat::{messages, rooms},
        live::outgoing::{EncodedEntry, encode},
    },
    wire::{ServerFrame, close},
};
use tokio::time::Instant;

/// A followed room whose entries are being read from the database for this connection.
pub(super) struct Behind {
    pub(super) room: RoomId,
    after: Seq,
}

impl Connection<'_> {
    /// Makes a room read from the database, from the last sent entry on: not all later ones fitted in the queue.
    pub(super) fn fall_behind(&mut self, room: RoomId) {
        let Some(place) = self.follows.iter().position(|(followed, _)| *followed == room) else { return };
        let (_, after) = self.follows.swap_remove(place);
        // Until it has caught up, live entries would only fill the queue.
        self.services.hub.follow(self.outgoing, room, false);
        self.behind.push_back(Behind { room, after });
    }

    /// Sends the entries that come next in a followed room.
    pub(super) async fn deliver_entries(&mut self, room: RoomId, entries: &[EncodedEntry]) -> Result<(), End> {
        let Some((_, sent)) = self.follows.iter_mut().find(|(followed, _)| *followed == room) else { return Ok(()) };
        for EncodedEntry { seq, people, text } in entries {
            if *seq <= *sent {
                continue;
            }
            if *seq != *sent + 1 {
                // Never a hole: what lies between is read from the store.
                self.fall_behind(room);
                return Ok(());
            }
            *sent = *seq;
            if let Some(people) = people {
                send(self.socket, people.clone()).await?;
            }
            send(self.socket, text.clone()).await?;
        }
        Ok(())
    }

    pub(super) async fn subscribe(&mut self, room: RoomId, after: Option<Seq>) -> Result<(), End> {
        self.forget(room);
        let head = rooms::head(self.services, self.user.id, room).await;
        let Some(head) = head.map_err(|_| End::Close(close::RESTART))? else {
            self.refusals.note(What::Room, Some(room));
            // A page that was asleep may still show the room.
            let deleted = rooms::was_deleted(self.services, self.user.id, room).await.unwrap_or(false);
            self.outgoing.send(&ServerFrame::Left { room, deleted });
            return Ok(());
        };
        if self.follows.len() + self.behind.len() >= limits::SUBSCRIPTIONS {
            self.refusals.note(What::Room, Some(room));
            self.outgoing.send(&ServerFrame::BadFrame { why: "too many rooms followed at once".to_owned() });
            return Ok(());
        }
        let after = after.unwrap_or(head);
        if after > head || after < 0 {
            self.outgoing.send(&ServerFrame::Reset { room });
            return Ok(());
        }
        let missed = head - after;
        let after = if missed > limits::CATCH_UP_MOST {
            let to = head - i64::try_from(limits::PAGE).unwrap_or(0);
            send(self.socket, encode(&ServerFrame::Gap { room, from: after + 1, to })).await?;
            to
        } else {
            after
        };
        self.behind.push_back(Behind { room, after });
        Ok(())
    }

    /// Sends one page of a room that is behind, at the pace of the socket. The last page is read after the room
    /// was made live, so that no entry is missed in between; entries queued as well are recognised by their seq
    /// and not sent twice.
    pub(super) async fn catch_up(&mut self, Behind { room, after }: Behind) -> Result<(), End> {
        if !self.services.hub.follow(self.outgoing, room, true) {
            self.outgoing.send(&ServerFrame::Left { room, deleted: false });
            return Ok(());
        }
        let page = match messages::catch_up(self.services, self.user.id, room, after).await {
            Ok(page) => page,
            Err(AppError::NotFound) => {
                self.outgoing.send(&ServerFrame::Left { room, deleted: false });
                return Ok(());
            }
            Err(_) => return Err(End::Close(close::RESTART)),
        };
        let last = page.entries.last().map_or(after, |entry| entry.seq);
        let more = last < page.head && !page.entries.is_empty();
        let head = page.head.max(last);
        if !page.entries.is_empty() {
            let frame = ServerFrame::Page { room, entries: page.entries, people: page.people, head };
            send(self.socket, encode(&frame)).await?;
        }
        if more {
            // Not caught up yet: until then live entries would only fill the queue.
            self.services.hub.follow(self.outgoing, room, false);
            self.behind.push_back(Behind { room, after: last });
        } else {
            self.follows.push((room, last));
            send(self.socket, encode(&ServerFrame::Live { room, head: last })).await?;
        }
        flush(self.socket).await?;
        // A client that takes pages is alive; frames that it sent meanwhile are read after the last page.
        self.heard = Instant::now();
        Ok(())
    }
}
