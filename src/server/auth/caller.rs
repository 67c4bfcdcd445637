//! `Caller`: where a request comes from.

use std::net::IpAddr;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// What its browser says of itself.
    pub device: String,
}
