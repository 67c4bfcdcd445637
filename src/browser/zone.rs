//! The browser's time zone.

use crate::model::Millis;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// A zone that no browser has: switching to it first makes every time on the page be rendered again.
pub const SHIFTED: &str = "shifted";

/// The name of the browser's zone, such as `Europe/Berlin`.
#[must_use]
pub fn name() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// UTC offset in minutes, east positive: of the browser's own zone, and 0 for any other.
#[must_use]
pub fn offset(at: Millis, zone: &str) -> i32 {
    if zone == SHIFTED {
        return 13 * 60 + 7;
    }
    if zone != name_once() {
        return 0;
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let offset = Date::new(&JsValue::from_f64(at as f64)).get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "at most a day in minutes")]
    let offset = -offset as i32;
    offset
}

/// The zone's name, computed once: it is needed for every message on the page.
fn name_once() -> String {
    thread_local! {
        static NAME: String = name();
    }
    NAME.with(Clone::clone)
}
