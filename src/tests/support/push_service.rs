//! A push service on loopback with configurable behaviour, and the browsers subscribed to it.

use super::{Person, Reply, TestApp, soon};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use roost::server::{
    Config,
    outbound::{address_guard::Resolve, options::PushOptions},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use std::{
    collections::HashMap,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::Notify,
};
use tokio_rustls::TlsAcceptor;
use web_push_native::{
    Auth,
    p256::{SecretKey, elliptic_curve::rand_core::OsRng, elliptic_curve::sec1::ToEncodedPoint},
};

/// The service's behaviour.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// Responds with this.
    Says(&'static str),
    /// Never responds; to paths that begin with `/stuck`, always does.
    Hangs,
    /// Responds with a gigabyte.
    Floods,
}

pub(crate) const TAKEN: Manner = Manner::Says("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug)]
struct Inner {
    manner: Mutex<Manner>,
    heard: Mutex<Vec<Heard>>,
    news: Notify,
    flooded: Mutex<usize>,
    addresses: Mutex<Vec<IpAddr>>,
}

#[derive(Clone, Debug)]
pub(crate) struct PushService {
    pub(crate) addr: SocketAddr,
    root: CertificateDer<'static>,
    inner: Arc<Inner>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Resolve for Inner {
    fn resolve<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        let found = lock(&self.addresses).clone();
        Box::pin(async move { Ok(found) })
    }
}

impl PushService {
    pub(crate) async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["push.test".to_owned()]).expect("a certificate");
        let (root, key) = (made.cert.der().clone(), made.signing_key.serialize_der());
        let key = PrivateKeyDer::try_from(key).expect("its key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![root.clone()], key)
            .expect("a server's settings");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let addr = listener.local_addr().expect("its address");
        let inner = Arc::new(Inner {
            manner: Mutex::new(TAKEN),
            heard: Mutex::default(),
            news: Notify::new(),
            flooded: Mutex::default(),
            addresses: Mutex::new(vec![IpAddr::from(Ipv4Addr::LOCALHOST)]),
        });
        let service = Self { addr, root, inner: Arc::clone(&inner) };
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, inner) = (acceptor.clone(), Arc::clone(&inner));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    drop(serve(stream, &inner).await);
                });
            }
        });
        service
    }

    /// Lets a server reach this service, and nothing else.
    pub(crate) fn reach(&self, config: &mut Config) {
        config.push = PushOptions {
            resolve: self.inner.clone(),
            also: vec![self.addr],
            root: Some(self.root.clone()),
            patience: Duration::from_secs(3),
            hold: Duration::from_millis(1_500),
            backoff: Duration::from_millis(200),
        };
    }

    pub(crate) async fn app(&self) -> TestApp {
        TestApp::with(|config| self.reach(config)).await
    }

    pub(crate) fn behaves(&self, manner: Manner) {
        *lock(&self.inner.manner) = manner;
    }

    /// Resolves its name to these addresses from now on.
    pub(crate) fn moves(&self, to: &[&str]) {
        *lock(&self.inner.addresses) = to.iter().map(|ip| ip.parse().expect("an address")).collect();
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        lock(&self.inner.heard).clone()
    }

    /// Waits for this many requests in all.
    pub(crate) async fn hears(&self, count: usize) -> Vec<Heard> {
        soon(&format!("{count} requests to the push service"), async {
            loop {
                let news = self.inner.news.notified();
                let heard = self.heard();
                if heard.len() >= count {
                    return heard;
                }
                news.await;
            }
        })
        .await
    }

    /// Bytes of a flood that were read.
    pub(crate) fn flooded(&self) -> usize {
        *lock(&self.inner.flooded)
    }
}

async fn serve(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, inner: &Inner) -> io::Result<()> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a path").to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        stream.read_buf(&mut body).await?;
    }
    let manner = if path.starts_with("/stuck") { Manner::Hangs } else { lock(&inner.manner).clone() };
    lock(&inner.heard).push(Heard { path, headers, body });
    inner.news.notify_one();
    match manner {
        Manner::Says(what) => stream.write_all(what.as_bytes()).await?,
        Manner::Hangs => std::future::pending().await,
        Manner::Floods => {
            stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 1073741824\r\n\r\n").await?;
            let piece = vec![0; 64 * 1024];
            for _ in 0..16_384 {
                stream.write_all(&piece).await?;
                *lock(&inner.flooded) += piece.len();
            }
        }
    }
    stream.flush().await
}

/// A browser with keys of its own.
pub(crate) struct Browser {
    pub(crate) endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    pub(crate) fn new(service: &PushService, name: &str) -> Self {
        let endpoint = format!("https://push.test:{}/{name}", service.addr.port());
        Self { endpoint, secret: SecretKey::random(&mut OsRng), auth: [7; 16] }
    }

    pub(crate) fn p256dh(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.secret.public_key().to_encoded_point(false).as_bytes())
    }

    pub(crate) fn auth(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.auth)
    }

    pub(crate) async fn try_subscribe(&self, person: &Person) -> Reply {
        let fields = [("endpoint", &*self.endpoint), ("p256dh", &self.p256dh()), ("auth", &self.auth())];
        person.post("/push/subscribe", &fields).await
    }

    /// Turns push notifications on for somebody.
    pub(crate) async fn subscribe(self, person: &Person) -> Self {
        let reply = self.try_subscribe(person).await;
        assert_eq!(reply.status, 204, "{}: {}", person.name, reply.text);
        self
    }

    /// The decrypted content of a push.
    pub(crate) fn opens(&self, heard: &Heard) -> Value {
        let plain = web_push_native::decrypt(heard.body.clone(), &self.secret, &Auth::from(self.auth));
        serde_json::from_slice(&plain.expect("it is closed for this browser")).expect("JSON")
    }
}
