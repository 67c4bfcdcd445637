//! The server's answers in plain text, where there is no page to answer with.

pub const BUSY: &str = "The server has too much to do just now. Try again in a few seconds.";
pub const CANNOT: &str = "The server cannot do that. Go back and try again.";
pub const FULL: &str = "The server is full just now.";
pub const LOCAL_ONLY: &str = "This server answers on this machine only.";
pub const NO_LENGTH: &str = "Say how long the form is: it is not read otherwise.";
pub const NOT_HERE: &str = "Nothing of that kind can be done at this address.";
pub const SEVERAL_HOSTS: &str = "This request names more than one host.";
pub const TOO_MANY_WINDOWS: &str = "You have too many windows open at once.";
pub const TOO_SLOW: &str = "That took too long to arrive. Try again.";

/// A form from another address than ours.
#[must_use]
pub fn foreign(from: &str, ours: &str) -> String {
    format!("This was sent from {from}, and this place is found at {ours}. Open {ours} and try again.")
}

/// A request without TLS, where only TLS is spoken.
#[must_use]
pub fn https(origin: &str) -> String {
    format!("This address speaks https: {origin}\n")
}

/// A request for the socket that is no handshake, with the header that a proxy has taken off it.
#[must_use]
pub fn sockets(missing: Option<&str>) -> String {
    let missing = missing.map(|name| format!(": {name} is missing. A proxy in front must pass it on"));
    format!("This address takes WebSockets{}.", missing.unwrap_or_default())
}
