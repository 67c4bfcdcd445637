//! Password hashing: argon2id with OWASP's parameters, on threads of its own, away from the live messages.

use super::hash_queue::{HashQueue, Job, Next};
use crate::model::{AppError, Password};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::{
    collections::HashSet,
    io,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::sync::oneshot;

/// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Most hashes waiting; further requests are refused.
const WAITING: usize = 64;
/// The same per address, which may be an office on its first morning. They delay other addresses by no more
/// than one hash, since addresses take turns.
const WAITING_EACH: usize = 48;
/// Seconds after which refused requests may be retried.
const COME_BACK: u64 = 3;
/// Idle time after which a thread frees its memory.
const KEEPS: Duration = Duration::from_secs(2);

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether a password is on the list of common ones.
#[must_use]
pub fn is_common(password: &Password) -> bool {
    COMMON.contains(password.as_str().to_lowercase().as_str())
}

/// Hashes and verifies passwords, with bounds on running and waiting work. The threads end with its last clone.
#[derive(Clone, Debug)]
pub struct Hasher {
    threads: Arc<Threads>,
    made: Arc<AtomicU64>,
}

/// Ends the threads on drop.
#[derive(Debug)]
struct Threads(Arc<HashQueue<Task>>);

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start() -> io::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let queue = Arc::new(HashQueue::new(WAITING, WAITING_EACH));
        let hasher = Self { threads: Arc::new(Threads(Arc::clone(&queue))), made: Arc::default() };
        for _ in 0..cores.div_ceil(2) {
            let (queue, made) = (Arc::clone(&queue), Arc::clone(&hasher.made));
            thread::Builder::new().name("hasher".to_owned()).spawn(move || work(&queue, &made))?;
        }
        Ok(hasher)
    }

    /// Hashes a password, to a PHC string.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when too many are waiting already.
    pub async fn hash(&self, from: IpAddr, password: Password) -> Result<String, AppError> {
        self.ask(from, move |memory| hash_in(memory, &password)).await?.ok_or_else(broken)
    }

    /// Whether a password matches a hash. Without a hash: false, after the same work.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when too many are waiting already.
    pub async fn verify(&self, from: IpAddr, password: String, hash: Option<String>) -> Result<bool, AppError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
        let matches = self.ask(from, move |memory| verify_in(memory, &password, &hash)).await?.ok_or_else(broken)?;
        Ok(matches && known)
    }

    /// Number of hashes computed so far.
    #[must_use]
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    async fn ask<T: Send + 'static>(
        &self,
        from: IpAddr,
        work: impl FnOnce(&mut Memory) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>, AppError> {
        let (reply, answer) = oneshot::channel();
        let task: Box<dyn Asked> = Box::new(Question { work, reply });
        if !self.threads.0.push(from, Task(task)) {
            return Err(AppError::TooMany(COME_BACK));
        }
        // Dropped without an answer: another address with fewer jobs took its place.
        answer.await.map_err(|_| AppError::TooMany(COME_BACK))
    }
}

/// Working memory of argon2; empty while it is freed.
type Memory = Vec<Block>;

struct Question<W, T> {
    work: W,
    reply: oneshot::Sender<Option<T>>,
}

trait Asked: Send {
    fn is_abandoned(&self) -> bool;
    fn answer(self: Box<Self>, memory: &mut Memory);
}

impl<T: Send, W: FnOnce(&mut Memory) -> Option<T> + Send> Asked for Question<W, T> {
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn answer(self: Box<Self>, memory: &mut Memory) {
        let Self { work, reply } = *self;
        let done = catch_unwind(AssertUnwindSafe(|| work(memory)));
        drop(reply.send(done.ok().flatten()));
    }
}

struct Task(Box<dyn Asked>);

impl Job for Task {
    fn is_abandoned(&self) -> bool {
        self.0.is_abandoned()
    }
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

/// Loop of a thread. Reuses its memory, and frees it when idle.
fn work(queue: &HashQueue<Task>, made: &AtomicU64) {
    let mut memory = Memory::new();
    loop {
        let patience = if memory.is_empty() { Duration::MAX } else { KEEPS };
        match queue.next(patience) {
            Next::Job(task) if task.is_abandoned() => {}
            Next::Job(Task(task)) => {
                made.fetch_add(1, Ordering::Relaxed);
                task.answer(&mut memory);
            }
            Next::Idle => memory = Memory::new(),
            Next::Closed => return,
        }
    }
}

/// Hashes on the calling thread, for the command line. `None` if hashing fails.
#[must_use]
pub fn hash_now(password: &Password) -> Option<String> {
    hash_in(&mut Memory::new(), password)
}

fn hash_in(memory: &mut Memory, password: &Password) -> Option<String> {
    let (params, salt) = (params(), super::secret::salt());
    let hash = output(memory, Algorithm::Argon2id, Version::V0x13, params.clone(), (password.as_str(), &salt), 32)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(Salt::new(&salt).ok()?),
        hash: Some(hash),
    };
    Some(phc.to_string())
}

fn verify_in(memory: &mut Memory, password: &str, hash: &str) -> Option<bool> {
    let kept = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
    let version = Version::try_from(kept.version?).ok()?;
    let (params, salt, expected) = (Params::try_from(&kept).ok()?, kept.salt?, kept.hash?);
    let found = output(memory, algorithm, version, params, (password, &salt), expected.len())?;
    // Outputs are compared in constant time.
    Some(found == expected)
}

fn output(
    memory: &mut Memory,
    algorithm: Algorithm,
    version: Version,
    params: Params,
    (password, salt): (&str, &[u8]),
    length: usize,
) -> Option<Output> {
    memory.resize(memory.len().max(params.block_count()), Block::new());
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..length)?;
    let argon2 = Argon2::new(algorithm, version, params);
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, bytes, memory).ok()?;
    Output::new(bytes).ok()
}

fn params() -> Params {
    Params::new(MEMORY_KIB, PASSES, 1, None).expect("the numbers are within argon2's bounds")
}

fn broken() -> AppError {
    let id = super::secret::short();
    tracing::error!(%id, "hashing failed");
    AppError::Internal(id)
}

/// A hash of the same cost that no password matches; constant, so that it costs nothing at the start.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
