//! `PageView`: the page at the current address, and its replacement on navigation.

use super::{
    html_page::HtmlPageView,
    missing::MissingPage,
    panel::{Content, PanelView},
    room::RoomPage,
};
use crate::{
    api,
    browser::{needed, page},
    model::{
        AppError, HtmlPage, Page, RoomId,
        address::{room_about, room_in},
        site,
    },
    platform,
    state::{Input, Parts},
    store::Store,
    ui::{empty::Empty, live::live, loading::Loading},
    words::{actions, errors, frame},
};
use leptos::{either::EitherOf4, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider},
};

/// The page shown.
#[derive(Clone, PartialEq)]
enum Shown {
    Room(RoomId),
    Html(HtmlPage),
    Missing,
    /// No page: it is still to be loaded, or there was an error.
    Nothing(Option<AppError>),
}

/// Shows the page of the page data, and from then on the page of each new address. A page is rendered anew
/// for each address; a room stays while the viewer stays in it.
#[component]
pub fn PageView(first: Result<Page, AppError>) -> impl IntoView {
    let store = Store::expect();
    let location = use_location();
    let address = Memo::new(move |_| {
        let mut address = location.pathname.get();
        let query = location.search.get();
        if !query.is_empty() {
            address.push('?');
            address.push_str(&query);
        }
        address
    });
    let (first, panel) = match first {
        Err(AppError::Unreachable) => (Shown::Nothing(None), None),
        Ok(Page::Panel(open, html_page)) => (shown_of(store, Ok(Page::Room(open))), Some(with_html(html_page))),
        first => (shown_of(store, first), None),
    };
    let first = match first {
        Shown::Html(html_page) => Shown::Html(with_html(html_page)),
        first => first,
    };
    let shown = RwSignal::new((0, first));
    let panel = RwSignal::new(panel.map(|page| (address.get_untracked(), Ok(Some(page)))));
    let loading = Loading::new();
    provide_context(loading);
    let history = use_context::<BrowserUrl>();
    let navigate = use_navigate();
    let beside = move |next: Option<(String, Content)>| {
        if next.is_some() || panel.with_untracked(Option::is_some) {
            panel.set(next);
        }
    };
    // The address bar changes once the page is shown.
    let show = move |next: Shown| {
        shown.update(|(number, shown)| {
            *number += i32::from(!matches!((&*shown, &next), (Shown::Room(here), Shown::Room(there)) if here == there));
            *shown = next;
        });
        // A new page starts at its top.
        page::to_top();
        if let Some(history) = &history {
            history.ready_to_complete();
        }
    };
    let load = StoredValue::new(move |asked: String| {
        // In a page changed by an extension, navigate by loading a document.
        if !needed::are_there() {
            return page::go(&asked);
        }
        // Pages of an ended session are not shown within another: load a document.
        if store.now(|client| client.connection.is_over()) {
            return page::go(&asked);
        }
        if let Some(room) = kept(store, &asked) {
            loading.end();
            beside(None);
            return show(Shown::Room(room));
        }
        // A click is answered at once: the room, its composer and its draft are in the state already.
        let known_room = store.now(|client| client.room_at(&asked));
        let about = known_room.filter(|_| room_about(&asked).is_some());
        beside(about.map(|_| (asked.clone(), Ok(None))));
        let is_whole = about.is_some_and(|room| store.now(|client| client.timelines.contains_key(&room)));
        if is_whole {
            loading.end();
        } else {
            loading.begin(known_room.is_some());
        }
        if let Some(room) = known_room {
            show(Shown::Room(room));
        }
        if let Some(room) = about.filter(|_| !is_whole) {
            spawn_local(async move {
                store.fetch(room, Input::Opened).await;
                let has_come = store.now(|client| client.timelines.contains_key(&room));
                if has_come { loading.end() } else { loading.fail() }
            });
        }
        let (show, navigate) = (show.clone(), navigate.clone());
        spawn_local(async move {
            let found = api::pages::open(asked.clone(), Some(store.me().unwrap_or_default())).await;
            // The viewer may have navigated elsewhere meanwhile.
            if address.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            match found {
                Ok(Page::Moved(path)) => {
                    // The address of a clicked link is not in the history yet: the redirect adds to it
                    // instead of replacing.
                    let replace = page::is_at(&asked);
                    navigate(&path, NavigateOptions { replace, ..NavigateOptions::default() });
                }
                Err(AppError::SignedOut) => page::go(&asked),
                Ok(Page::Html(html_page)) if about.is_some() && !html_page.plain => {
                    beside(Some((asked, Ok(Some(html_page)))));
                }
                Err(error) if about.is_some() && error != AppError::NotFound => beside(Some((asked, Err(error)))),
                Err(_) if about.is_none() && store.now(|client| client.room_at(&asked)).is_some() => loading.fail(),
                found => {
                    loading.end();
                    beside(None);
                    show(shown_of(store, found));
                }
            }
        });
    });
    Effect::new(move |before: Option<String>| {
        let now = address.get();
        if before.is_some_and(|before| before != now) {
            load.with_value(|load| load(now.clone()));
        }
        now
    });
    // Without a page it is loaded as soon as there is a connection, and a failed load is tried again.
    let has_line = Memo::new(move |_| store.with(Parts::STATUS, |client| client.connection.is_open()));
    let again = move || load.with_value(|load| load(address.get_untracked()));
    loading.retry_by(again);
    Effect::new(move |_| {
        let has_none = shown.with_untracked(|(_, shown)| matches!(shown, Shown::Nothing(_))) || loading.has_failed();
        if has_line.get() && has_none {
            again();
        }
    });
    view! {
        // No typing in a room that is being left.
        <div class="page" data-loading=live(move || loading.is_elsewhere().then_some("")) inert=live(move || loading.is_elsewhere() && shown.with(|(_, shown)| matches!(shown, Shown::Room(_))))>
            <For each=move || [shown.get()] key=|(number, _)| *number let((_, shown))>
                {show_page(shown, again)}
            </For>
            {move || panel.get().map(|(address, content)| platform::erased(view! { <PanelView address content/> }))}
        </div>
    }
}

fn show_page(shown: Shown, again: impl Fn() + Send + Sync + Copy + 'static) -> impl IntoView {
    Store::expect().for_page();
    match shown {
        Shown::Room(room) => EitherOf4::A(platform::erased(view! { <RoomPage room/> })),
        Shown::Html(html_page) => EitherOf4::B(platform::erased(view! { <HtmlPageView html_page/> })),
        Shown::Missing => EitherOf4::C(platform::erased(view! { <MissingPage/> })),
        Shown::Nothing(error) => {
            let (title, text) = match error {
                Some(error) => (frame::NOT_OPENED, errors::error(&error).into_owned()),
                None => (frame::LOADING, frame::LOADING_TEXT.to_owned()),
            };
            EitherOf4::D(view! {
                <Title text=site::NAME/>
                <main class="main plain">
                    <Empty whole=true title text>
                        <button class="button" type="button" on:click=move |_| again()>{actions::TRY_AGAIN}</button>
                    </Empty>
                </main>
            })
        }
    }
}

/// A page of the document, with its HTML.
fn with_html(page: HtmlPage) -> HtmlPage {
    HtmlPage { html: platform::html_page(), ..page }
}

/// The page to show for a response. A room goes into the state.
fn shown_of(store: Store, found: Result<Page, AppError>) -> Shown {
    match found {
        Ok(Page::Room(open) | Page::Panel(open, _)) => {
            let room = open.membership.room.id;
            store.step(Input::Opened(open));
            Shown::Room(room)
        }
        Ok(Page::Html(html_page)) => Shown::Html(html_page),
        Ok(Page::Moved(_)) | Err(AppError::NotFound) => Shown::Missing,
        Err(error) => Shown::Nothing(Some(error)),
    }
}

/// A room that was opened before and has been kept up to date since.
fn kept(store: Store, address: &str) -> Option<RoomId> {
    let (slug, None) = room_in(address)? else { return None };
    store.now(|client| {
        let room = client.room_by_slug(slug)?.room.id;
        let timeline = client.timelines.get(&room)?;
        (!timeline.detached() && timeline.target().is_none()).then_some(room)
    })
}
