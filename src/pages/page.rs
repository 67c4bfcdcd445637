//! The page at the address in the browser's bar, whichever it is.

use super::{missing::MissingPage, room::RoomPage, sheet::SheetPage};
use crate::{
    api,
    browser::page,
    error::AppError,
    model::{Page, RoomId, Sheet, address::with_next},
    platform,
    state::Input,
    ui::{empty::Empty, live::Live},
};
use leptos::{either::EitherOf4, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider},
};

/// What is on the screen.
#[derive(Clone, PartialEq)]
enum Shown {
    Room(RoomId),
    Sheet(Sheet),
    Missing,
    Failed(AppError),
}

/// Shows what the page came with, and from then on what each next address leads to.
#[component]
pub fn PageView(first: Result<Page, AppError>) -> impl IntoView {
    let live = Live::expect();
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
    let mut first = shown_of(live, first);
    if let Shown::Sheet(sheet) = &mut first {
        sheet.html = platform::sheet();
    }
    let shown = RwSignal::new(first);
    let history = use_context::<BrowserUrl>();
    let navigate = use_navigate();
    // The bar says where the reader is once they are there.
    let show = move |next: Shown| {
        shown.set(next);
        // What is shown in the place of another begins at its beginning.
        page::to_top();
        if let Some(history) = &history {
            history.ready_to_complete();
        }
    };
    let load = StoredValue::new(move |asked: String| {
        if let Some(room) = kept(live, &asked) {
            return show(Shown::Room(room));
        }
        let (show, navigate) = (show.clone(), navigate.clone());
        spawn_local(async move {
            let found = api::pages::open(asked.clone()).await;
            // The reader may have gone somewhere else meanwhile.
            if address.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            let on = match found {
                Ok(Page::Moved(path)) => path,
                Err(AppError::SignedOut) => with_next("/signin", &asked),
                found => return show(shown_of(live, found)),
            };
            // An address that a link named is not in the history yet: what is there is where it stood.
            let replace = page::is_at(&asked);
            navigate(&on, NavigateOptions { replace, ..NavigateOptions::default() });
        });
    });
    Effect::new(move |before: Option<String>| {
        let now = address.get();
        if before.is_some_and(|before| before != now) {
            load.with_value(|load| load(now.clone()));
        }
        now
    });
    // What could not be opened is tried again when there is a line again.
    let has_line = Memo::new(move |_| live.client.with(|client| client.connection.is_open()));
    let again = move || load.with_value(|load| load(address.get_untracked()));
    Effect::new(move |_| {
        if has_line.get() && shown.with_untracked(|shown| matches!(shown, Shown::Failed(_))) {
            again();
        }
    });
    move || match shown.get() {
        Shown::Room(room) => EitherOf4::A(view! { <RoomPage room/> }),
        Shown::Sheet(sheet) => EitherOf4::B(view! { <SheetPage sheet/> }),
        Shown::Missing => EitherOf4::C(view! { <MissingPage/> }),
        Shown::Failed(error) => EitherOf4::D(view! {
            <Title text="Roost"/>
            <main class="main plain">
                <Empty whole=true title="The page could not be opened" text=error.to_string()>
                    <button class="button" type="button" on:click=move |_| again()>"Try again"</button>
                </Empty>
            </main>
        }),
    }
}

/// What to show of what was found. A room becomes part of what the tab knows.
fn shown_of(live: Live, found: Result<Page, AppError>) -> Shown {
    match found {
        Ok(Page::Room(open)) => {
            let room = open.standing.room.id;
            live.step(Input::Opened(open));
            Shown::Room(room)
        }
        Ok(Page::Sheet(sheet)) => Shown::Sheet(sheet),
        Ok(Page::Moved(_)) | Err(AppError::NotFound) => Shown::Missing,
        Err(error) => Shown::Failed(error),
    }
}

/// A room that was opened before and has been kept up to date since.
fn kept(live: Live, address: &str) -> Option<RoomId> {
    let slug = address.strip_prefix("/rooms/")?;
    live.client.with_untracked(|client| {
        let room = client.room_by_slug(slug)?.room.id;
        let timeline = client.timelines.get(&room)?;
        (!timeline.detached() && timeline.target().is_none()).then_some(room)
    })
}
