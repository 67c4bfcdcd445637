//! System notifications of the browser, shown while nobody looks at the page. Tagged by room, so that there
//! is one per room however many tabs are open.

use super::page;
use crate::model::RoomId;
use crate::state::Map;
use js_sys::Reflect;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Notification, NotificationOptions, NotificationPermission, ServiceWorker};

thread_local! {
    static SHOWN: RefCell<Map<RoomId, Shown>> = RefCell::new(Map::default());
}

/// A notification with its listener.
struct Shown {
    notice: Notification,
    _clicked: Closure<dyn FnMut()>,
}

/// Shows a notification that links to a message, if permission was granted.
pub fn show(room: RoomId, title: &str, text: &str, path: String) {
    if Notification::permission() != NotificationPermission::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag(&format!("room-{}", room.0));
    options.set_icon("/icon-192.png");
    // Some browsers show notifications from a service worker only, and refuse this.
    let Ok(notice) = Notification::new_with_options(title, &options) else { return };
    let clicked = Closure::<dyn FnMut()>::new(move || {
        page::focus();
        page::go(&path);
    });
    notice.set_onclick(Some(clicked.as_ref().unchecked_ref()));
    SHOWN.with_borrow_mut(|shown| shown.insert(room, Shown { notice, _clicked: clicked }));
}

/// Closes the notifications of these rooms, also those of the service worker.
pub fn withdraw(rooms: &[RoomId]) {
    for room in rooms {
        if let Some(shown) = SHOWN.with_borrow_mut(|shown| shown.remove(room)) {
            shown.notice.close();
        }
    }
    let Some(worker) = worker() else { return };
    let rooms = rooms.iter().map(|room| room.0.to_string()).collect::<Vec<_>>().join(",");
    if let Ok(read) = js_sys::JSON::parse(&format!("{{\"type\":\"read\",\"rooms\":[{rooms}]}}")) {
        drop(worker.post_message(&read));
    }
}

/// The page's service worker. On plain http there is none.
fn worker() -> Option<ServiceWorker> {
    let navigator = web_sys::window()?.navigator();
    let has_workers = Reflect::has(&navigator, &JsValue::from_str("serviceWorker")).unwrap_or(false);
    if has_workers { navigator.service_worker().controller() } else { None }
}
