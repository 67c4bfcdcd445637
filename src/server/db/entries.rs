//! The room log: pages of the table `entries`, each with the messages in their present state.

use super::{
    Conn, Inside, Result,
    entry_row::{entries, entry},
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

/// Entries after a seq, oldest first, as many as fit.
pub async fn after(inside: &mut Inside, after: Seq, most: Most) -> Result<Vec<Entry>> {
    let room = inside.room();
    // Only the lengths: they are known without reading the texts.
    let texts: Vec<Option<i64>> = sqlx::query_scalar(
        "select octet_length(messages.body)
         from entries left join messages on messages.room_id = entries.room_id and messages.seq = entries.seq
         where entries.room_id = ?1 and entries.seq > ?2 order by entries.seq limit ?3",
    )
    .bind(room.0)
    .bind(after)
    .bind(most.entries())
    .fetch_all(inside.conn())
    .await?;
    sqlx::query(entries!("entries.room_id = ?1 and entries.seq > ?2 order by entries.seq limit ?3"))
        .bind(room.0)
        .bind(after)
        .bind(most.fit(texts.into_iter()))
        .try_map(|row| entry(&row))
        .fetch_all(inside.conn())
        .await
}

/// Entries before a seq, oldest first, of the newest as many as fit.
pub async fn before(inside: &mut Inside, before: Seq, most: Most) -> Result<Vec<Entry>> {
    let room = inside.room();
    let texts: Vec<Option<i64>> = sqlx::query_scalar(
        "select octet_length(messages.body)
         from entries left join messages on messages.room_id = entries.room_id and messages.seq = entries.seq
         where entries.room_id = ?1 and entries.seq < ?2 order by entries.seq desc limit ?3",
    )
    .bind(room.0)
    .bind(before)
    .bind(most.entries())
    .fetch_all(inside.conn())
    .await?;
    let mut entries: Vec<Entry> =
        sqlx::query(entries!("entries.room_id = ?1 and entries.seq < ?2 order by entries.seq desc limit ?3"))
            .bind(room.0)
            .bind(before)
            .bind(most.fit(texts.into_iter()))
            .try_map(|row| entry(&row))
            .fetch_all(inside.conn())
            .await?;
    entries.reverse();
    Ok(entries)
}

/// Head of a room's log; `None` if there is no such room.
pub async fn head(conn: &mut Conn, room: RoomId) -> Result<Option<Seq>> {
    sqlx::query_scalar("select head from rooms where id = ?1").bind(room.0).fetch_optional(conn).await
}

/// Actors of these entries, and the people whom they were applied to.
pub async fn people(conn: &mut Conn, entries: &[Entry]) -> Result<Vec<User>> {
    let ids: BTreeSet<_> = entries.iter().flat_map(|entry| [Some(entry.by), entry.whom()]).flatten().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    super::users::by_ids(conn, ids.into_iter()).await
}
