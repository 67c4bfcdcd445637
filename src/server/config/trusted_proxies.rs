//! Trusted proxies, by address or network, and the client address that they report.

use ipnet::{IpNet, Ipv4Net};
use std::{net::IpAddr, str::FromStr};

/// `X-Forwarded-For`: the addresses a request came through, the nearest last. Each proxy appends its peer.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

/// Networks of the trusted proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Whether an address is a trusted proxy's.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Client address of a request from `peer`: from the right, the first address of `forwarded` that is no
    /// trusted proxy's. Addresses further left can be forged.
    #[must_use]
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        // A listener on `[::]` sees IPv4 addresses mapped into IPv6.
        let mut nearest = peer.to_canonical();
        for named in forwarded.flat_map(|list| list.split(',')).rev() {
            if !self.contains(nearest) {
                break;
            }
            match parse_address(named.trim()) {
                Some(address) => nearest = address.to_canonical(),
                None => break,
            }
        }
        nearest
    }
}

impl FromStr for Proxies {
    type Err = ();

    /// Addresses and networks, separated by commas or spaces.
    fn from_str(text: &str) -> Result<Self, ()> {
        let names = text.split([',', ' ']).filter(|name| !name.is_empty());
        names.map(network).collect::<Option<_>>().map(Self).ok_or(())
    }
}

/// `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`; IPv4 also in its form mapped into IPv6.
fn network(name: &str) -> Option<IpNet> {
    let network = name.parse().ok().or_else(|| name.parse().ok().map(IpAddr::into))?;
    let IpNet::V6(mapped) = network else { return Some(network) };
    let as_v4 = mapped.addr().to_ipv4_mapped().zip(mapped.prefix_len().checked_sub(96));
    match as_v4 {
        Some((address, length)) => Some(IpNet::V4(Ipv4Net::new(address, length).ok()?)),
        None => Some(network),
    }
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    bare.or_else(|| Some(text.parse::<std::net::SocketAddr>().ok()?.ip()))
}
