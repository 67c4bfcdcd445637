//! State machine of the one socket: when to connect, when to give up, and the status to show. All times are
//! of the monotonic clock.

use crate::model::{Millis, limits};
use crate::wire::close;

/// The connection's status, as the status line shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A socket is being opened, or its `hello` awaited.
    Connecting,
    /// Frames flow.
    Open,
    /// The socket is open, and the server has not answered a ping for a while.
    Doubtful,
    /// Disconnected; the next try is at this time.
    Waiting { until: Millis },
    /// The browser says that there is no network.
    Offline,
    /// The server said that the session has ended.
    SignedOut,
    /// The server speaks another protocol: only a reload helps.
    Outdated,
}

/// A connection state machine with full-jitter back-off (the AWS Architecture Blog's "Exponential Backoff And
/// Jitter": a random wait between nothing and a doubling bound).
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    status: Status,
    /// Failed tries since the last `hello`.
    attempts: u32,
    /// When anything was last received.
    heard: Millis,
    /// Whether this try has got as far as an open socket.
    opened: bool,
    /// When the server was pinged, if nothing was received since.
    asked: Option<Millis>,
    /// Handshakes in a row that were refused while the server answered requests.
    refused: u32,
    /// Whether the last request got no answer, and no `hello` came since.
    is_silent: bool,
}

/// A command to the owner of the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Connect,
    /// Close the socket without waiting for the other side.
    Drop,
    /// Close it, and open another at once.
    Renew,
    /// Ping the server over the socket.
    Ping,
    /// Ask by HTTP whether the session lives: the handshake was refused.
    AskSession,
}

/// The longest bound of a wait, in milliseconds.
const LONGEST_WAIT: f64 = 30_000.0;
/// The first bound of a wait, in milliseconds.
const FIRST_WAIT: f64 = 500.0;
/// Silence after which a socket is dead: two beats and some slack.
const SILENCE: Millis = (2 * limits::BEAT_SECONDS as Millis + 5) * 1_000;
/// The longest time from connecting to `hello`, in milliseconds.
const PATIENCE: Millis = 15_000;
/// An answer to a ping that takes longer than this, in milliseconds, makes the connection doubtful ...
const DOUBT: Millis = 2_000;
/// ... and longer than this, renews it.
const ANSWER: Millis = 5_000;
/// So many refused handshakes in a row, while the server answers requests, mean a proxy that does not pass
/// sockets on.
const REFUSALS: u32 = 3;

impl Default for Connection {
    fn default() -> Self {
        let status = Status::Waiting { until: 0 };
        Self { status, attempts: 0, heard: 0, opened: false, asked: None, refused: 0, is_silent: false }
    }
}

impl Connection {
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Whether frames can be sent.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::Doubtful)
    }

    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.status, Status::SignedOut)
    }

    /// Whether to send by requests instead: something on the way does not pass sockets on.
    #[must_use]
    pub const fn is_by_requests(&self) -> bool {
        self.refused >= REFUSALS
            && !self.is_silent
            && matches!(self.status, Status::Connecting | Status::Waiting { .. })
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
            Status::Connecting | Status::Open | Status::Doubtful | Status::SignedOut | Status::Outdated => None,
        }
    }

    /// The socket's handshake went through; `hello` is still to come.
    pub const fn opened(&mut self, now: Millis) {
        self.opened = true;
        self.heard = now;
    }

    /// Something was received.
    pub const fn heard(&mut self, now: Millis) {
        self.heard = now;
        self.asked = None;
        if matches!(self.status, Status::Doubtful) {
            self.status = Status::Open;
        }
    }

    /// The server said `hello`.
    pub const fn greeted(&mut self, now: Millis) {
        self.heard(now);
        self.status = Status::Open;
        self.attempts = 0;
        self.refused = 0;
        self.is_silent = false;
    }

    /// Pings the server, after an event that leaves the connection in doubt.
    pub fn ask(&mut self, now: Millis) -> Option<Order> {
        let is_due = self.is_open() && self.asked.is_none();
        is_due.then(|| {
            self.asked = Some(now);
            Order::Ping
        })
    }

    /// The socket closed. `jitter` is random, from 0 up to 1.
    pub fn closed(&mut self, code: u16, jitter: f64, now: Millis) -> Option<Order> {
        let refused = !self.opened;
        self.asked = None;
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

    /// The answer to [`Order::AskSession`]: the session lives, and still there is no socket.
    pub const fn session_lives(&mut self) {
        self.answered();
        if !self.is_open() {
            self.refused = self.refused.saturating_add(1);
        }
    }

    /// A request got an answer.
    pub const fn answered(&mut self) {
        self.is_silent = false;
    }

    /// A request got no answer: the server cannot be reached at all.
    pub const fn unanswered(&mut self) {
        self.is_silent = true;
        if self.refused < REFUSALS {
            self.refused = 0;
        }
    }

    /// The answer to [`Order::AskSession`]: there is no session. Ignored once a socket is open, which proves
    /// the opposite.
    pub const fn session_ended(&mut self) -> Option<Order> {
        if self.is_open() {
            return None;
        }
        self.status = Status::SignedOut;
        Some(Order::Drop)
    }

    /// The browser reports that the network came or went.
    pub fn network(&mut self, online: bool, now: Millis) -> Option<Order> {
        if online {
            self.attempts = 0;
            return self.connect(now).or_else(|| self.ask(now));
        }
        match self.status {
            Status::SignedOut | Status::Outdated => None,
            _ => {
                self.status = Status::Offline;
                self.opened = false;
                self.asked = None;
                Some(Order::Drop)
            }
        }
    }

    /// The clock jumped, or the machine slept: ends a wait, and pings an open connection.
    pub fn jolted(&mut self, now: Millis) -> Option<Order> {
        match self.status {
            Status::Waiting { .. } => self.connect(now),
            _ => self.ask(now),
        }
    }

    /// To be called every second or so, and when the page wakes up.
    pub fn tick(&mut self, jitter: f64, now: Millis) -> Option<Order> {
        let silent = now - self.heard;
        if self.is_open() {
            let unanswered = self.asked.map_or(0, |asked| now - asked);
            if unanswered > ANSWER {
                return Some(self.renew(now));
            }
            if silent > SILENCE {
                self.asked = None;
                self.status = self.wait(jitter, now);
                return Some(Order::Drop);
            }
            if unanswered > DOUBT {
                self.status = Status::Doubtful;
            }
            return None;
        }
        match self.status {
            Status::Waiting { until } if now >= until => self.connect(now),
            Status::Connecting if silent > PATIENCE => {
                self.status = self.wait(jitter, now);
                Some(Order::Drop)
            }
            _ => None,
        }
    }

    /// Gives up a connection that does not answer, and opens another at once.
    pub const fn renew(&mut self, now: Millis) -> Order {
        self.status = Status::Connecting;
        self.heard = now;
        self.opened = false;
        self.asked = None;
        Order::Renew
    }

    fn wait(&mut self, jitter: f64, now: Millis) -> Status {
        let bound = (FIRST_WAIT * 2_f64.powi(self.attempts.min(16) as i32)).min(LONGEST_WAIT);
        self.attempts += 1;
        #[expect(clippy::cast_possible_truncation, reason = "at most 30,000")]
        let wait = (bound * jitter.clamp(0.0, 1.0)) as Millis;
        Status::Waiting { until: now + wait }
    }
}
