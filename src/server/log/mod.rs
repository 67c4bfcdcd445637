//! The log on standard error, written beside the work: it may be full, stalled or gone, and no request
//! waits for it or fails with it. Lines that find no room are counted, and the count is said.

pub mod throttle;

use std::{
    io::{self, IsTerminal, Write},
    panic,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    filter::Targets,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Lines that wait to be written, at most.
const WAITING: usize = 4_096;
/// How long the end of the program waits for the last of them.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where lines are handed in.
#[derive(Clone, Debug)]
pub struct Log {
    pieces: SyncSender<Piece>,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Piece {
    Line(Vec<u8>),
    /// Answered once everything before it is written.
    Flush(SyncSender<()>),
}

/// Sends what Roost says to standard error, one line an event, without colour where nobody looks; of
/// its libraries only warnings: what they say beyond may hold what people sent.
///
/// # Errors
/// When the system gives no thread to write with.
pub fn to_stderr(level: LevelFilter) -> io::Result<Log> {
    let is_seen = io::stderr().is_terminal();
    let log = Log::to(io::stderr())?;
    let lines = fmt::layer().with_writer(log.clone()).with_ansi(is_seen);
    let heard = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        // That something took long is no fault: the check of a large database does.
        .with_target("sqlx::query", LevelFilter::OFF)
        .with_target(env!("CARGO_CRATE_NAME"), level);
    // Already set up by whoever runs several servers in one process: theirs stands.
    drop(tracing_subscriber::registry().with(heard).with(lines).try_init());
    // Where, and not what: a panic's message can hold what somebody wrote.
    panic::set_hook(Box::new(|panicked| {
        let at = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, thread = thread::current().name(), "a panic");
    }));
    Ok(log)
}

impl Log {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// When there can be none.
    pub fn to(place: impl Write + Send + 'static) -> io::Result<Self> {
        let (pieces, waiting) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let log = Self { pieces, lost: Arc::clone(&lost) };
        thread::Builder::new().name("log".to_owned()).spawn(move || write(place, &waiting, &lost))?;
        Ok(log)
    }

    /// Waits until what was said so far is written, or cannot be.
    pub fn flush(&self) {
        let (written, wait) = sync_channel(1);
        if self.pieces.try_send(Piece::Flush(written)).is_ok() {
            // Whoever cannot write by now never will.
            let _: Result<(), _> = wait.recv_timeout(PATIENCE);
        }
    }
}

fn write(mut place: impl Write, waiting: &Receiver<Piece>, lost: &AtomicU64) {
    // What cannot be written is nobody's: there is no better place to say so.
    let mut put = |bytes: &[u8]| drop(place.write_all(bytes).and_then(|()| place.flush()));
    for piece in waiting {
        match piece {
            Piece::Line(line) => put(&line),
            Piece::Flush(written) => drop(written.try_send(())),
        }
        match lost.swap(0, Ordering::Relaxed) {
            0 => {}
            count => put(format!("({count} lines of the log found no room and are lost)\n").as_bytes()),
        }
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = &'a Log;

    fn make_writer(&'a self) -> &'a Log {
        self
    }
}

impl Write for &Log {
    /// Takes an event as a whole.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.pieces.try_send(Piece::Line(line.to_vec())).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
