//! What there is only so much of: shared out by address, and in turn.

pub mod fair_queue;
pub mod shares;

use std::net::IpAddr;

/// Whom an address stands for where tries are counted: of IPv6 one person has a whole /64.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::from((address.to_bits() >> 64 << 64).to_be_bytes()),
        address @ IpAddr::V4(_) => address,
    }
}
