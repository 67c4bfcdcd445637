//! Frames that write into a room: posting, editing and deleting messages. Each is answered once it is stored.

use super::{connection::Connection, frames::End, refusals::What};
use crate::{
    model::{ClientId, RoomId, Seq},
    server::{
        chat::messages::{self, Change, NewMessage, Unstored},
        domain::post::Refused,
    },
    wire::{Refusal, ServerFrame},
};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

impl Connection<'_> {
    pub(super) async fn post(&mut self, room: RoomId, client_id: ClientId, body: &str) -> Result<(), End> {
        self.services.hub.posts(self.outgoing, room);
        let permit = self.permit().await?;
        let id = client_id.clone();
        let reply = self.reply(room, permit, move |outcome| match outcome {
            Ok(seq) => ServerFrame::Ack { room, client_id: id, seq },
            Err((code, retry_after)) => ServerFrame::Refused { room, client_id: id, code, retry_after },
        });
        let message = NewMessage { by: self.user.id, room, client_id, text: body };
        messages::post(self.services, message, reply).await;
        Ok(())
    }

    pub(super) async fn change(&mut self, room: RoomId, seq: Seq, change: Change<'_>) -> Result<(), End> {
        let permit = self.permit().await?;
        let reply = self.reply(room, permit, move |outcome| match outcome {
            Ok(entry) => ServerFrame::Changed { room, seq, entry },
            Err((code, retry_after)) => ServerFrame::Unchanged { room, seq, code, retry_after },
        });
        messages::change(self.services, self.user.id, (room, seq), change, reply).await;
        Ok(())
    }

    /// Waits while too many messages and changes are unanswered: so few that their answers cannot overflow the
    /// queue.
    async fn permit(&mut self) -> Result<OwnedSemaphorePermit, End> {
        Arc::clone(&self.unanswered).acquire_owned().await.map_err(|_| End::Gone)
    }

    /// The reply to a message or a change of one.
    fn reply(
        &self,
        room: RoomId,
        permit: OwnedSemaphorePermit,
        frame: impl FnOnce(Result<Seq, (Refusal, Option<u64>)>) -> ServerFrame + Send + 'static,
    ) -> Box<dyn FnOnce(Result<messages::Answer, Unstored>) + Send> {
        let (outgoing, refusals) = (Arc::clone(self.outgoing), Arc::clone(&self.refusals));
        Box::new(move |answer| {
            let outcome = match answer {
                Ok(Ok(seq)) => Ok(seq),
                Ok(Err(Refused { why, retry_after })) => Err((why, retry_after)),
                Err(Unstored::Unavailable | Unstored::Failed) => Err((Refusal::Unavailable, Some(1))),
            };
            if let Err((code, _)) = outcome {
                refusals.note(What::Message(code), Some(room));
            }
            outgoing.send(&frame(outcome));
            drop(permit);
        })
    }
}
