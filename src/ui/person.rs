//! People by their ids, as they are known now.

use crate::{
    model::{User, UserId},
    state::Parts,
    store::Store,
    words::people,
};
use leptos::prelude::*;

/// A person's profile, while it is known.
pub(super) fn person(id: UserId) -> Memo<Option<User>> {
    let store = Store::expect();
    Memo::new(move |_| store.with(Parts::PEOPLE, |client| client.people.get(&id).cloned()))
}

/// A person's display name.
pub(super) fn name(person: Memo<Option<User>>) -> impl Fn() -> String + Clone {
    move || {
        person.with(|person| {
            person.as_ref().map_or_else(|| people::UNKNOWN_NAME.to_owned(), |person| person.name.clone())
        })
    }
}
