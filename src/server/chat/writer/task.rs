//! The writer's loop: queued work becomes one transaction, is answered, and is published.

use super::{BATCH, BATCH_BYTES, Job, LOOK_AROUND, Teller, Unstored, Work, queued::Queued};
use crate::{
    model::UserId,
    server::{
        clock::Clock,
        db::{self, Conn, Head},
        domain::{batch::Batch, committed::Committed, needs::Needs, post_limiter::PostLimiter},
        live::{Feed, Hub},
    },
};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Notify, mpsc};

/// The next work: left over from the last batch, or else from the queue.
async fn next(left_over: &mut Option<Work>, work: &mut mpsc::Receiver<Work>) -> Option<Work> {
    match left_over.take() {
        Some(first) => Some(first),
        None => work.recv().await,
    }
}

pub(super) struct Task {
    pub(super) conn: Conn,
    pub(super) hub: Arc<Hub>,
    /// Publishes committed entries.
    pub(super) feed: Feed,
    pub(super) limiter: PostLimiter,
    pub(super) clock: Clock,
    pub(super) work: mpsc::Receiver<Work>,
    /// Taken from the queue, but too large for the batch before.
    pub(super) left_over: Option<Work>,
    pub(super) closing: Arc<Notify>,
    /// Set while writes are refused.
    pub(super) held: Arc<AtomicBool>,
    pub(super) failing: Arc<AtomicBool>,
    /// Keeps the number of commits outside the database.
    pub(super) head: Arc<Head>,
    /// Last `data_version`, which changes when another program writes to the file.
    pub(super) seen: Option<i64>,
    /// Rows written by this connection at the last `look_around`.
    pub(super) changes: i64,
}

impl Task {
    pub(super) async fn run(mut self) {
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
                () = tokio::time::sleep(LOOK_AROUND) => match AssertUnwindSafe(self.look_around(None)).catch_unwind().await {
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

    /// The work for one transaction; the rest stays queued for the next.
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

    /// Checks whether another program, such as `roost user`, wrote to the file, by its `data_version` where that is
    /// known. If so, sessions that it deleted are ended here too; returns their people.
    async fn look_around(&mut self, known: Option<(i64, i64)>) -> db::Result<Vec<UserId>> {
        let (version, changes) = match known {
            Some(known) => known,
            None => db::data_version(&mut self.conn).await?,
        };
        self.changes = changes;
        if self.seen.replace(version).is_none_or(|seen| seen == version) {
            return Ok(Vec::new());
        }
        let live = db::sessions::all(&mut self.conn).await?;
        Ok(self.hub.end_sessions_but(&live))
    }

    /// Stores a batch. A panic costs this batch only: its callers are told that it could not be stored.
    async fn survive(&mut self, batch: Vec<Work>) {
        if AssertUnwindSafe(self.store(batch)).catch_unwind().await.is_err() {
            tracing::error!("the writer stumbled over a batch");
            db::rollback(&mut self.conn).await;
        }
    }

    /// Stores a batch. Whatever fails, every caller gets an answer and the next batch starts clean.
    async fn store(&mut self, batch: Vec<Work>) {
        let (mut commands, mut jobs) = (Vec::new(), Vec::new());
        for work in batch {
            match work {
                Work::Command(command) => commands.push(command),
                Work::Job(job) => jobs.push(job),
            }
        }
        // Jobs and commands can be separated: a caller who waits for one answer before sending the next is
        // never in a batch twice.
        let mut tellers = Vec::new();
        let stored = self.transact(jobs, &mut commands, &mut tellers).await;
        self.failing.store(stored.is_err(), Ordering::Release);
        let (stored, committed) = match stored {
            Ok(committed) => {
                tellers.into_iter().for_each(|tell| tell(Ok(())));
                (Ok(()), committed)
            }
            Err(error) => {
                tracing::error!(%error, "a batch could not be stored");
                // Nothing of it was stored; a transaction may or may not still be open.
                db::rollback(&mut self.conn).await;
                tellers.into_iter().for_each(|tell| tell(Err(&error)));
                let why = match error {
                    db::Error::Unavailable(_) => Unstored::Unavailable,
                    _ => Unstored::Failed,
                };
                (Err(why), Vec::new())
            }
        };
        for command in commands {
            command.answer(stored);
        }
        self.feed.publish(&committed);
    }

    async fn transact(
        &mut self,
        jobs: Vec<Job>,
        commands: &mut [Box<dyn Queued>],
        tellers: &mut Vec<Teller>,
    ) -> db::Result<Vec<Committed>> {
        let begun = db::begin(&mut self.conn).await?;
        let signed_out = self.look_around(Some(begun)).await?;
        for job in jobs {
            let (teller, stands) = job(&mut self.conn).await;
            tellers.push(teller);
            stands?;
        }
        let mut committed = Vec::new();
        if !commands.is_empty() {
            let mut needs = Needs::default();
            commands.iter().for_each(|command| command.needs(&mut needs));
            let mut facts = db::facts::load(&mut self.conn, &needs.once()).await?;
            facts.signed_out = signed_out;
            let mut batch = Batch::new(facts, &mut self.limiter, self.clock.moment());
            commands.iter_mut().for_each(|command| command.decide(&mut batch));
            let decision = batch.decision;
            db::decisions::save(&mut self.conn, &decision).await?;
            committed = db::committed::load(&mut self.conn, decision.entries).await?;
        }
        let commits = db::commit_counted(&mut self.conn, self.changes).await?;
        if let Some(commits) = commits {
            self.head.note(commits);
        }
        Ok(committed)
    }
}
