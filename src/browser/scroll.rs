//! Scroll positions of the timeline, whose origin is its lower end (`column-reverse`).

use crate::model::Seq;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, HtmlElement, MutationObserver, MutationObserverInit, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Pixels from an end that still count as at the end.
const NEAR: i32 = 48;
/// Pixels from the upper end at which older messages are requested.
const AHEAD: i32 = 900;

/// Pixels at the upper end that the day label covers.
const LABEL: f64 = 40.0;

/// A scroll anchor: a row, its position, and the scroll position at that time.
#[derive(Clone, Debug)]
pub struct Anchor {
    row: Element,
    bottom: f64,
    scrolled: i32,
}

/// A mutation observer of the rows, disconnected when dropped.
pub struct RowsWatch {
    observer: MutationObserver,
    _changed: Closure<dyn FnMut()>,
}

impl Drop for RowsWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls back when rows were added or removed, before the next scroll event or frame.
#[must_use]
pub fn on_rows(scroller: &HtmlElement, changed: impl FnMut() + 'static) -> Option<RowsWatch> {
    let changed = Closure::<dyn FnMut()>::new(changed);
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    observer.observe_with_options(scroller, &what).ok()?;
    Some(RowsWatch { observer, _changed: changed })
}

/// The number of rows.
#[must_use]
pub fn count(scroller: &HtmlElement) -> usize {
    rows(scroller).count()
}

/// Whether the newest message is in view.
#[must_use]
pub fn at_end(scroller: &HtmlElement) -> bool {
    scroller.scroll_top() > -NEAR
}

/// Whether the oldest message held is about to come into view.
#[must_use]
pub fn near_start(scroller: &HtmlElement) -> bool {
    scroller.scroll_height() - scroller.client_height() + scroller.scroll_top() < AHEAD
}

/// Whether the lower end is about to come into view.
#[must_use]
pub fn near_end(scroller: &HtmlElement) -> bool {
    scroller.scroll_top() > -AHEAD
}

/// Scrolls to the lower end.
pub fn to_end(scroller: &HtmlElement) {
    scroller.set_scroll_top(0);
}

/// Takes the first row in view as the anchor, by its lower edge: the author's name above its text may
/// disappear when rows are added above.
#[must_use]
pub fn anchor(scroller: &HtmlElement) -> Option<Anchor> {
    let upper = scroller.get_bounding_client_rect().top();
    rows(scroller).find_map(|row| {
        let place = row.get_bounding_client_rect();
        let bottom = place.bottom() - upper;
        (bottom > 0.0).then(|| Anchor { row, bottom, scrolled: scroller.scroll_top() })
    })
}

/// Restores the anchor's position, allowing for scrolling since: rows added or removed at either end leave
/// the distance to the lower end unchanged.
pub fn restore(scroller: &HtmlElement, anchor: &Anchor) {
    if !anchor.row.is_connected() {
        return;
    }
    let upper = scroller.get_bounding_client_rect().top();
    let since = f64::from(scroller.scroll_top() - anchor.scrolled);
    let moved = anchor.row.get_bounding_client_rect().bottom() - upper - anchor.bottom + since;
    if moved.abs() >= 1.0 {
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        scroller.set_scroll_top(scroller.scroll_top() + moved.round() as i32);
    }
}

/// A place to come back to: a row, and how far its lower edge is below the upper end of the visible part, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The seq of the row.
    pub seq: Seq,
    bottom: f64,
}

impl Anchor {
    /// The anchor as a place, if its row has a seq.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(Place { seq: self.row.get_attribute("data-seq")?.parse().ok()?, bottom: self.bottom })
    }
}

/// Scrolls to a place. Returns whether its row is there.
pub fn to_place(scroller: &HtmlElement, Place { seq, bottom }: Place) -> bool {
    let row = scroller.query_selector(&format!("[data-row][data-seq=\"{seq}\"]")).ok().flatten();
    let Some(row) = row else { return false };
    restore(scroller, &Anchor { row, bottom, scrolled: scroller.scroll_top() });
    true
}

/// The seqs of the first and the last message at least partly in view.
#[must_use]
pub fn in_view(scroller: &HtmlElement) -> Option<(Seq, Seq)> {
    let window = scroller.get_bounding_client_rect();
    let shown = rows(scroller).filter(|row| {
        let place = row.get_bounding_client_rect();
        place.bottom() > window.top() && place.top() < window.bottom()
    });
    let mut seqs = shown.filter_map(|row| row.get_attribute("data-seq")?.parse::<Seq>().ok());
    let first = seqs.next()?;
    Some((first, seqs.last().unwrap_or(first)))
}

/// Centres the row that the link points at. Returns whether there is one.
pub fn to_target(scroller: &HtmlElement) -> bool {
    let target = scroller.query_selector("[data-target]").ok().flatten();
    target.as_ref().map(center).is_some()
}

/// Scrolls the "New" line to the upper end, with a little of the read messages above it. Returns whether there is
/// one.
pub fn line_to_top(scroller: &HtmlElement) -> bool {
    let Some(line) = line(scroller) else { return false };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    line.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// Whether the "New" line is above the visible part.
#[must_use]
pub fn line_above(scroller: &HtmlElement) -> bool {
    let upper = scroller.get_bounding_client_rect().top();
    line(scroller).is_some_and(|line| line.get_bounding_client_rect().bottom() < upper)
}

/// Whether the "New" line is above the part that is visible below the day label.
#[must_use]
pub fn line_hidden(scroller: &HtmlElement) -> bool {
    let upper = scroller.get_bounding_client_rect().top() + LABEL;
    line(scroller).is_some_and(|line| line.get_bounding_client_rect().top() < upper)
}

/// Scrolls the "New" line into view. Returns whether there is one.
#[must_use]
pub fn to_line(scroller: &HtmlElement) -> bool {
    let Some(line) = line(scroller) else { return false };
    center(&line);
    true
}

fn line(scroller: &HtmlElement) -> Option<Element> {
    scroller.query_selector("[data-new]").ok().flatten()
}

/// Scrolls an element into view by the shortest way, if it is not.
pub fn nearest(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn center(row: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    row.scroll_into_view_with_scroll_into_view_options(&options);
}

fn rows(scroller: &HtmlElement) -> impl Iterator<Item = Element> + use<> {
    let list = scroller.query_selector_all("[data-row]").ok();
    let count = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |place| list.as_ref()?.item(place)?.dyn_into().ok())
}
