//! Every page that the server alone makes: settings, people, administration.

use super::missing::MissingPage;
use crate::{
    api,
    error::AppError,
    platform,
    ui::{
        empty::Empty,
        form::with_next,
        icon::{ChevronLeft, Icon},
        status::StatusLine,
    },
};
use leptos::{either::EitherOf5, prelude::*};
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_location};

#[component]
pub fn SheetPage() -> impl IntoView {
    let location = use_location();
    let address = Memo::new(move |_| match location.search.get() {
        query if query.is_empty() => location.pathname.get(),
        query => format!("{}?{query}", location.pathname.get()),
    });
    let sheet = Resource::new_blocking(move || address.get(), api::sheets::open);
    view! {
        <Transition fallback=|| view! { <main class="main"><header class="main-head"></header></main> }>
            {move || Suspend::new(async move {
                match sheet.await {
                    Ok(sheet) if sheet.plain => EitherOf5::A(view! {
                        <Title text=format!("{} · Roost", platform::raw_text(&sheet.title))/>
                        <main class="main plain" inner_html=sheet.html></main>
                    }),
                    Ok(sheet) => EitherOf5::B(view! {
                        <Title text=format!("{} · Roost", platform::raw_text(&sheet.title))/>
                        <main class="main">
                            <header class="main-head">
                                <a class="icon-button back" href="/rooms" aria-label="Rooms"><Icon of=ChevronLeft/></a>
                                <h1 class="main-title"><bdi>{sheet.title}</bdi></h1>
                            </header>
                            <StatusLine/>
                            <div class="main-scroll" inner_html=sheet.html></div>
                        </main>
                    }),
                    Err(AppError::SignedOut) => EitherOf5::C(view! { <Redirect path=with_next("/signin", &address.get_untracked())/> }),
                    Err(AppError::NotFound) => EitherOf5::D(view! { <MissingPage/> }),
                    Err(error) => EitherOf5::E(view! {
                        <main class="main plain"><Empty whole=true title="The page could not be opened" text=error.to_string()>
                            <button class="button" type="button" on:click=move |_| sheet.refetch()>"Try again"</button>
                        </Empty></main>
                    }),
                }
            })}
        </Transition>
    }
}
