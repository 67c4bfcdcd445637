//! The document around the app: state attributes, cookies, events, focus, and the address.

use leptos::prelude::{request_animation_frame, set_timeout};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};

/// Marks `html` as hydrated, unless the client has failed.
pub fn set_hydrated() {
    if crate::browser::failure::has_failed() {
        return;
    }
    if let Some(root) = document().and_then(|document| document.document_element()) {
        drop(root.set_attribute("data-hydrated", ""));
    }
}

/// Sets the connection's state on `body`.
pub fn set_live(state: &str) {
    if crate::browser::failure::has_failed() {
        return;
    }
    if let Some(body) = document().and_then(|document| document.body()) {
        drop(body.set_attribute("data-live", state));
    }
}

/// Sets a cookie, given as for `Set-Cookie`.
pub fn set_cookie(cookie: &str) {
    use wasm_bindgen::JsValue;
    if let Some(document) = document() {
        drop(js_sys::Reflect::set(&document, &JsValue::from_str("cookie"), &JsValue::from_str(cookie)));
    }
}

/// Calls once the next frame is painted: what the viewer waits for goes before.
pub fn after_paint(call: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(call, Duration::ZERO));
}

/// Posts to the server, when the page is painted, without waiting for the response.
pub fn tell(path: String) {
    let told = async move { drop(gloo_net::http::Request::post(&path).send().await) };
    after_paint(move || leptos::task::spawn_local(told));
}

/// The height of the window, in pixels.
#[must_use]
pub fn height() -> usize {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    let height = height as usize;
    height
}

/// Whether the Enter key sends: as the reader chose. Else it does, but where a finger is the only pointer: there it
/// begins a line, as everywhere on such a keyboard.
#[must_use]
pub fn enter_sends() -> bool {
    let root = document().and_then(|document| document.document_element());
    match root.and_then(|root| root.get_attribute("data-enter")).as_deref() {
        Some("sends") => true,
        Some("breaks") => false,
        _ => !matches("(pointer: coarse)") || matches("(any-pointer: fine)"),
    }
}

/// Whether a key sends what is written, or begins a line, or belongs to an input method.
#[must_use]
pub fn sends(event: &web_sys::KeyboardEvent) -> bool {
    let sends = event.ctrl_key() || event.meta_key() || (!event.shift_key() && enter_sends());
    event.key() == "Enter" && sends && !is_ime(event)
}

/// Whether a key belongs to an input method.
#[must_use]
pub fn is_ime(event: &web_sys::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Whether the viewer goes by the keyboard: the focus is where it is shown.
#[must_use]
pub fn is_by_keyboard() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.matches(":focus-visible").unwrap_or(false))
}

/// Focuses the way back from a deletion.
pub fn focus_undo() {
    focus_first("[data-undo]");
}

/// Focuses the editor of a message that is open already.
pub fn focus_editor() {
    focus_first("[data-editor] textarea");
}

fn focus_first(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Whether a key is pressed together with another.
#[must_use]
pub fn is_modified(event: &web_sys::KeyboardEvent) -> bool {
    event.shift_key() || event.ctrl_key() || event.meta_key() || event.alt_key() || is_ime(event)
}

/// Focuses a field, with the cursor behind its text.
pub fn write_on(field: &web_sys::HtmlTextAreaElement) {
    drop(field.focus());
    let end = field.text_length();
    drop(field.set_selection_range(end, end));
}

/// Focuses the composer, where a keyboard is likely.
pub fn focus_composer() {
    if matches("(pointer: fine)") {
        focus_first("[data-composer] textarea");
    }
}

/// Whether the page has attention: it is visible and its window has the focus.
#[must_use]
pub fn is_watched() -> bool {
    document().is_some_and(|document| !document.hidden() && document.has_focus().unwrap_or(false))
}

/// Whether the page is hidden.
#[must_use]
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Listens to these events of the window, for as long as the page lives.
pub fn on_window(events: &[&str], act: impl FnMut(web_sys::Event) + 'static) {
    let act = Closure::<dyn FnMut(web_sys::Event)>::new(act);
    if let Some(window) = web_sys::window() {
        for event in events {
            drop(window.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()));
        }
    }
    act.forget();
}

/// Listens to changes of the network, where the browser reports them.
pub fn on_network(act: impl FnMut(web_sys::Event) + 'static) {
    use wasm_bindgen::JsValue;
    let navigator = web_sys::window().map(|window| window.navigator());
    let network =
        navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &JsValue::from_str("connection")).ok());
    if let Some(network) = network.and_then(|network| network.dyn_into::<web_sys::EventTarget>().ok()) {
        let act = Closure::<dyn FnMut(web_sys::Event)>::new(act);
        drop(network.add_event_listener_with_callback("change", act.as_ref().unchecked_ref()));
        act.forget();
    }
}

/// The page data, as JSON.
#[must_use]
pub fn brought() -> Option<String> {
    document()?.get_element_by_id("start")?.text_content()
}

/// Whether the document came without page data.
#[must_use]
pub fn is_bare() -> bool {
    brought().is_none_or(|data| data.is_empty())
}

/// Reloads the document.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        drop(window.location().reload());
    }
}

/// Whether the browser believes that there is a network.
#[must_use]
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Focuses this window.
pub fn focus() {
    if let Some(window) = web_sys::window() {
        drop(window.focus());
    }
}

/// Loads an address as a document.
pub fn go(path: &str) {
    if let Some(window) = web_sys::window() {
        drop(window.location().set_href(path));
    }
}

/// Removes the query from the page's address, so that reloading does not repeat it.
pub fn forget_query() {
    if let Some(window) = web_sys::window()
        && let (Ok(history), Ok(path)) = (window.history(), window.location().pathname())
    {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)));
    }
}

/// `name` and `value` of the button that a form was sent by.
#[must_use]
pub fn submitter(event: &web_sys::SubmitEvent) -> Option<(String, String)> {
    let button = event.submitter()?;
    button.get_attribute("name").zip(button.get_attribute("value"))
}

/// Whether the panel covers the whole page, as it does on phones.
#[must_use]
pub fn is_covered() -> bool {
    let has_panel =
        document().is_some_and(|document| document.query_selector(".panel").is_ok_and(|panel| panel.is_some()));
    has_panel && matches("(width < 48em)")
}

fn matches(media: &str) -> bool {
    let query = web_sys::window().and_then(|window| window.match_media(media).ok()?);
    query.is_some_and(|query| query.matches())
}

/// Whether a dialog is open: then keys are for the dialog.
#[must_use]
pub fn has_dialog() -> bool {
    document().is_some_and(|document| document.query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some()))
}

/// Scrolls the open room's link in the sidebar into view.
pub fn show_current() {
    let found = document().and_then(|document| document.query_selector(".room-list [aria-current]").ok()?);
    if let Some(link) = found {
        super::scroll::nearest(&link);
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Scrolls the main part of the page to its top, where it scrolls.
pub fn to_top() {
    let found = web_sys::window().and_then(|window| window.document()?.query_selector(".main-scroll").ok()?);
    if let Some(scroller) = found {
        scroller.set_scroll_top(0);
    }
}

/// Whether this is the present address, as path and query.
#[must_use]
pub fn is_at(address: &str) -> bool {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return false };
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default() == address
}

/// Whether the browser has navigated away from the page of the page data, as recorded by `public/start.js`.
#[must_use]
pub fn has_moved() -> bool {
    let data = document().and_then(|document| document.get_element_by_id("start"));
    data.is_some_and(|data| data.has_attribute("data-moved"))
}
