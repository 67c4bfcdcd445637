//! `PushClient`: one https request to a push service, to addresses that the address guard admitted. No
//! redirects, no proxies, only the head of the response is read, and everything has a timeout.

use super::address_guard::{AddressGuard, Barred, Endpoint};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use jiff::fmt::rfc2822;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

/// Most bytes of a response's head.
const HEAD: usize = 16 * 1024;
/// Longest wait that a push service can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Client for push services.
#[derive(Clone)]
pub struct PushClient {
    pub gate: AddressGuard,
    tls: TlsConnector,
    patience: Duration,
}

/// Outcome of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted for delivery.
    Taken,
    /// The subscription is no longer known.
    Gone,
    /// Temporarily refused; with the time to wait, if given.
    Later(Option<Duration>),
    /// Refused for good, with this status.
    Refused(u16),
    /// The address is not admitted.
    Barred(Barred),
    /// No response.
    Unreachable(String),
}

impl PushClient {
    /// Trusts Mozilla's root certificates, and `root` if given.
    #[must_use]
    pub fn new(gate: AddressGuard, root: Option<CertificateDer<'static>>, patience: Duration) -> Self {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(root) = root {
            roots.add_parsable_certificates([root]);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { gate, tls: TlsConnector::from(Arc::new(config)), patience }
    }

    /// Whether an endpoint is admitted now.
    ///
    /// # Errors
    /// As [`Barred`] says.
    pub async fn admit(&self, endpoint: &Endpoint) -> Result<(), Barred> {
        timeout(self.patience, self.gate.admit(endpoint))
            .await
            .map_or(Err(Barred::Unknown), |admitted| admitted.map(drop))
    }

    /// Sends a body with headers, and returns the outcome.
    pub async fn post(&self, endpoint: &Endpoint, headers: HeaderMap, body: Vec<u8>) -> Outcome {
        match timeout(self.patience, self.try_post(endpoint, headers, body)).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Unreachable("it did not answer in time".to_owned()),
        }
    }

    async fn try_post(&self, endpoint: &Endpoint, headers: HeaderMap, body: Vec<u8>) -> Outcome {
        let addresses = match self.gate.admit(endpoint).await {
            Ok(addresses) => addresses,
            Err(Barred::Unknown) => return Outcome::Unreachable("its name could not be looked up".to_owned()),
            Err(barred) => return Outcome::Barred(barred),
        };
        match self.exchange(endpoint, &addresses, headers, body).await {
            Ok((status, headers)) => outcome(status, &headers),
            Err(error) => Outcome::Unreachable(error.to_string()),
        }
    }

    async fn exchange(
        &self,
        endpoint: &Endpoint,
        addresses: &[SocketAddr],
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> io::Result<(StatusCode, HeaderMap)> {
        let stream = TcpStream::connect(addresses).await?;
        let name = ServerName::try_from(endpoint.host().to_owned()).map_err(io::Error::other)?;
        let stream = self.tls.connect(name, stream).await?;
        let mut request = Request::post(endpoint.path_and_query()).body(Body::from(body)).map_err(io::Error::other)?;
        *request.headers_mut() = headers;
        let host = HeaderValue::from_str(&endpoint.authority()).map_err(io::Error::other)?;
        request.headers_mut().insert(header::HOST, host);
        let handshake = http1::Builder::new().max_buf_size(HEAD).handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = handshake.map_err(io::Error::other)?;
        let mut connection = pin!(connection);
        let mut answering = pin!(sender.send_request(request));
        // The response, or the lack of one, is ready once the connection has ended.
        let answer = tokio::select! {
            answer = &mut answering => answer,
            _ = &mut connection => answering.await,
        };
        let (head, _) = answer.map_err(io::Error::other)?.into_parts();
        Ok((head.status, head.headers))
    }
}

/// Outcome of a response.
fn outcome(status: StatusCode, headers: &HeaderMap) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Taken,
        404 | 410 => Outcome::Gone,
        408 | 425 | 429 | 500..=599 => Outcome::Later(headers.get(header::RETRY_AFTER).and_then(wait)),
        // Redirects too: their targets are not checked.
        status => Outcome::Refused(status),
    }
}

/// Value of `Retry-After`: seconds, or a date.
fn wait(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    let seconds = text.parse::<u64>().ok().or_else(|| {
        let until = rfc2822::parse(text).ok()?.timestamp().as_second();
        u64::try_from(until - jiff::Timestamp::now().as_second()).ok()
    })?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}
