//! https by itself: a certificate and its key from two PEM files, read again when they change.

use crate::{
    model::{Millis, time::iso},
    server::{clock::Clock, config::TlsFiles},
};
use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    fmt, fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::Mutex;
use x509_cert::{Certificate as X509, der::Decode};

/// How often the files are looked at: renewed certificates come weeks before the old ones end.
const LOOK: Duration = Duration::from_secs(60);
/// How often it is said that a certificate ends.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long before: whoever renews by themselves has done so by then.
const SOON: Millis = 14 * 24 * 60 * 60 * 1_000;

/// Why the certificate cannot be used; names the setting and the file.
#[derive(Debug)]
pub struct BadTls(String);

impl fmt::Display for BadTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTls {}

/// The certificate that is shown to browsers, and where it comes from.
#[derive(Clone)]
pub struct Certificate {
    files: TlsFiles,
    /// What the listener takes; exchanged as a whole.
    pub shown: RustlsConfig,
    /// When it ends.
    ends: Arc<AtomicI64>,
}

/// What was read from the files.
struct Pair {
    config: ServerConfig,
    ends: Millis,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and why.
    pub fn read(files: &TlsFiles) -> Result<Self, BadTls> {
        let Pair { config, ends } = read(files)?;
        let shown = RustlsConfig::from_config(Arc::new(config));
        Ok(Self { files: files.clone(), shown, ends: Arc::new(AtomicI64::new(ends)) })
    }

    /// Shows what the files hold from now on; until they hold something good, the old certificate.
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

    /// Says when it ends, where that is soon or past.
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

/// Keeps what is shown over https up to date, where anything is.
pub struct Keeping {
    certificate: Option<Certificate>,
    clock: Clock,
    hangup: Mutex<Hangup>,
}

impl Keeping {
    /// From here on a SIGHUP ends nothing, and is heard of by [`Self::keep_up`], however late that begins.
    #[must_use]
    pub fn new(certificate: Option<Certificate>, clock: Clock) -> Self {
        Self { certificate, clock, hangup: Mutex::new(Hangup::new()) }
    }

    /// Reads the files again whenever they change, and on SIGHUP, which without a certificate does
    /// nothing; and says once a day when a certificate ends. Ends only by being aborted.
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

/// When each file was written last.
fn times(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    [&files.cert, &files.key].map(|path| fs::metadata(path).and_then(|about| about.modified()).ok())
}

fn read(files: &TlsFiles) -> Result<Pair, BadTls> {
    let bad =
        |setting: &str, path: &Path, why: &dyn fmt::Display| BadTls(format!("{setting}: {} {why}", path.display()));
    let bytes = |setting: &str, path: &Path| {
        fs::read(path).map_err(|error| bad(setting, path, &format_args!("cannot be read: {error}")))
    };
    let (cert, key) = (bytes("ROOST_TLS_CERT", &files.cert)?, bytes("ROOST_TLS_KEY", &files.key)?);
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&cert).collect::<Result<_, _>>().unwrap_or_default();
    if chain.is_empty() {
        return Err(bad("ROOST_TLS_CERT", &files.cert, &"holds no certificate in PEM form"));
    }
    let ends = end_of(&chain[0]);
    let key = PrivateKeyDer::from_pem_slice(&key)
        .map_err(|_| bad("ROOST_TLS_KEY", &files.key, &"holds no private key in PEM form without a password"))?;
    // Named here: several parts of the program may bring a provider, and none is the default.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| BadTls(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                bad("ROOST_TLS_KEY", &files.key, &"is not the key of the certificate in ROOST_TLS_CERT")
            }
            rustls::Error::InvalidCertificate(_) => {
                bad("ROOST_TLS_CERT", &files.cert, &"holds a certificate that cannot be understood")
            }
            error => bad("ROOST_TLS_KEY", &files.key, &format_args!("cannot be used: {error}")),
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Pair { config, ends })
}

/// When a certificate ends; never, as far as one can be told of that is served and not understood here.
fn end_of(certificate: &CertificateDer<'_>) -> Millis {
    X509::from_der(certificate).map_or(Millis::MAX, |certificate| {
        let ends = certificate.tbs_certificate.validity.not_after.to_unix_duration();
        Millis::try_from(ends.as_millis()).unwrap_or(Millis::MAX)
    })
}

/// SIGHUP, where there is such a thing.
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
