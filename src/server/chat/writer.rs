//! The one who writes: takes what has queued, stores it in one transaction, then answers and
//! publishes. The length of the last commit is the batching window; there is no timer.

use super::{
    decision::{Decision, News},
    facts::Ask,
    log::{self, Answer, Command},
    sending::Sending,
};
use crate::{
    model::{AppError, UserId},
    server::{
        auth::secret,
        clock::Clock,
        db::{self, Conn, Db, Head},
        live::Hub,
    },
};
use futures_util::FutureExt;
use sqlx::Connection;
use std::{
    future::Future,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
};

/// A future that borrows the writer's connection.
pub type Borrowing<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;
/// Told what became of a command, after the commit and before anybody is shown the entry.
pub type Reply = Box<dyn FnOnce(Answer) + Send>;
/// What to do once it is known whether the commit held, and if not, why.
type Teller = Box<dyn FnOnce(Result<(), &db::Error>) + Send>;
/// A write outside the log. Fails where it could not be taken back by itself.
type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, (Teller, db::Result<()>)> + Send>;

enum Work {
    Log(Command, Reply),
    Job(Job),
}

impl Work {
    /// The bytes that listeners will be sent of it, at most: JSON writes some characters as two.
    fn weight(&self) -> usize {
        let text = match self {
            Self::Log(Command::Post { body: Ok(body), .. }, _) => body.as_str(),
            Self::Log(..) | Self::Job(_) => "",
        };
        let escaped = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | ..b' ')).count();
        text.len() + escaped + AROUND
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
    pub async fn start(db: &Db, hub: Arc<Hub>, rates: Sending, clock: Clock) -> db::Result<(Self, JoinHandle<()>)> {
        let conn = db.writer().await?;
        let (queue, work) = mpsc::channel(QUEUE);
        let closing = Arc::new(Notify::new());
        let held = Arc::new(AtomicBool::new(false));
        let failing = Arc::new(AtomicBool::new(false));
        let writer =
            Self { queue, closing: Arc::clone(&closing), held: Arc::clone(&held), failing: Arc::clone(&failing) };
        let (head, left_over) = (db.head(), None);
        let task =
            Task { conn, hub, rates, clock, work, left_over, closing, held, failing, head, seen: None, changes: 0 };
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
    pub async fn submit(&self, command: Command, reply: Reply) {
        if self.is_held() {
            return reply(Answer::Unavailable);
        }
        if let Err(mpsc::error::SendError(Work::Log(_, reply))) = self.queue.send(Work::Log(command, reply)).await {
            reply(Answer::Unavailable);
        }
    }

    /// Hands a command over and waits for what becomes of it.
    pub async fn decide(&self, command: Command) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.submit(command, Box::new(move |what| drop(answer.send(what)))).await;
        answered.await.unwrap_or(Answer::Failed)
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
                let (outcome, stands) = in_savepoint(conn, work).await;
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

/// Does something that is taken back alone when it fails. What comes of it; and whether the
/// transaction around it still stands, which SQLite ends by itself when the disk is full.
async fn in_savepoint<T, F>(conn: &mut Conn, work: F) -> (db::Result<T>, db::Result<()>)
where
    F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<T>>,
{
    if let Err(error) = sqlx::query("savepoint job").execute(&mut *conn).await {
        return (Err(db::taken_back(&error)), Err(error));
    }
    let outcome = work(&mut *conn).await;
    let undo = if outcome.is_ok() { "release job" } else { "rollback to job; release job" };
    let stands = sqlx::raw_sql(undo).execute(conn).await.map(drop);
    match (outcome, stands) {
        (Err(error), Err(_)) => {
            let cause = db::taken_back(&error);
            (Err(error), Err(cause))
        }
        both => both,
    }
}

/// What comes first: what was left over, or else what queues.
async fn next(left_over: &mut Option<Work>, work: &mut mpsc::Receiver<Work>) -> Option<Work> {
    match left_over.take() {
        Some(first) => Some(first),
        None => work.recv().await,
    }
}

struct Task {
    conn: Conn,
    hub: Arc<Hub>,
    rates: Sending,
    clock: Clock,
    work: mpsc::Receiver<Work>,
    /// Taken from the queue, and too much for the batch before.
    left_over: Option<Work>,
    closing: Arc<Notify>,
    /// Set while nothing may be written.
    held: Arc<AtomicBool>,
    failing: Arc<AtomicBool>,
    /// Where it is noted how far the database has come.
    head: Arc<Head>,
    /// Tells what others have written to the file from what was written here.
    seen: Option<i64>,
    /// Rows that had been written here when it was last looked around.
    changes: i64,
}

impl Task {
    async fn run(mut self) {
        loop {
            tokio::select! {
                first = next(&mut self.left_over, &mut self.work) => match first {
                    None => break,
                    Some(first) => {
                        let batch = self.batch(first);
                        self.survive(batch).await;
                    }
                },
                () = self.closing.notified() => self.work.close(),
                () = tokio::time::sleep(LOOK_AROUND) => match AssertUnwindSafe(self.look_around()).catch_unwind().await {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => tracing::warn!(%error, "whether others wrote to the file could not be seen"),
                    Err(_) => tracing::error!("the writer stumbled while it looked around"),
                },
            }
        }
        if !self.held.load(Ordering::Acquire)
            && let Err(error) = db::optimize(&mut self.conn).await
        {
            tracing::warn!(%error, "the database was not optimised");
        }
        if let Err(error) = self.conn.close().await {
            tracing::warn!(%error, "the database was not closed well");
        }
    }

    /// What goes into one transaction, of what has queued: the rest waits for the next.
    fn batch(&mut self, first: Work) -> Vec<Work> {
        let mut bytes = first.weight();
        let mut batch = Vec::with_capacity(BATCH);
        batch.push(first);
        while batch.len() < BATCH
            && let Ok(next) = self.work.try_recv()
        {
            bytes += next.weight();
            if bytes > BATCH_BYTES {
                self.left_over = Some(next);
                break;
            }
            batch.push(next);
        }
        batch
    }

    /// Whether another program, such as `roost user`, has written to the file: then sessions that
    /// it ended are ended here, and whose they were is the answer.
    async fn look_around(&mut self) -> db::Result<Vec<UserId>> {
        let (version, changes) = db::data_version(&mut self.conn).await?;
        self.changes = changes;
        if self.seen.replace(version).is_none_or(|seen| seen == version) {
            return Ok(Vec::new());
        }
        let live = db::sessions::all(&mut self.conn).await?;
        Ok(self.hub.end_sessions_but(&live))
    }

    /// Stores a batch. A panic in it costs that batch and nothing after it: whoever waits for it is
    /// told that it could not be stored.
    async fn survive(&mut self, batch: Vec<Work>) {
        if AssertUnwindSafe(self.store(batch)).catch_unwind().await.is_err() {
            tracing::error!("the writer stumbled over a batch");
            drop(sqlx::query("rollback").execute(&mut self.conn).await);
        }
    }

    /// Stores a batch. Whatever fails, everybody is answered and the next batch starts clean.
    async fn store(&mut self, batch: Vec<Work>) {
        let mut commands = Vec::new();
        let mut replies = Vec::new();
        let mut jobs = Vec::new();
        for work in batch {
            match work {
                Work::Log(command, reply) => {
                    commands.push(command);
                    replies.push(reply);
                }
                Work::Job(job) => jobs.push(job),
            }
        }
        // Who waits for one answer before asking for the next is never in one batch with himself,
        // so jobs and commands can be taken apart.
        let mut tellers = Vec::new();
        let stored = self.transact(jobs, commands, &mut tellers).await;
        self.failing.store(stored.is_err(), Ordering::Release);
        let (answers, news) = match stored {
            Ok((answers, news)) => {
                tellers.into_iter().for_each(|tell| tell(Ok(())));
                (answers, news)
            }
            Err(error) => {
                tracing::error!(%error, "a batch could not be stored");
                // Nothing of it holds; a transaction may be left open or not.
                drop(sqlx::query("rollback").execute(&mut self.conn).await);
                tellers.into_iter().for_each(|tell| tell(Err(&error)));
                let answer = if db::is_passing(&error) { Answer::Unavailable } else { Answer::Failed };
                (vec![answer; replies.len()], Vec::new())
            }
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            reply(answer);
        }
        self.hub.publish(&news);
    }

    async fn transact(
        &mut self,
        jobs: Vec<Job>,
        commands: Vec<Command>,
        tellers: &mut Vec<Teller>,
    ) -> db::Result<(Vec<Answer>, Vec<News>)> {
        db::begin(&mut self.conn).await?;
        let signed_out = self.look_around().await?;
        for job in jobs {
            let (teller, stands) = job(&mut self.conn).await;
            tellers.push(teller);
            stands?;
        }
        let decision = if commands.is_empty() {
            Decision::default()
        } else {
            let mut facts = db::entries::load(&mut self.conn, &Ask::about(commands.iter())).await?;
            facts.signed_out = signed_out;
            let decision = log::decide(facts, commands, &mut self.rates, self.clock.moment());
            db::entries::save(&mut self.conn, &decision.rows).await?;
            decision
        };
        let commits = db::count_commit(&mut self.conn, self.changes).await?;
        sqlx::query("commit").execute(&mut self.conn).await?;
        if let Some(commits) = commits {
            self.head.note(commits);
        }
        Ok((decision.answers, decision.news))
    }
}

/// The error that goes with an answer that only a failing store gives.
pub(super) fn failure(answer: &Answer) -> AppError {
    if *answer == Answer::Unavailable {
        return AppError::Unavailable;
    }
    let id = secret::short();
    tracing::error!(%id, "what was asked for could not be stored");
    AppError::Internal(id)
}
