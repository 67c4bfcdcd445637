//! The status line: the state of the connection.

pub const BY_REQUESTS: &str = "No live connection gets through: something on the way passes no WebSockets on. \
     What you write is sent all the same, and what is new is fetched every 15 seconds.";
pub const NEWER: &str = "A new version is here.";

/// The number of messages waiting to be sent, after the sentence about the connection.
#[must_use]
pub fn waiting(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " 1 message is waiting to be sent.".to_owned(),
        more => format!(" {more} messages are waiting to be sent."),
    }
}

#[must_use]
pub fn late(waiting: &str) -> String {
    format!("The server has not answered yet.{waiting}")
}

#[must_use]
pub fn connecting(waiting: &str) -> String {
    format!("Reconnecting …{waiting}")
}

#[must_use]
pub fn offline(waiting: &str) -> String {
    format!("You are offline.{waiting}")
}

#[must_use]
pub fn signed_out(waiting: &str) -> String {
    format!("You are signed out here.{waiting}")
}

#[must_use]
pub fn outdated(waiting: &str) -> String {
    format!("Roost was updated.{waiting}")
}
