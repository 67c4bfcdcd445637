//! `ClientFrame`: frames from the client.

use crate::model::{ClientId, RoomId, Seq, UserId};
use serde::{Deserialize, Serialize};

/// A frame from the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame, within ten seconds.
    Hello { protocol: u32 },
    /// Subscribe to a room from after this seq; without `after`, from its head.
    Subscribe {
        room: RoomId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
    },
    /// Ask for a sign of life. Answered by a `beat` at once.
    Ping,
    /// End a subscription; heads and unread counts still come.
    Unsubscribe { room: RoomId },
    /// Post a message. Answered by `ack` or `refused`.
    Send { room: RoomId, client_id: ClientId, body: String },
    /// Give one's own message `seq` another text. `base` is the entry that had changed it last when the editing
    /// began, 0 for none. Answered by `changed` or `unchanged`.
    Edit {
        room: RoomId,
        seq: Seq,
        #[serde(default)]
        base: Seq,
        body: String,
    },
    /// Delete the message `seq`. Answered by `changed` or `unchanged`.
    Delete { room: RoomId, seq: Seq },
    /// Move the read mark to this seq, in the generation `read_generation`; ignored if the mark was moved back elsewhere
    /// since. Answered by `heads`, to all of the person's tabs.
    Read {
        room: RoomId,
        seq: Seq,
        #[serde(default)]
        read_generation: i64,
    },
    /// Mark as unread from this seq on, which begins a new generation. Answered like `read`.
    Unread { room: RoomId, seq: Seq },
    /// The viewer is typing, sent at most every three seconds; or has `ended`, with the draft cleared or
    /// left. A post ends it by itself. Never answered.
    Typing {
        room: RoomId,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ended: bool,
    },
    /// The viewer's presence at this tab: active if it is in front and was used recently.
    Active { active: bool },
    /// Watch the presence of these people, replacing the list before; at most 100. Answered by `presence`,
    /// now and on every change, for those of them who share a room with you.
    Watch { people: Vec<UserId> },
    /// Request profiles. Answered by `people`, with those who are or were in the room.
    People { room: RoomId, ids: Vec<UserId> },
}
