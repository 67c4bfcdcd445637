//! Values that change while they are shown, of one type whatever makes them: the code that follows an attribute is then
//! made once for each type of value, and not once for each attribute.

use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};

/// The value of an attribute or of `inner_html`, as it is now.
pub type Live<T> = SharedReactiveFunction<T>;

/// A value that is made anew when a signal that it reads changes.
#[must_use]
pub fn live<T>(value: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Arc::new(Mutex::new(value))
}
