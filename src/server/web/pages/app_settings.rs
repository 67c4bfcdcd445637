//! `/settings/app`: theme, with its form, installation, and features of this connection.

use super::{PageRequest, layout};
use crate::{
    model::{AppError, HtmlPage, Theme},
    server::web::{
        forms::{FormRequest, To},
        theme,
    },
};
use leptos::{either::EitherOf3, prelude::*};

/// Address of the page.
const PAGE: &str = "/settings/app";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("theme", "Saved for this browser.")];

/// `POST /settings/app`: sets the theme for this browser.
pub async fn set_theme(form: &FormRequest) -> Result<To, AppError> {
    let cookie = theme::set_cookie(Theme::named(form.field("theme")), form.state.config.is_https());
    Ok(To::done(PAGE, "theme").with_cookie(cookie))
}

pub(super) fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let is_admin = request.ctx.viewer()?.is_admin;
    let themes = Theme::ALL.into_iter().map(|theme| {
        let words = match theme {
            Theme::System => "As this device says",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        };
        view! {
            <label class="choice">
                <input type="radio" name="theme" value=theme.name() checked=theme == request.ctx.theme/>
                {words}
            </label>
        }
    });
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">"Look"</h2>
            <form method="post" action="/settings/app">
                <fieldset class="choices">
                    <legend class="field-label">"Theme"</legend>
                    {themes.collect_view()}
                </fieldset>
                <button class="button" type="submit">"Save"</button>
            </form>
        </section>
        {connection(request.ctx.secure, is_admin)}
    };
    layout::own(request.ctx, PAGE, "App", content)
}

/// Features that work over this connection, and those that need https.
fn connection(secure: bool, is_admin: bool) -> impl IntoView {
    let advice = "Open Roost at an address that begins with https to have these too.";
    if secure {
        return EitherOf3::A(view! {
            <section class="section">
                <h2 class="section-title">"Install"</h2>
                <p class="section-text">"Roost can have its own icon and window on this device, like any other app."</p>
                <button class="button" type="button" data-install="">"Install Roost"</button>
                <p class="section-text">
                    "No button here? On an iPhone or iPad, tap Share and then “Add to Home Screen”. \
                    Elsewhere, look for “Install” in your browser’s menu."
                </p>
            </section>
            <section class="section">
                <h2 class="section-title">"Connection"</h2>
                <p class="section-text">"Everything works over this connection: talking, notifications, installing and copying."</p>
            </section>
        });
    }
    let kept = view! {
        <section class="section">
            <h2 class="section-title">"Connection"</h2>
            <p class="section-text">
                "You are connected over plain http. Reading and writing work as they should. \
                Browsers keep a few other things for https:"
            </p>
            <ul class="items">
                <li class="item"><span class="item-main"><span class="item-name">"Notifications"</span><span class="item-text">" when Roost is closed"</span></span></li>
                <li class="item"><span class="item-main"><span class="item-name">"Installing"</span><span class="item-text">" as an app, and opening it without a connection"</span></span></li>
                <li class="item"><span class="item-main"><span class="item-name">"Copying"</span><span class="item-text">" with one tap; here the text may only be selected for you"</span></span></li>
            </ul>
        </section>
    };
    if is_admin {
        return EitherOf3::B(view! {
            {kept}
            <section class="section">
                <p class="section-text">
                    "You run this place: give it a certificate with " <code>"ROOST_TLS_CERT"</code> " and " <code>"ROOST_TLS_KEY"</code>
                    ", or put it behind a proxy that speaks https. The README says how."
                </p>
            </section>
        });
    }
    EitherOf3::C(view! {
        {kept}
        <section class="section"><p class="section-text">{advice}" If there is none, ask whoever runs this place."</p></section>
    })
}
