//! From stored messages to notices that wait: who is told, and when.

use crate::{
    model::{Millis, RoomId, Seq, UserId},
    server::{
        db::{self, push_queue::Told},
        domain::{
            moment::Moment,
            notify_rules::{Post, tells},
        },
        state::{AppState, now},
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

/// Messages that are looked at together, at most.
const BATCH: usize = 256;
/// People who are queued for in one transaction, at most.
const CHUNK: usize = 200;
/// How far back it is looked after a start, and in one room at most.
const LOOK_BACK: Millis = 10 * 60 * 1_000;
const LOOK_BACK_ENTRIES: i64 = 200;
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(2);

/// Fills the queue until told to end; what has come by then is still taken.
pub(super) async fn run(state: AppState, mut posts: mpsc::Receiver<Post>, closing: Arc<Notify>) {
    if let Err(error) = look_back(&state).await {
        tracing::warn!(%error, "what was posted before the start could not be looked at");
    }
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        match AssertUnwindSafe(fill(&state, std::mem::take(&mut batch))).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "who is to be told could not be queued; trying again");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            // What it stumbled over it would stumble over again.
            Err(_) => tracing::error!("queueing who is to be told panicked; these are not told"),
        }
        tokio::select! {
            taken = posts.recv_many(&mut batch, BATCH) => if taken == 0 { return },
            () = closing.notified() => posts.close(),
        }
    }
}

/// Notes what was posted right before the last stop: it may not have come into the queue.
async fn look_back(state: &AppState) -> db::Result<()> {
    let mut conn = state.db.read().await?;
    for (room, after) in db::push_queue::rooms_since(&mut conn, now() - LOOK_BACK, LOOK_BACK_ENTRIES).await? {
        state.notify.inbox.miss(room, after);
    }
    Ok(())
}

/// Queues what these messages, and those that were missed, are to be told of. If it fails they are
/// noted as missed.
async fn fill(state: &AppState, posts: Vec<Post>) -> db::Result<()> {
    let mut rooms: BTreeMap<RoomId, Vec<Post>> = BTreeMap::new();
    for post in posts {
        rooms.entry(post.room).or_default().push(post);
    }
    let mut missed = state.notify.inbox.missed().into_iter();
    while let Some((room, after)) = missed.next() {
        let known = rooms.entry(room).or_default();
        match logged(state, room, after).await {
            Ok(posts) => known.extend(posts),
            Err(error) => {
                for (room, after) in std::iter::once((room, after)).chain(missed) {
                    state.notify.inbox.miss(room, after);
                }
                note_missed(state, &rooms);
                return Err(error);
            }
        }
    }
    let queued = queue(state, &rooms).await;
    if queued.is_err() {
        note_missed(state, &rooms);
    }
    queued
}

fn note_missed(state: &AppState, rooms: &BTreeMap<RoomId, Vec<Post>>) {
    for post in rooms.values().flatten() {
        state.notify.inbox.miss(post.room, post.seq - 1);
    }
}

async fn queue(state: &AppState, rooms: &BTreeMap<RoomId, Vec<Post>>) -> db::Result<()> {
    let mut told = Vec::new();
    for (room, posts) in rooms {
        told.extend(whom(state, *room, posts).await?);
    }
    for chunk in told.chunks(CHUNK) {
        let (chunk, queued_at) = (chunk.to_vec(), state.config.clock.settled());
        state
            .writer
            .perform(move |conn| Box::pin(async move { db::push_queue::put(conn, &chunk, queued_at).await }))
            .await?;
    }
    if !told.is_empty() {
        state.notify.wake.notify_one();
    }
    Ok(())
}

/// Who is told of what in one room: for each person the newest that concerns them.
async fn whom(state: &AppState, room: RoomId, posts: &[Post]) -> db::Result<Vec<Told>> {
    let mentioned: BTreeSet<UserId> = posts.iter().flat_map(|post| post.mentions.iter().copied()).collect();
    let mentioned: Vec<UserId> = mentioned.into_iter().collect();
    let mut conn = state.db.read().await?;
    let direct = db::notify_rooms::is_direct(&mut conn, room).await?;
    let members = db::notify_rooms::who_may_be_told(&mut conn, room, &mentioned, direct).await?;
    drop(conn);
    let Moment { wall, settled, .. } = state.config.clock.moment();
    let hold = Millis::try_from(state.config.push.hold.as_millis()).unwrap_or(0);
    let mut told = HashMap::new();
    for member in &members {
        for post in posts.iter().filter(|post| tells(post, member, direct, wall)) {
            let user = member.user;
            // Where they are active they may be about to read it.
            let due_at = if state.hub.is_active(user) { settled + hold } else { settled };
            let one = told.entry(user).or_insert(Told { user, room, seq: post.seq, mentioned: false, due_at });
            one.seq = one.seq.max(post.seq);
            one.mentioned |= post.mentions.contains(&user);
        }
    }
    Ok(told.into_values().collect())
}

/// Messages from the log, after a seq, as far as it is looked.
async fn logged(state: &AppState, room: RoomId, after: i64) -> db::Result<Vec<Post>> {
    let mut conn = state.db.read().await?;
    // A room that has gone has nothing to tell.
    let Some(head) = db::entries::head(&mut conn, room).await? else { return Ok(Vec::new()) };
    let after = after.max(head - LOOK_BACK_ENTRIES);
    let authors = db::entries::authors(&mut conn, room, after, LOOK_BACK_ENTRIES).await?;
    let mut posts: Vec<Post> =
        authors.into_iter().map(|(seq, by)| Post { room, seq, by, mentions: Vec::new() }).collect();
    let seqs: Vec<Seq> = posts.iter().map(|post| post.seq).collect();
    for (seq, user) in db::notify_rooms::mentions(&mut conn, room, &seqs).await? {
        if let Some(post) = posts.iter_mut().find(|post| post.seq == seq) {
            post.mentions.push(user);
        }
    }
    Ok(posts)
}
