//! `/settings/app`: theme, with its form, installation, and features of this connection.

use super::{PageRequest, layout};
use crate::{
    model::{AppError, HtmlPage, Theme},
    server::{
        chat::profile,
        db::choices::{Choices, EnterKey},
        web::{
            forms::{FormRequest, To},
            theme,
            words::{app as words, common},
        },
    },
    words::actions,
};
use leptos::{either::EitherOf3, prelude::*};

/// Address of the page.
const PAGE: &str = "/settings/app";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("saved", common::SAVED)];

/// `POST /settings/app`: sets the theme, also for the pages of this browser before somebody signs in.
pub async fn set_theme(form: &FormRequest) -> Result<To, AppError> {
    let theme = form.choice("theme", Theme::find)?;
    profile::set_choices(&form.state, &form.viewer, Choices { theme, ..form.viewer.choices }).await?;
    Ok(To::done(PAGE, "saved").with_cookie(theme::set_cookie(theme, form.state.config.is_https())))
}

/// `POST /settings/app/list`: sets the order of the rooms in the list.
pub async fn set_order(form: &FormRequest) -> Result<To, AppError> {
    let by_activity = form.choice("order", |order| match order {
        "activity" => Some(true),
        "name" => Some(false),
        _ => None,
    })?;
    profile::set_choices(&form.state, &form.viewer, Choices { by_activity, ..form.viewer.choices }).await?;
    Ok(To::done(PAGE, "saved"))
}

/// `POST /settings/app/enter`: sets what the Enter key does in a message.
pub async fn set_enter(form: &FormRequest) -> Result<To, AppError> {
    let enter_key = form.choice("enter", EnterKey::of_word)?;
    profile::set_choices(&form.state, &form.viewer, Choices { enter_key, ..form.viewer.choices }).await?;
    Ok(To::done(PAGE, "saved"))
}

pub(super) fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let is_admin = request.ctx.viewer()?.is_admin;
    let themes = Theme::ALL.into_iter().map(|theme| {
        let words = match theme {
            Theme::System => words::THEME_SYSTEM,
            Theme::Light => words::THEME_LIGHT,
            Theme::Dark => words::THEME_DARK,
        };
        view! {
            <label class="choice">
                <input type="radio" name="theme" value=theme.name() checked=theme == request.ctx.theme/>
                {words}
            </label>
        }
    });
    let by_activity = request.ctx.viewer()?.choices.by_activity;
    let orders = [("name", words::BY_NAME, !by_activity), ("activity", words::BY_ACTIVITY, by_activity)];
    let orders = orders.map(|(value, words, is)| {
        view! { <label class="choice"><input type="radio" name="order" value=value checked=is/>{words}</label> }
    });
    let orders = orders.into_iter().collect_view();
    let enter_key = request.ctx.viewer()?.choices.enter_key;
    let enters = EnterKey::ALL.map(|key| {
        let words = match key {
            EnterKey::Device => words::ENTER_DEVICE,
            EnterKey::Sends => words::ENTER_SENDS,
            EnterKey::Breaks => words::ENTER_BREAKS,
        };
        view! { <label class="choice"><input type="radio" name="enter" value=key.word() checked=key == enter_key/>{words}</label> }
    });
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">{words::LOOK}</h2>
            <form method="post" action="/settings/app"
                data-module="apply">
                <fieldset class="choices">
                    <legend class="field-label">{words::THEME}</legend>
                    {themes.collect_view()}
                </fieldset>
                <button class="button" type="submit">{actions::SAVE}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{words::LIST}</h2>
            // The list is drawn anew with the page that comes back; see public/apply.js.
            <form method="post" action="/settings/app/list"
                data-module="apply">
                <fieldset class="choices">
                    <legend class="field-label">{words::ORDER}</legend>
                    {orders}
                </fieldset>
                <button class="button button-quiet" type="submit">{actions::SAVE}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{words::WRITING}</h2>
            <form method="post" action="/settings/app/enter"
                data-module="apply">
                <fieldset class="choices">
                    <legend class="field-label">{words::ENTER}</legend>
                    {enters.into_iter().collect_view()}
                </fieldset>
                <button class="button button-quiet" type="submit">{actions::SAVE}</button>
            </form>
        </section>
        {connection(request.ctx.secure, is_admin)}
    };
    layout::own(request.ctx, PAGE, common::APP, content)
}

/// Features that work over this connection, and those that need https.
fn connection(secure: bool, is_admin: bool) -> impl IntoView {
    let advice = words::USE_HTTPS;
    if secure {
        return EitherOf3::A(view! {
            <section class="section">
                <h2 class="section-title">{words::INSTALL}</h2>
                <p class="section-text">{words::INSTALL_TEXT}</p>
                <button class="button" type="button" data-install="">{words::INSTALL_ROOST}</button>
                <p class="section-text">
                    {words::INSTALL_BY_HAND}
                </p>
            </section>
            <section class="section">
                <h2 class="section-title">{words::CONNECTION}</h2>
                <p class="section-text">{words::ALL_WORKS}</p>
            </section>
        });
    }
    let kept = view! {
        <section class="section">
            <h2 class="section-title">{words::CONNECTION}</h2>
            <p class="section-text">
                {words::PLAIN_HTTP}
            </p>
            <ul class="items">
                <li class="item"><span class="item-main"><span class="item-name">{common::NOTIFICATIONS}</span><span class="item-text">{words::NOTIFICATIONS_TEXT}</span></span></li>
                <li class="item"><span class="item-main"><span class="item-name">{words::INSTALLING}</span><span class="item-text">{words::INSTALLING_TEXT}</span></span></li>
                <li class="item"><span class="item-main"><span class="item-name">{words::COPYING}</span><span class="item-text">{words::COPYING_TEXT}</span></span></li>
            </ul>
        </section>
    };
    if is_admin {
        return EitherOf3::B(view! {
            {kept}
            <section class="section">
                <p class="section-text">
                    {words::OPERATOR_BEFORE} <code>"ROOST_TLS_CERT"</code> {words::OPERATOR_AND} <code>"ROOST_TLS_KEY"</code>
                    {words::OPERATOR_AFTER}
                </p>
            </section>
        });
    }
    EitherOf3::C(view! {
        {kept}
        <section class="section"><p class="section-text">{advice}{words::ASK_OPERATOR}</p></section>
    })
}
