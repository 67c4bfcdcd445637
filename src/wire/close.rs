//! Close codes of the WebSocket, after RFC 6455 section 7.4; those from 4400 on are Roost's own.

/// The page or the server is going away.
pub const GOING_AWAY: u16 = 1001;
/// A frame that breaks RFC 6455.
pub const PROTOCOL_ERROR: u16 = 1002;
/// A binary frame: frames are text.
pub const UNSUPPORTED: u16 = 1003;
/// Text that is not UTF-8.
pub const NOT_UTF8: u16 = 1007;
/// Five unintelligible frames in a row.
pub const ABUSE: u16 = 1008;
/// A message of more than 64 KiB.
pub const TOO_BIG: u16 = 1009;
/// The server restarts: connect again after a random short wait.
pub const RESTART: u16 = 1012;
/// No `hello` first, or another protocol.
pub const BAD_FRAME: u16 = 4400;
/// The session has ended: sign in again.
pub const SIGNED_OUT: u16 = 4401;
/// Too slow for live entries: connect again and resume.
pub const TOO_SLOW: u16 = 4410;
