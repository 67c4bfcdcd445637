//! Every limit that server and client share, named once.

/// A message: at most this many characters ...
pub const BODY_CHARS: usize = 16_000;
/// ... and at most this many bytes of UTF-8.
pub const BODY_BYTES: usize = 48 * 1024;
/// Characters of a message that are shown in a notification.
pub const LINE_CHARS: usize = 240;
/// Bytes of a saved draft, at most.
pub const DRAFT_BYTES: usize = 64 * 1024;
/// Characters of a username, at least and at most.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 2..=32;
/// Characters of a display name, at most.
pub const DISPLAY_NAME_CHARS: usize = 50;
/// Characters of a status, at most.
pub const STATUS_CHARS: usize = 100;
/// Usernames that one account can have had, at most: former ones stay reserved for it.
pub const USERNAMES: i64 = 20;
/// Bytes of a password, at least and at most.
pub const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;
/// Characters of a room's name, at most.
pub const ROOM_NAME_CHARS: usize = 60;
/// Characters of a room's topic, at most.
pub const TOPIC_CHARS: usize = 200;
/// Characters of the site's name, at most.
pub const PLACE_NAME_CHARS: usize = 40;
/// Characters of the site's icon, at most: one emoji can be several.
pub const PLACE_MARK_CHARS: usize = 8;
/// Characters of the name of an invite link, at most.
pub const LINK_NAME_CHARS: usize = 60;
/// Characters of a slug, at most.
pub const SLUG_CHARS: usize = 64;

/// Entries in one page of history.
pub const PAGE: usize = 50;
/// Bytes of text in a page of history, at most, unless one message has more.
pub const PAGE_BYTES: usize = 256 * 1024;
/// Entries in one page of catch-up over the socket.
pub const CATCH_UP_PAGE: usize = 200;
/// Bytes of text in a page of catch-up, at most, unless one message has more.
pub const CATCH_UP_BYTES: usize = 128 * 1024;
/// A client further behind than this, in entries, is sent a gap, and reads the newest page.
pub const CATCH_UP_MOST: i64 = 1_000;
/// Entries in a timeline, and so in the document, at most.
pub const WINDOW: usize = 300;
/// Unread messages are counted up to this, then shown as "99+".
pub const UNREAD_MOST: i64 = 100;
/// Mentions in one message, at most.
pub const MENTIONS: usize = 50;
/// People whose presence one connection can watch, at most.
pub const WATCHED: usize = 100;
/// People in one direct conversation, at most, the viewer included.
pub const CONVERSATION: usize = 8;
/// Members shown in a room's roster, at most.
pub const FACES: usize = 8;

/// Bytes of a form, at most: a whole message percent-encoded, and some.
pub const FORM_BYTES: usize = 256 * 1024;
/// Bytes of a form without a session, at most: the longest password three times over, and some.
pub const STRANGERS_FORM_BYTES: usize = 16 * 1024;
/// Bytes of an uploaded picture, at most.
pub const PICTURE_BYTES: usize = 10 * 1024 * 1024;
/// Pixels of an uploaded picture, at most: a phone's camera and some.
pub const PICTURE_PIXELS: u64 = 50_000_000;
/// Bytes of one WebSocket message from a client, at most.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Rooms that one connection may subscribe to at once.
pub const SUBSCRIPTIONS: usize = 200;
/// Seconds between two heartbeats of the server.
pub const BEAT_SECONDS: u64 = 25;
/// Seconds of silence after which either side closes a connection.
pub const SILENCE_SECONDS: u64 = 60;
