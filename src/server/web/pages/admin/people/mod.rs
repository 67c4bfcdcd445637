//! `/admin/people` and `/admin/people/{username}`. Forms of the latter are shown on addresses below it when
//! they are rejected or have a link to show.

pub mod forms;

use crate::{
    model::{AppError, HtmlPage, User},
    server::{
        chat::admin,
        db::accounts::Account,
        web::pages::{PageRequest, copy_field, form_fields::FormProblem, layout},
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
        view! { <a class="small-button" href=format!("/admin/people?{query}")>"More people"</a> }
    });
    let content = view! {
        {layout::notice(request, forms::DONE_ON_LIST)}
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
    layout::admin(request.ctx, "/admin/people", "People", content)
}

fn item(account: Account) -> impl IntoView {
    let Account { user, is_admin, suspended, .. } = account;
    view! {
        <li class="item">
            <div class="item-main">
                <a class="item-name" href=format!("/admin/people/{}", user.username)><bdi>{user.name}</bdi></a>
                <p class="item-text">"@"{user.username}{is_admin.then_some(" · Administrator")}{suspended.then_some(" · Suspended")}</p>
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
        ("An administrator of this place.", "No longer an administrator", "member")
    } else {
        ("No administrator.", "Make administrator", "admin")
    };
    let link = match request.ctx.once.first() {
        Some(link) => EitherOf3::A(view! {
            <p class="section-text">"Give this link to them alone. It works once, for a day, and is not shown again."</p>
            {copy_field::link("Reset link", link)}
        }),
        None if suspended => EitherOf3::B(view! {
            <p class="section-text">"While the account is suspended there is no way in, with or without a password."</p>
        }),
        None => EitherOf3::C(view! {
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
        {layout::notice(request, forms::DONE)}
        <FormProblem problem=request.form_state.whole(&[])/>
        <section class="section">
            <h2 class="section-title"><bdi>{user.name.clone()}</bdi></h2>
            <p class="section-text">"@"{user.username.clone()}" · here since "{since}{suspended.then_some(" · suspended")}</p>
        </section>
        <section class="section">
            <h2 class="section-title">"Role"</h2>
            <p class="section-text">{role}</p>
            <form method="post" action=format!("{path}/role")>
                <input type="hidden" name="role" value=turn/>
                <button class="small-button" type="submit">{change}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">"Lost password"</h2>
            {link}
        </section>
        {if is_me { own().into_any() } else { ways_out(&user, suspended, &path).into_any() }}
    };
    layout::admin(request.ctx, "/admin/people", "People", content)
}

fn own() -> impl IntoView {
    view! {
        <section class="section">
            <h2 class="section-title">"This is you"</h2>
            <p class="section-text">"Your own devices and the end of your account are in "<a class="link" href="/settings">"your settings"</a>"."</p>
        </section>
    }
}

/// Forms for signing a person out, suspending them (or lifting that), and deleting their account.
fn ways_out(user: &User, suspended: bool, path: &str) -> impl IntoView + use<> {
    let (title, words, button, to) = if suspended {
        (
            "Suspended",
            "Nobody can sign in to this account. What was written with it stays.",
            "Let them in again",
            "unsuspend",
        )
    } else {
        (
            "Suspend",
            "They are signed out at once and cannot sign in until you let them in again. What they wrote stays, and so \
             do their places in rooms.",
            "Suspend account",
            "suspend",
        )
    };
    let request = (!suspended).then(|| format!("Suspend {}? They are signed out at once.", user.name));
    let remove = format!("Remove the account of {} for good?", user.name);
    let devices = (!suspended).then(|| {
        view! {
            <section class="section">
                <h2 class="section-title">"Devices"</h2>
                <p class="section-text">"Signs all of their devices out. With their password they can sign in again."</p>
                <form method="post" action=format!("{path}/sign-out")>
                    <button class="small-button" type="submit">"Sign out everywhere"</button>
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
            <h2 class="section-title">"Remove"</h2>
            <p class="section-text">
                "The account is gone for good: they leave all rooms, private rooms that they are alone in are deleted, what they wrote stays under the name \"Deleted user\", "
                "and nobody else can take the username."
            </p>
            <form method="post" action=format!("{path}/remove") data-confirm=remove>
                <label class="check"><input type="checkbox" name="sure" value="yes" required=true/>" Remove this account"</label>
                <button class="button button-danger" type="submit">"Remove account"</button>
            </form>
        </section>
    }
}
