//! The room log: pages of the table `entries`, each with the messages in their present state.

use super::{
    Conn, Inside, Result,
    entry_row::{columns, entries, rows},
    query_as, query_scalar,
};
use crate::model::{Entry, RoomId, Seq, User};
use std::collections::BTreeSet;

/// Limits of a page.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub entries: usize,
    /// Bytes of text; the first entry is taken however long it is.
    pub bytes: usize,
}

impl Most {
    /// Half of both limits.
    #[must_use]
    pub const fn half(self) -> Self {
        Self { entries: self.entries / 2, bytes: self.bytes / 2 }
    }

    /// Number of texts that fit, from the first on, given their lengths.
    pub(super) fn fit(self, texts: impl Iterator<Item = Option<i64>>) -> i64 {
        let (mut count, mut bytes) = (0, 0);
        for text in texts {
            bytes += text.and_then(|text| usize::try_from(text).ok()).unwrap_or(0);
            if count > 0 && bytes > self.bytes {
                break;
            }
            count += 1;
        }
        count
    }

    pub(super) fn entries(self) -> i64 {
        i64::try_from(self.entries).unwrap_or(i64::MAX)
    }
}

/// The range `from ..= to` of a room's log, and entries in it, oldest first.
#[derive(Clone, Debug)]
pub struct Range {
    pub from: Seq,
    pub to: Seq,
    pub entries: Vec<Entry>,
}

/// The log after a seq, changes of messages included, as much as fits.
pub async fn log_after(inside: &mut Inside, after: Seq, most: Most) -> Result<Range> {
    let room = inside.room();
    // Only the lengths: they are known without reading the texts.
    let texts: Vec<Option<i64>> = query_scalar(
        "select octet_length(messages.body)
         from entries left join messages
              on messages.room_id = entries.room_id and messages.seq = coalesce(entries.target, entries.seq)
         where entries.room_id = ?1 and entries.seq > ?2 order by entries.seq limit ?3",
    )
    .bind(room.0)
    .bind(after)
    .bind(most.entries())
    .fetch_all(inside.conn())
    .await?;
    let entries: Vec<Entry> =
        query_as(entries!("entries.room_id = ?1 and entries.seq > ?2 order by entries.seq limit ?3"))
            .bind(room.0)
            .bind(after)
            .bind(most.fit(texts.into_iter()))
            .fetch_all(inside.conn())
            .await?;
    let to = entries.last().map_or(after, |entry| entry.seq);
    Ok(Range { from: after.saturating_add(1), to, entries })
}

/// The rows of a timeline after a seq, as many as fit. Without more of them the range goes on to the head.
pub async fn rows_after(inside: &mut Inside, after: Seq, most: Most) -> Result<Range> {
    let (room, head) = (inside.room(), inside.membership().head);
    let texts: Vec<Option<i64>> =
        query_scalar(rows!("octet_length(messages.body)", "entries.seq > ?2 order by entries.seq limit ?3"))
            .bind(room.0)
            .bind(after)
            .bind(most.entries())
            .fetch_all(inside.conn())
            .await?;
    let (found, fit) = (texts.len(), most.fit(texts.into_iter()));
    let entries: Vec<Entry> = query_as(rows!(columns!(), "entries.seq > ?2 order by entries.seq limit ?3"))
        .bind(room.0)
        .bind(after)
        .bind(fit)
        .fetch_all(inside.conn())
        .await?;
    let newest = entries.last().map_or(after, |entry| entry.seq);
    let is_all = found < most.entries && entries.len() == found;
    Ok(Range { from: after.saturating_add(1), to: if is_all { head.max(after) } else { newest }, entries })
}

/// The rows of a timeline before a seq, of the newest as many as fit. Without more of them the range begins at 1.
pub async fn rows_before(inside: &mut Inside, before: Seq, most: Most) -> Result<Range> {
    let (room, head) = (inside.room(), inside.membership().head);
    let texts: Vec<Option<i64>> =
        query_scalar(rows!("octet_length(messages.body)", "entries.seq < ?2 order by entries.seq desc limit ?3"))
            .bind(room.0)
            .bind(before)
            .bind(most.entries())
            .fetch_all(inside.conn())
            .await?;
    let (found, fit) = (texts.len(), most.fit(texts.into_iter()));
    let mut entries: Vec<Entry> = query_as(rows!(columns!(), "entries.seq < ?2 order by entries.seq desc limit ?3"))
        .bind(room.0)
        .bind(before)
        .bind(fit)
        .fetch_all(inside.conn())
        .await?;
    entries.reverse();
    let oldest = entries.first().map_or(before, |entry| entry.seq);
    let is_all = found < most.entries && entries.len() == found;
    Ok(Range { from: if is_all { 1 } else { oldest }, to: before.saturating_sub(1).min(head), entries })
}

/// Head of a room's log; `None` if there is no such room.
pub async fn head(conn: &mut Conn, room: RoomId) -> Result<Option<Seq>> {
    query_scalar("select head from rooms where id = ?1").bind(room.0).fetch_optional(conn).await
}

/// Actors of these entries, and the people whom they were applied to.
pub async fn people(conn: &mut Conn, entries: &[Entry]) -> Result<Vec<User>> {
    let ids: BTreeSet<_> = entries.iter().flat_map(|entry| [Some(entry.by), entry.whom()]).flatten().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    super::users::by_ids(conn, ids.into_iter()).await
}
