//! Permissions: the actions allowed to each role in each kind of room, as one pure table.

use crate::model::{Role, RoomKind};

/// The person who performs an action in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Role in the room; `None` without a membership.
    pub role: Option<Role>,
    /// Whether they are an administrator of the site.
    pub is_admin: bool,
}

/// An action in a room or on it.
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
    /// Making an open room private, or a private one open.
    Kind,
    Archive,
    Delete,
    Roles,
}

/// Whether an actor may perform an action in a room of this kind.
///
/// Administrators moderate open rooms also without being members; of private rooms and direct conversations
/// they see only those that they are members of. In a direct conversation all have the same permissions, and
/// memberships neither start nor end.
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
        Action::Name | Action::Topic | Action::Kind | Action::Archive | Action::Delete | Action::Roles => {
            at_least(Role::Owner)
        }
    }
}

/// Whether an actor may remove another member: only one of a lower role.
#[must_use]
pub fn outranks(kind: RoomKind, actor: Actor, other: Option<Role>) -> bool {
    actor.is_admin && kind == RoomKind::Open || actor.role > other
}
