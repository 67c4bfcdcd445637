//! `Input` and `Effect`: the two sides of the reducer `Client::step`.

use super::connection::Order;
use super::notices::Notice;
use super::outbox::Pending;
use super::own_changes::KeptChange;
use crate::model::{Body, ClientId, History, OpenRoom, RoomId, RoomMembership, Seq, SiteSettings, Viewer};
use crate::wire::{ClientFrame, ServerFrame};

/// An input of the reducer.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The viewer, from the page data. Without it, `hello` tells who it is.
    Viewer(Viewer),
    /// The site's settings and the build, from the page data.
    Site(SiteSettings),
    /// A room was opened, with its history.
    Opened(Box<OpenRoom>),
    /// A room read again for its exact counts.
    Counted(Box<OpenRoom>),
    /// Pages of history that the viewer scrolled to.
    Older(RoomId, History),
    Newer(RoomId, History),
    /// A page of held messages, read again because they may have changed.
    Reread(RoomId, History),
    /// A page of the log, read by HTTP as a socket would have brought it.
    CaughtUp(RoomId, History),
    /// The timeline was scrolled to its end, or away from it.
    AtEnd(RoomId, bool),
    /// A room was opened, or a page without one.
    Entered(Option<RoomId>),
    /// The page gained or lost attention.
    Watched(bool),
    /// The viewer types in a room.
    Typed(RoomId),
    /// The draft was cleared or left.
    TypingEnded,
    /// The entries from the one seq to the other were in view in a focused window.
    Seen(RoomId, Seq, Seq),
    /// Mark as unread from this seq on.
    MarkUnread(RoomId, Seq),
    /// Mark everything as read.
    MarkRead(RoomId),
    Send {
        room: RoomId,
        client_id: ClientId,
        body: String,
    },
    /// The viewer begins to edit a message of theirs.
    Edit(RoomId, Seq),
    /// The same for the last one of a room.
    EditLast(RoomId),
    /// Changes of messages that an earlier page has begun.
    ChangesRestored(Vec<(RoomId, Seq, KeptChange)>),
    /// The viewer typed: the new text of the message so far.
    EditTyped(RoomId, Seq, String),
    /// The new text of a message is to be stored.
    EditSaved(RoomId, Seq, Body),
    /// The viewer gives up a change that is not sent: an edit, or a deletion that they undo.
    ChangeDropped(RoomId, Seq),
    /// The viewer deletes a message.
    Delete(RoomId, Seq),
    /// Unsent messages of an earlier page or of another tab.
    Restored(Vec<Pending>),
    /// Restored messages that have been stored or discarded elsewhere since.
    Vanished(Vec<ClientId>),
    Retry(ClientId),
    Discard(ClientId),
    /// The page is hydrated and wants to connect.
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
    /// The page may be about to close: send now, or maybe never.
    Leaving,
    /// The viewer dismissed the toast.
    Dismissed,
    /// Whether the session lives, asked for after a refused handshake; `None` without an answer.
    Session(Option<bool>),
    /// The answer to a frame submitted by a request; `None` without one.
    Submitted(ClientFrame, Option<Box<ServerFrame>>),
    /// All memberships, by polling.
    Polled(Vec<RoomMembership>),
}

/// An effect of the reducer, to be performed by its caller.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Connect,
    Drop,
    AskSession,
    Transmit(ClientFrame),
    /// Send a frame by a request, as a form would.
    Submit(ClientFrame),
    /// Poll all memberships by a request.
    Poll,
    /// Read by HTTP the log after this seq.
    Follow(RoomId, Seq),
    /// Read again by HTTP the messages after this seq.
    Reread(RoomId, Seq),
    /// Read the room's newest page again, by HTTP.
    Fetch(RoomId),
    /// Read the room's exact counts, by HTTP.
    Count(RoomId),
    /// Keep an unsent message beyond the life of this page.
    Keep(Pending),
    /// Delete a kept message: it is stored or discarded.
    Forget(ClientId),
    /// Keep a change of a message beyond the life of this page.
    KeepChange(RoomId, Seq, KeptChange),
    /// Delete a kept change: it is stored or given up.
    ForgetChange(RoomId, Seq),
    /// Show a system notification of a post.
    Notify(Notice),
    /// Withdraw the notifications of these rooms: they are read.
    Withdraw(Vec<RoomId>),
}

impl Order {
    /// The effects of an order, in the order in which to perform them.
    pub(super) fn effects(self) -> Vec<Effect> {
        match self {
            Self::Connect => vec![Effect::Connect],
            Self::Drop => vec![Effect::Drop],
            Self::Renew => vec![Effect::Drop, Effect::Connect],
            Self::Ping => vec![Effect::Transmit(ClientFrame::Ping)],
            Self::AskSession => vec![Effect::AskSession],
        }
    }
}
