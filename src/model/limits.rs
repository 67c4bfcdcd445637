//! Every limit that both sides know, named once.

/// A message: at most this many characters ...
pub const BODY_CHARS: usize = 16_000;
/// ... and at most this many bytes of UTF-8.
pub const BODY_BYTES: usize = 48 * 1024;
/// Characters of a message that are shown where it is told of.
pub const LINE_CHARS: usize = 240;
/// Bytes of a draft that is kept for later, at most.
pub const DRAFT_BYTES: usize = 64 * 1024;
/// Characters of a username, at least and at most.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 2..=32;
/// Characters of a display name, at most.
pub const DISPLAY_NAME_CHARS: usize = 50;
/// Characters of a status, at most.
pub const STATUS_CHARS: usize = 100;
/// Names that one person can have had: each stays theirs.
pub const USERNAMES: i64 = 20;
/// Bytes of a password, at least and at most.
pub const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;
/// Characters of a room's name, at most.
pub const ROOM_NAME_CHARS: usize = 60;
/// Characters of a room's topic, at most.
pub const TOPIC_CHARS: usize = 200;
/// Characters of the place's name, at most.
pub const PLACE_NAME_CHARS: usize = 40;
/// Characters of the place's mark, at most: one emoji can be several.
pub const PLACE_MARK_CHARS: usize = 8;
/// Characters of a slug, at most.
pub const SLUG_CHARS: usize = 64;

/// Entries in one page of history.
pub const PAGE: usize = 50;
/// Bytes of text in such a page, at most, unless one message has more.
pub const PAGE_BYTES: usize = 256 * 1024;
/// Entries in one page of catching up over the socket.
pub const CATCH_UP_PAGE: usize = 200;
/// Bytes of text in such a page, at most, unless one message has more.
pub const CATCH_UP_BYTES: usize = 128 * 1024;
/// Someone further behind than this is told of a gap and gets the newest page.
pub const CATCH_UP_MOST: i64 = 1_000;
/// Entries the page keeps in its document, around what is being read.
pub const WINDOW: usize = 300;
/// Unread messages are counted up to this, then shown as "99+".
pub const UNREAD_MOST: i64 = 100;
/// People that one message can name.
pub const MENTIONS: usize = 50;
/// People whose presence one connection can watch.
pub const WATCHED: usize = 100;
/// People in one direct conversation, at most, oneself included.
pub const CONVERSATION: usize = 8;
/// Faces shown on a room's card.
pub const FACES: usize = 8;

/// Bytes of a form, at most: a whole message percent-encoded, and some.
pub const FORM_BYTES: usize = 256 * 1024;
/// The same from those who are not signed in: the longest password three times over, and some.
pub const STRANGERS_FORM_BYTES: usize = 16 * 1024;
/// Bytes of a file with a picture, at most.
pub const PICTURE_BYTES: usize = 10 * 1024 * 1024;
/// Pixels of a picture, at most: those of a phone's camera and some.
pub const PICTURE_PIXELS: u64 = 50_000_000;
/// Bytes of one WebSocket message from a client, at most.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Rooms that one connection may follow at once.
pub const SUBSCRIPTIONS: usize = 200;
/// Seconds between the server's beats.
pub const BEAT_SECONDS: u64 = 25;
/// Seconds of silence after which either side gives a connection up.
pub const SILENCE_SECONDS: u64 = 60;
