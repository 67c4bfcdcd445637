//! Sends queued notifications to push services: one at a time per person, so that nobody's browsers delay
//! another's, and a few at once in all. Retries failures that may pass, and gives up after a day.

use super::notice::{self, Notice};
use crate::{
    model::{Millis, RoomId, UserId},
    server::{
        chat::sessions,
        clock,
        db::{self, push_queue::Due},
        domain::notify_rules::{Post, should_notify},
        notify::Notifier,
        outbound::{address_guard::Endpoint, https::Outcome},
    },
};
use axum::http::{HeaderMap, HeaderValue, header};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    task::{Id, JoinSet},
    time::sleep,
};

/// Requests under way at once.
const AT_ONCE: usize = 16;
/// Age after which a notification is dropped as outdated.
const GIVEN_UP: Millis = 24 * 60 * 60 * 1_000;
/// Longest time between two attempts.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Pause with nothing to do.
const REST: Duration = Duration::from_secs(60 * 60);
/// Pause after a failure of the database, or a panic.
const PAUSE: Duration = Duration::from_secs(5);
/// Most notifications withdrawn by one push: they have to fit into it.
const WITHDRAWN: i64 = 50;

/// Sends due notifications until told to end; then requests under way are cancelled, and their notifications
/// stay in the queue. It is told rather than dropped, so that it ends between two reads: a database connection
/// dropped while it is being opened outlives the others, and keeps SQLite from removing the WAL.
pub(super) async fn run(notifier: Arc<Notifier>, ending: Arc<Notify>) {
    let mut sending: JoinSet<()> = JoinSet::new();
    let mut busy: HashMap<Id, Due> = HashMap::new();
    loop {
        let pause = match start(&notifier, &mut sending, &mut busy).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "which notices are due could not be read");
                PAUSE
            }
        };
        tokio::select! {
            Some(ended) = sending.join_next_with_id(), if !sending.is_empty() => match ended {
                Ok((id, ())) => drop(busy.remove(&id)),
                Err(broken) => {
                    tracing::error!("sending a notice broke");
                    if let Some(due) = busy.remove(&broken.id()) {
                        let until = notifier.services.config.clock.settled() + millis(LONGEST);
                        drop(put_off(&notifier, due.subscription_id, 0, until).await);
                    }
                }
            },
            () = notifier.wake.notified() => {}
            () = sleep(pause) => {}
            () = ending.notified() => return sending.shutdown().await,
        }
    }
}

/// Starts sending due notifications. Returns the time until more can be started.
async fn start(
    notifier: &Arc<Notifier>,
    sending: &mut JoinSet<()>,
    busy: &mut HashMap<Id, Due>,
) -> db::Result<Duration> {
    let now = notifier.services.config.clock.settled();
    let mut conn = notifier.services.db.read().await?;
    loop {
        let free = AT_ONCE.saturating_sub(sending.len());
        if free == 0 {
            return Ok(REST);
        }
        let mut taken: Vec<UserId> = busy.values().map(|due| UserId(due.user_id)).collect();
        let due = db::push_queue::due(&mut conn, now, now - sessions::IDLE, &taken, free).await?;
        if due.is_empty() {
            break;
        }
        for due in due {
            let user = UserId(due.user_id);
            // One per person: the next is started when this one is done.
            if !taken.contains(&user) {
                taken.push(user);
                let id = sending.spawn(deliver(Arc::clone(notifier), due.clone())).id();
                busy.insert(id, due);
            }
        }
    }
    let next = db::push_queue::next_due(&mut conn, now).await?;
    let pause = next.map_or(REST, |next| Duration::from_millis(u64::try_from(next - now).unwrap_or(0).max(1)));
    Ok(pause.min(REST))
}

/// Sends one notification and stores the outcome.
async fn deliver(notifier: Arc<Notifier>, due: Due) {
    let settled = loop {
        match attempt(&notifier, &due).await {
            Ok(settled) => break settled,
            Err(error) => tracing::warn!(%error, "a notice could not be made up"),
        }
        sleep(PAUSE).await;
    };
    // Without a stored outcome it would be sent again, so nothing else goes to this person until it is stored.
    while let Err(error) = settle(&notifier, &due, &settled).await {
        tracing::warn!(%error, "what came of a notice could not be stored; trying again");
        sleep(PAUSE).await;
    }
}

/// Outcome of a notification.
#[derive(Clone, Debug)]
enum Settled {
    /// No longer wanted: read, muted, left, or too old.
    Dropped,
    Sent {
        outcome: Outcome,
        withdrawn: Vec<i64>,
    },
}

async fn attempt(notifier: &Notifier, due: &Due) -> db::Result<Settled> {
    let (user, room, now) = (UserId(due.user_id), RoomId(due.room_id), notifier.services.config.clock.settled());
    // Membership and message are read in one snapshot.
    let mut conn = notifier.services.db.snapshot().await?;
    let member = db::notify_prefs::of(&mut conn, user, room).await?;
    let message = db::push_queue::message(&mut conn, room, due.seq).await?;
    let direct = db::notify_prefs::is_direct(&mut conn, room).await?;
    let (Some(member), Some(message)) = (member, message) else { return Ok(Settled::Dropped) };
    let mentions = if due.mentioned { vec![user] } else { Vec::new() };
    let post = Post { room, seq: due.seq, by: UserId(message.by), mentions };
    // Checked again: the message may have been read since, or quiet hours have begun.
    if !should_notify(&post, &member, direct, clock::now()) || now - due.queued_at > GIVEN_UP {
        return Ok(Settled::Dropped);
    }
    let withdrawn = db::push_queue::read_since(&mut conn, due.subscription_id, user, WITHDRAWN).await?;
    let unread = db::read_marks::unread_in_all(&mut conn, user, clock::now()).await?;
    drop(conn);
    let told = Notice::of(&message, due.room_id, due.seq, withdrawn.clone(), unread);
    let lives = (due.queued_at + GIVEN_UP - now) / 1_000;
    let topic = format!("room-{room}", room = due.room_id);
    let outcome =
        send(notifier, (&due.endpoint, &due.p256dh, &due.auth), &told, &topic, lives, due.mentioned || direct);
    Ok(Settled::Sent { outcome: outcome.await, withdrawn })
}

/// Encrypts a notice for a browser and sends it. The push service keeps the newest one per topic, for `lives`
/// seconds.
pub(in crate::server) async fn send(
    notifier: &Notifier,
    (endpoint, p256dh, auth): (&str, &[u8], &[u8]),
    told: &Notice,
    topic: &str,
    lives: i64,
    urgent: bool,
) -> Outcome {
    let endpoint = match Endpoint::parse(endpoint) {
        Ok(endpoint) => endpoint,
        Err(barred) => return Outcome::Barred(barred),
    };
    let broken = || Outcome::Unreachable("the notice could not be closed".to_owned());
    let Some(body) = notice::close(told.plain(), p256dh, auth) else { return broken() };
    let Ok(authorization) = notifier.vapid.authorization(&endpoint.origin(), clock::now()) else {
        return broken();
    };
    let Ok(topic) = HeaderValue::from_str(topic) else { return broken() };
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, authorization);
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert("ttl", HeaderValue::from(lives.max(0)));
    headers.insert("topic", topic);
    headers.insert("urgency", HeaderValue::from_static(if urgent { "high" } else { "normal" }));
    notifier.push_client.post(&endpoint, headers, body).await
}

async fn settle(notifier: &Notifier, due: &Due, settled: &Settled) -> db::Result<()> {
    let (due, settled) = (due.clone(), settled.clone());
    let id = due.subscription_id;
    let until = notifier.services.config.clock.settled() + wait(notifier, &due, &settled);
    if let Settled::Sent { outcome, .. } = &settled
        && *outcome != Outcome::Taken
    {
        tracing::info!(subscription = id, user = due.user_id, ?outcome, "a notice was not taken");
    }
    let write = notifier.services.writer.perform(move |conn| {
        Box::pin(async move {
            match settled {
                Settled::Dropped => db::push_queue::done(conn, &due).await,
                Settled::Sent { outcome: Outcome::Taken, withdrawn } => {
                    db::push_queue::done(&mut *conn, &due).await?;
                    note(&mut *conn, id, &Outcome::Taken).await?;
                    db::push_queue::shown(conn, &due, &withdrawn).await
                }
                Settled::Sent { outcome, .. } => {
                    note(&mut *conn, id, &outcome).await?;
                    match outcome {
                        Outcome::Later(_) | Outcome::Unreachable(_) => {
                            db::push_queue::put_off(conn, id, due.room_id, until).await
                        }
                        _ => db::push_queue::done(conn, &due).await,
                    }
                }
            }
        })
    });
    write.await
}

/// Records the outcome of a push; a subscription that the push service does not know is deleted.
pub(in crate::server) async fn note(conn: &mut db::Conn, subscription: i64, outcome: &Outcome) -> db::Result<()> {
    match outcome {
        Outcome::Taken => db::push_subscriptions::succeeded(conn, subscription, clock::now()).await,
        Outcome::Gone => db::push_subscriptions::delete(conn, subscription).await,
        _ => db::push_subscriptions::failed(conn, subscription).await,
    }
}

/// Time until the next attempt: as long as the push service asks for, and doubled with each attempt.
fn wait(notifier: &Notifier, due: &Due, settled: &Settled) -> Millis {
    let asked = match settled {
        Settled::Sent { outcome: Outcome::Later(asked), .. } => asked.unwrap_or_default(),
        _ => Duration::ZERO,
    };
    let doubled = 1_u32 << due.attempts.clamp(0, 16);
    millis(asked.max(notifier.services.config.push.backoff.saturating_mul(doubled).min(LONGEST)))
}

async fn put_off(notifier: &Notifier, subscription: i64, room: i64, until: Millis) -> db::Result<()> {
    let write = notifier
        .services
        .writer
        .perform(move |conn| Box::pin(async move { db::push_queue::put_off(conn, subscription, room, until).await }));
    write.await
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
