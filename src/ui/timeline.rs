//! A room's timeline: its rows, the scroll position, and loading of history while scrolling.

use super::{
    clock::Clock,
    empty::Empty,
    icon::{ArrowDown, ArrowUp, Icon},
    loading::Loading,
    message::RowView,
    need::need,
};
use crate::{
    api,
    browser::{needed, page, scroll},
    model::RoomId,
    state::{Input, Parts, Row, rows::Key},
    store::Store,
    words::{actions, timeline as words},
};
use leptos::{either::Either, html::Div, prelude::*, task::spawn_local};
use std::{cell::RefCell, rc::Rc};
use web_sys::HtmlElement;

/// The parts of the state that rows depend on. Neither a key press nor presence changes them.
pub const ROWS: Parts = Parts::TIMELINES.and(Parts::OUTBOX).and(Parts::MARKS);

/// Rows with their positions by key, so that a row finds itself at once.
#[derive(Clone, Default, PartialEq)]
struct Rows {
    list: Vec<Row>,
    /// Sorted by key.
    places: Vec<(Key, usize)>,
}

impl Rows {
    fn at(&self, key: &Key) -> Option<&Row> {
        let place = self.places.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        self.list.get(self.places[place].1)
    }
}

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
    let rows = Memo::new(move |_| {
        store.with(ROWS, |client| {
            let list = match (client.timelines.get(&room), &client.me) {
                (Some(timeline), Some(me)) => {
                    let line = client.marks.line(room);
                    crate::state::rows(timeline, &client.outbox, me.id, line, |at| clock.local(at).day)
                }
                // Messages written before the history has loaded are shown below it.
                (None, Some(me)) => crate::state::rows_before_log(room, &client.outbox, me.id),
                (_, None) => Vec::new(),
            };
            let keys = list.iter().enumerate().map(|(position, row)| (row.key(), position));
            let mut places: Vec<_> = keys.collect();
            places.sort_unstable();
            Rows { list, places }
        })
    });
    let keys = move || rows.with(|rows| rows.list.iter().map(Row::key).collect::<Vec<_>>());
    let quiet = Memo::new(move |_| {
        let is_held = store.with(Parts::TIMELINES, |client| client.timelines.contains_key(&room));
        let is_post = |row: &Row| matches!(row, Row::Post { .. } | Row::Pending { .. });
        is_held && rows.with(|rows| !rows.list.iter().any(is_post))
    });
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
    let scroller = NodeRef::<Div>::new();
    need(scroller);
    let at_end = RwSignal::new(true);
    let line_above = RwSignal::new(false);
    let position = ReadingPosition { store, room, scroller, at_end, line_above, broken };
    // A timeline without history has no end to be at: it is rendered anew when loaded.
    if store.now(|client| client.timelines.contains_key(&room)) {
        position.watch(rows);
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
        store.with(Parts::MARKS | Parts::TIMELINES, |client| {
            let (line, timeline) = (client.marks.line(room)?, client.timelines.get(&room)?);
            (timeline.first() > line + 1 || line_above.get()).then_some(line + 1)
        })
    });
    let (back, upward, marking) = (slug.clone(), slug.clone(), slug.clone());
    view! {
        <div class="timeline" data-module="tools">
            // The messages' own buttons belong to this form.
            <form id="unread" method="post" action=format!("/rooms/{marking}/unread") on:submit=move |event| {
                event.prevent_default();
                if let Some(seq) = page::submitter_value(&event).and_then(|seq| seq.parse().ok()) {
                    store.step(Input::MarkUnread(room, seq));
                }
            }></form>
            {move || news.get().map(|seq| view! {
                <a class="jump jump-up" href=format!("/rooms/{upward}/{seq}") on:click=move |event| {
                    if scroller.get_untracked().is_some_and(|scroller| scroll::to_line(&scroller)) {
                        event.prevent_default();
                    }
                }><Icon of=ArrowUp/>{words::JUMP_TO_NEW}</a>
            })}
            <div class="timeline-scroller" id="conversation" data-module="transcript" node_ref=scroller tabindex="0" role="region" aria-label=words::CONVERSATION>
                <div class="timeline-log" role="log" aria-label=words::MESSAGES>
                    {older}
                    {move || quiet.get().then(|| view! { <Empty title=words::EMPTY text=words::EMPTY_TEXT/> })}
                    {move || missing.get().then(|| view! { <Missing loading/> })}
                    <For each=keys key=Clone::clone let:key>
                        {
                            let row = Memo::new(move |_| rows.with(|rows| {
                                rows.at(&key).cloned()
                            }));
                            view! { <RowView row slug=slug.clone()/> }
                        }
                    </For>
                    {move || behind.get().map(|_| view! { <a class="older newer" href=format!("/rooms/{back}?newest") rel="external">{words::NEWEST}</a> })}
                </div>
            </div>
            {move || latest.get().map(|unread| view! {
                <button type="button" class="jump" on:click=move |_| position.jump()>
                    <Icon of=ArrowDown/>
                    <span inner_html=words::jump(unread)></span>
                </button>
            })}
        </div>
    }
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

/// The scroll position in a room.
#[derive(Clone, Copy)]
struct ReadingPosition {
    store: Store,
    room: RoomId,
    scroller: NodeRef<Div>,
    at_end: RwSignal<bool>,
    /// Whether the "New" line is above the visible part.
    line_above: RwSignal<bool>,
    broken: RwSignal<u32>,
}

/// How often the rows of a room are rendered anew after an extension has removed some.
const MENDED: u32 = 5;

impl ReadingPosition {
    /// Keeps the scroll position while rows change, loads history while scrolling, and reports entries as
    /// seen.
    fn watch(self, rows: Memo<Rows>) {
        let anchor = Rc::new(RefCell::new(None));
        let fetching = Rc::new(RefCell::new(false));
        // Listen once the scroller is there.
        let listened = RwSignal::new(false);
        Effect::new({
            let (anchor, fetching) = (Rc::clone(&anchor), Rc::clone(&fetching));
            move |_| {
                let Some(scroller) = self.scroller.get() else { return };
                if listened.get_untracked() {
                    return;
                }
                listened.set(true);
                self.go_in(&scroller);
                self.at_end.set(scroll::at_end(&scroller));
                self.line_above.set(scroll::line_above(&scroller));
                self.store.step(Input::AtEnd(self.room, scroll::at_end(&scroller)));
                self.saw();
                // Restores the position before the next scroll event or frame.
                let kept = scroll::on_rows(&scroller, {
                    let (scroller, anchor) = (scroller.clone(), Rc::clone(&anchor));
                    move || {
                        match &*anchor.borrow() {
                            Some(anchor) => scroll::restore(&scroller, anchor),
                            None if scroll::at_end(&scroller) => scroll::to_end(&scroller),
                            None => {}
                        }
                        *anchor.borrow_mut() = self.held(&scroller);
                    }
                });
                let (anchor, fetching) = (Rc::clone(&anchor), Rc::clone(&fetching));
                let scrolled = leptos::leptos_dom::helpers::debounce(std::time::Duration::ZERO, move |()| {
                    self.scrolled(&anchor, &fetching);
                });
                let mut scrolled = scrolled;
                let handle = scroller.on(leptos::ev::scroll, move |_| scrolled(()));
                // Both are dropped with the timeline.
                StoredValue::new_local((handle, kept));
            }
        });
        // Posting scrolls to the end, so that one's own message is visible.
        let writing = Memo::new(move |_| self.store.with(Parts::OUTBOX, |client| client.outbox.of(self.room).count()));
        Effect::new(move |before: Option<usize>| {
            let now = writing.get();
            if before.is_some_and(|before| now > before) {
                self.jump();
            }
            now
        });
        // When the window gets the focus, messages in view count as seen; Escape marks everything as read.
        Effect::new(move |_| {
            let back = window_event_listener(leptos::ev::focus, move |_| self.saw());
            let escape = window_event_listener(leptos::ev::keydown, move |event| {
                let is_for_page = !event.is_composing() && !event.default_prevented() && !page::has_dialog();
                if event.key() == "Escape" && is_for_page {
                    self.store.step(Input::MarkRead(self.room));
                }
            });
            on_cleanup(move || {
                back.remove();
                escape.remove();
            });
        });
        Effect::new(move |before: Option<()>| {
            rows.track();
            if before.is_none() {
                return;
            }
            let anchor = Rc::clone(&anchor);
            let fetching = Rc::clone(&fetching);
            request_animation_frame(move || {
                self.mend(rows);
                self.scrolled(&anchor, &fetching);
            });
        });
    }

    /// Renders the rows anew if those on the page do not match the state: an extension has removed some, and
    /// new rows cannot be placed.
    fn mend(self, rows: Memo<Rows>) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let is_row = |row: &Row| !matches!(row, Row::Day { .. } | Row::New);
        let Some(made) = rows.try_with_untracked(|rows| rows.list.iter().filter(|row| is_row(row)).count()) else {
            return;
        };
        if scroll::count(&scroller) != made && self.broken.get_untracked() < MENDED {
            self.broken.update(|times| *times += 1);
        }
    }

    /// Sets the scroll position of an opened room: at the message that a link points at; at the "New" line,
    /// if it does not all fit; otherwise at the end, as also for a viewer who was at the end or jumped to it.
    fn go_in(self, scroller: &HtmlElement) {
        if scroll::to_target(scroller) {
            return;
        }
        let (is_at_end, is_behind) = self.store.now(|client| {
            let timeline = client.timelines.get(&self.room);
            (client.is_at_end(self.room), timeline.is_some_and(|timeline| timeline.detached()))
        });
        if is_at_end {
            scroll::to_end(scroller);
        } else if is_behind || scroll::line_hidden(scroller) {
            scroll::line_to_top(scroller);
        }
    }

    /// The anchor to keep when rows change; `None` while the newest message is in view.
    fn held(self, scroller: &HtmlElement) -> Option<scroll::Anchor> {
        let detached =
            self.store.now(|client| client.timelines.get(&self.room).is_some_and(|timeline| timeline.detached()));
        let in_the_past = detached || !scroll::at_end(scroller);
        in_the_past.then(|| scroll::anchor(scroller)).flatten()
    }

    fn scrolled(self, anchor: &Rc<RefCell<Option<scroll::Anchor>>>, fetching: &Rc<RefCell<bool>>) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        *anchor.borrow_mut() = self.held(&scroller);
        let Some(was_at_end) = self.at_end.try_get_untracked() else { return };
        let at_end = scroll::at_end(&scroller);
        let above = scroll::line_above(&scroller);
        if self.line_above.get_untracked() != above {
            self.line_above.set(above);
        }
        if was_at_end != at_end {
            self.at_end.set(at_end);
            self.store.step(Input::AtEnd(self.room, at_end));
        }
        self.saw();
        let wanted = self.store.now(|client| {
            let timeline = client.timelines.get(&self.room)?;
            if scroll::near_start(&scroller) && timeline.has_older() {
                Some((true, timeline.first()))
            } else if scroll::near_end(&scroller) && timeline.detached() {
                Some((false, timeline.last()))
            } else {
                None
            }
        });
        let Some((older, seq)) = wanted else { return };
        if fetching.replace(true) {
            return;
        }
        let fetching = Rc::clone(fetching);
        spawn_local(async move {
            let page = if older {
                api::messages::older(self.room, seq).await.map(|page| Input::Older(self.room, page))
            } else {
                api::messages::newer(self.room, seq).await.map(|page| Input::Newer(self.room, page))
            };
            fetching.replace(false);
            // Without a connection nothing is loaded; the next scroll event tries again.
            if let Ok(input) = page {
                self.store.step(input);
            }
        });
    }

    /// Reports the messages in view as seen, while the page has attention.
    fn saw(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        // In a page that an extension has changed, messages may not have been visible.
        if !page::is_watched() || !needed::are_there() {
            return;
        }
        let Some((first, mut last)) = scroll::in_view(&scroller) else { return };
        if scroll::at_end(&scroller) {
            // Entries held without a row yet are about to be shown right there.
            let held = self.store.now(|client| client.timelines.get(&self.room).map(|timeline| timeline.last()));
            last = held.unwrap_or(last).max(last);
        }
        self.store.step(Input::Seen(self.room, first, last));
    }

    /// Scrolls to the newest message, loading it if it is not held.
    fn jump(self) {
        let detached =
            self.store.now(|client| client.timelines.get(&self.room).is_some_and(|timeline| timeline.detached()));
        self.at_end.set(true);
        self.store.step(Input::AtEnd(self.room, true));
        spawn_local(async move {
            if detached {
                self.store.fetch(self.room, Input::Opened).await;
            }
            request_animation_frame(move || {
                if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
                    scroll::to_end(&scroller);
                }
            });
        });
    }
}
