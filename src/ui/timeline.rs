//! A room's timeline: its rows, and the ways to what is new and to what is older.

use super::{
    clock::Clock,
    empty::Empty,
    icon::{ArrowDown, ArrowUp, Close, Icon},
    live::live,
    loading::Loading,
    message::{RowOf, RowView},
    need::need,
    places::Places,
    reading_position::ReadingPosition,
    rows::{drawn_of, rows_of},
    text::html,
    tools::{self, Tools},
};
use crate::{
    browser::{page, scroll},
    model::{Millis, RoomId, Seq, site::counted},
    state::{Input, Parts},
    store::Store,
    words::{actions, timeline as words},
};
use leptos::{either::Either, html::Div, prelude::*};

/// The timeline of an opened room.
#[component]
pub fn Timeline(
    room: RoomId,
    slug: String,
    /// Counts how often the rows on the page did not match the state: each time they are rendered anew.
    broken: RwSignal<u32>,
) -> impl IntoView {
    let store = Store::expect();
    let clock = Clock::expect();
    let rows = rows_of(room, store, clock);
    let places = Places::expect();
    let drawn =
        drawn_of(rows, store, store.now(|client| client.is_at_end(room)), places.of(room).map(|place| place.seq));
    let keys = move || drawn.with(|drawn| drawn.drawn().to_vec());
    let start = Memo::new(move |_| {
        store.with(Parts::TIMELINES, |client| {
            client.timelines.get(&room).map(|timeline| (timeline.has_older(), timeline.first()))
        })
    });
    let older = {
        let slug = slug.clone();
        move || {
            let first = start.get().filter(|(has_older, _)| *has_older)?.1;
            let href = format!("/rooms/{slug}?before={first}");
            Some(view! { <a class="older" href=href rel="external">{words::OLDER}</a> })
        }
    };
    let may_change = Memo::new(move |_| store.with(Parts::ROOMS | Parts::ME, |client| client.may_change(room)));
    let scroller = NodeRef::<Div>::new();
    need(scroller);
    let at_end = RwSignal::new(true);
    let line_above = RwSignal::new(false);
    let position = ReadingPosition { store, room, places, scroller, at_end, line_above, broken };
    // A timeline without history has no end to be at: it is rendered anew when loaded.
    if store.now(|client| client.timelines.contains_key(&room)) {
        position.watch(drawn);
    }
    let loading = expect_context::<Loading>();
    let missing = Memo::new(move |_| store.with(Parts::TIMELINES, |client| !client.timelines.contains_key(&room)));
    let latest = Memo::new(move |_| {
        store.with(Parts::TIMELINES | Parts::ROOMS, |client| {
            let detached = client.timelines.get(&room).is_some_and(|timeline| timeline.detached());
            let unread = client.rooms.get(&room).map_or(0, |membership| membership.unread);
            // The button needs the client: before hydration, a link does its work.
            (store.hydrated.get() && (detached || !at_end.get())).then_some(unread)
        })
    });
    let behind = Memo::new(move |_| {
        store.with(Parts::TIMELINES, |client| client.timelines.get(&room).filter(|t| t.detached()).map(|t| t.last()))
    });
    // The "New" line is above the visible part, or its entries are not held; when it is in view there is
    // nothing to jump to.
    let news = Memo::new(move |_| {
        store.with(Parts::MARKS | Parts::TIMELINES | Parts::ROOMS, |client| {
            let (line, timeline) = (client.marks.line(room)?, client.timelines.get(&room)?);
            let unread = client.rooms.get(&room).map_or(0, |membership| membership.unread);
            let first = timeline.rows().iter().find(|entry| entry.seq > line && entry.is_post());
            let since = first.filter(|_| timeline.first() <= line + 1).map(|entry| entry.at);
            let is_away = timeline.first() > line + 1 || line_above.get();
            (is_away && unread > 0).then_some(News { seq: line + 1, unread, since })
        })
    });
    // The log itself is quiet: rows come into it from above as well.
    let announced = Memo::new(move |before: Option<&(Seq, String)>| {
        store.with(Parts::TIMELINES, |client| client.announcement(room, before))
    });
    let (back, upward, marking) = (slug.clone(), slug.clone(), slug.clone());
    view! {
        <div class="timeline" data-module="tools">
            // The messages' own buttons belong to this form.
            <form id="unread" method="post" action=format!("/rooms/{marking}/unread") on:submit=move |event| {
                event.prevent_default();
                let Some((name, seq)) = page::submitter(&event) else { return };
                let Ok(seq) = seq.parse() else { return };
                let is_by_keyboard = page::is_by_keyboard();
                store.step(match &*name {
                    tools::EDIT => Input::Edit(room, seq),
                    tools::DELETE => Input::Delete(room, seq),
                    _ => Input::MarkUnread(room, seq),
                });
                // The button is gone with the message: the way back is where the focus is.
                if name == tools::DELETE && is_by_keyboard {
                    request_animation_frame(page::focus_undo);
                }
            }></form>
            <Tools/>
            {move || news.get().map(|News { seq, unread, since }| view! {
                <div class="jump jump-up">
                    <a class="jump-link" href=format!("/rooms/{upward}/{seq}") aria-label=words::JUMP_TO_NEW on:click=move |event| {
                        if scroller.get_untracked().is_some_and(|scroller| scroll::to_line(&scroller)) {
                            event.prevent_default();
                        }
                    }>
                        <Icon of=ArrowUp/>
                        <span>{words::new(unread)}{move || since.map(|at| words::since(&clock.local(at).clock()))}</span>
                    </a>
                    <button class="jump-close" type="button" aria-label=words::MARK_READ title=words::MARK_READ
                        on:click=move |_| store.step(Input::MarkRead(room))><Icon of=Close/></button>
                </div>
            })}
            <p class="hidden" aria-live="polite" data-announced="" inner_html=live(move || announced.with(|(_, words)| html(words)))></p>
            <div class="timeline-scroller" id="conversation" data-module="transcript" node_ref=scroller tabindex="0" role="region" aria-label=words::CONVERSATION>
                <div class="timeline-log" role="log" aria-live="off" aria-label=words::MESSAGES>
                    {older}
                    {move || missing.get().then(|| view! { <Missing loading/> })}
                    <For each=keys key=Clone::clone let:key>
                        {
                            let row = Memo::new(move |_| rows.with(|rows| {
                                rows.at(&key).cloned()
                            }));
                            view! { <RowView row of=RowOf { room, slug: slug.clone(), may_change }/> }
                        }
                    </For>
                    {move || behind.get().map(|_| view! { <a class="older newer" href=format!("/rooms/{back}?newest") rel="external">{words::NEWEST}</a> })}
                </div>
            </div>
            {move || latest.get().map(|unread| view! {
                <button type="button" class="jump-down" aria-label=words::jump(unread) title=words::jump(unread) on:click=move |_| position.jump()>
                    <Icon of=ArrowDown/>
                    {(unread > 0).then(|| view! { <span class="jump-count" aria-hidden="true" translate="no">{counted(unread)}</span> })}
                </button>
            })}
        </div>
    }
}

/// New messages above the visible part: from where, how many and, where that is held, since when.
#[derive(Clone, Copy, PartialEq)]
struct News {
    seq: Seq,
    unread: i64,
    since: Option<Millis>,
}

/// Placeholder while messages are loading, and the error when they failed to load.
#[component]
fn Missing(loading: Loading) -> impl IntoView {
    let failed = Memo::new(move |_| loading.failed());
    move || {
        if failed.get() {
            Either::Left(view! {
                <Empty title=words::NOT_LOADED text=words::NOT_LOADED_TEXT>
                    <button class="button" type="button" on:click=move |_| loading.retry()>{actions::TRY_AGAIN}</button>
                </Empty>
            })
        } else {
            Either::Right(view! {
                <div class="skeleton" role="status" aria-label=words::LOADING>
                    <span class="skeleton-line"></span><span class="skeleton-line"></span><span class="skeleton-line"></span>
                </div>
            })
        }
    }
}
