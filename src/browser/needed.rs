//! Required elements: a registry of the page elements without which the client cannot go on, and the check
//! that they are still in the document. An extension can remove one or replace it with a copy; the client
//! then fails, and another is started.

use std::cell::RefCell;
use web_sys::Element;

thread_local! {
    static NEEDED: RefCell<Vec<(u32, Element)>> = const { RefCell::new(Vec::new()) };
}

/// Registration of a needed element, until dropped.
#[derive(Debug)]
pub struct Needed(u32);

/// Registers a needed element.
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

/// Whether all needed elements are in the page. If not, reports the failure, so that another client is
/// started.
#[must_use]
pub fn are_there() -> bool {
    let are_there = NEEDED.with_borrow(|needed| needed.iter().all(|(_, element)| element.is_connected()));
    if !are_there {
        super::failure::fail();
    }
    are_there
}
