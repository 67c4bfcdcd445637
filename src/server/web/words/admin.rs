//! `/admin` and `/admin/rooms`.

pub const SIGN_UP_OPEN: &str = "Anybody who finds this place";
pub const SIGN_UP_INVITATION: &str = "Whoever has an invite link";
pub const SIGN_UP_CLOSED: &str = "Nobody";
pub const SIGN_UP_FORCED_BEFORE: &str = "Who can make an account: ";
pub const SIGN_UP_FORCED_AFTER: &str = ". This is set where the server is started, by ROOST_SIGN_UP.";
pub const SIGN_UP: &str = "Who can make an account";
pub const PLACE: &str = "This place";
pub const NAME_HINT: &str = "It stands above the rooms and in the title of every page.";
pub const ICON_HINT: &str = "An emoji or a few letters beside the name. Leave it empty for the bird.";
pub const ARCHIVED: &str = "Archived · ";
pub const MADE_BY: &str = " · made by ";
pub const OPEN_ROOMS: &str = "Open rooms";
pub const OPEN_ROOMS_TEXT: &str = "You can look after each of them, also where you are no member. Private rooms and direct conversations are seen by their members only.";
/// Of a room that every new account is in from the start.
pub const NEWCOMERS: &str = " Newcomers are in it";
pub const NO_ROOMS: &str = "There are none yet.";

/// The same for screen readers, with the room's name.
#[must_use]
pub fn newcomers_in(room: &str) -> String {
    format!("Newcomers are in {room}")
}
