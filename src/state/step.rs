//! What can happen to a tab, and what it does about it: the two sides of `Client::step`.

use super::connection::Order;
use super::notices::Told;
use super::outbox::Pending;
use crate::model::{ClientId, Here, History, OpenRoom, RoomId, RoomMembership, Seq, Viewer};
use crate::wire::{ClientFrame, ServerFrame};

/// What can happen to a tab.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The page came with this.
    Viewer(Viewer),
    /// The place that the page is of, and the client that it was made for.
    Here(Here),
    /// A room was opened, with what was read of it.
    Opened(Box<OpenRoom>),
    /// What was read of a room to see who is in it.
    Counted(Box<OpenRoom>),
    /// Pages of history that the reader scrolled to.
    Older(RoomId, History),
    Newer(RoomId, History),
    /// The reader reached the end of a room's timeline, or left it.
    AtEnd(RoomId, bool),
    /// A room came onto the screen, or a page without one did.
    Entered(Option<RoomId>),
    /// Somebody looks at the page, or looks away.
    Watched(bool),
    /// The reader writes in a room.
    Typed(RoomId),
    /// What they wrote has been emptied or left.
    TypingEnded,
    /// Everything from the one seq to the other was in view in a focused window.
    Seen(RoomId, Seq, Seq),
    /// The reader wants it to be unread from this seq on.
    MarkUnread(RoomId, Seq),
    /// The reader says that everything is read.
    MarkRead(RoomId),
    Send {
        room: RoomId,
        client_id: ClientId,
        body: String,
    },
    /// Messages that an earlier page, or another tab, had on their way.
    Restored(Vec<Pending>),
    /// Messages that came from another page, and that somebody has answered for since.
    Vanished(Vec<ClientId>),
    Retry(ClientId),
    Discard(ClientId),
    /// The page is alive and wants to be connected.
    Start,
    SocketOpened,
    SocketClosed {
        code: u16,
        jitter: f64,
    },
    Frame(Box<ServerFrame>),
    Network {
        online: bool,
    },
    Tick {
        jitter: f64,
    },
    /// The page may be about to go: what is not told now may never be.
    Leaving,
    /// The reader does not want to see the toast any longer.
    Dismissed,
    /// What a request found out about the session after a handshake was refused; nothing without an answer.
    Session(Option<bool>),
    /// What a frame that was handed over by a request came to; nothing without an answer.
    Submitted(ClientFrame, Option<Box<ServerFrame>>),
    /// All rooms, asked for by a request.
    Polled(Vec<RoomMembership>),
}

/// What a tab does about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Connect,
    Drop,
    AskSession,
    Transmit(ClientFrame),
    /// Hand a frame over by a request, as a form would.
    Submit(ClientFrame),
    /// Ask by a request for all rooms.
    Poll,
    /// Read by HTTP what comes after this seq.
    Follow(RoomId, Seq),
    /// Read the room's newest page anew, by HTTP.
    Fetch(RoomId),
    /// Read by HTTP who is in the room.
    Count(RoomId),
    /// Keep a message that is on its way, beyond the life of this page.
    Keep(Pending),
    /// Keep it no longer: it is answered for.
    Forget(ClientId),
    /// Tell somebody who does not look of a post.
    Notify(Told),
    /// What was told of these rooms has been read.
    Withdraw(Vec<RoomId>),
}

impl Order {
    /// What is to be done for it, in this order.
    pub(super) fn effects(self) -> Vec<Effect> {
        match self {
            Self::Connect => vec![Effect::Connect],
            Self::Drop => vec![Effect::Drop],
            Self::Renew => vec![Effect::Drop, Effect::Connect],
            Self::Ask => vec![Effect::Transmit(ClientFrame::Ping)],
            Self::AskSession => vec![Effect::AskSession],
        }
    }
}
