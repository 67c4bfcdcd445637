//! Members in the room details: the list, adding people, and bans.

use crate::{
    model::{AppError, Field, Presence, Role, User, UserId},
    server::{
        chat::room_admin::About,
        db::memberships::Member,
        domain::permissions::Action,
        web::{
            pages::{PageRequest, form_fields::TextField},
            words::{common, details as words},
        },
    },
    ui::avatar::Avatar,
    words::{errors, people},
};
use leptos::prelude::*;

/// Number of members from which on the list has a search.
const MANY: i64 = 20;

/// Form for adding a member.
pub(super) fn add(request: &PageRequest<'_>, base: &str) -> AnyView {
    view! {
        <section class="section">
            <h2 class="section-title">{words::ADD}</h2>
            <p class="section-text">{words::ADD_TEXT}</p>
            <form method="post" action=format!("{base}/add")>
                <TextField field=Field::Username value=request.form_state.typed(Field::Username.name()) autocomplete="off" required=true
                    problem=request.form_state.problem(Field::Username)/>
                <button class="button" type="submit">{words::ADD_TO_ROOM}</button>
            </form>
        </section>
    }
    .into_any()
}

/// Members, or those found by the search.
pub(super) fn list(request: &PageRequest<'_>, about: &About, base: &str, me: UserId) -> AnyView {
    let words = request.query("q").unwrap_or_default();
    let title = people::members(about.members);
    let rows = about.page.iter().map(|member| row(request, about, base, member, member.user.id == me)).collect_view();
    let more = about.more.map(|(seq, id)| {
        view! { <a class="button button-quiet" href=format!("{base}/about?after={seq}-{id}")>{words::MORE_MEMBERS}</a> }
    });
    let search = (about.members > MANY || !words.is_empty()).then(|| {
        view! {
            <form method="get" action=format!("{base}/about") role="search">
                <div class="field">
                    <label class="field-label" for="q">{common::SEARCH}</label>
                    <div class="field-row">
                        <input class="field-input" id="q" name="q" type="search" value=words.to_owned() dir="auto" aria-describedby="q-hint"/>
                        <button class="button button-quiet" type="submit">{common::SEARCH}</button>
                    </div>
                    <p class="field-hint" id="q-hint">{common::SEARCH_HINT}</p>
                </div>
            </form>
        }
    });
    let nobody = about.page.is_empty().then(|| {
        let words = if words.is_empty() { words::NOBODY } else { words::NOBODY_FOUND };
        view! { <p class="section-text">{words}</p> }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{title}</h2>
            {search}
            <ul class="items" role="list">{rows}</ul>
            {nobody}
            {more}
        </section>
    }
    .into_any()
}

fn row(request: &PageRequest<'_>, about: &About, base: &str, member: &Member, is_me: bool) -> AnyView {
    let Member { user, role, .. } = member;
    let card = user.card();
    let says = |role| match &card {
        Some(_) => format!("@{} · {}", user.username, words::role(role)),
        None => words::role(role).to_owned(),
    };
    // Presence is only for people who share a room with the person.
    let presence = match about.who.role {
        Some(_) => request.ctx.state.hub.presence(user.id),
        None => Presence::Offline,
    };
    let (here, word) = match presence {
        Presence::Active => (Some("active"), Some(words::ACTIVE)),
        Presence::Away => (Some("away"), Some(words::AWAY)),
        Presence::Offline => (None, None),
    };
    let roles = about.may(Action::Roles).then(|| {
        let label = words::role_of(&user.name);
        let options = [Role::Member, Role::Moderator, Role::Owner].map(|option| {
            view! { <option value=option.word() selected=option == *role>{words::role(option)}</option> }
        });
        view! {
            <form class="item-form" method="post" action=format!("{base}/role") data-module="apply" data-saved=common::SAVED data-unreachable=errors::error(&AppError::Unreachable)>
                <input type="hidden" name="who" value=user.id.0.to_string()/>
                <select class="field-input" name="role" aria-label=label>{options.into_iter().collect_view()}</select>
                <button class="small-button" type="submit">{words::CHANGE_ROLE}</button>
            </form>
        }
    });
    let out = (!is_me && about.may_remove(member)).then(|| {
        let (name, room) = (&user.name, &about.room.name);
        let remove = words::remove_question(name, room, about.room.kind.is_open());
        let ban = words::ban_question(name, room);
        view! { {one_button(base, "remove", user, common::REMOVE, Some(remove))} {one_button(base, "ban", user, words::BAN, Some(ban))} }
    });
    view! {
        <li class="item">
            <span class="member-face" data-here=here><Avatar user=user.clone()/></span>
            <div class="item-main">
                <p class="item-name">
                    <a href=card.clone()><bdi>{user.name.clone()}</bdi></a>
                    {is_me.then_some(words::YOU)}
                    {word.map(|word| view! { <span class="hidden">" · "{word}</span> })}
                </p>
                <p class="item-text">{says(*role)}</p>
            </div>
            {roles}
            {out}
        </li>
    }
    .into_any()
}

/// A form with a single button for one person, perhaps with a confirmation.
fn one_button(base: &str, path: &str, user: &User, words: &'static str, question: Option<String>) -> AnyView {
    let label = common::of_person(words, &user.name);
    view! {
        <form method="post" action=format!("{base}/{path}") data-confirm=question>
            <input type="hidden" name="who" value=user.id.0.to_string()/>
            <button class="small-button" type="submit" aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}

/// Banned people.
pub(super) fn banned(about: &About, base: &str) -> AnyView {
    let rows = about.banned.iter().map(|user| {
        view! {
            <li class="item">
                <Avatar user=user.clone()/>
                <div class="item-main">
                    <p class="item-name"><bdi>{user.name.clone()}</bdi></p>
                    <p class="item-text">"@"{user.username.clone()}</p>
                </div>
                {one_button(base, "unban", user, words::UNBAN, None)}
            </li>
        }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{words::KEPT_OUT}</h2>
            <ul class="items" role="list">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
