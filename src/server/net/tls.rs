//! TLS: a certificate and its key from two PEM files, reloaded when they change.

use crate::{
    model::{Millis, time::iso},
    server::{clock::Clock, config::TlsFiles},
};
use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use std::{
    fs, io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::Mutex;
use x509_cert::{Certificate as X509, der::Decode};

/// Interval at which the files are checked: renewed certificates come weeks before the old ones expire.
const LOOK: Duration = Duration::from_secs(60);
/// Interval of log lines about the expiry.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Time before the expiry from which on it is logged: automatic renewal has happened by then.
const SOON: Millis = 14 * 24 * 60 * 60 * 1_000;

/// Reason why the certificate cannot be used, with the setting and the file.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {} {why}", path.display())]
pub struct BadTls {
    setting: &'static str,
    path: PathBuf,
    #[source]
    why: Unusable,
}

/// Reason why a file cannot be used. Nothing of its contents is shown.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("holds no certificate in PEM form")]
    NoCertificate(#[source] pem::Error),
    #[error("holds a certificate that cannot be understood")]
    BadCertificate(#[source] rustls::Error),
    #[error("holds no private key in PEM form without a password")]
    NoKey(#[source] pem::Error),
    #[error("is not the key of the certificate in ROOST_TLS_CERT")]
    OtherKey(#[source] rustls::Error),
    #[error("cannot be used: {0}")]
    BadKey(#[source] rustls::Error),
}

/// The current certificate and its files.
#[derive(Clone)]
pub struct Certificate {
    files: TlsFiles,
    /// Configuration of the listener; replaced as a whole.
    pub shown: RustlsConfig,
    /// Time of expiry.
    ends: Arc<AtomicI64>,
}

/// Contents of the files.
struct Pair {
    config: ServerConfig,
    ends: Millis,
}

impl Certificate {
    /// Loads the files.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and the reason.
    pub fn read(files: &TlsFiles) -> Result<Self, BadTls> {
        let Pair { config, ends } = read(files)?;
        let shown = RustlsConfig::from_config(Arc::new(config));
        Ok(Self { files: files.clone(), shown, ends: Arc::new(AtomicI64::new(ends)) })
    }

    /// Reloads the files. Until they can be used, the old certificate stays.
    pub fn read_again(&self) {
        match read(&self.files) {
            Ok(Pair { config, ends }) => {
                self.ends.store(ends, Ordering::Relaxed);
                self.shown.reload_from_config(Arc::new(config));
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::warn!(%error, "the certificate stays as it was"),
        }
    }

    /// Logs the expiry, if it is near or past.
    pub fn say_its_end(&self, now: Millis) {
        let ends = self.ends.load(Ordering::Relaxed);
        let on = iso(ends);
        if ends <= now {
            tracing::error!(on, "the certificate has ended: browsers turn people away");
        } else if ends - now <= SOON {
            tracing::warn!(on, "the certificate ends soon");
        }
    }
}

/// Keeps the certificate up to date, if there is one.
pub struct Keeping {
    certificate: Option<Certificate>,
    clock: Clock,
    hangup: Mutex<Hangup>,
}

impl Keeping {
    /// From here on SIGHUP does not end the process: it is queued for [`Self::keep_up`].
    #[must_use]
    pub fn new(certificate: Option<Certificate>, clock: Clock) -> Self {
        Self { certificate, clock, hangup: Mutex::new(Hangup::new()) }
    }

    /// Reloads the files when they change and on SIGHUP, which without a certificate has no effect, and logs a
    /// near expiry once a day. Runs until aborted.
    pub async fn keep_up(&self) {
        let mut hangup = self.hangup.lock().await;
        let Some(certificate) = &self.certificate else {
            loop {
                hangup.next().await;
                tracing::info!("told to read its files again (SIGHUP), of which there are none");
            }
        };
        let mut known = times(&certificate.files);
        let mut said = Instant::now();
        loop {
            let asked = tokio::select! {
                () = hangup.next() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            let now = times(&certificate.files);
            if asked || now != known {
                known = now;
                certificate.read_again();
            } else if said.elapsed() < DAY {
                continue;
            }
            said = Instant::now();
            certificate.say_its_end(self.clock.settled());
        }
    }
}

/// Time of the last change of each file.
fn times(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    [&files.cert, &files.key].map(|path| fs::metadata(path).and_then(|about| about.modified()).ok())
}

fn read(files: &TlsFiles) -> Result<Pair, BadTls> {
    let bad_cert = |why| BadTls { setting: "ROOST_TLS_CERT", path: files.cert.clone(), why };
    let bad_key = |why| BadTls { setting: "ROOST_TLS_KEY", path: files.key.clone(), why };
    let cert = fs::read(&files.cert).map_err(|error| bad_cert(Unusable::Unreadable(error)))?;
    let key = fs::read(&files.key).map_err(|error| bad_key(Unusable::Unreadable(error)))?;
    let chain = chain(&cert).map_err(|error| bad_cert(Unusable::NoCertificate(error)))?;
    let ends = end_of(&chain[0]);
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|error| bad_key(Unusable::NoKey(error)))?;
    // Explicit: parts of the program may bring other providers, and none is the default.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the default versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => bad_key(Unusable::OtherKey(error)),
            rustls::Error::InvalidCertificate(_) => bad_cert(Unusable::BadCertificate(error)),
            _ => bad_key(Unusable::BadKey(error)),
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Pair { config, ends })
}

/// Certificates in a PEM file, at least one.
fn chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>()?;
    if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) }
}

/// Expiry of a certificate; `MAX` for one that cannot be parsed here, which is served nonetheless.
fn end_of(certificate: &CertificateDer<'_>) -> Millis {
    X509::from_der(certificate).map_or(Millis::MAX, |certificate| {
        let ends = certificate.tbs_certificate.validity.not_after.to_unix_duration();
        Millis::try_from(ends.as_millis()).unwrap_or(Millis::MAX)
    })
}

/// Listener for SIGHUP, where signals exist.
struct Hangup(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangup {
    #[cfg(unix)]
    fn new() -> Self {
        Self(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self()
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
