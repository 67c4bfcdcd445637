//! `/rooms/{slug}/members`: a room's members, with their roles, and those who are banned; and the forms.

use crate::{
    model::{AppError, Field, HtmlPage, Presence, Role, Room, User, UserId},
    server::{
        chat::room_admin::{self, Members, Part},
        db::memberships::Member,
        domain::{moderate::Act, permissions::Action},
        web::{
            forms::{FormRequest, To},
            pages::{PageRequest, form_fields::FormProblem, layout, room},
            words::{common, details as words},
        },
    },
    ui::avatar::{self, Avatar},
    words::{people, room::ADD_PEOPLE},
};
use leptos::prelude::*;

/// Number of members from which on the list has a search.
const MANY: i64 = 20;

/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[
    ("saved", common::SAVED),
    ("added", words::ADDED),
    ("added-all", words::ADDED_ALL),
    ("removed", words::REMOVED),
    ("banned", words::BANNED),
    ("unbanned", words::UNBANNED),
];

/// `POST /rooms/{slug}/remove`: removes a member.
pub async fn remove(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Remove), "removed").await
}

/// `POST /rooms/{slug}/ban`: bans a person, which removes them too.
pub async fn ban(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Ban), "banned").await
}

/// `POST /rooms/{slug}/unban`: lifts a ban.
pub async fn unban(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Unban), "unbanned").await
}

/// `POST /rooms/{slug}/role`: sets a member's role.
pub async fn set_role(form: &FormRequest) -> Result<To, AppError> {
    let role = Role::of_word(form.field("role"));
    act(form, who(form).zip(role).map(|(who, role)| Act::Role(who, role)), "saved").await
}

/// Acts on a person; `None` is a form that was not ours. The last owner is told so on the page.
async fn act(form: &FormRequest, act: Option<Act>, what: &str) -> Result<To, AppError> {
    let act = act.ok_or(AppError::NotFound)?;
    match room_admin::act(&form.state, &form.viewer, form.param("slug"), act).await {
        Ok(room) => Ok(done(&room, what)),
        Err(error @ AppError::LastOwner) => Ok(To::rejected(error)),
        Err(error) => Err(error),
    }
}

fn who(form: &FormRequest) -> Option<UserId> {
    form.field("who").parse().ok().map(UserId)
}

/// Back to the room's members.
pub(super) fn done(room: &Room, what: &str) -> To {
    To::done(&format!("{}/members", room::path(&room.slug)), what)
}

pub(in crate::server::web::pages) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let part = part(request);
    let all = room_admin::members(&request.ctx.state, viewer, slug, part).await?;
    let base = room::path(&all.room.slug);
    let first = part == Part::default();
    let content = view! {
        <FormProblem problem=request.form_state.whole(&[Field::People])/>
        {layout::notice(request, DONE)}
        {list(request, &all, &base, viewer.id())}
        {(first && !all.banned.is_empty()).then(|| banned(&all, &base))}
    };
    Ok(layout::about_room(people::MEMBERS, &all.room, "/members", content))
}

/// Members to show: those after the cursor `seq-id`, or those whose names begin with the search text.
fn part<'a>(request: &'a PageRequest<'_>) -> Part<'a> {
    let parse = |after: &str| {
        let (seq, id) = after.split_once('-')?;
        Some(Part::After(seq.parse().ok()?, id.parse().ok()?))
    };
    match request.query("q").map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => Part::Called(words),
        None => request.query("after").and_then(parse).unwrap_or_default(),
    }
}

/// Members, or those found by the search.
fn list(request: &PageRequest<'_>, all: &Members, base: &str, me: UserId) -> AnyView {
    let words = request.query("q").unwrap_or_default();
    let title = people::members(all.count);
    let rows = all.page.iter().map(|member| row(request, all, base, member, member.user.id == me)).collect_view();
    let more = all.more.map(|(seq, id)| {
        view! { <a class="button button-quiet" href=format!("{base}/members?after={seq}-{id}")>{words::MORE_MEMBERS}</a> }
    });
    let search = (all.count > MANY || !words.is_empty()).then(|| {
        view! {
            <form method="get" action=format!("{base}/members") role="search">
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
    let nobody = all.page.is_empty().then(|| {
        let words = if words.is_empty() { words::NOBODY } else { words::NOBODY_FOUND };
        view! { <p class="section-text">{words}</p> }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{title}</h2>
            {all.may(Action::Invite).then(|| view! {
                <a class="button button-quiet" href=format!("{base}/add")>{ADD_PEOPLE}</a>
            })}
            {search}
            <ul class="items" role="list">{rows}</ul>
            {nobody}
            {more}
        </section>
    }
    .into_any()
}

fn row(request: &PageRequest<'_>, all: &Members, base: &str, member: &Member, is_me: bool) -> AnyView {
    let Member { user, role, .. } = member;
    let card = user.card();
    let says = |role| match &card {
        Some(_) => format!("@{} · {}", user.username, words::role(role)),
        None => words::role(role).to_owned(),
    };
    // Presence is only for people who share a room with the person.
    let presence = match all.who.role {
        Some(_) => request.ctx.state.hub.presence(user.id),
        None => Presence::Offline,
    };
    let (here, word) = match presence {
        Presence::Active => (Some("active"), Some(words::ACTIVE)),
        Presence::Away => (Some("away"), Some(words::AWAY)),
        Presence::Offline => (None, None),
    };
    let roles = all.may(Action::Roles).then(|| {
        let label = words::role_of(&user.name);
        let options = [Role::Member, Role::Moderator, Role::Owner].map(|option| {
            view! { <option value=option.word() selected=option == *role>{words::role(option)}</option> }
        });
        view! {
            <form class="item-form" method="post" action=format!("{base}/role") data-module="apply">
                <input type="hidden" name="who" value=user.id.0.to_string()/>
                <select class="field-input" name="role" aria-label=label>{options.into_iter().collect_view()}</select>
                <button class="small-button" type="submit">{words::CHANGE_ROLE}</button>
            </form>
        }
    });
    let out = (!is_me && all.may_remove(member)).then(|| {
        let (name, room) = (&user.name, &all.room.name);
        let remove = words::remove_question(name, room, all.room.kind.is_open());
        let ban = words::ban_question(name, room);
        view! { {one_button(base, "remove", user, common::REMOVE, Some(remove))} {one_button(base, "ban", user, words::BAN, Some(ban))} }
    });
    view! {
        <li class="item">
            <span class="member-face" data-here=here inner_html=avatar::html(user, 96)></span>
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
fn banned(all: &Members, base: &str) -> AnyView {
    let rows = all.banned.iter().map(|user| {
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
