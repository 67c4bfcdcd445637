//! One connection, from `hello` to close: reads frames, and sends the outgoing queue.

use super::{
    catch_up::Behind,
    frames::{self, End, flush, next_text, send, write},
    greeting::greet,
    heard::watch,
    refusals::{self, Refusals},
};
use crate::{
    model::{RoomId, Seq, User},
    server::{
        chat::{
            Services, notifications, rooms,
            sessions::{self, CurrentUser},
        },
        config::Config,
        domain::rate_limit::{Allowance, Buckets},
        live::{
            Registration,
            outgoing::{Item, Outgoing, Waiting, encode},
        },
    },
    wire::{ServerFrame, close},
};
use axum::extract::ws::{Message, WebSocket};
use std::{
    collections::VecDeque,
    future,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, Sleep, sleep, sleep_until},
};

/// Beats between checks of the session. A sign-out on this server closes the socket at once.
const SESSION_BEATS: u32 = 4;
/// Beats between frames with the quiet hours, which are sent for a week ahead: some hours.
const QUIET_BEATS: u32 = 1_000;
/// Messages of one connection that may be in the writer's queue at once.
const UNANSWERED: usize = 64;
/// Least rate limit for frames of one connection; beyond it the socket is read more slowly.
const FRAMES: Allowance = Allowance { burst: 1_000.0, per_second: 50.0 };

/// Rate limit for frames: all messages that are allowed, and as many other frames.
fn frames(config: &Config) -> Allowance {
    Allowance {
        burst: FRAMES.burst.max(2.0 * f64::from(config.message_burst)),
        per_second: FRAMES.per_second.max(2.0 * f64::from(config.messages_per_second)),
    }
}

/// Runs a connection until it ends.
pub(super) async fn serve(
    mut socket: WebSocket,
    services: Arc<Services>,
    current: CurrentUser,
    registration: Registration,
) {
    // Rarely used futures are boxed, here and below, so that an idle connection needs no memory for them.
    let end = match Box::pin(greet(&mut socket, &services, &current, registration.outgoing())).await {
        Ok(()) => {
            let beat = Instant::now() + services.config.heartbeat.interval;
            let mut connection = Connection {
                socket: &mut socket,
                services: &services,
                user: &current.user,
                outgoing: registration.outgoing(),
                follows: Vec::new(),
                behind: VecDeque::new(),
                frames: Buckets::new(frames(&services.config), 2),
                unanswered: Arc::new(Semaphore::new(UNANSWERED)),
                refusals: Arc::new(Refusals::new(current.id())),
                bad_frames: 0,
                heard: Instant::now(),
                beat,
                beats: 0,
            };
            connection.run().await
        }
        Err(end) => end,
    };
    drop(registration);
    if let End::Close(code) = end {
        refusals::closed(current.id(), code);
    }
    frames::end(&mut socket, end).await;
}

pub(super) struct Connection<'a> {
    pub(super) socket: &'a mut WebSocket,
    pub(super) services: &'a Arc<Services>,
    pub(super) user: &'a User,
    pub(super) outgoing: &'a Arc<Outgoing>,
    /// Live rooms of this connection, and the last seq sent of each.
    pub(super) follows: Vec<(RoomId, Seq)>,
    pub(super) behind: VecDeque<Behind>,
    frames: Buckets<()>,
    /// Permits for messages whose answer is not queued yet: few enough that answers cannot overflow the queue.
    pub(super) unanswered: Arc<Semaphore>,
    pub(super) refusals: Arc<Refusals>,
    pub(super) bad_frames: u32,
    pub(super) heard: Instant,
    beat: Instant,
    beats: u32,
}

impl Connection<'_> {
    async fn run(&mut self) -> End {
        let mut alarm = pin!(sleep_until(self.due()));
        loop {
            if let Err(end) = self.turn(alarm.as_mut()).await {
                return end;
            }
        }
    }

    /// When the next beat is due, or when the client has been silent for too long.
    fn due(&self) -> Instant {
        if self.is_behind() { self.beat } else { self.beat.min(self.silent()) }
    }

    /// When a client that sends nothing is given up.
    fn silent(&self) -> Instant {
        self.heard + self.services.config.heartbeat.timeout
    }

    fn is_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// One round: sends the outgoing queue, then sends a page of a room that is behind, or waits. Frames and
    /// beats get their turns while a room is behind, since catching up with a busy room can take long. The alarm
    /// may be early, since it is set anew only when it goes off: a timer a round would cost more than the rest.
    async fn turn(&mut self, mut alarm: Pin<&mut Sleep>) -> Result<(), End> {
        self.deliver().await?;
        tokio::select! {
            () = self.outgoing.ready() => Ok(()),
            () = future::ready(()), if self.is_behind() => match self.behind.pop_front() {
                Some(behind) => Box::pin(self.catch_up(behind)).await,
                None => Ok(()),
            },
            text = next_text(self.socket) => {
                let text = text?;
                self.heard = Instant::now();
                if let Err(seconds) = self.frames.take(&(), self.services.config.clock.ticks()) {
                    sleep(Duration::from_secs(seconds.min(1))).await;
                }
                match text {
                    Some(text) => Box::pin(self.heard_text(&text)).await,
                    None => Ok(()),
                }
            }
            () = alarm.as_mut() => {
                let now = Instant::now();
                if !self.is_behind() && now >= self.silent() {
                    return Err(End::Gone);
                }
                if now >= self.beat {
                    Box::pin(self.beat()).await?;
                }
                alarm.reset(self.due());
                Ok(())
            }
        }
    }

    /// Sends the outgoing queue, in one flush.
    async fn deliver(&mut self) -> Result<(), End> {
        let Waiting { items, behind, close } = self.outgoing.take();
        if items.is_empty() && behind.is_empty() {
            return close.map_or(Ok(()), |code| Err(End::Close(code)));
        }
        for item in items {
            match item {
                Item::Frame(text) | Item::Person { text, .. } => send(self.socket, text).await?,
                Item::Entries { room, entries } => self.deliver_entries(room, &entries).await?,
                Item::Left { room, text } => {
                    self.forget(room);
                    send(self.socket, text).await?;
                    Box::pin(watch(self.services, self.outgoing, self.services.hub.watched(self.outgoing))).await;
                }
            }
        }
        behind.into_iter().for_each(|room| self.fall_behind(room));
        flush(self.socket).await?;
        close.map_or(Ok(()), |code| Err(End::Close(code)))
    }

    async fn beat(&mut self) -> Result<(), End> {
        self.beat = Instant::now() + self.services.config.heartbeat.interval;
        self.beats = self.beats.wrapping_add(1);
        if self.beats.is_multiple_of(SESSION_BEATS)
            && matches!(sessions::lives(self.services, &self.outgoing.session).await, Ok(false))
        {
            return Err(End::Close(close::SIGNED_OUT));
        }
        if self.beats.is_multiple_of(QUIET_BEATS)
            && let Ok(quiet) = notifications::quiet_spans(self.services, self.user.id).await
            && !quiet.is_empty()
        {
            self.outgoing.send(&ServerFrame::Quiet { quiet });
        }
        if self.outgoing.take_owed_watch() {
            watch(self.services, self.outgoing, self.services.hub.watched(self.outgoing)).await;
        }
        if self.outgoing.take_owed_standings() {
            rooms::send_memberships(self.services, self.outgoing).await;
        }
        let heads = self.heads();
        write(self.socket, Message::Ping(axum::body::Bytes::new())).await?;
        send(self.socket, encode(&ServerFrame::Beat { heads })).await?;
        flush(self.socket).await
    }

    /// Heads of the followed rooms.
    pub(super) fn heads(&self) -> Vec<(RoomId, Seq)> {
        self.services.hub.heads(self.follows.iter().copied())
    }

    pub(super) fn forget(&mut self, room: RoomId) {
        self.follows.retain(|(followed, _)| *followed != room);
        self.behind.retain(|behind| behind.room != room);
    }
}
