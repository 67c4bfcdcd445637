//! The seam between the two sides: the few calls that are not the same in the browser and on the
//! server, each as a pair. All other code is written once.

#[cfg(not(feature = "ssr"))]
pub use in_browser::*;
#[cfg(feature = "ssr")]
pub use on_server::*;

#[cfg(feature = "ssr")]
mod on_server {
    use crate::{
        model::{ClientId, Here, Millis, Viewer},
        server::{
            assets,
            auth::secret,
            chat::place,
            config::SignUp,
            state::{self, Ctx},
        },
        ui::form::Echo,
    };
    use axum::http::{HeaderValue, StatusCode, header};
    use jiff::{Timestamp, tz::TimeZone};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    /// The clock, in milliseconds since 1970.
    #[must_use]
    pub fn now() -> Millis {
        state::now()
    }

    /// A number from 0 up to 1 that nobody can foretell; no reducer runs on the server.
    #[must_use]
    pub fn random() -> f64 {
        0.5
    }

    /// Text for `title` and `textarea`, whose content Leptos writes into the page as it is.
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

    /// A new name for a message.
    #[must_use]
    pub fn client_id() -> ClientId {
        secret::client_id()
    }

    /// Whoever is signed in, as found before the page was rendered.
    #[must_use]
    pub fn viewer() -> Option<Viewer> {
        use_context::<Ctx>().and_then(|ctx| ctx.seen_by)
    }

    /// The place, as every page shows it.
    #[must_use]
    pub fn here() -> Here {
        let Some(ctx) = use_context::<Ctx>() else { return Here::default() };
        let welcomes = place::sign_up(&ctx.state) == SignUp::Open;
        let offer_codes = ctx.viewer.is_some_and(|viewer| viewer.offer_codes);
        Here { offer_codes, welcomes, build: assets::build().to_owned(), ..ctx.state.place.here() }
    }

    /// What a refused form had held.
    #[must_use]
    pub fn echo() -> Echo {
        use_context::<Ctx>().map(|ctx| ctx.echo).unwrap_or_default()
    }

    /// The reader's time zone as far as it is known.
    #[must_use]
    pub fn zone() -> String {
        let zone = use_context::<Ctx>().and_then(|ctx| ctx.zone);
        zone.and_then(|zone| zone.iana_name().map(str::to_owned)).unwrap_or_else(|| "UTC".to_owned())
    }

    /// Minutes east of Greenwich in a zone at a moment.
    #[must_use]
    pub fn offset(at: Millis, zone: &str) -> i32 {
        let moment = Timestamp::from_millisecond(at).unwrap_or_default();
        let zone = use_context::<Ctx>().and_then(|ctx| ctx.zone).or_else(|| TimeZone::get(zone).ok());
        zone.map_or(0, |zone| zone.to_offset(moment).seconds() / 60)
    }

    /// The answer's status.
    pub fn set_status(status: u16) {
        if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
            options.set_status(status);
        }
    }

    /// Keeps the address of the room that was looked at last.
    pub fn remember_room(slug: &str) {
        if let (Some(options), Ok(cookie)) =
            (use_context::<ResponseOptions>(), HeaderValue::from_str(&super::room_cookie(slug)))
        {
            options.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// The address where this place is found, for links that leave it.
    #[must_use]
    pub fn origin() -> String {
        let origin = use_context::<Ctx>().and_then(|ctx| ctx.state.config.origin.clone());
        origin.map(|origin| origin.as_str().to_owned()).unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
mod in_browser {
    use crate::{
        model::{ClientId, Here, Millis, Viewer},
        ui::form::Echo,
    };

    #[must_use]
    pub fn now() -> Millis {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
        let now = js_sys::Date::now() as Millis;
        now
    }

    #[must_use]
    pub fn random() -> f64 {
        js_sys::Math::random()
    }

    /// Set as text here, so there is nothing to escape.
    #[must_use]
    pub fn raw_text(text: &str) -> String {
        text.to_owned()
    }

    #[must_use]
    pub fn parameter(query: &str, name: &str) -> Option<String> {
        web_sys::UrlSearchParams::new_with_str(query).ok()?.get(name)
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

    #[must_use]
    pub fn viewer() -> Option<Viewer> {
        None
    }

    #[must_use]
    pub fn here() -> Here {
        Here::default()
    }

    #[must_use]
    pub fn echo() -> Echo {
        Echo::default()
    }

    /// The browser's zone.
    #[must_use]
    pub fn zone() -> String {
        crate::browser::zone::name()
    }

    /// Minutes east of Greenwich: of the browser's zone, and 0 for any other.
    #[must_use]
    pub fn offset(at: Millis, zone: &str) -> i32 {
        crate::browser::zone::offset(at, zone)
    }

    pub fn set_status(_: u16) {}

    pub fn remember_room(slug: &str) {
        crate::browser::page::set_cookie(&super::room_cookie(slug));
    }

    #[must_use]
    pub fn origin() -> String {
        web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
    }
}

/// The cookie that keeps where somebody was last. It holds nothing but an address.
fn room_cookie(slug: &str) -> String {
    format!("room={slug}; Path=/; Max-Age=31536000; SameSite=Lax")
}
