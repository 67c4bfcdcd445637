//! Limits on shared resources by address: shares and turns.

pub mod fair_queue;
pub mod shares;

use std::net::IpAddr;

/// Address as it is counted in limits: of IPv6 the /64, since one person has a whole one.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::from((address.to_bits() >> 64 << 64).to_be_bytes()),
        address @ IpAddr::V4(_) => address,
    }
}
