//! `/admin/people` and `/admin/people/{username}`. Forms of the latter are shown on addresses below it when
//! they are rejected or have a link to show.

pub mod forms;

use crate::{
    model::{AppError, HtmlPage, User},
    server::{
        chat::admin,
        db::accounts::Account,
        web::{
            pages::{PageRequest, copy_field, form_fields::FormProblem, layout},
            words::{admin_people as words, common},
        },
    },
};
use leptos::{either::EitherOf3, prelude::*};

pub(in crate::server::web::pages) async fn list_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let current = request.ctx.viewer()?;
    let (words, after) = (request.query("q").unwrap_or_default(), request.query("after").unwrap_or_default());
    let people = admin::people(&request.ctx.state, current, words, after).await?;
    let is_empty = people.accounts.is_empty();
    let next = people.next.map(|next| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", words)
            .append_pair("after", &next)
            .finish();
        view! { <a class="small-button" href=format!("/admin/people?{query}")>{words::MORE}</a> }
    });
    let content = view! {
        {layout::notice(request, forms::DONE_ON_LIST)}
        <section class="section">
            <h2 class="section-title">{common::PEOPLE}</h2>
            <form method="get" action="/admin/people" role="search">
                <div class="field">
                    <label class="field-label" for="q">{common::SEARCH}</label>
                    <input class="field-input" id="q" name="q" type="search" value=words.to_owned() dir="auto"/>
                    <p class="field-hint">{common::SEARCH_HINT}</p>
                </div>
                <button class="small-button" type="submit">{common::SEARCH}</button>
            </form>
            <ul class="items" role="list">{people.accounts.into_iter().map(item).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="section-text">{words::NOBODY}</p> })}
            {next}
        </section>
    };
    layout::admin(request.ctx, "/admin/people", common::PEOPLE, content)
}

fn item(account: Account) -> impl IntoView {
    let Account { user, is_admin, suspended, .. } = account;
    view! {
        <li class="item">
            <div class="item-main">
                <a class="item-name" href=format!("/admin/people/{}", user.username)><bdi>{user.name}</bdi></a>
                <p class="item-text">"@"{user.username}{is_admin.then_some(words::IS_ADMINISTRATOR)}{suspended.then_some(words::IS_SUSPENDED)}</p>
            </div>
        </li>
    }
}

pub(in crate::server::web::pages) async fn page(
    request: &PageRequest<'_>,
    username: &str,
) -> Result<HtmlPage, AppError> {
    let account = admin::account(&request.ctx.state, request.ctx.viewer()?, username).await?;
    let Account { user, is_admin, created_at, suspended } = account;
    let is_me = user.id == request.me()?.id;
    let path = format!("/admin/people/{}", user.username);
    let since = layout::moment(request.ctx, created_at);
    let (role, change, turn) = if is_admin {
        (words::ADMINISTRATOR, words::TAKE_ROLE, "member")
    } else {
        (words::NO_ADMINISTRATOR, words::GIVE_ROLE, "admin")
    };
    let link = match request.ctx.once.first() {
        Some(link) => EitherOf3::A(view! {
            <p class="section-text">{words::RESET_MADE}</p>
            {copy_field::link(words::RESET_LINK, link)}
        }),
        None if suspended => EitherOf3::B(view! {
            <p class="section-text">{words::RESET_SUSPENDED}</p>
        }),
        None => EitherOf3::C(view! {
            <p class="section-text">
                {words::RESET_TEXT}
            </p>
            <form method="post" action=format!("{path}/reset")>
                <button class="small-button" type="submit">{words::MAKE_RESET}</button>
            </form>
        }),
    };
    let content = view! {
        {layout::notice(request, forms::DONE)}
        <FormProblem problem=request.form_state.whole(&[])/>
        <section class="section">
            <h2 class="section-title"><bdi>{user.name.clone()}</bdi></h2>
            <p class="section-text">"@"{user.username.clone()}{words::HERE_SINCE}{since}{suspended.then_some(words::AND_SUSPENDED)}</p>
        </section>
        <section class="section">
            <h2 class="section-title">{words::ROLE}</h2>
            <p class="section-text">{role}</p>
            <form method="post" action=format!("{path}/role")>
                <input type="hidden" name="role" value=turn/>
                <button class="small-button" type="submit">{change}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{common::LOST_PASSWORD}</h2>
            {link}
        </section>
        {if is_me { own().into_any() } else { ways_out(&user, suspended, &path).into_any() }}
    };
    layout::admin(request.ctx, "/admin/people", common::PEOPLE, content)
}

fn own() -> impl IntoView {
    view! {
        <section class="section">
            <h2 class="section-title">{words::YOU}</h2>
            <p class="section-text">{words::YOU_BEFORE}<a class="link" href="/settings">{words::YOU_LINK}</a>"."</p>
        </section>
    }
}

/// Forms for signing a person out, suspending them (or lifting that), and deleting their account.
fn ways_out(user: &User, suspended: bool, path: &str) -> impl IntoView + use<> {
    let (title, words, button, to) = if suspended {
        (words::SUSPENDED, words::SUSPENDED_TEXT, words::LIFT, "unsuspend")
    } else {
        (words::SUSPEND, words::SUSPEND_TEXT, words::SUSPEND_ACCOUNT, "suspend")
    };
    let request = (!suspended).then(|| words::suspend_question(&user.name));
    let remove = words::remove_question(&user.name);
    let devices = (!suspended).then(|| {
        view! {
            <section class="section">
                <h2 class="section-title">{words::DEVICES}</h2>
                <p class="section-text">{words::DEVICES_TEXT}</p>
                <form method="post" action=format!("{path}/sign-out")>
                    <button class="small-button" type="submit">{words::SIGN_OUT}</button>
                </form>
            </section>
        }
    });
    view! {
        {devices}
        <section class="section">
            <h2 class="section-title">{title}</h2>
            <p class="section-text">{words}</p>
            <form method="post" action=format!("{path}/{to}") data-confirm=request>
                <button class="small-button" type="submit">{button}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{words::REMOVE}</h2>
            <p class="section-text">
                {words::REMOVE_TEXT}
            </p>
            <form method="post" action=format!("{path}/remove") data-confirm=remove>
                <label class="check"><input type="checkbox" name="sure" value="yes" required=true/>{words::REMOVE_SURE}</label>
                <button class="button button-danger" type="submit">{words::REMOVE_ACCOUNT}</button>
            </form>
        </section>
    }
}
