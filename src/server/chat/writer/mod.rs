//! The one who writes: takes what has queued, stores it in one transaction, then answers and
//! publishes. The length of the last commit is the batching window; there is no timer.

mod queued;
mod task;

use crate::{
    model::AppError,
    server::{
        auth::secret,
        clock::Clock,
        db::{self, Borrowing, Conn, Db},
        domain::{command::Command, post_limiter::PostLimiter},
        live::{Feed, Hub},
    },
};
use queued::{Queued, Undecided};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use task::Task;
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
};

/// What to do once it is known whether the commit held, and if not, why.
type Teller = Box<dyn FnOnce(Result<(), &db::Error>) + Send>;
/// A write outside the log. Fails where it could not be taken back by itself.
type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, (Teller, db::Result<()>)> + Send>;

/// Why a command has no answer: nothing was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unstored {
    /// It may be tried again: the disk is full, the file locked, or the like.
    Unavailable,
    /// For a reason that nobody expected.
    Failed,
}

impl From<Unstored> for AppError {
    fn from(unstored: Unstored) -> Self {
        if unstored == Unstored::Unavailable {
            return Self::Unavailable;
        }
        let id = secret::short();
        tracing::error!(%id, "a command could not be stored");
        Self::Internal(id)
    }
}

enum Work {
    Command(Box<dyn Queued>),
    Job(Job),
}

impl Work {
    /// The bytes that listeners will be sent of it, at most.
    fn weight(&self) -> usize {
        let text = match self {
            Self::Command(command) => command.bytes(),
            Self::Job(_) => 0,
        };
        text + AROUND
    }
}

/// The way to the writer. Cheap to clone; when it is closed, or the last one gone, the writer ends.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Work>,
    closing: Arc<Notify>,
    /// Set while nothing may be written.
    held: Arc<AtomicBool>,
    /// Set while the last transaction could not be stored.
    failing: Arc<AtomicBool>,
}

/// What waits for the writer at most; those who come then wait for room.
const QUEUE: usize = 4_096;
/// How often, with nothing to do, it is looked whether another program wrote to the file.
const LOOK_AROUND: Duration = Duration::from_secs(1);
/// What one transaction takes at most: half of the items that one connection's queue holds, and a
/// quarter of its bytes as they will be encoded, so that a full batch in one room does not overrun
/// those who listen.
const BATCH: usize = 128;
const BATCH_BYTES: usize = 256 * 1024;
/// What is encoded around a text, at most, or instead of one.
const AROUND: usize = 512;

impl Writer {
    /// Starts the writer over a connection of its own.
    ///
    /// # Errors
    /// When the connection cannot be made.
    pub async fn start(
        db: &Db,
        hub: Arc<Hub>,
        feed: Feed,
        limiter: PostLimiter,
        clock: Clock,
    ) -> db::Result<(Self, JoinHandle<()>)> {
        let conn = db.writer().await?;
        let (queue, work) = mpsc::channel(QUEUE);
        let closing = Arc::new(Notify::new());
        let held = Arc::new(AtomicBool::new(false));
        let failing = Arc::new(AtomicBool::new(false));
        let writer =
            Self { queue, closing: Arc::clone(&closing), held: Arc::clone(&held), failing: Arc::clone(&failing) };
        let task = Task {
            conn,
            hub,
            feed,
            limiter,
            clock,
            work,
            left_over: None,
            closing,
            held,
            failing,
            head: db.head(),
            seen: None,
            changes: 0,
        };
        Ok((writer, tokio::spawn(task.run())))
    }

    /// From here on nothing is written: whoever asks for it is told to try again. Or it is again.
    pub fn hold(&self, held: bool) {
        self.held.store(held, Ordering::Release);
    }

    /// Whether nothing is written for now.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }

    /// Whether what was last asked for can be stored: looked at again where it could not be.
    pub async fn can_write(&self) -> bool {
        !self.failing.load(Ordering::Acquire) || self.perform(|conn| Box::pin(db::touch(conn))).await.is_ok()
    }

    /// Hands a command over, to be answered through `reply`. Commands handed over one after the
    /// other by one caller are decided in that order.
    pub async fn submit<C: Command>(
        &self,
        command: C,
        reply: impl FnOnce(Result<C::Answer, Unstored>) + Send + 'static,
    ) {
        let queued = Box::new(Undecided::new(command, reply));
        if self.is_held() {
            return queued.answer(Err(Unstored::Unavailable));
        }
        if let Err(mpsc::error::SendError(Work::Command(queued))) = self.queue.send(Work::Command(queued)).await {
            queued.answer(Err(Unstored::Unavailable));
        }
    }

    /// Hands a command over and waits for what becomes of it.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn decide<C: Command>(&self, command: C) -> Result<C::Answer, Unstored> {
        let (answer, answered) = oneshot::channel();
        self.submit(command, move |what| drop(answer.send(what))).await;
        answered.await.unwrap_or(Err(Unstored::Failed))
    }

    /// Runs a write outside the log in the writer's next transaction; it alone is taken back when
    /// it fails.
    ///
    /// # Errors
    /// Those of `work`, or of the commit.
    pub async fn perform<T, F>(&self, work: F) -> db::Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<T>> + Send + 'static,
    {
        self.perform_and_tell(work, |outcome| outcome).await
    }

    /// The same; `tell` gets the outcome once the commit held, before anybody hears of anything
    /// that is decided later: what it passes on cannot be older than what was heard before.
    ///
    /// # Errors
    /// Those of `work`, or of the commit.
    pub async fn perform_and_tell<T, U, F, G>(&self, work: F, tell: G) -> db::Result<U>
    where
        T: Send + 'static,
        U: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<T>> + Send + 'static,
        G: FnOnce(db::Result<T>) -> db::Result<U> + Send + 'static,
    {
        if self.is_held() {
            return Err(db::Error::PoolTimedOut);
        }
        let (answer, answered) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let job: Job = Box::new(move |conn| {
            begins.store(true, Ordering::Relaxed);
            Box::pin(async move {
                let (outcome, stands) = db::in_savepoint(conn, work).await;
                let teller: Teller = Box::new(move |committed| {
                    let outcome = outcome.and_then(|done| committed.map(|()| done).map_err(db::taken_back));
                    drop(answer.send(tell(outcome)));
                });
                (teller, stands)
            })
        });
        self.queue.send(Work::Job(job)).await.map_err(|_| db::Error::PoolClosed)?;
        // Without an answer it stumbled; or it was never begun, because what came before it failed.
        let unanswered =
            || if begun.load(Ordering::Relaxed) { db::Error::WorkerCrashed } else { db::Error::PoolTimedOut };
        answered.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Takes nothing more in. What was handed over is still stored; then the connection is closed.
    pub fn close(&self) {
        self.closing.notify_one();
    }
}
