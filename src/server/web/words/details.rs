//! The pages about a room: details, members, adding people.

use crate::model::Role;

pub const ADDED: &str = "They are in this room.";
pub const ADDED_ALL: &str = "All of them are in this room.";
pub const REMOVED: &str = "They are no longer in this room.";
pub const BANNED: &str = "They are no longer in this room, and cannot come back.";
pub const UNBANNED: &str = "They can come back.";
pub const ADD_WHOM: &str = "People with whom you share a room";
pub const ADD_TEXT: &str = "They are in this room at once, and everybody in it sees who added them. ";
pub const NOBODY_LEFT: &str = "Everybody with whom you share a room is in it already.";
pub const ADD_OTHERS: &str = "Send others an invite link.";
pub const ADD_TO_ROOM: &str = "Add to room";
pub const MORE_MEMBERS: &str = "More members";
pub const NOBODY: &str = "Nobody is in this room.";
pub const NOBODY_FOUND: &str = "Nobody here is called that.";
pub const ACTIVE: &str = "Active";
pub const AWAY: &str = "Away";
pub const CHANGE_ROLE: &str = "Change";
pub const BAN: &str = "Ban";
pub const YOU: &str = " (you)";
pub const UNBAN: &str = "Lift the ban";
pub const KEPT_OUT: &str = "Banned";
pub const INVITE_LINKS: &str = "Invite links";
pub const OPEN: &str = "Everybody who has an account here can find and join this room.";
pub const PRIVATE: &str = "Only those who are invited can join this room. Nobody else knows of it.";
pub const DIRECT: &str = "Only the people in this conversation can read it, and nobody can be added.";
pub const ARCHIVED: &str = "It is archived: it can be read, and nobody writes in it.";
pub const NAME_AND_TOPIC: &str = "Name and topic";
pub const NAME_HINT: &str = "Old links keep working after a change.";
pub const SHARE_TEXT: &str = "Whoever opens this room's address can join it, and is asked to sign in first.";
pub const LEAVE_LAST: &str = "You are the last one here. The room and every message in it are deleted when you leave: nobody could find it again.";
pub const LEAVE_PRIVATE: &str = "You can only come back when you are invited again.";
pub const LEAVE_OPEN: &str = "You can come back any time.";
pub const LEAVE: &str = "Leave";
pub const LEAVE_ROOM: &str = "Leave room";
pub const UNARCHIVE: &str = "Open again";
pub const UNARCHIVE_TEXT: &str = "People will be able to write here again.";
pub const ARCHIVE: &str = "Archive";
pub const ARCHIVE_TEXT: &str = "Everything stays here to be read, and nobody writes any more.";
pub const REOPENED: &str = "This room is open again.";
pub const UNARCHIVE_ROOM: &str = "Open room again";
pub const ARCHIVE_ROOM: &str = "Archive room";
pub const MAKE_PRIVATE: &str = "Make private";
pub const MAKE_PRIVATE_TEXT: &str =
    "Everybody who is here stays. Others can only join when they are invited, and the room is not listed any more.";
pub const MAKE_OPEN: &str = "Open to everybody";
pub const MAKE_OPEN_TEXT: &str =
    "Everybody who has an account here can find the room, join it and read everything in it.";
pub const DELETE: &str = "Delete";
pub const DELETE_TEXT: &str =
    "The room and every message in it are gone at once, for everybody, and cannot be brought back.";
pub const DELETE_SURE: &str = " Delete this room with everything in it";
pub const DELETE_ROOM: &str = "Delete room";

/// The room has just been archived.
#[must_use]
pub fn is_archived(room: &str) -> String {
    format!("{room} is archived.")
}

/// The label of the choice of a member's role.
#[must_use]
pub fn role_of(name: &str) -> String {
    format!("Role of {name}")
}

/// The question before somebody is removed from a room.
#[must_use]
pub fn remove_question(name: &str, room: &str, is_open: bool) -> String {
    let back = if is_open { "They can join again." } else { "They can be invited again." };
    format!("Remove {name} from {room}? {back}")
}

/// The question before somebody is banned.
#[must_use]
pub fn ban_question(name: &str, room: &str) -> String {
    format!("Ban {name} from {room}? They cannot come back until the ban is lifted.")
}

/// The question before leaving, with what it means.
#[must_use]
pub fn leave_question(room: &str, means: &str) -> String {
    format!("Leave {room}? {means}")
}

/// The question before an open room is made private.
#[must_use]
pub fn private_question(room: &str) -> String {
    format!("Make {room} private? Others can only join when they are invited.")
}

/// The question before a private room is opened.
#[must_use]
pub fn open_question(room: &str) -> String {
    format!("Open {room} to everybody? Whoever joins reads everything in it, from the first message on.")
}

/// The question before a room is deleted.
#[must_use]
pub fn delete_question(room: &str) -> String {
    format!("Delete {room} with every message in it, for everybody?")
}

/// A role by itself.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Member => "Member",
        Role::Moderator => "Moderator",
        Role::Owner => "Owner",
    }
}
