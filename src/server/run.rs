//! Starting and stopping: in which order the parts come up, and how they go down.

use super::{
    auth::password::Hasher,
    chat::{
        place::Place,
        profile::Changes,
        rate::{Allowance, Buckets},
        rooms::Moves,
        tries::Tries,
        writer::Writer,
    },
    config::Config,
    db::Db,
    files::Pictures,
    folder::Lock,
    lasting::outlive,
    listen,
    live::{Hub, presence},
    notify::{self, Notify, Notifying},
    router,
    state::{AppState, Parts},
    tls::Certificate,
};
use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::task::JoinHandle;

/// How long requests that are under way may take to finish.
const GRACE: Duration = Duration::from_secs(5);
/// People whose sending rate is remembered at once.
const SENDERS: usize = 50_000;

/// Why the server could not start.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// A server that answers.
pub struct Running {
    /// Where it listens: the port is a real one, also where 0 was asked for.
    pub addr: SocketAddr,
    pub state: AppState,
    handle: listen::Handle,
    serving: JoinHandle<io::Result<()>>,
    writing: JoinHandle<()>,
    /// Keeps the certificate up to date, where there is one.
    renewing: Option<JoinHandle<()>>,
    notifying: Notifying,
    _lock: Lock,
}

impl Running {
    /// Brings everything up. When this returns, the server answers.
    ///
    /// # Errors
    /// When the folder is in use, the certificate or the database is refused, or the address is taken.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        // Leptos renders on tokio; set once per process, so a second server finds it done.
        drop(any_spawner::Executor::init_tokio());
        let failed = |error: &dyn fmt::Display| StartError(error.to_string());
        let certificate = config.tls.as_ref().map(Certificate::read).transpose().map_err(|error| failed(&error))?;
        let folder = |why: &dyn fmt::Display| StartError(format!("{}: {why}", config.data.display()));
        let lock = Lock::wait(&config.data).await.map_err(|error| folder(&error))?;
        let lock = lock.ok_or_else(|| folder(&"another Roost is running on this folder"))?;
        let db = Db::open(&config.data).await.map_err(|error| failed(&error))?;
        let epoch = db.epoch().await.map_err(|error| failed(&error))?;
        let hub = Arc::new(Hub::new(config.sockets, config.sockets_per_person));
        let (notify, posts) = Notify::open(&db, &config).await.map_err(|error| failed(&error))?;
        hub.tell(Arc::clone(&notify.inbox));
        let rates = Buckets::new(
            Allowance { burst: f64::from(config.message_burst), per_second: f64::from(config.messages_per_second) },
            SENDERS,
        );
        let (writer, writing) = Writer::start(&db, Arc::clone(&hub), rates).await.map_err(|error| failed(&error))?;
        let listener = listen::bind(config.addr)
            .map_err(|error| StartError(format!("cannot listen on {}: {error}", config.addr)))?;
        let addr = listener.local_addr().map_err(|error| failed(&error))?;
        let state = AppState::new(Parts {
            tries: Tries::new(&config),
            place: Place::load(&db).await.map_err(|error| failed(&error))?,
            moves: Moves::new(&config),
            changes: Changes::default(),
            pictures: Pictures::new(&config.data),
            hasher: Hasher::start().map_err(|error| failed(&error))?,
            config,
            db,
            writer,
            hub,
            epoch,
            notify,
        });
        let notifying = notify::start(&state, posts);
        // Ends with the hub.
        let company = Arc::downgrade(&state.hub);
        drop(tokio::spawn(async move { outlive("presence", || presence::tell(company.clone())).await }));
        let handle = listen::Handle::new();
        let shown = certificate.as_ref().map(|certificate| certificate.shown.clone());
        let bounds = (state.config.sockets, state.config.bounds);
        let serving =
            tokio::spawn(listen::serve(listener, router::router(state.clone()), handle.clone(), shown, bounds));
        let renewing = certificate
            .map(|certificate| tokio::spawn(async move { outlive("certificate", || certificate.keep_up()).await }));
        Ok(Self { addr, state, handle, serving, writing, notifying, renewing, _lock: lock })
    }

    /// Tells everybody to come back, finishes what is under way, and closes the database.
    pub async fn stop(self) {
        let Self { state, handle, serving, writing, notifying, renewing, .. } = self;
        if let Some(renewing) = renewing {
            renewing.abort();
        }
        state.hub.close();
        handle.graceful_shutdown(Some(GRACE));
        drop(serving.await);
        // Sockets hold the state until they have said goodbye.
        for _ in 0..40 {
            if state.hub.connections() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        notifying.stop().await;
        // The writer's connection goes last: it is the one that may tidy the file.
        drop(tokio::time::timeout(GRACE, state.db.close()).await);
        state.writer.close();
        drop(tokio::time::timeout(GRACE, writing).await);
    }
}

/// Serves until the process is told to stop.
///
/// # Errors
/// When it cannot start.
pub async fn until_stopped(config: Config) -> Result<(), StartError> {
    let shown = config.origin.as_ref().map(|origin| origin.as_str().to_owned());
    let running = Running::start(config).await?;
    let scheme = running.state.config.scheme();
    let shown = shown.unwrap_or_else(|| format!("{scheme}://localhost:{}", running.addr.port()));
    tracing::info!(addr = %running.addr, data = %running.state.config.data.display(), "Roost is ready at {shown}");
    stop_signal().await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt => {}
            }
            return;
        }
    }
    drop(interrupt.await);
}
