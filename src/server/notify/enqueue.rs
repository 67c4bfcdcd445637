//! Enqueues notifications: chooses the recipients of stored messages, and when each is due.

use crate::{
    model::{Millis, RoomId, Seq, UserId},
    server::{
        clock::now,
        db::{self, push_queue::QueuedNotice},
        domain::{
            moment::Moment,
            notify_rules::{Post, should_notify},
        },
        notify::Notifier,
    },
};
use futures_util::FutureExt;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use tokio::sync::{Notify, mpsc};

/// Most messages handled together.
const BATCH: usize = 256;
/// Most people queued for in one transaction.
const CHUNK: usize = 200;
/// Extent of the look-back after a start: time, and entries per room.
const LOOK_BACK: Millis = 10 * 60 * 1_000;
const LOOK_BACK_ENTRIES: i64 = 200;
/// Pause after a failure of the database.
const PAUSE: Duration = Duration::from_secs(2);

/// Queues notifications until told to end. Messages received by then are still handled.
pub(super) async fn run(notifier: Arc<Notifier>, mut posts: mpsc::Receiver<Post>, closing: Arc<Notify>) {
    if let Err(error) = look_back(&notifier).await {
        tracing::warn!(%error, "what was posted before the start could not be looked at");
    }
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        match AssertUnwindSafe(fill(&notifier, std::mem::take(&mut batch))).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "who is to be told could not be queued; trying again");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            // Not retried: it would panic again.
            Err(_) => tracing::error!("queueing who is to be told panicked; these are not told"),
        }
        tokio::select! {
            taken = posts.recv_many(&mut batch, BATCH) => if taken == 0 { return },
            () = closing.notified() => posts.close(),
        }
    }
}

/// Marks messages from right before the last stop as missed: they may not have been queued.
async fn look_back(notifier: &Notifier) -> db::Result<()> {
    let mut conn = notifier.services.db.read().await?;
    for (room, after) in db::push_queue::rooms_since(&mut conn, now() - LOOK_BACK, LOOK_BACK_ENTRIES).await? {
        notifier.inbox.miss(room, after);
    }
    Ok(())
}

/// Queues notifications for these messages and for missed ones. On failure they are marked as missed.
async fn fill(notifier: &Notifier, posts: Vec<Post>) -> db::Result<()> {
    let mut rooms: BTreeMap<RoomId, Vec<Post>> = BTreeMap::new();
    for post in posts {
        rooms.entry(post.room).or_default().push(post);
    }
    let mut missed = notifier.inbox.missed().into_iter();
    while let Some((room, after)) = missed.next() {
        let known = rooms.entry(room).or_default();
        match logged(notifier, room, after).await {
            Ok(posts) => known.extend(posts),
            Err(error) => {
                for (room, after) in std::iter::once((room, after)).chain(missed) {
                    notifier.inbox.miss(room, after);
                }
                note_missed(notifier, &rooms);
                return Err(error);
            }
        }
    }
    let queued = queue(notifier, &rooms).await;
    if queued.is_err() {
        note_missed(notifier, &rooms);
    }
    queued
}

fn note_missed(notifier: &Notifier, rooms: &BTreeMap<RoomId, Vec<Post>>) {
    for post in rooms.values().flatten() {
        notifier.inbox.miss(post.room, post.seq - 1);
    }
}

async fn queue(notifier: &Notifier, rooms: &BTreeMap<RoomId, Vec<Post>>) -> db::Result<()> {
    let mut told = Vec::new();
    for (room, posts) in rooms {
        told.extend(whom(notifier, *room, posts).await?);
    }
    for chunk in told.chunks(CHUNK) {
        let (chunk, queued_at) = (chunk.to_vec(), notifier.services.config.clock.settled());
        notifier
            .services
            .writer
            .perform(move |conn| Box::pin(async move { db::push_queue::put(conn, &chunk, queued_at).await }))
            .await?;
    }
    if !told.is_empty() {
        notifier.wake.notify_one();
    }
    Ok(())
}

/// Recipients in one room: for each person the newest message that concerns them.
async fn whom(notifier: &Notifier, room: RoomId, posts: &[Post]) -> db::Result<Vec<QueuedNotice>> {
    let mentioned: BTreeSet<UserId> = posts.iter().flat_map(|post| post.mentions.iter().copied()).collect();
    let mentioned: Vec<UserId> = mentioned.into_iter().collect();
    let mut conn = notifier.services.db.read().await?;
    let direct = db::notify_prefs::is_direct(&mut conn, room).await?;
    let members = db::notify_prefs::who_may_be_told(&mut conn, room, &mentioned, direct).await?;
    drop(conn);
    let Moment { wall, settled, .. } = notifier.services.config.clock.moment();
    let hold = Millis::try_from(notifier.services.config.push.hold.as_millis()).unwrap_or(0);
    let mut told = HashMap::new();
    for member in &members {
        for post in posts.iter().filter(|post| should_notify(post, member, direct, wall)) {
            let user = member.user;
            // An active person may be about to read it.
            let due_at = if notifier.services.hub.is_active(user) { settled + hold } else { settled };
            let one = told.entry(user).or_insert(QueuedNotice { user, room, seq: post.seq, mentioned: false, due_at });
            one.seq = one.seq.max(post.seq);
            one.mentioned |= post.mentions.contains(&user);
        }
    }
    Ok(told.into_values().collect())
}

/// Messages from the log after a seq, within the look-back.
async fn logged(notifier: &Notifier, room: RoomId, after: i64) -> db::Result<Vec<Post>> {
    let mut conn = notifier.services.db.read().await?;
    // A deleted room has no messages.
    let Some(head) = db::entries::head(&mut conn, room).await? else { return Ok(Vec::new()) };
    let after = after.max(head - LOOK_BACK_ENTRIES);
    let authors = db::messages::authors(&mut conn, room, after, LOOK_BACK_ENTRIES).await?;
    let mut posts: Vec<Post> =
        authors.into_iter().map(|(seq, by)| Post { room, seq, by, mentions: Vec::new() }).collect();
    let seqs: Vec<Seq> = posts.iter().map(|post| post.seq).collect();
    for (seq, user) in db::notify_prefs::mentions(&mut conn, room, &seqs).await? {
        if let Some(post) = posts.iter_mut().find(|post| post.seq == seq) {
            post.mentions.push(user);
        }
    }
    Ok(posts)
}
