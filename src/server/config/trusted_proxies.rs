//! Whose word is believed about where somebody comes from: the proxies in front, by address or network.

use ipnet::{IpNet, Ipv4Net};
use std::{net::IpAddr, str::FromStr};

/// `X-Forwarded-For`: who handed a request on, the nearest last; each proxy adds whom it heard from.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies that are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Whether an address is one of theirs.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request comes from that `peer` brought: read from the right, the first address of
    /// `forwarded` that is no proxy's. What stands before it can be anybody's invention.
    #[must_use]
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        // A listener on `[::]` sees IPv4 as a part of IPv6.
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

    /// Addresses and networks, with commas or spaces between them.
    fn from_str(text: &str) -> Result<Self, ()> {
        let names = text.split([',', ' ']).filter(|name| !name.is_empty());
        names.map(network).collect::<Option<_>>().map(Self).ok_or(())
    }
}

/// `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`; IPv4 also where it is written as a part of IPv6.
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
