//! `Caller`: the IP address and the user agent of a request.

use std::net::IpAddr;

/// Address and browser of a request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// The browser's user agent.
    pub device: String,
}
