//! A room's invite links, and where they lead.

pub const ALREADY_IN: &str = "You are in this room already.";
pub const OPEN_ROOM: &str = "Open room";
pub const ALREADY_HERE: &str = "You have an account here already.";
pub const INVITED_HERE: &str = "You are invited.";
/// Between the name of who invites and the name of the place.
pub const INVITES: &str = " invites you to this room at ";
pub const ENDED_TITLE: &str = "Invitation";
pub const REVOKED: &str = "That link leads nowhere any more.";
pub const WHO_COMES: &str = "Whoever has the link can join the room, also with a new account.";
pub const WHO_COMES_CLOSED: &str =
    "Whoever has the link and an account here can join the room. Just now nobody can make a new one.";
pub const NEW: &str = "New link";
pub const LASTS: &str = "Works for";
pub const LASTS_DAY: &str = "A day";
pub const LASTS_WEEK: &str = "A week";
pub const LASTS_MONTH: &str = "A month";
pub const LASTS_ALWAYS: &str = "Until it is revoked";
pub const USES: &str = "Lets in";
pub const USES_ANY: &str = "As many as come";
pub const USES_ONE: &str = "One person";
pub const USES_TEN: &str = "10 people";
pub const USES_HUNDRED: &str = "100 people";
pub const MAKE: &str = "Make a link";
pub const LINKS: &str = "Links";
pub const MADE: &str = "Your link";
pub const LINK: &str = "Invite link";
pub const QR: &str = "The invite link as a QR code";
pub const NONE: &str = "There are none at the moment.";
pub const WORKS_ALWAYS: &str = "Works until it is revoked";
pub const BY: &str = "By ";
pub const NAME_HINT: &str = "To tell links apart in the list below. Those who follow it do not see it.";
/// Makes one with the usual terms.
pub const MAKE_INVITE: &str = "Make an invite link";

/// When a link ends.
#[must_use]
pub fn works_until(when: &str) -> String {
    format!("Works until {when}")
}

/// How often a link was used, and how often it can be.
#[must_use]
pub fn used(uses: i64, most: Option<i64>) -> String {
    match (most, uses) {
        (Some(most), _) => format!("{uses} of {most} used"),
        (None, 0) => "not used yet".to_owned(),
        (None, 1) => "used once".to_owned(),
        (None, _) => format!("used {uses} times"),
    }
}

/// A button, by the link's name.
#[must_use]
pub fn revoke(name: &str) -> String {
    format!("Revoke the link {name}")
}

/// A button, by who made a link without a name.
#[must_use]
pub fn revoke_by(maker: &str) -> String {
    format!("Revoke the link by {maker}")
}
