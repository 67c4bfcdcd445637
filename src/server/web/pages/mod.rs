//! Pages rendered by the server alone, from a request to HTML: settings, people, administration. They are plain
//! documents with links and forms, which need no client. The handlers of forms stand beside the page of their
//! address.

pub mod account_settings;
pub mod admin;
pub mod app_settings;
mod browse_rooms;
mod copy_field;
pub mod delete_account;
pub mod direct_start;
pub mod first_steps;
pub mod form_fields;
pub mod join_link;
mod layout;
pub mod message;
pub mod new_message;
pub mod new_room;
pub mod notification_settings;
mod people_picker;
mod person;
pub mod profile_settings;
mod qr;
pub mod recovery;
pub mod rejected_message;
pub mod room;
pub mod room_deleted;
pub mod room_details;
pub mod room_invites;
pub mod room_notifications;
pub mod room_preview;
mod share;
pub mod sign_in;
pub mod sign_in_links;
mod welcome;

use super::context::Ctx;
use crate::model::{AppError, Field, FormState, HtmlPage, User};

/// A request for a page.
pub struct PageRequest<'a> {
    pub ctx: &'a Ctx,
    /// Segments of the path.
    pub path: Vec<&'a str>,
    query: Vec<(String, String)>,
    /// Fields and error of this page's form, if it was rejected.
    pub form_state: FormState,
}

impl PageRequest<'_> {
    /// A query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All query parameters of this name or, after a rejected form, its fields.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let from = if self.form_state.error.is_some() { &self.form_state.typed } else { &self.query };
        from.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The first of them, or an empty text.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.all(name).first().copied().unwrap_or_default().to_owned()
    }

    /// The text typed into a field of a rejected form, or its present value.
    #[must_use]
    pub fn typed_or(&self, field: Field, now: &str) -> String {
        let typed = self.form_state.typed.iter().find(|(name, _)| name == field.name());
        typed.map_or_else(|| now.to_owned(), |(_, text)| text.clone())
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] without a session.
    pub fn me(&self) -> Result<&User, AppError> {
        Ok(&self.ctx.viewer()?.user)
    }
}

/// The page at an address.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or none for the viewer.
pub async fn open(ctx: &Ctx, address: &str) -> Result<HtmlPage, AppError> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let form_state = if ctx.form_state.path == path { ctx.form_state.clone() } else { FormState::default() };
    let request = PageRequest {
        ctx,
        path: path.trim_matches('/').split('/').collect(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        form_state,
    };
    match request.path.as_slice() {
        [""] => Ok(welcome::page(&request)),
        ["welcome"] => first_steps::page(&request).await,
        ["welcome", "codes"] => first_steps::codes_page(&request),
        ["rooms"] => browse_rooms::page(&request).await,
        ["rooms", "new"] => new_room::page(&request),
        ["signin"] => sign_in::page(&request),
        ["signup"] => sign_in::sign_up_page(&request).await,
        ["recover"] => recovery::recover_page(&request),
        ["reset", token] => recovery::reset_page(&request, token).await,
        ["settings"] => account_settings::page(&request).await,
        ["settings", "password"] => account_settings::page(&request).await,
        ["settings", "recovery"] => recovery::codes_page(&request).await,
        ["settings", "delete"] => delete_account::page(&request),
        ["admin"] => admin::site_page(&request),
        ["admin", "people"] => admin::people::list_page(&request).await,
        ["admin", "people", username] => admin::people::page(&request, username).await,
        ["admin", "people", username, "role"] => admin::people::page(&request, username).await,
        ["admin", "people", username, "reset"] => admin::people::page(&request, username).await,
        ["admin", "people", username, "suspend"] => admin::people::page(&request, username).await,
        ["admin", "people", username, "remove"] => admin::people::page(&request, username).await,
        ["admin", "rooms"] => admin::rooms_page(&request).await,
        ["admin", "invitations"] => admin::invitations::page(&request).await,
        ["settings", "app"] => app_settings::page(&request),
        ["share"] => share::page(&request).await,
        ["people", username] => person::page(&request, username).await,
        ["profile"] => profile_settings::page(&request).await,
        ["rooms", slug, "about"] => room_details::page(&request, slug).await,
        ["rooms", slug, "add"] => room_details::add::page(&request, slug).await,
        ["rooms", slug, "members"] => room_details::members::page(&request, slug).await,
        // The address at which browsers show the page after a rejected form.
        ["rooms", slug, "role"] => room_details::members::page(&request, slug).await,
        ["rooms", slug, "invites"] => room_invites::page(&request, slug).await,
        ["join", token] => join_link::page(&request, token).await,
        ["dm"] => new_message::page(&request).await,
        ["dm", names] => direct_start::page(&request, names).await,
        ["settings", "notifications"] => notification_settings::page(&request).await,
        ["rooms", slug, "notifications"] => room_notifications::page(&request, slug).await,
        _ => Err(AppError::NotFound),
    }
}
