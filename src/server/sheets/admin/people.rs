//! `/admin/people` and `/admin/people/{username}`. The forms of the latter, refused or with a link to
//! show, come back on addresses below it.

use crate::{
    error::AppError,
    model::Sheet,
    server::{
        chat::administration,
        db::accounts::Account,
        sheets::{Ask, copy, frame},
    },
    ui::form::FormProblem,
};
use leptos::{either::Either, prelude::*};

pub(in crate::server::sheets) async fn list(ask: &Ask<'_>) -> Result<Sheet, AppError> {
    let current = ask.ctx.viewer()?;
    let (words, after) = (ask.query("q").unwrap_or_default(), ask.query("after").unwrap_or_default());
    let people = administration::people(&ask.ctx.state, current, words, after).await?;
    let is_empty = people.accounts.is_empty();
    let next = people.next.map(|next| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", words)
            .append_pair("after", &next)
            .finish();
        view! { <a class="small-button" href=format!("/admin/people?{query}")>"More people"</a> }
    });
    let content = view! {
        <section class="section">
            <h2 class="section-title">"People"</h2>
            <form method="get" action="/admin/people" role="search">
                <div class="field">
                    <label class="field-label" for="q">"Search"</label>
                    <input class="field-input" id="q" name="q" type="search" value=words.to_owned() dir="auto"/>
                    <p class="field-hint">"How a username or a display name begins."</p>
                </div>
                <button class="small-button" type="submit">"Search"</button>
            </form>
            <ul class="items" role="list">{people.accounts.into_iter().map(item).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="section-text">"Nobody is called that."</p> })}
            {next}
        </section>
    };
    frame::admin(ask.ctx, "/admin/people", "People", content)
}

fn item(account: Account) -> impl IntoView {
    let Account { user, is_admin, .. } = account;
    view! {
        <li class="item">
            <div class="item-main">
                <a class="item-name" href=format!("/admin/people/{}", user.username)><bdi>{user.name}</bdi></a>
                <p class="item-text">"@"{user.username}{is_admin.then_some(" · Administrator")}</p>
            </div>
        </li>
    }
}

pub(in crate::server::sheets) async fn one(ask: &Ask<'_>, username: &str) -> Result<Sheet, AppError> {
    let account = administration::account(&ask.ctx.state, ask.ctx.viewer()?, username).await?;
    let Account { user, is_admin, created_at } = account;
    let path = format!("/admin/people/{}", user.username);
    let since = frame::when(ask.ctx, created_at);
    let (role, change, turn) = if is_admin {
        ("An administrator of this place.", "No longer an administrator", "member")
    } else {
        ("No administrator.", "Make administrator", "admin")
    };
    let link = match ask.ctx.once.first() {
        Some(link) => Either::Left(view! {
            <p class="section-text">"Give this link to them alone. It works once, for a day, and is not shown again."</p>
            {copy::link("Reset link", link)}
        }),
        None => Either::Right(view! {
            <p class="section-text">
                "With a link from here they can choose a new password, which signs all of their devices out. "
                "An earlier link then works no more."
            </p>
            <form method="post" action=format!("{path}/reset")>
                <button class="small-button" type="submit">"Make a reset link"</button>
            </form>
        }),
    };
    let content = view! {
        {frame::notice(ask, &[("role", "Done.")])}
        <section class="section">
            <h2 class="section-title"><bdi>{user.name.clone()}</bdi></h2>
            <p class="section-text">"@"{user.username.clone()}" · here since "{since}</p>
        </section>
        <section class="section">
            <h2 class="section-title">"Role"</h2>
            <p class="section-text">{role}</p>
            <FormProblem problem=ask.echo.whole(&[])/>
            <form method="post" action=format!("{path}/role")>
                <input type="hidden" name="role" value=turn/>
                <button class="small-button" type="submit">{change}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">"Lost password"</h2>
            {link}
        </section>
    };
    frame::admin(ask.ctx, "/admin/people", "People", content)
}
