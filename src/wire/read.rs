//! Reading frames from the server: one flat struct for all of them, which is less to download.

use super::{LiveEntry, Refusal, ServerFrame};
use crate::{
    json,
    model::{
        ClientId, Entry, Millis, NotifyLevel, Presence, Room, RoomId, RoomMembership, Seq, SiteSettings, User, UserId,
    },
};
use serde::Deserialize;

impl ServerFrame {
    /// Reads a frame. `None` for frames of a later protocol, which are to be ignored.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let read = json::read::<Read>(text).ok()?;
        if read.at.is_some() {
            let entry = json::read::<Entry>(text).ok()?;
            return Some(Self::Entry(LiveEntry { room: read.room?, entry }));
        }
        Some(match read.kind.as_str() {
            "hello" => Self::Hello {
                protocol: read.protocol?,
                epoch: read.epoch?,
                build: read.build.unwrap_or_default(),
                site: read.site.unwrap_or_default(),
                quiet: read.quiet.unwrap_or_default(),
                you: read.you?,
                admin: read.admin.unwrap_or(false),
                by_activity: read.by_activity.unwrap_or(false),
                rooms: read.rooms?,
            },
            "page" => Self::Page { room: read.room?, entries: read.entries?, people: read.people?, head: read.head? },
            "live" => Self::Live { room: read.room?, head: read.head? },
            "gap" => Self::Gap { room: read.room?, from: read.from?, to: read.to? },
            "reset" => Self::Reset { room: read.room? },
            "ack" => Self::Ack { room: read.room?, client_id: read.client_id?, seq: read.seq? },
            "refused" => Self::Refused {
                room: read.room?,
                client_id: read.client_id?,
                code: read.code?,
                retry_after: read.retry_after,
            },
            "changed" => Self::Changed { room: read.room?, seq: read.seq?, entry: read.entry? },
            "unchanged" => {
                Self::Unchanged { room: read.room?, seq: read.seq?, code: read.code?, retry_after: read.retry_after }
            }
            "notice" => Self::Notice {
                room: read.room?,
                head: read.head?,
                by: read.by?,
                mention: read.mention.unwrap_or(false),
                line: read.line.unwrap_or_default(),
            },
            "heads" => Self::Heads { rooms: read.rooms? },
            "levels" => Self::Levels { levels: read.levels? },
            "joined" => Self::Joined { membership: read.membership?, adder: read.adder },
            "left" => Self::Left { room: read.room?, deleted: read.deleted.unwrap_or(false) },
            "typing" => Self::Typing { room: read.room?, ids: read.ids?, ended: read.ended.unwrap_or_default() },
            "presence" => Self::Presence { presence: read.presence? },
            "people" => Self::People { room: read.room, people: read.people? },
            "room" => Self::Room { of: read.of? },
            "site" => Self::Site { site: read.site? },
            "quiet" => Self::Quiet { quiet: read.quiet? },
            "beat" => Self::Beat { heads: read.heads? },
            "bad_frame" => Self::BadFrame { why: read.why? },
            _ => return None,
        })
    }
}

/// Every field that a frame can have: one deserializer instead of one for each frame, because the browser has
/// to download them.
#[derive(Deserialize)]
struct Read {
    #[serde(rename = "type")]
    kind: String,
    at: Option<Millis>,
    room: Option<RoomId>,
    of: Option<Room>,
    head: Option<Seq>,
    entries: Option<Vec<Entry>>,
    people: Option<Vec<User>>,
    protocol: Option<u32>,
    epoch: Option<String>,
    build: Option<String>,
    site: Option<SiteSettings>,
    quiet: Option<Vec<(Millis, Millis)>>,
    you: Option<User>,
    admin: Option<bool>,
    by_activity: Option<bool>,
    rooms: Option<Vec<RoomMembership>>,
    membership: Option<RoomMembership>,
    adder: Option<User>,
    from: Option<Seq>,
    to: Option<Seq>,
    seq: Option<Seq>,
    entry: Option<Seq>,
    client_id: Option<ClientId>,
    code: Option<Refusal>,
    retry_after: Option<u64>,
    by: Option<UserId>,
    mention: Option<bool>,
    line: Option<String>,
    deleted: Option<bool>,
    ids: Option<Vec<UserId>>,
    ended: Option<Vec<UserId>>,
    presence: Option<Vec<(UserId, Presence)>>,
    heads: Option<Vec<(RoomId, Seq)>>,
    levels: Option<Vec<(RoomId, NotifyLevel)>>,
    why: Option<String>,
}
