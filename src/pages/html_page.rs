//! A page rendered by the server alone: settings, people, administration, signing in.

use crate::{
    model::HtmlPage,
    platform,
    ui::{
        icon::{ChevronLeft, Icon},
        status::StatusLine,
    },
    words::{actions, frame},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;

#[component]
pub fn HtmlPageView(html_page: HtmlPage) -> impl IntoView {
    let HtmlPage { title, subtitle, html, plain, .. } = html_page;
    let named = if subtitle.is_empty() { title.clone() } else { format!("{title} · {subtitle}") };
    let named = frame::titled(platform::raw_text(&named));
    let page = if plain {
        Either::Left(view! { <main class="main plain" data-opaque="page" inner_html=html></main> })
    } else {
        Either::Right(view! {
            <main class="main">
                <header class="main-head">
                    <a class="icon-button back" href="/rooms" aria-label=actions::ROOMS><Icon of=ChevronLeft/></a>
                    <h1 class="main-title"><bdi>{title}</bdi></h1>
                    {(!subtitle.is_empty()).then(|| view! { <p class="main-subtitle"><bdi>{subtitle}</bdi></p> })}
                </header>
                <StatusLine/>
                <div class="main-scroll" data-content="" data-opaque="page" inner_html=html></div>
            </main>
        })
    };
    view! { <Title text=named/> {page} }
}
