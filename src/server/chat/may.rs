//! Who may do what in a room: the table of the product, as one pure function.

use crate::model::{Role, RoomKind};

/// What somebody is to a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// What they are in it; nothing to those who are not members.
    pub role: Option<Role>,
    /// Whether they look after the whole place.
    pub is_admin: bool,
}

/// What can be done in a room or to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Read,
    Post,
    React,
    Leave,
    EditOwn,
    EditAny,
    DeleteOwn,
    DeleteAny,
    Pin,
    SlowMode,
    Remove,
    Ban,
    Invite,
    Name,
    Topic,
    Archive,
    Delete,
    Roles,
}

/// Whether somebody may do something in a room of this kind.
///
/// The administrator looks after the open rooms also where they are no member; of private rooms
/// and direct conversations they see nothing but as a member. A direct conversation belongs to all
/// of its people alike, and nobody comes or goes.
#[must_use]
pub fn may(kind: RoomKind, who: Who, action: Action) -> bool {
    let is_member = who.role.is_some();
    let reigns = who.is_admin && kind == RoomKind::Open;
    let at_least = |role| kind != RoomKind::Direct && (who.role >= Some(role) || reigns);
    match action {
        Action::Read | Action::Post | Action::React | Action::EditOwn | Action::DeleteOwn => is_member,
        Action::Leave => is_member && kind != RoomKind::Direct,
        Action::EditAny => false,
        Action::Invite if kind == RoomKind::Open => is_member || reigns,
        Action::DeleteAny | Action::Pin | Action::SlowMode | Action::Remove | Action::Ban | Action::Invite => {
            at_least(Role::Moderator)
        }
        Action::Name | Action::Topic | Action::Archive | Action::Delete | Action::Roles => at_least(Role::Owner),
    }
}

/// Whether somebody may take another out: only those who stand below them.
#[must_use]
pub fn outranks(kind: RoomKind, who: Who, other: Option<Role>) -> bool {
    who.is_admin && kind == RoomKind::Open || who.role > other
}
