//! localStorage: what outlives the page, under names that begin with whose it is.

use crate::model::UserId;

/// The browser's storage, where there is one and it may be used.
#[must_use]
pub(super) fn open() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The names of one person's items of a kind.
pub(super) fn names(storage: &web_sys::Storage, kind: &str, user: UserId) -> Vec<String> {
    let start = format!("{kind}:{}:", user.0);
    let all = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    all.filter(|name| name.starts_with(&start)).collect()
}

/// Whoever asks to be signed out: their things are forgotten when they are.
const LEAVING: &str = "leaving";

/// Remembers, for this tab, who asks to be signed out.
pub fn leave(user: UserId) {
    if let Some(tab) = tab() {
        drop(tab.set_item(LEAVING, &user.0.to_string()));
    }
}

/// Somebody is signed in: nobody has left.
pub fn stay() {
    if let Some(tab) = tab() {
        drop(tab.remove_item(LEAVING));
    }
}

/// Nobody is signed in. Forgets everything of the one who asked for that: the next one at this
/// machine finds nothing.
pub fn forget_who_left() {
    let left = tab().and_then(|tab| tab.get_item(LEAVING).ok().flatten());
    let Some((storage, user)) = open().zip(left.and_then(|user| user.parse().ok())) else { return };
    for kind in ["draft", "outbox"] {
        for name in names(&storage, kind, UserId(user)) {
            drop(storage.remove_item(&name));
        }
    }
    stay();
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
