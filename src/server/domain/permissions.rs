//! Permissions: who may do what in a room, as one pure table.

use crate::model::{Role, RoomKind};

/// Somebody who does something in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Their role in it; none for somebody who is no member.
    pub role: Option<Role>,
    /// Whether they administer the site.
    pub is_admin: bool,
}

/// Something that is done in a room or to it.
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
pub fn can(kind: RoomKind, actor: Actor, action: Action) -> bool {
    let is_member = actor.role.is_some();
    let reigns = actor.is_admin && kind == RoomKind::Open;
    let at_least = |role| kind != RoomKind::Direct && (actor.role >= Some(role) || reigns);
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
pub fn outranks(kind: RoomKind, actor: Actor, other: Option<Role>) -> bool {
    actor.is_admin && kind == RoomKind::Open || actor.role > other
}
