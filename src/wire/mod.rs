//! The WebSocket protocol: every frame, close code and number that another client needs.
//!
//! One socket at `/ws` serves all rooms of one person. It needs the session cookie and, from a
//! browser, Roost's own `Origin`. Frames are JSON texts of at most 64 KiB with a `type`. A session:
//!
//! ```text
//! > {"type":"hello","protocol":1}
//! < {"type":"hello","protocol":1,"epoch":"k3…","build":"9c…","site":{"name":"Roost"},"you":{"id":2,"username":"ada","name":"Ada"},
//!    "rooms":[{"room":{"id":1,"slug":"lobby","name":"Lobby","topic":""},"head":41,"read":40,"read_generation":0,"unread":1}]}
//! > {"type":"subscribe","room":1,"after":40}
//! < {"type":"page","room":1,"entries":[{"seq":41,"at":1763800000000,"by":3,"type":"post",
//!    "client_id":"…","body":"Morning"}],"people":[{"id":3,"username":"bo","name":"Bo"}],"head":41}
//! < {"type":"live","room":1,"head":41}
//! > {"type":"send","room":1,"client_id":"5Zb0qQx0T9u0m1c2d3e4fA","body":"Hello"}
//! < {"type":"ack","room":1,"client_id":"5Zb0qQx0T9u0m1c2d3e4fA","seq":42}
//! < {"room":1,"seq":42,"at":1763800001000,"by":2,"type":"post","client_id":"5Zb0…","body":"Hello"}
//! ```
//!
//! The rules a client can rely on: an `ack` means the message is on disk; entries of one room
//! arrive with `seq` rising by exactly one from `after`; a `send` without an answer may be sent
//! again with the same `client_id` and is stored once; a `refused` one was not stored.
//! Duties of a client: treat `gap` and `reset` as said there; after silence of 60 s, connect again; after
//! close code 4410 or 1012, connect again and subscribe from the last seq it has. Unknown fields and unknown
//! frame types from the server are to be ignored. A frame with an `at` is an entry, whatever its `type`: one
//! of an unknown type keeps its place in the log.
//!
//! The types of entries: `create`, `join`, `leave`, `post`; `edit` and `delete`, about the message `target`; and
//! the actions of owners and moderators, by `by` to `whom`: `add`, `remove` (ends a membership as `leave` does),
//! `ban`, `unban`, `role` (the new one is the `body`), `name` and `topic` (the new one is the `body`), `archive`,
//! `unarchive`, `make_private`, `make_open`. The changed room comes in a `room` frame besides. Only `edit` and `delete` are not shown by
//! themselves: an entry of any other type is, also if it has a `target` or its type is unknown.
//!
//! Messages are always sent as they are now. A `post` that was edited has the seq of the last edit as `changed`;
//! one that was deleted has that of the deletion, and no `body`. So has an `edit` of a message that was deleted
//! since. A client applies a change to the message if it holds it, and if the change is newer than what the
//! message says of itself; then changes may come twice, and pages in any order. What was read before the end of
//! a `gap` is to be read again.
//!
//! Behind a proxy that does not pass sockets on, a message can be posted to `/rooms/{slug}` as a form does
//! it, with the fields `client_id` and `body` and with `accept: application/json`: the response is the `ack`
//! or `refused` that a socket would have brought. So can a change of a message: to `/rooms/{slug}/{seq}/edit` with
//! `base` and `body`, and to `/rooms/{slug}/{seq}/delete`, answered by `changed` or `unchanged`. `GET /api/rooms/memberships` returns the memberships that
//! `heads` carries, and `GET /api/messages/log?room=1&seq=41` the entries after a seq. `/api/messages/older` and
//! `/api/messages/newer` are pages of what is shown: the messages and system messages `from ..= to`, without the
//! changes, which are in the messages.
//!
//! A `post` that mentions members of its room by `@username`, other than its author, lists them in
//! `mentions`, as pairs of the user's id and the name in lower case: `[[3,"bo"]]`. These are the people who
//! had the names when it was posted, whatever their present names; counts of mentions go by them. Profile
//! addresses redirect from former names. Without `mentions` nobody is mentioned.

mod client_frame;
pub mod close;
mod read;
mod server_frame;

pub use client_frame::ClientFrame;
pub use server_frame::{LiveEntry, ServerFrame};

use serde::{Deserialize, Serialize};

/// The protocol version. A `hello` with another number is closed with [`close::BAD_FRAME`].
pub const PROTOCOL: u32 = 1;

/// The reason why a message was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a member of such a room.
    NotFound,
    /// No visible text.
    Empty,
    /// Longer than a message can be.
    TooLong,
    /// Rate limited.
    TooMany,
    /// The room is archived: read-only.
    Archived,
    /// The message was changed by somebody else meanwhile, as one's own other tab.
    Conflict,
    /// The server could not store it just now.
    Unavailable,
}
