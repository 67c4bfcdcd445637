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

/// Forgets everything of a person who signs out: the next one at this machine finds nothing.
pub fn forget(user: UserId) {
    let Some(storage) = open() else { return };
    for kind in ["draft", "outbox"] {
        for name in names(&storage, kind, user) {
            drop(storage.remove_item(&name));
        }
    }
}
