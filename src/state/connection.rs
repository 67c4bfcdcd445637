//! The one socket's life: when to connect, when to give up, what to tell the person.

use crate::model::{Millis, limits};
use crate::wire::close;

/// What the status line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A socket is being opened, or its `hello` awaited.
    Connecting,
    /// Frames flow.
    Open,
    /// The line is down; the next try is at this time.
    Waiting { until: Millis },
    /// The browser says that there is no network.
    Offline,
    /// The server said that the session has ended.
    SignedOut,
    /// The server speaks another protocol: only a reload helps.
    Outdated,
}

/// A connection state machine with full-jitter back-off (the AWS Architecture Blog's
/// "Exponential Backoff And Jitter": a random wait between nothing and a doubling bound).
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    status: Status,
    /// Failed tries since the last `hello`.
    attempts: u32,
    /// When anything was last heard.
    heard: Millis,
    /// Whether this try has got as far as an open socket.
    opened: bool,
}

/// What the owner of the socket has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Connect,
    /// Give the present socket up without waiting for the other side.
    Drop,
    /// Ask by HTTP whether there is still a session: the handshake was refused.
    AskSession,
}

/// The longest bound of a wait, in milliseconds.
const LONGEST_WAIT: f64 = 30_000.0;
/// The first bound of a wait, in milliseconds.
const FIRST_WAIT: f64 = 500.0;
/// Silence after which a socket is dead: two beats and some slack.
const SILENCE: Millis = (2 * limits::BEAT_SECONDS as Millis + 5) * 1_000;
/// How long a try may take from connecting to `hello`.
const PATIENCE: Millis = 15_000;

impl Default for Connection {
    fn default() -> Self {
        Self { status: Status::Waiting { until: 0 }, attempts: 0, heard: 0, opened: false }
    }
}

impl Connection {
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, Status::Open)
    }

    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.status, Status::SignedOut)
    }

    /// Starts a try, unless one is under way or none can help.
    pub fn connect(&mut self, now: Millis) -> Option<Order> {
        match self.status {
            Status::Waiting { .. } | Status::Offline => {
                self.status = Status::Connecting;
                self.heard = now;
                self.opened = false;
                Some(Order::Connect)
            }
            Status::Connecting | Status::Open | Status::SignedOut | Status::Outdated => None,
        }
    }

    /// The socket's handshake went through; `hello` is still to come.
    pub const fn opened(&mut self, now: Millis) {
        self.opened = true;
        self.heard = now;
    }

    /// Something came in.
    pub const fn heard(&mut self, now: Millis) {
        self.heard = now;
    }

    /// The server said `hello`.
    pub const fn greeted(&mut self, now: Millis) {
        self.status = Status::Open;
        self.attempts = 0;
        self.heard = now;
    }

    /// The socket closed. `jitter` is random, from 0 up to 1.
    pub fn closed(&mut self, code: u16, jitter: f64, now: Millis) -> Option<Order> {
        let refused = !self.opened;
        self.status = match (self.status, code) {
            (Status::SignedOut | Status::Outdated | Status::Offline, _) => return None,
            (_, close::SIGNED_OUT) => Status::SignedOut,
            (_, close::BAD_FRAME) => Status::Outdated,
            _ => self.wait(jitter, now),
        };
        self.opened = false;
        // A browser reports every failed handshake as 1006, be it a refusal or a dead line.
        (refused && matches!(self.status, Status::Waiting { .. })).then_some(Order::AskSession)
    }

    /// The answer to [`Order::AskSession`], where there was one. Whoever was let in since knows better.
    pub const fn session_ended(&mut self) -> Option<Order> {
        if self.is_open() {
            return None;
        }
        self.status = Status::SignedOut;
        Some(Order::Drop)
    }

    /// The browser says that the network came or went.
    pub fn network(&mut self, online: bool, now: Millis) -> Option<Order> {
        if online {
            self.attempts = 0;
            return self.connect(now);
        }
        match self.status {
            Status::SignedOut | Status::Outdated => None,
            _ => {
                self.status = Status::Offline;
                self.opened = false;
                Some(Order::Drop)
            }
        }
    }

    /// To be called every second or so, and when the page wakes up.
    pub fn tick(&mut self, jitter: f64, now: Millis) -> Option<Order> {
        let silent = now - self.heard;
        match self.status {
            Status::Waiting { until } if now >= until => self.connect(now),
            Status::Open if silent > SILENCE => {
                self.status = self.wait(jitter, now);
                Some(Order::Drop)
            }
            Status::Connecting if silent > PATIENCE => {
                self.status = self.wait(jitter, now);
                Some(Order::Drop)
            }
            _ => None,
        }
    }

    fn wait(&mut self, jitter: f64, now: Millis) -> Status {
        let bound = (FIRST_WAIT * 2_f64.powi(self.attempts.min(16) as i32)).min(LONGEST_WAIT);
        self.attempts += 1;
        #[expect(clippy::cast_possible_truncation, reason = "at most 30,000")]
        let wait = (bound * jitter.clamp(0.0, 1.0)) as Millis;
        Status::Waiting { until: now + wait }
    }
}
