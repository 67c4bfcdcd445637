//! A connection hears frames: each leads to a use case.

use super::{
    connection::Connection,
    frames::{Decoded, End, decode},
    refusals::What,
};
use crate::{
    model::{UserId, limits},
    server::{
        chat::{
            Services,
            messages::Change,
            read_marks::{self, Mark},
            rooms,
        },
        live::outgoing::Outgoing,
    },
    wire::{ClientFrame, ServerFrame, close},
};
use std::sync::Arc;

/// Invalid frames in a row after which the socket is closed.
const BAD_FRAMES: u32 = 5;

impl Connection<'_> {
    pub(super) async fn heard_text(&mut self, text: &str) -> Result<(), End> {
        match decode(text) {
            Decoded::Frame(frame) => {
                self.bad_frames = 0;
                self.frame(frame).await
            }
            Decoded::UnknownType => Err(End::Close(close::BAD_FRAME)),
            Decoded::Bad(why) => {
                self.bad_frames += 1;
                if self.bad_frames >= BAD_FRAMES {
                    return Err(End::Close(close::ABUSE));
                }
                self.refusals.note(What::Frame, None);
                self.outgoing.send(&ServerFrame::BadFrame { why });
                Ok(())
            }
        }
    }

    async fn frame(&mut self, frame: ClientFrame) -> Result<(), End> {
        match frame {
            ClientFrame::Hello { .. } => Err(End::Close(close::BAD_FRAME)),
            ClientFrame::Ping => {
                self.outgoing.send(&ServerFrame::Beat { heads: self.heads() });
                Ok(())
            }
            ClientFrame::Subscribe { room, after } => self.subscribe(room, after).await,
            ClientFrame::Unsubscribe { room } => {
                self.forget(room);
                self.services.hub.follow(self.outgoing, room, false);
                Ok(())
            }
            ClientFrame::Send { room, client_id, body } => self.post(room, client_id, &body).await,
            ClientFrame::Edit { room, seq, base, body } => {
                self.change(room, seq, Change::Edit { base, text: &body }).await
            }
            ClientFrame::Delete { room, seq } => self.change(room, seq, Change::Delete).await,
            // A member who just left may still send a read mark; there is nothing to answer.
            ClientFrame::Read { room, seq, read_generation } => {
                drop(
                    read_marks::mark(
                        self.services,
                        self.user.id,
                        room,
                        Mark::Read { seq, read_generation: Some(read_generation) },
                    )
                    .await,
                );
                Ok(())
            }
            ClientFrame::Unread { room, seq } => {
                drop(read_marks::mark(self.services, self.user.id, room, Mark::Unread { seq }).await);
                Ok(())
            }
            ClientFrame::Typing { room, ended } => {
                self.services.hub.writes(self.outgoing, room, ended);
                Ok(())
            }
            ClientFrame::Active { active } => {
                self.services.hub.active(self.outgoing, active);
                Ok(())
            }
            ClientFrame::Watch { mut people } => {
                people.truncate(limits::WATCHED);
                watch(self.services, self.outgoing, people).await;
                Ok(())
            }
            ClientFrame::People { room, mut ids } => {
                ids.truncate(limits::PAGE);
                if let Ok(people) = rooms::people(self.services, self.user.id, room, &ids).await {
                    self.outgoing.send(&ServerFrame::People { room: Some(room), people });
                }
                Ok(())
            }
        }
    }
}

/// Watches those of these people who share a room with this person, and nobody else.
pub(super) async fn watch(services: &Services, outgoing: &Arc<Outgoing>, people: Vec<UserId>) {
    if people.is_empty() && services.hub.watched(outgoing).is_empty() {
        return;
    }
    match rooms::acquainted(services, outgoing.user, &people).await {
        Ok(acquainted) => services.hub.watch(outgoing, acquainted),
        // Tried again with the next beat, for the people watched before.
        Err(_) => outgoing.mark_watch_stale(),
    }
}
