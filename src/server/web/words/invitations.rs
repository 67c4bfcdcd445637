//! `/admin/invitations`: invitations to the site.

pub const REVOKED: &str = "That link leads nowhere any more.";
pub const OPEN: &str = "Just now anybody can make an account, with or without an invite link.";
pub const CLOSED: &str = "Just now nobody can make an account, with or without an invite link.";
pub const MADE: &str = "Your link";
pub const LINK: &str = "Invite link";
pub const INVITE: &str = "New link";
pub const LASTS: &str = "Works for";
pub const USES: &str = "With it can be made";
pub const MAKE: &str = "Make a link";
pub const LINKS: &str = "Links";
/// Where else there are links.
pub const ROOMS_HAVE_THEIRS: &str = "A link from here leads into the place. One that leads into a room as well is made in that room: it lets people make an account too.";
pub const NONE: &str = "There are none that could be used.";
pub const BY: &str = " · by ";

/// A choice of how long an invitation lasts.
#[must_use]
pub fn lasts(days: i64) -> String {
    match days {
        1 => "a day".to_owned(),
        365 => "a year".to_owned(),
        days => format!("{days} days"),
    }
}

/// A choice of how many accounts can be made with it; 0 is without a limit.
#[must_use]
pub fn uses(uses: i64) -> String {
    match uses {
        0 => "any number of accounts".to_owned(),
        1 => "one account".to_owned(),
        uses => format!("{uses} accounts"),
    }
}

/// How many accounts can still be made.
#[must_use]
pub fn left(uses: Option<i64>) -> String {
    match uses {
        None => "Any number of accounts".to_owned(),
        Some(1) => "One more account".to_owned(),
        Some(left) => format!("{left} more accounts"),
    }
}

/// How many accounts were made, and when it ends.
#[must_use]
pub fn made(accounts: i64, until: &str) -> String {
    format!("{accounts} made so far · until {until}")
}
