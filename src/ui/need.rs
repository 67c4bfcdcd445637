//! `need`: registers a component's element as required, in `browser::needed`.

use crate::browser::needed;
use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;

/// Registers the element of a node as needed, for as long as the component lives.
pub fn need<E>(node: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            let needed = needed::need(element.unchecked_into());
            on_cleanup(move || drop(needed));
        }
    });
}
