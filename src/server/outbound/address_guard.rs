//! Address guard: outgoing requests go to public addresses only, on the https port. Anybody can name any
//! endpoint, so it is checked when it is given and whenever it is used, and the connection goes to the
//! addresses that were checked.

use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};
use url::{Host, Url};

/// Most characters of an endpoint; the longest in use have some 600.
const ENDPOINT_CHARS: usize = 2_000;
/// Most addresses tried per name.
const TRIED: usize = 4;

/// Name resolution.
pub trait Resolve: fmt::Debug + Send + Sync {
    /// All addresses of a host.
    fn resolve<'a>(&'a self, host: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;
}

/// Resolver of the operating system.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 443)).await?.map(|found| found.ip()).collect()) })
    }
}

/// Reason why an endpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It is not a plain https URL with a host name.
    Form,
    /// At least one of its addresses is not public.
    Inside,
    /// Its name does not resolve at the moment.
    Unknown,
}

/// URL of a push service, as a browser gave it. Its form is valid; its addresses are checked by the
/// [`AddressGuard`].
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl fmt::Debug for Endpoint {
    /// Shows the host only: the whole URL is a secret that allows sending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.host())
    }
}

impl Endpoint {
    /// # Errors
    /// [`Barred::Form`] unless it is https, with a name and without credentials.
    pub fn parse(text: &str) -> Result<Self, Barred> {
        let url = Some(text).filter(|text| text.len() <= ENDPOINT_CHARS).and_then(|text| Url::parse(text).ok());
        let plain = |url: &Url| {
            url.scheme() == "https"
                && matches!(url.host(), Some(Host::Domain(name)) if !name.is_empty())
                && url.username().is_empty()
                && url.password().is_none()
                && url.fragment().is_none()
        };
        url.filter(plain).map(Self).ok_or(Barred::Form)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port: the audience of a VAPID token.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Host, with the port unless it is the default.
    #[must_use]
    pub fn authority(&self) -> String {
        self.0.port().map_or_else(|| self.host().to_owned(), |port| format!("{}:{port}", self.host()))
    }

    /// Path and query for the request line.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.0[url::Position::BeforePath..url::Position::AfterQuery]
    }

    fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }
}

/// Admits outgoing requests to public addresses.
#[derive(Clone, Debug)]
pub struct AddressGuard {
    pub resolve: Arc<dyn Resolve>,
    /// Further addresses that are admitted. Only for tests; no setting sets it.
    pub also: Vec<SocketAddr>,
}

impl AddressGuard {
    /// Addresses to connect to. If one of the name's addresses is not admitted, none is.
    ///
    /// # Errors
    /// As [`Barred`] says.
    pub async fn admit(&self, endpoint: &Endpoint) -> Result<Vec<SocketAddr>, Barred> {
        let port = endpoint.port();
        let found = self.resolve.resolve(endpoint.host()).await.map_err(|_| Barred::Unknown)?;
        if found.is_empty() {
            return Err(Barred::Unknown);
        }
        let addresses: Vec<SocketAddr> = found.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        if addresses.iter().all(|address| self.also.contains(address) || port == 443 && is_public(address.ip())) {
            Ok(addresses.into_iter().take(TRIED).collect())
        } else {
            Err(Barred::Inside)
        }
    }
}

/// Whether an address is globally reachable, by the special-purpose registries of RFC 6890. Addresses that
/// embed another address are refused.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network, private, loopback.
        [0 | 10 | 127, ..] => true,
        // Shared between a carrier's customers.
        [100, second, ..] => second & 0xc0 == 64,
        // Link-local, where cloud providers serve machines their credentials.
        [169, 254, ..] => true,
        [172, second, ..] => second & 0xf0 == 16,
        // Protocol assignments, documentation, 6to4 relays, private.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [192, 168, ..] => true,
        // Benchmarks, documentation.
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is assigned. Loopback, unspecified, mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), unique
    // local, link-local and multicast are all outside of it.
    let global = first & 0xe000 == 0x2000;
    let special = match first {
        // Protocol assignments (Teredo, ORCHID, benchmarks among them), documentation.
        0x2001 => second < 0x200 || second == 0xdb8,
        // 6to4: embeds an IPv4 address.
        0x2002 => true,
        // Documentation.
        0x3fff => second < 0x1000,
        _ => false,
    };
    global && !special
}
