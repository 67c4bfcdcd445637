//! People and their number.

use crate::model::{Presence, Role};

/// The name of deleted accounts, shown with their messages.
pub const DELETED_USER: &str = "Deleted user";
/// A name that has not come yet.
pub const UNKNOWN_NAME: &str = "…";

/// The list of a room's members.
pub const MEMBERS: &str = "Members";

/// The member count.
#[must_use]
pub fn members(count: i64) -> String {
    if count == 1 { "1 member".to_owned() } else { format!("{count} members") }
}

/// A presence, after a name.
#[must_use]
pub const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Active => "active",
        Presence::Away => "away",
        Presence::Offline => "offline",
    }
}

/// A presence by itself.
#[must_use]
pub const fn here(presence: Presence) -> &'static str {
    match presence {
        Presence::Active => "Active",
        Presence::Away => "Away",
        Presence::Offline => "Offline",
    }
}

/// A role within a sentence.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Moderator => "moderator",
        Role::Owner => "owner",
    }
}
