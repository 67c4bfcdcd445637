//! Start and stop of the server: the order in which its parts come up and go down.

use super::{
    auth::password::Hasher,
    chat::{
        Services, exports::Exports, limits::Limits, login_limiter::LoginLimiter, profile, site::SiteCache,
        turns::Turns, writer::Writer,
    },
    config::Config,
    data_folder::{Lock, keep_private},
    db::{self, Check, Db, OpenError},
    domain::{post_limiter::PostLimiter, rate_limit::Allowance},
    files::Pictures,
    limits::fair_queue::InTurn,
    live::{Feed, Hub, Sink, presence},
    log::throttle::Seldom,
    net::{
        listen::{self, Https},
        plain_http,
        tls::{BadTls, Certificate, Keeping},
    },
    notify::{self, Notifier, Notifying, inbox::Inbox},
    supervise::supervise,
    web::{
        admission::Admission,
        app_state::{App, AppState},
        router,
    },
};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::task::{JoinError, JoinHandle};

/// Time for requests under way to finish.
const GRACE: Duration = Duration::from_secs(5);

/// Interval at which the log repeats a warning about the setup.
const SAID_AGAIN: Duration = Duration::from_secs(60 * 60);

/// Interval at which statuses that have ended are cleared.
const STATUSES: Duration = Duration::from_secs(10);

/// Reason why the server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Tls(#[from] BadTls),
    #[error("{}: {source}", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("{}: another Roost is running on this folder", .0.display())]
    InUse(PathBuf),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the check of the database ended early ({0})")]
    Check(#[source] JoinError),
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error("cannot listen on {addr}: {source}")]
    Listen { addr: SocketAddr, source: io::Error },
    #[error(transparent)]
    Notifications(#[from] notify::StartError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A running server.
pub struct Running {
    /// Address that it listens on; the port is the real one, also where 0 was asked for.
    pub addr: SocketAddr,
    /// Origin at which browsers find it.
    pub origin: Arc<str>,
    certificate: Option<Certificate>,
    pub state: AppState,
    handle: listen::Handle,
    serving: JoinHandle<io::Result<()>>,
    writing: JoinHandle<()>,
    /// Tasks that run until aborted: reloading the certificate, and redirects from plain http.
    beside: Vec<JoinHandle<()>>,
    notifying: Notifying,
    /// Check of a large database, before anything is written to it.
    checking: Option<JoinHandle<Result<(), OpenError>>>,
    _lock: Lock,
}

impl Running {
    /// Starts all parts. When this returns, the server responds.
    ///
    /// # Errors
    /// When the folder is in use, the certificate or the database is refused, or the address is taken.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        // Leptos renders on tokio; set once per process, so a second server finds it done.
        drop(any_spawner::Executor::init_tokio());
        let certificate = config.tls().as_ref().map(Certificate::read).transpose()?;
        let keeping = Keeping::new(certificate.clone(), config.clock.clone());
        let folder = || config.data.clone();
        let lock = Lock::wait(&config.data).await.map_err(|source| StartError::Folder { folder: folder(), source })?;
        let lock = lock.ok_or_else(|| StartError::InUse(folder()))?;
        if let Err(error) = keep_private(&config.data) {
            tracing::warn!(%error, "what is in the data folder can be read by others on this machine");
        }
        let (db, check) = Db::open(&config.data).await?;
        let epoch = db.epoch().await?;
        let hub = Arc::new(Hub::new(config.sockets, config.sockets_per_person));
        let (inbox, posts) = Inbox::new();
        let inbox = Arc::new(inbox);
        let feed = Feed::new(vec![Arc::clone(&hub) as Arc<dyn Sink>, Arc::clone(&inbox) as Arc<dyn Sink>]);
        let (burst, per_second) = (f64::from(config.message_burst), f64::from(config.messages_per_second));
        let limiter = PostLimiter::new(Allowance { burst, per_second });
        let clock = config.clock.clone();
        let (writer, writing) = Writer::start(&db, Arc::clone(&hub), feed, limiter, clock).await?;
        let listener = bind(config.addr)?;
        let redirects = config.redirect_addr.map(bind).transpose()?;
        let addr = listener.local_addr()?;
        let services = Arc::new(Services {
            said: Seldom::every(SAID_AGAIN),
            login_limiter: LoginLimiter::new(&config),
            limits: Limits::new(&config),
            site: SiteCache::load(&db).await?,
            exports: Exports::default(),
            turns: Turns::default(),
            pictures: Pictures::new(&config.data),
            hasher: Hasher::start()?,
            config,
            db,
            writer,
            hub,
            epoch,
        });
        let notifier = Notifier::open(Arc::clone(&services), inbox).await?;
        let notifier = Arc::new(notifier);
        let notifying = notify::start(&notifier, posts);
        services.writer.hold(check.is_some());
        let state =
            AppState::new(App { services, notifier, admission: Admission::default(), rendering: InTurn::for_cores() });
        let checking = check.map(|check| tokio::spawn(look_through(check, state.writer.clone())));
        // Ends with the hub.
        let company = Arc::downgrade(&state.hub);
        drop(tokio::spawn(async move { supervise("presence", || presence::tell(company.clone())).await }));
        let ending = Arc::downgrade(&state.services);
        drop(tokio::spawn(async move { supervise("statuses", || end_statuses(ending.clone())).await }));
        let handle = listen::Handle::new();
        let origin: Arc<str> = origin(&state.config, addr).into();
        let (connections, idle) = (listen::connections(&state.config), state.config.bounds.idle);
        let https = certificate
            .as_ref()
            .map(|certificate| Https { shown: certificate.shown.clone(), origin: Arc::clone(&origin) });
        let leading = redirects
            .map(|listener| tokio::spawn(plain_http::serve(listener, Arc::clone(&origin), Arc::clone(&connections))));
        let serving = tokio::spawn(listen::serve(
            listener,
            router::router(state.clone()),
            handle.clone(),
            https,
            connections,
            idle,
        ));
        let renewing = tokio::spawn(async move { supervise("certificate", || keeping.keep_up()).await });
        let beside = leading.into_iter().chain([renewing]).collect();
        Ok(Self {
            addr,
            origin,
            certificate,
            state,
            handle,
            serving,
            writing,
            notifying,
            beside,
            checking,
            _lock: lock,
        })
    }

    /// Reason why the server cannot go on; does not return while it can.
    async fn broken(&mut self) -> StartError {
        let why = match &mut self.checking {
            None => None,
            Some(checking) => match checking.await {
                Ok(Ok(())) => None,
                Ok(Err(damaged)) => Some(StartError::from(damaged)),
                Err(error) => Some(StartError::Check(error)),
            },
        };
        self.checking = None;
        match why {
            Some(why) => why,
            None => std::future::pending().await,
        }
    }

    /// Tells clients to reconnect, finishes requests under way, and closes the database.
    pub async fn stop(self) {
        let Self { state, handle, serving, writing, notifying, beside, checking, .. } = self;
        beside.iter().for_each(JoinHandle::abort);
        if let Some(checking) = checking {
            checking.abort();
        }
        state.hub.close();
        handle.graceful_shutdown(Some(GRACE));
        drop(serving.await);
        // Sockets hold the state until their close handshake is done.
        for _ in 0..40 {
            if state.hub.connections() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        notifying.stop().await;
        // The writer's connection is closed last: the last one removes the WAL, which the readers' may not.
        drop(tokio::time::timeout(GRACE, state.db.close()).await);
        state.writer.close();
        drop(tokio::time::timeout(GRACE, writing).await);
    }
}

/// Serves until the process is told to stop.
///
/// # Errors
/// When it cannot start, or its database turns out to be damaged.
pub async fn until_stopped(config: Config) -> Result<(), StartError> {
    let mut running = Running::start(config).await?;
    let (addr, data) = (running.addr, std::path::absolute(&running.state.config.data).unwrap_or_default());
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, %addr, data = %data.display(), "Roost is ready at {}", running.origin);
    if let Some(certificate) = &running.certificate {
        certificate.say_its_end(running.state.config.clock.settled());
    }
    let why = tokio::select! {
        () = stop_signal() => None,
        why = running.broken() => Some(why),
    };
    tracing::info!("stopping");
    running.stop().await;
    why.map_or(Ok(()), Err)
}

fn bind(addr: SocketAddr) -> Result<TcpListener, StartError> {
    listen::bind(addr).map_err(|source| StartError::Listen { addr, source })
}

/// Origin at which browsers find a server that listens on `addr`.
fn origin(config: &Config, addr: SocketAddr) -> String {
    let here = || format!("{}://localhost:{}", config.scheme(), addr.port());
    config.origin.as_ref().map_or_else(here, |origin| origin.as_str().to_owned())
}

/// Ends statuses that have come to their end, until the server stops.
async fn end_statuses(services: Weak<Services>) {
    loop {
        tokio::time::sleep(STATUSES).await;
        let Some(services) = services.upgrade() else { return };
        if let Err(error) = profile::end_statuses(&services).await {
            tracing::warn!(?error, "statuses that have ended could not be cleared");
        }
    }
}

/// Checks the database, and then lets the writer begin.
async fn look_through(check: Check, writer: Writer) -> Result<(), OpenError> {
    tracing::info!("the database is being looked through; until then nothing is stored");
    check.run().await?;
    writer.hold(false);
    tracing::info!("the database is whole");
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
