//! A room's messages: the rows, the reader's place in them, and what is fetched as they scroll.

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
};
use leptos::{either::Either, html::Div, prelude::*, task::spawn_local};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use web_sys::HtmlElement;

/// What says which rows there are. Neither a key that is pressed nor a sign of others' presence does.
pub const ROWS: Parts = Parts::TIMELINES.and(Parts::OUTBOX).and(Parts::MARKS);

/// Rows with their places, so that each row finds itself at once.
#[derive(Clone, Default, PartialEq)]
struct Rows {
    list: Vec<Row>,
    places: HashMap<Key, usize>,
}

/// The timeline of a room that has been opened.
#[component]
pub fn Timeline(
    room: RoomId,
    slug: String,
    /// Counts how often the rows on the page were not those that are to be there: they are made anew.
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
                // What is written before the messages have come is shown below where they will be.
                (None, Some(me)) => crate::state::rows_before_log(room, &client.outbox, me.id),
                (_, None) => Vec::new(),
            };
            let places = list.iter().enumerate().map(|(place, row)| (row.key(), place)).collect();
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
            Some(view! { <a class="older" href=href rel="external">"Older messages"</a> })
        }
    };
    let scroller = NodeRef::<Div>::new();
    need(scroller);
    let at_end = RwSignal::new(true);
    let line_above = RwSignal::new(false);
    let place = Place { store, room, scroller, at_end, line_above, broken };
    // What has not come yet has no end to be at: it is made anew when it has.
    if store.now(|client| client.timelines.contains_key(&room)) {
        place.watch(rows);
    }
    let loading = expect_context::<Loading>();
    let missing = Memo::new(move |_| store.with(Parts::TIMELINES, |client| !client.timelines.contains_key(&room)));
    let latest = Memo::new(move |_| {
        store.with(Parts::TIMELINES | Parts::ROOMS, |client| {
            let detached = client.timelines.get(&room).is_some_and(|timeline| timeline.detached());
            let unread = client.rooms.get(&room).map_or(0, |membership| membership.unread);
            // The button needs the client: before that, a link does its work.
            (store.hydrated.get() && (detached || !at_end.get())).then_some(unread)
        })
    });
    let behind = Memo::new(move |_| {
        store.with(Parts::TIMELINES, |client| client.timelines.get(&room).filter(|t| t.detached()).map(|t| t.last()))
    });
    // What is new begins further up: in view of it there is nothing to jump to.
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
                }><Icon of=ArrowUp/>"Jump to new messages"</a>
            })}
            <div class="timeline-scroller" id="conversation" data-module="transcript" node_ref=scroller tabindex="0" role="region" aria-label="Conversation">
                <div class="timeline-log" role="log" aria-label="Messages">
                    {older}
                    {move || quiet.get().then(|| view! { <Empty title="No messages yet" text="Say hello."/> })}
                    {move || missing.get().then(|| view! { <Missing loading/> })}
                    <For each=keys key=Clone::clone let:key>
                        {
                            let row = Memo::new(move |_| rows.with(|rows| {
                                rows.places.get(&key).and_then(|place| rows.list.get(*place)).cloned()
                            }));
                            view! { <RowView row slug=slug.clone()/> }
                        }
                    </For>
                    {move || behind.get().map(|_| view! { <a class="older newer" href=format!("/rooms/{back}?newest") rel="external">"Newest messages"</a> })}
                </div>
            </div>
            {move || latest.get().map(|unread| view! {
                <button type="button" class="jump" on:click=move |_| place.jump()>
                    <Icon of=ArrowDown/>
                    <span inner_html=match unread {
                        0 => "Jump to latest".to_owned(),
                        1 => "1 new message".to_owned(),
                        more if more > 99 => "99+ new messages".to_owned(),
                        more => format!("{more} new messages"),
                    }></span>
                </button>
            })}
        </div>
    }
}

/// What stands where messages have not come yet: nothing for a moment, then their shapes.
#[component]
fn Missing(loading: Loading) -> impl IntoView {
    let failed = Memo::new(move |_| loading.failed());
    move || {
        if failed.get() {
            Either::Left(view! {
                <Empty title="The messages could not be loaded" text="They are loaded as soon as there is a line again. What you write is kept until then.">
                    <button class="button" type="button" on:click=move |_| loading.retry()>"Try again"</button>
                </Empty>
            })
        } else {
            Either::Right(view! {
                <div class="skeleton" role="status" aria-label="Loading messages">
                    <span class="skeleton-line"></span><span class="skeleton-line"></span><span class="skeleton-line"></span>
                </div>
            })
        }
    }
}

/// Where the reader is in a room.
#[derive(Clone, Copy)]
struct Place {
    store: Store,
    room: RoomId,
    scroller: NodeRef<Div>,
    at_end: RwSignal<bool>,
    /// Whether the "New" line is there and lies above what is in view.
    line_above: RwSignal<bool>,
    broken: RwSignal<u32>,
}

/// How often the rows of a room are made anew because somebody else has taken some away.
const MENDED: u32 = 5;

impl Place {
    /// Holds the reader's place while rows come and go, fetches what they scroll to, and says what
    /// they have seen.
    fn watch(self, rows: Memo<Rows>) {
        let anchor = Rc::new(RefCell::new(None));
        let fetching = Rc::new(RefCell::new(false));
        // Once the scroller is there: listen.
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
                // Before anybody can scroll on, or see it.
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
                // Both end with the timeline.
                StoredValue::new_local((handle, kept));
            }
        });
        // Whoever writes wants to see it, wherever they were.
        let writing = Memo::new(move |_| self.store.with(Parts::OUTBOX, |client| client.outbox.of(self.room).count()));
        Effect::new(move |before: Option<usize>| {
            let now = writing.get();
            if before.is_some_and(|before| now > before) {
                self.jump();
            }
            now
        });
        // Coming back to the window is seeing what is in view; Escape is having seen everything.
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

    /// Makes the rows anew where those on the page are not those that are to be there: an extension has
    /// taken some away, and new ones have no place to go to.
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

    /// Where a room opens: at the message that a link names; at what is new, where it does not all fit;
    /// at the end otherwise, and for who was there or wanted to go there.
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

    /// What is to stay where it is when rows come: nothing where the newest message is in view.
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
            // Without a line there is nothing to show; the next scroll asks again.
            if let Ok(input) = page {
                self.store.step(input);
            }
        });
    }

    /// Says what has been seen: the newest message in view, while somebody is looking.
    fn saw(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        // What is in a page that is not ours was not seen by anybody.
        if !page::is_watched() || !needed::are_there() {
            return;
        }
        let Some((first, mut last)) = scroll::in_view(&scroller) else { return };
        if scroll::at_end(&scroller) {
            // What is held and has no row of its own yet is about to be shown right there.
            let held = self.store.now(|client| client.timelines.get(&self.room).map(|timeline| timeline.last()));
            last = held.unwrap_or(last).max(last);
        }
        self.store.step(Input::Seen(self.room, first, last));
    }

    /// Goes to the newest message, fetching it where it is not held.
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
