//! Works out what entries change for members, from the entries and what the store holds after them. The writer
//! does so for its own entries before it commits; entries of another node would take the same road.

use super::{Conn, Result, memberships, rooms, users};
use crate::{
    model::{Entry, Event, RoomId, RoomMembership, Seq, User, UserId},
    server::domain::committed::{Committed, MemberEffect, refers_to},
};
use std::collections::HashMap;

/// The entries as they are published. Of several changes of one thing each shows the last: so it is told what is
/// true now.
pub async fn load(conn: &mut Conn, entries: Vec<(RoomId, Entry)>) -> Result<Vec<Committed>> {
    let ids: Vec<UserId> = entries.iter().flat_map(|(_, entry)| refers_to(entry)).flatten().collect();
    let profiles = match &ids[..] {
        [] => Vec::new(),
        ids => users::still_here(&mut *conn, ids).await?,
    };
    let profiles: HashMap<UserId, User> = profiles.into_iter().map(|user| (user.id, user)).collect();
    let mut committed = Vec::with_capacity(entries.len());
    for (room, entry) in entries {
        let effect = effect(conn, room, &entry).await?;
        let people = refers_to(&entry).into_iter().flatten().filter_map(|id| profiles.get(&id).cloned()).collect();
        committed.push(Committed { room, entry, effect, people });
    }
    Ok(committed)
}

async fn effect(conn: &mut Conn, room: RoomId, entry: &Entry) -> Result<MemberEffect> {
    Ok(match entry.event {
        Event::Create => {
            let members = memberships::since(&mut *conn, room, entry.seq).await?;
            came(conn, room, entry.seq, &members).await?
        }
        Event::Join => came(conn, room, entry.seq, &[entry.by]).await?,
        Event::Add(whom) => came(conn, room, entry.seq, &[whom]).await?,
        Event::Leave => MemberEffect::Went(entry.by),
        Event::Remove(whom) => MemberEffect::Went(whom),
        Event::Role(whom, _) => MemberEffect::Role(whom),
        Event::Edit { .. } | Event::Delete { .. } | Event::Tombstone { .. } => MemberEffect::Counts,
        Event::Name(_) | Event::Topic(_) | Event::Archive | Event::Unarchive | Event::MakePrivate | Event::MakeOpen => {
            rooms::by_id(conn, room).await?.map_or(MemberEffect::None, MemberEffect::Room)
        }
        Event::DeleteRoom => MemberEffect::Gone,
        Event::Post { .. } | Event::Ban(_) | Event::Unban(_) | Event::Other => MemberEffect::None,
    })
}

/// The memberships that an entry started, as of that entry. One that has ended since is none: its end is told
/// by an entry of its own.
async fn came(conn: &mut Conn, room: RoomId, seq: Seq, people: &[UserId]) -> Result<MemberEffect> {
    let mut came = Vec::new();
    for person in people {
        if let Some(of) = memberships::in_room(&mut *conn, *person, room).await? {
            came.push((*person, RoomMembership { head: seq, read: seq, unread: 0, mentions: 0, ..of }));
        }
    }
    Ok(MemberEffect::Came(came))
}
