//! The reading position in a timeline: scrolling, loading of history meanwhile, and which messages were seen.

use super::places::Places;
use crate::{
    api,
    browser::{needed, page, scroll},
    model::RoomId,
    state::{Drawn, Input, Parts, rows::Key},
    store::Store,
};
use leptos::{html::Div, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use std::{cell::RefCell, rc::Rc};
use web_sys::HtmlElement;

/// The scroll position in a room.
#[derive(Clone, Copy)]
pub(super) struct ReadingPosition {
    pub(super) store: Store,
    pub(super) room: RoomId,
    pub(super) places: Places,
    pub(super) scroller: NodeRef<Div>,
    pub(super) at_end: RwSignal<bool>,
    /// Whether the "New" line is above the visible part.
    pub(super) line_above: RwSignal<bool>,
    pub(super) broken: RwSignal<u32>,
}

/// How often the rows of a room are rendered anew after an extension has removed some.
const MENDED: u32 = 5;

impl ReadingPosition {
    /// Keeps the scroll position while rows change, loads history while scrolling, and reports entries as
    /// seen.
    pub(super) fn watch(self, drawn: Memo<Drawn>) {
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
                    self.scrolled(drawn, &anchor, &fetching);
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
        // On phones a panel covers the room: then nobody is in it, and nothing of it is seen.
        let path = use_location().pathname;
        Effect::new(move |_| {
            path.track();
            request_animation_frame(move || {
                let is_here = path.try_with_untracked(|path| self.store.now(|client| client.room_at(path)));
                if is_here.flatten() == Some(self.room) {
                    self.store.step(Input::Entered((!page::is_covered()).then_some(self.room)));
                    self.saw();
                }
            });
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
            drawn.track();
            if before.is_none() {
                return;
            }
            let anchor = Rc::clone(&anchor);
            let fetching = Rc::clone(&fetching);
            request_animation_frame(move || {
                self.mend(drawn);
                self.scrolled(drawn, &anchor, &fetching);
            });
        });
    }

    /// Renders the rows anew if those on the page do not match the state: an extension has removed some, and
    /// new rows cannot be placed.
    fn mend(self, drawn: Memo<Drawn>) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let is_row = |key: &&Key| !matches!(key, Key::Day(_) | Key::New);
        let Some(made) = drawn.try_with_untracked(|drawn| drawn.drawn().iter().filter(is_row).count()) else {
            return;
        };
        if scroll::count(&scroller) != made && self.broken.get_untracked() < MENDED {
            self.broken.update(|times| *times += 1);
        }
    }

    /// Sets the scroll position of an opened room: at the message that a link points at; at the "New" line,
    /// if it does not all fit; where the room was left; otherwise at the end, as also for a viewer who was at the end
    /// or jumped to it.
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
        } else if !((is_behind || scroll::line_hidden(scroller)) && scroll::line_to_top(scroller)) {
            self.places.of(self.room).map(|place| scroll::to_place(scroller, place));
        }
    }

    /// The anchor to keep when rows change; `None` while the newest message is in view.
    fn held(self, scroller: &HtmlElement) -> Option<scroll::Anchor> {
        let detached =
            self.store.now(|client| client.timelines.get(&self.room).is_some_and(|timeline| timeline.detached()));
        let in_the_past = detached || !scroll::at_end(scroller);
        in_the_past.then(|| scroll::anchor(scroller)).flatten()
    }

    fn scrolled(self, drawn: Memo<Drawn>, anchor: &Rc<RefCell<Option<scroll::Anchor>>>, fetching: &Rc<RefCell<bool>>) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let held = self.held(&scroller);
        self.places.keep(self.room, held.as_ref().and_then(scroll::Anchor::place));
        *anchor.borrow_mut() = held;
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
            let is_whole = drawn.try_with_untracked(Drawn::is_whole).unwrap_or(true);
            if is_whole && scroll::near_start(&scroller) && timeline.has_older() {
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
        if !page::is_watched() || page::is_covered() || !needed::are_there() {
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
    pub(super) fn jump(self) {
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
