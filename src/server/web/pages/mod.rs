//! Pages that the server alone makes, from what is asked for to their HTML: settings, people,
//! administration. They are plain documents: links and forms, which need no client.

mod account_settings;
mod admin;
mod app_settings;
mod browse_rooms;
mod copy_field;
mod delete_account;
mod direct_start;
pub mod form_fields;
mod join_link;
mod layout;
mod new_message;
mod new_room;
mod notification_settings;
mod person;
mod profile_settings;
mod qr;
mod recovery;
pub mod rejected_message;
pub mod room_deleted;
mod room_details;
mod room_invites;
mod room_members;
mod room_notifications;
pub mod room_preview;
mod share;
mod sign_in;
pub mod sign_in_links;
mod welcome;

use super::context::Ctx;
use crate::model::{AppError, FormState, HtmlPage, User};

/// A page as it is asked for, and by whom.
pub struct PageRequest<'a> {
    pub ctx: &'a Ctx,
    /// The path's parts.
    pub path: Vec<&'a str>,
    query: Vec<(String, String)>,
    /// What this page's form had held, if it was refused.
    pub form_state: FormState,
}

impl PageRequest<'_> {
    /// A parameter of the address.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All parameters of this name; those of this page's form, if it was refused.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let from = if self.form_state.error.is_some() { &self.form_state.typed } else { &self.query };
        from.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The first of them, or nothing.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.all(name).first().copied().unwrap_or_default().to_owned()
    }

    /// Whoever is signed in.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] when nobody is.
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
        ["rooms"] => browse_rooms::page(&request).await,
        ["rooms", "new"] => new_room::page(&request),
        ["signin"] => sign_in::sign_in(&request),
        ["signup"] => sign_in::sign_up(&request).await,
        ["recover"] => recovery::recover(&request),
        ["reset", token] => recovery::reset(&request, token).await,
        ["settings"] => account_settings::page(&request).await,
        ["settings", "password"] => account_settings::page(&request).await,
        ["settings", "recovery"] => recovery::codes(&request).await,
        ["settings", "delete"] => delete_account::page(&request),
        ["admin"] => admin::place(&request),
        ["admin", "people"] => admin::people::list(&request).await,
        ["admin", "people", username] => admin::people::one(&request, username).await,
        ["admin", "people", username, "role"] => admin::people::one(&request, username).await,
        ["admin", "people", username, "reset"] => admin::people::one(&request, username).await,
        ["admin", "people", username, "suspend"] => admin::people::one(&request, username).await,
        ["admin", "people", username, "remove"] => admin::people::one(&request, username).await,
        ["admin", "rooms"] => admin::rooms(&request).await,
        ["admin", "invitations"] => admin::invitations::page(&request).await,
        ["settings", "app"] => app_settings::page(&request),
        ["share"] => share::page(&request).await,
        ["people", username] => person::page(&request, username).await,
        ["profile"] => profile_settings::page(&request).await,
        ["rooms", slug, "about"] => room_details::page(&request, slug).await,
        // Where a refused form stands.
        ["rooms", slug, "add"] => room_details::page(&request, slug).await,
        ["rooms", slug, "role"] => room_details::page(&request, slug).await,
        ["rooms", slug, "invites"] => room_invites::page(&request, slug).await,
        ["join", token] => join_link::page(&request, token).await,
        ["dm"] => new_message::page(&request).await,
        ["dm", names] => direct_start::page(&request, names).await,
        ["settings", "notifications"] => notification_settings::page(&request).await,
        ["rooms", slug, "notifications"] => room_notifications::page(&request, slug).await,
        _ => Err(AppError::NotFound),
    }
}
