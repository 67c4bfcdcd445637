//! People by their ids, as they are known now.

use crate::{
    model::{User, UserId},
    state::Parts,
    store::Store,
};
use leptos::prelude::*;

/// A person's profile, while it is known.
pub(super) fn person(id: UserId) -> Memo<Option<User>> {
    let store = Store::expect();
    Memo::new(move |_| store.with(Parts::PEOPLE, |client| client.people.get(&id).cloned()))
}
