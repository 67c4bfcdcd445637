//! The log on standard error, written by a thread of its own: the output may be full, stalled or closed, and no
//! request waits for it or fails with it. Lines that do not fit are counted, and their number is logged.

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

/// Most lines waiting to be written.
const WAITING: usize = 4_096;
/// Time that the end of the program waits for the last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// Handle for writing lines.
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

/// Logs to standard error, one line per event, with colour only on a terminal. Of libraries only warnings are
/// logged: their other messages may contain people's data.
///
/// # Errors
/// When the writing thread cannot be started.
pub fn to_stderr(level: LevelFilter) -> io::Result<Log> {
    let is_seen = io::stderr().is_terminal();
    let log = Log::to(io::stderr())?;
    let lines = fmt::layer().with_writer(log.clone()).with_ansi(is_seen);
    let heard = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        // Slow queries are no fault: the check of a large database takes long.
        .with_target("sqlx::query", LevelFilter::OFF)
        .with_target(env!("CARGO_CRATE_NAME"), level);
    // Set up already in a process with several servers: the first one stays.
    drop(tracing_subscriber::registry().with(heard).with(lines).try_init());
    // The place only: a panic's message can contain people's data.
    panic::set_hook(Box::new(|panicked| {
        let at = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, thread = thread::current().name(), "a panic");
    }));
    Ok(log)
}

impl Log {
    /// Starts the writing thread.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn to(place: impl Write + Send + 'static) -> io::Result<Self> {
        let (pieces, waiting) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let log = Self { pieces, lost: Arc::clone(&lost) };
        thread::Builder::new().name("log".to_owned()).spawn(move || write(place, &waiting, &lost))?;
        Ok(log)
    }

    /// Waits until everything logged so far is written, or cannot be.
    pub fn flush(&self) {
        let (written, wait) = sync_channel(1);
        if self.pieces.try_send(Piece::Flush(written)).is_ok() {
            // An output that is still blocked after this time is given up.
            let _: Result<(), _> = wait.recv_timeout(PATIENCE);
        }
    }
}

fn write(mut place: impl Write, waiting: &Receiver<Piece>, lost: &AtomicU64) {
    // Errors are dropped: there is no better place to report them.
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
