//! localStorage: items that outlive the page, under names that begin with a kind and the person's id.

use crate::model::UserId;

/// localStorage, where it exists and may be used.
#[must_use]
pub(super) fn open() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The names of a person's items of one kind.
pub(super) fn names(storage: &web_sys::Storage, kind: &str, user: UserId) -> Vec<String> {
    let start = format!("{kind}:{}:", user.0);
    let all = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    all.filter(|name| name.starts_with(&start)).collect()
}

/// Key of the person who is signing out: their items are deleted once they are signed out.
const LEAVING: &str = "leaving";

/// Records, for this tab, who is signing out.
pub fn leave(user: UserId) {
    if let Some(tab) = tab() {
        drop(tab.set_item(LEAVING, &user.0.to_string()));
    }
}

/// Clears the record: somebody is signed in.
pub fn stay() {
    if let Some(tab) = tab() {
        drop(tab.remove_item(LEAVING));
    }
}

/// After sign-out, deletes all items of the recorded person, so that the next user of this machine finds
/// nothing.
pub fn forget_who_left() {
    let left = tab().and_then(|tab| tab.get_item(LEAVING).ok().flatten());
    let Some((storage, user)) = open().zip(left.and_then(|user| user.parse().ok())) else { return };
    for kind in ["draft", "change", "outbox"] {
        for name in names(&storage, kind, UserId(user)) {
            drop(storage.remove_item(&name));
        }
    }
    stay();
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
