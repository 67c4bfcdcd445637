//! Where pushes may go: public addresses, on the port of https, and nowhere inside. Browsers name
//! the address, so anybody can name any; it is looked at when it is given and whenever it is used,
//! and what was looked at is what is connected to.

use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};
use url::{Host, Url};

/// Characters of an endpoint, at most; the longest in use have some 600.
const ENDPOINT_CHARS: usize = 2_000;
/// Addresses of one name that are tried, at most.
const TRIED: usize = 4;

/// Looks names up.
pub trait Resolve: fmt::Debug + Send + Sync {
    /// All addresses of a host.
    fn resolve<'a>(&'a self, host: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;
}

/// Asks the operating system.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 443)).await?.map(|found| found.ip()).collect()) })
    }
}

/// Why an address is not gone to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It is not a plain https address with a name.
    Form,
    /// Its name leads, among others, to an address that is not public.
    Inside,
    /// Its name leads nowhere at the moment.
    Unknown,
}

/// An address that a browser gave for its push service. Its form is right; where it leads is asked
/// of the [`AddressGuard`].
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl fmt::Debug for Endpoint {
    /// Whoever knows all of it can send there: only the host is told.
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

    /// The scheme, host and port: whom a VAPID token is for.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The host, with the port where it is not the usual one.
    #[must_use]
    pub fn authority(&self) -> String {
        self.0.port().map_or_else(|| self.host().to_owned(), |port| format!("{}:{port}", self.host()))
    }

    /// What is asked for there.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.0[url::Position::BeforePath..url::Position::AfterQuery]
    }

    fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }
}

/// Lets requests out to public addresses.
#[derive(Clone, Debug)]
pub struct AddressGuard {
    pub resolve: Arc<dyn Resolve>,
    /// Addresses inside that may be gone to. There is no setting for this: it is for tests.
    pub also: Vec<SocketAddr>,
}

impl AddressGuard {
    /// The addresses to connect to. If one of them may not be gone to, none is.
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

/// Whether an address is one that the whole internet shares, after the special-purpose registries
/// of RFC 6890. Ways of writing one address within another are not followed, but refused.
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
        // Link-local, where clouds tell machines their secrets.
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
    // Only 2000::/3 is given out. Loopback, unspecified, mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96),
    // unique local, link-local and multicast all lie outside it.
    let global = first & 0xe000 == 0x2000;
    let special = match first {
        // Protocol assignments (Teredo, ORCHID, benchmarks among them), documentation.
        0x2001 => second < 0x200 || second == 0xdb8,
        // 6to4: an IPv4 address inside.
        0x2002 => true,
        // Documentation.
        0x3fff => second < 0x1000,
        _ => false,
    };
    global && !special
}
