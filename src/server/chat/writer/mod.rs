//! The writer: stores queued work in one transaction, then answers and publishes. The length of the last commit
//! is the batching window; there is no timer.

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

/// Callback with the result of the commit.
type Teller = Box<dyn FnOnce(Result<(), &db::Error>) + Send>;
/// A write outside the log. Fails where its savepoint could not be rolled back alone.
type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, (Teller, db::Result<()>)> + Send>;

/// Reason why a command has no answer: nothing was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unstored {
    /// A retry can succeed: the disk is full, the file is locked, or the like.
    Unavailable,
    /// An unexpected failure.
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
    /// Upper bound for the bytes that connections will be sent for it.
    fn weight(&self) -> usize {
        let text = match self {
            Self::Command(command) => command.bytes(),
            Self::Job(_) => 0,
        };
        text + AROUND
    }
}

/// Handle of the writer. Cheap to clone; the writer ends when it is closed or the last handle is dropped.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Work>,
    closing: Arc<Notify>,
    /// Set while writes are refused.
    held: Arc<AtomicBool>,
    /// Set while the last transaction failed.
    failing: Arc<AtomicBool>,
}

/// Most queued work; further senders wait for room.
const QUEUE: usize = 4_096;
/// Interval at which an idle writer checks whether another program wrote to the file.
const LOOK_AROUND: Duration = Duration::from_secs(1);
/// Limits of one transaction: half of the items that one connection's outgoing queue holds, and a quarter of
/// its bytes as encoded, so that a full batch in one room does not overflow the queues.
const BATCH: usize = 128;
const BATCH_BYTES: usize = 256 * 1024;
/// Upper bound for the encoding around a text, or of an entry without one.
const AROUND: usize = 512;

impl Writer {
    /// Starts the writer on a connection of its own.
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

    /// Refuses all writes as unavailable while `held`.
    pub fn hold(&self, held: bool) {
        self.held.store(held, Ordering::Release);
    }

    /// Whether writes are refused for now.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }

    /// Whether writes succeed. After a failed transaction it tries one.
    pub async fn can_write(&self) -> bool {
        !self.failing.load(Ordering::Acquire) || self.perform(|conn| Box::pin(db::touch(conn))).await.is_ok()
    }

    /// Queues a command; `reply` gets its answer. Commands that one caller submits one after the other are
    /// decided in that order.
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

    /// Submits a command and waits for its answer.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn decide<C: Command>(&self, command: C) -> Result<C::Answer, Unstored> {
        let (answer, answered) = oneshot::channel();
        self.submit(command, move |what| drop(answer.send(what))).await;
        answered.await.unwrap_or(Err(Unstored::Failed))
    }

    /// Runs a write outside the log in the writer's next transaction, in a savepoint: a failure rolls it back
    /// alone.
    ///
    /// # Errors
    /// The errors of `work`, or of the commit.
    pub async fn perform<T, F>(&self, work: F) -> db::Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<T>> + Send + 'static,
    {
        self.perform_and_tell(work, |outcome| outcome).await
    }

    /// The same; `tell` gets the outcome after the commit and before anything decided later is published, so
    /// that clients never receive older data after newer.
    ///
    /// # Errors
    /// The errors of `work`, or of the commit.
    pub async fn perform_and_tell<T, U, F, G>(&self, work: F, tell: G) -> db::Result<U>
    where
        T: Send + 'static,
        U: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<T>> + Send + 'static,
        G: FnOnce(db::Result<T>) -> db::Result<U> + Send + 'static,
    {
        if self.is_held() {
            return Err(db::Error::Unavailable("nothing is written for now".into()));
        }
        let (answer, answered) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let job: Job = Box::new(move |conn| {
            begins.store(true, Ordering::Relaxed);
            Box::pin(async move {
                let (outcome, stands) = db::in_savepoint(conn, work).await;
                let teller: Teller = Box::new(move |committed| {
                    let outcome = outcome.and_then(|done| committed.map(|()| done).map_err(db::Error::taken_back));
                    drop(answer.send(tell(outcome)));
                });
                (teller, stands)
            })
        });
        self.queue.send(Work::Job(job)).await.map_err(|_| db::Error::Unavailable("the writer is closed".into()))?;
        // No answer: `work` panicked, or it was never started because work before it failed.
        answered.await.unwrap_or_else(|_| {
            Err(match begun.load(Ordering::Relaxed) {
                true => db::Error::Failed("the write panicked".into()),
                false => db::Error::Unavailable("a write before it panicked".into()),
            })
        })
    }

    /// Accepts no more work. Queued work is still stored; then the connection is closed.
    pub fn close(&self) {
        self.closing.notify_one();
    }
}
