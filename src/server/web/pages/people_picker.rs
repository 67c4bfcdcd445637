//! Choosing people, several at once: a search that keeps those who are chosen, and a box to tick for each one found.

use super::PageRequest;
use crate::{
    model::{Field, User},
    server::{
        chat::people_search::{self, PeopleFound},
        web::words::{common, direct as words},
    },
    ui::avatar::Avatar,
};
use leptos::prelude::*;

/// The words of a page for choosing people.
pub(super) struct Words {
    /// Over the boxes.
    pub(super) legend: String,
    /// Where there is nobody to choose.
    pub(super) nobody: &'static str,
    /// Under the boxes.
    pub(super) hint: Option<AnyView>,
    /// On the button.
    pub(super) send: &'static str,
}

/// The search, the boxes, and where there is anybody to choose the button, in a form on the page at `address`.
/// `page`: its words.
pub(super) fn fields(
    request: &PageRequest<'_>,
    address: &str,
    page: Words,
    chosen: Vec<User>,
    found: PeopleFound,
) -> impl IntoView + use<> {
    let called = request.typed("q");
    let PeopleFound { mut people, named, unknown, more } = found;
    let is_anybody_found = !(people.is_empty() && named.is_empty());
    // Who was found by a name of the search before, and is not chosen now, is not meant.
    let before = request.typed("before");
    let before = people_search::names(&before);
    let is_new = |user: &User| !before.iter().any(|name| user.username.eq_ignore_ascii_case(name));
    let (named, left): (Vec<_>, Vec<_>) = named.into_iter().partition(is_new);
    people.extend(left);
    // Everybody once: names may find the same people, and those who are chosen already.
    let new = |list: Vec<User>, before: &[User]| {
        let fold = |mut list: Vec<User>, user| {
            if !before.contains(&user) && !list.contains(&user) {
                list.push(user);
            }
            list
        };
        list.into_iter().fold(Vec::new(), fold)
    };
    let is_clear = !named.is_empty() && people.is_empty() && unknown.is_empty();
    let chosen = {
        let named = new(named, &chosen);
        [chosen, named].concat()
    };
    let people = new(people, &chosen);
    let is_any = !(people.is_empty() && chosen.is_empty());
    let nobody = match unknown.as_slice() {
        [] if is_anybody_found => None,
        [] if called.trim().is_empty() => Some(page.nobody.to_owned()),
        [] => Some(words::NOBODY_FOUND.to_owned()),
        unknown => Some(words::nobody_called(&unknown.join(", "))),
    };
    let boxes = chosen.into_iter().map(|user| pick(user, true)).chain(people.into_iter().map(|user| pick(user, false)));
    view! {
        <input type="hidden" name="before" value=called.clone()/>
        <div class="field">
            <label class="field-label" for="q">{common::SEARCH}</label>
            <div class="field-row">
                <input class="field-input" id="q" name="q" type="search" value=called autofocus=!is_clear dir="auto" aria-describedby="q-hint"/>
                <button class="button button-quiet" type="submit" formmethod="get" formaction=address.to_owned()>{common::SEARCH}</button>
            </div>
            <p class="field-hint" id="q-hint">{words::SEARCH_HINT}</p>
        </div>
        <fieldset class="picks">
            <legend class="field-label">{page.legend}</legend>
            {boxes.collect_view()}
            {nobody.map(|nobody| view! { <p class="section-text">{nobody}</p> })}
            {more.then(|| view! { <p class="section-text">{words::MORE}</p> })}
        </fieldset>
        {page.hint}
        {is_any.then(|| view! { <div class="picker-end"><button class="button" type="submit" autofocus=is_clear>{page.send}</button></div> })}
    }
}

fn pick(user: User, chosen: bool) -> impl IntoView {
    view! {
        <label class="pick">
            <input type="checkbox" name=Field::People.name() value=user.username.clone() checked=chosen/>
            <Avatar user=user.clone()/>
            <span class="item-main">
                <span class="item-name"><bdi>{user.name}</bdi></span>" "
                <span class="item-text">{format!("@{}", user.username)}</span>
            </span>
        </label>
    }
}
