//! The functions that differ between browser and server, each as a pair. All other code is shared.

#[cfg(not(feature = "ssr"))]
pub use in_browser::*;
#[cfg(feature = "ssr")]
pub use on_server::*;

#[cfg(feature = "ssr")]
mod on_server {
    use crate::model::{
        ClientId, Millis,
        page_data::{PageContext, PageData, UNKNOWN_SHAPE},
    };
    use jiff::{Timestamp, tz::TimeZone};
    use leptos::{
        prelude::{AnyView, IntoAny, IntoView},
        reactive::owner::with_context,
    };
    use std::{
        sync::Arc,
        time::{SystemTime, UNIX_EPOCH},
    };

    /// The wall clock, in milliseconds since 1970.
    #[must_use]
    pub fn now() -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    }

    /// The monotonic clock. Nothing waits by it on the server.
    #[must_use]
    pub fn steady() -> Millis {
        0
    }

    /// Erases a view's type. Server views are rendered once each; typed, their containers would be compiled
    /// for every type they could hold.
    #[must_use]
    pub fn erased(view: impl IntoView + 'static) -> AnyView {
        view.into_any()
    }

    /// A random number from 0 up to 1. A constant here: no reducer runs on the server.
    #[must_use]
    pub fn random() -> f64 {
        0.5
    }

    /// Escapes text for `title` and `textarea`, whose content Leptos writes unescaped.
    #[must_use]
    pub fn raw_text(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;")
    }

    /// A parameter of a query. The router's own map decodes twice, which changes texts.
    #[must_use]
    pub fn parameter(query: &str, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    }

    /// The current value, for titles: they are rendered last, when signals are gone, so the value is the
    /// first one.
    pub fn latest<T>(first: T, _: impl FnOnce() -> Option<T>) -> T {
        first
    }

    /// A new client id for a message.
    ///
    /// # Panics
    /// Where the operating system has no random numbers.
    #[must_use]
    pub fn client_id() -> ClientId {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system has random numbers");
        ClientId::from_random(bytes)
    }

    /// The page data.
    ///
    /// # Panics
    /// Outside of rendering a page.
    #[must_use]
    pub fn page_data() -> PageData {
        context(|page| page.data.clone()).expect("pages are written in their context")
    }

    /// Placeholder for the shape of the page's markup, which is known only after rendering.
    #[must_use]
    pub fn shape() -> Option<&'static str> {
        Some(UNKNOWN_SHAPE)
    }

    /// The HTML of a server-rendered page.
    #[must_use]
    pub fn html_page() -> String {
        context(|page| page.html.clone()).unwrap_or_default()
    }

    /// The text and error of a refused composer form.
    #[must_use]
    pub fn refused() -> (String, String) {
        context(|page| page.refused.clone()).unwrap_or_default()
    }

    /// A rejected message as HTML, on a page without a composer.
    #[must_use]
    pub fn returned() -> String {
        context(|page| page.returned.clone()).unwrap_or_default()
    }

    /// The forms of the message that the address points at, as HTML.
    #[must_use]
    pub fn message_forms() -> String {
        context(|page| page.message_forms.clone()).unwrap_or_default()
    }

    /// UTC offset in minutes, east positive, of a zone at a time.
    #[must_use]
    pub fn offset(at: Millis, zone: &str) -> i32 {
        let moment = Timestamp::from_millisecond(at).unwrap_or_default();
        TimeZone::get(zone).map_or(0, |zone| zone.to_offset(moment).seconds() / 60)
    }

    fn context<T>(read: impl FnOnce(&PageContext) -> T) -> Option<T> {
        with_context::<Arc<PageContext>, _>(|page| read(page))
    }
}

#[cfg(not(feature = "ssr"))]
mod in_browser {
    use crate::model::{AppError, ClientId, Millis, PageData, SiteSettings};

    #[must_use]
    pub fn now() -> Millis {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
        let now = js_sys::Date::now() as Millis;
        now
    }

    /// The monotonic clock, in milliseconds since the page was opened.
    #[must_use]
    pub fn steady() -> Millis {
        let performance = web_sys::window().and_then(|window| window.performance());
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a page's life fit")]
        let steady = performance.map_or(0, |performance| performance.now() as Millis);
        steady
    }

    /// Leaves the view as it is: erased types are more to download.
    #[must_use]
    pub fn erased<V: leptos::prelude::IntoView>(view: V) -> V {
        view
    }

    #[must_use]
    pub fn random() -> f64 {
        js_sys::Math::random()
    }

    /// The browser sets it as text, so there is nothing to escape.
    #[must_use]
    pub fn raw_text(text: &str) -> String {
        text.to_owned()
    }

    #[must_use]
    pub fn parameter(query: &str, name: &str) -> Option<String> {
        web_sys::UrlSearchParams::new_with_str(query).ok()?.get(name)
    }

    /// The title may be computed once more after its page is gone.
    pub fn latest<T>(first: T, now: impl FnOnce() -> Option<T>) -> T {
        now().unwrap_or(first)
    }

    #[must_use]
    pub fn client_id() -> ClientId {
        let mut bytes = [0; 16];
        let filled = web_sys::window()
            .and_then(|window| window.crypto().ok())
            .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
        // Every browser has it, on plain http too; still, a constant would be worse than a guess.
        if filled.is_none() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a byte")]
            bytes.fill_with(|| (random() * 256.0) as u8);
        }
        ClientId::from_random(bytes)
    }

    /// The page data. The page is still to be loaded if the browser has navigated on since, or if there is no
    /// page data.
    #[must_use]
    pub fn page_data() -> PageData {
        let brought = crate::browser::page::brought().and_then(|text| crate::json::read::<PageData>(&text).ok());
        match brought {
            Some(data) if crate::browser::page::has_moved() => PageData { page: Err(AppError::Unreachable), ..data },
            Some(data) => data,
            None => {
                let (zone, now) = (crate::browser::zone::name(), now());
                let (site, page) = (SiteSettings::default(), Err(AppError::Unreachable));
                PageData { viewer: None, site, zone, now, page }
            }
        }
    }

    /// In the browser, the server has written it already.
    #[must_use]
    pub fn shape() -> Option<&'static str> {
        None
    }

    /// In the browser the HTML is in the page already, as are the next three.
    #[must_use]
    pub fn html_page() -> String {
        String::new()
    }

    #[must_use]
    pub fn refused() -> (String, String) {
        Default::default()
    }

    #[must_use]
    pub fn returned() -> String {
        String::new()
    }

    #[must_use]
    pub fn message_forms() -> String {
        String::new()
    }

    /// UTC offset in minutes, east positive: of the browser's zone, and 0 for any other.
    #[must_use]
    pub fn offset(at: Millis, zone: &str) -> i32 {
        crate::browser::zone::offset(at, zone)
    }
}

/// Text for a `textarea`: HTML drops a line break right after the tag.
#[must_use]
pub fn area_text(text: &str) -> String {
    let mut text = raw_text(text);
    if text.starts_with(['\n', '\r']) {
        text.insert(0, '\n');
    }
    text
}
