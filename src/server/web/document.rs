//! The HTML document around the app: its head, the scripts, and the data that the client starts from.

use super::{context::Ctx, markup_shape, theme};
use crate::{
    app::App,
    model::{AppError, Preview, Theme, page_data::PageContext},
    server::{
        assets,
        db::choices::EnterKey,
        web::words::{common, scripts},
    },
    words::{actions, errors},
};
use leptos::{either::Either, nonce::use_nonce, prelude::*, reactive::owner::with_context};
use leptos_meta::MetaTags;
use std::sync::Arc;

/// The document around the app.
pub(super) fn shell() -> impl IntoView {
    let names = assets::names();
    let client = (!names.script.is_empty()).then(|| {
        let (script, wasm) = (format!("/{}", names.script), format!("/{}", names.wasm));
        let worker = assets::has("sw.js").then_some("/sw.js");
        view! {
            <script type="module" nonce=use_nonce() src=format!("/{}", names.start) data-client=script data-wasm=wasm
                data-not-live=scripts::NOT_LIVE data-reload=actions::RELOAD></script>
            <script type="module" nonce=use_nonce() src=format!("/{}", names.actions) data-worker=worker
                data-copied=scripts::COPIED data-selected=scripts::SELECTED data-stay=actions::CANCEL
                data-unsaved=scripts::UNSAVED data-leave=scripts::LEAVE
                data-saved=common::SAVED data-unreachable=errors::error(&AppError::Unreachable)></script>
            <script type="module" nonce=use_nonce() src=format!("/{}", names.notices)></script>
        }
    });
    let reload = names.reload.map(|path| view! { <script type="module" src=format!("/{path}")></script> });
    let (theme, enter, viewer, place, origin) = with_context::<Ctx, _>(|ctx| {
        let origin = ctx.state.config.origin.as_ref().map(|origin| origin.as_str().to_owned());
        let viewer = ctx.viewer.as_ref().map(|viewer| viewer.id().0);
        let enter = ctx.viewer.as_ref().map(|viewer| viewer.choices.enter_key);
        let enter = enter.filter(|key| *key != EnterKey::Device).map(EnterKey::word);
        (ctx.theme, enter, viewer, ctx.state.site.settings().name, origin.unwrap_or_default())
    })
    .unwrap_or_default();
    // For those who have rooms to go to by keys.
    let keys = viewer
        .filter(|_| client.is_some())
        .map(|_| view! { <script type="application/json" id="keys" nonce=use_nonce()>{scripts::keys()}</script> });
    let preview = use_context::<Option<Preview>>().flatten();
    let preview = preview.map(|Preview { title, about, path }| {
        let of = |property, content| leptos::html::meta().attr("property", property).content(content);
        view! {
            <meta name="description" content=about.clone()/>
            {of("og:title", title)}
            {of("og:description", about)}
            {of("og:type", "website".to_owned())}
            {of("og:site_name", place.clone())}
            {of("og:url", format!("{origin}{path}"))}
            {of("og:image", format!("{origin}/icon-512.png"))}
            <meta name="twitter:card" content="summary"/>
        }
    });
    let colour = match theme {
        Theme::System => {
            let of = |colour, system| leptos::html::meta().name("theme-color").content(colour).attr("media", system);
            Either::Left((
                of(theme::LIGHT, "(prefers-color-scheme: light)"),
                of(theme::DARK, "(prefers-color-scheme: dark)"),
            ))
        }
        Theme::Light | Theme::Dark => Either::Right(view! {
            <meta name="theme-color" content=if theme == Theme::Dark { theme::DARK } else { theme::LIGHT }/>
        }),
    };
    let brought = brought();
    // The client starts only from exactly the data that was sent.
    let sum = markup_shape::sum(&brought);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute() data-enter=enter data-viewer=viewer>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"/>
                <meta name="color-scheme" content=theme.color_scheme()/>
                {colour}
                <meta name="mobile-web-app-capable" content="yes"/>
                <meta name="apple-mobile-web-app-capable" content="yes"/>
                <meta name="apple-mobile-web-app-title" content=place/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="stylesheet" href=format!("/{}", names.style)/>
                {preview}
                {client}
                {keys}
                {reload}
                <MetaTags/>
            </head>
            <body>
                <App/>
                <script type="application/json" id="start" data-sum=sum nonce=use_nonce()>{brought}</script>
            </body>
        </html>
    }
}

/// The data of a page as JSON that cannot end its script element.
fn brought() -> String {
    let json = use_context::<Arc<PageContext>>().and_then(|page| serde_json::to_string(&page.data).ok());
    json.unwrap_or_default().replace('<', "\\u003c")
}
