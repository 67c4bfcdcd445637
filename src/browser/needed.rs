//! The elements that the client cannot do without. Somebody else may take one away, or put a copy in its
//! place: then what is on the page is not the client's any more.

use std::cell::RefCell;
use web_sys::Element;

thread_local! {
    static NEEDED: RefCell<Vec<(u32, Element)>> = const { RefCell::new(Vec::new()) };
}

/// An element that is needed until this is dropped.
#[derive(Debug)]
pub struct Needed(u32);

/// Needs an element from now on.
#[must_use]
pub fn need(element: Element) -> Needed {
    NEEDED.with_borrow_mut(|needed| {
        let number = needed.last().map_or(0, |(last, _)| last + 1);
        needed.push((number, element));
        Needed(number)
    })
}

impl Drop for Needed {
    fn drop(&mut self) {
        NEEDED.with_borrow_mut(|needed| needed.retain(|(number, _)| *number != self.0));
    }
}

/// Whether all of them are in the page. Else the client has failed, and says so: another one is put in
/// its place.
#[must_use]
pub fn are_there() -> bool {
    let are_there = NEEDED.with_borrow(|needed| needed.iter().all(|(_, element)| element.is_connected()));
    if !are_there {
        super::failure::fail();
    }
    are_there
}
