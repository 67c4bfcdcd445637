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
use crate::model::{AppError, Echo, Sheet, User};

/// A page as it is asked for, and by whom.
pub struct Ask<'a> {
    pub ctx: &'a Ctx,
    /// The path's parts.
    pub path: Vec<&'a str>,
    query: Vec<(String, String)>,
    /// What this page's form had held, if it was refused.
    pub echo: Echo,
}

impl Ask<'_> {
    /// A parameter of the address.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All parameters of this name; those of this page's form, if it was refused.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let from = if self.echo.error.is_some() { &self.echo.typed } else { &self.query };
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
pub async fn open(ctx: &Ctx, address: &str) -> Result<Sheet, AppError> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let echo = if ctx.echo.path == path { ctx.echo.clone() } else { Echo::default() };
    let ask = Ask {
        ctx,
        path: path.trim_matches('/').split('/').collect(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        echo,
    };
    match ask.path.as_slice() {
        [""] => Ok(welcome::sheet(&ask)),
        ["rooms"] => browse_rooms::sheet(&ask).await,
        ["rooms", "new"] => new_room::sheet(&ask),
        ["signin"] => sign_in::sign_in(&ask),
        ["signup"] => sign_in::sign_up(&ask).await,
        ["recover"] => recovery::recover(&ask),
        ["reset", token] => recovery::reset(&ask, token).await,
        ["settings"] => account_settings::sheet(&ask).await,
        ["settings", "password"] => account_settings::sheet(&ask).await,
        ["settings", "recovery"] => recovery::codes(&ask).await,
        ["settings", "delete"] => delete_account::sheet(&ask),
        ["admin"] => admin::place(&ask),
        ["admin", "people"] => admin::people::list(&ask).await,
        ["admin", "people", username] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "role"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "reset"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "suspend"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "remove"] => admin::people::one(&ask, username).await,
        ["admin", "rooms"] => admin::rooms(&ask).await,
        ["admin", "invitations"] => admin::invitations::sheet(&ask).await,
        ["settings", "app"] => app_settings::sheet(&ask),
        ["share"] => share::sheet(&ask).await,
        ["people", username] => person::sheet(&ask, username).await,
        ["profile"] => profile_settings::sheet(&ask).await,
        ["rooms", slug, "about"] => room_details::sheet(&ask, slug).await,
        // Where a refused form stands.
        ["rooms", slug, "add"] => room_details::sheet(&ask, slug).await,
        ["rooms", slug, "role"] => room_details::sheet(&ask, slug).await,
        ["rooms", slug, "invites"] => room_invites::sheet(&ask, slug).await,
        ["join", token] => join_link::sheet(&ask, token).await,
        ["dm"] => new_message::sheet(&ask).await,
        ["dm", names] => direct_start::sheet(&ask, names).await,
        ["settings", "notifications"] => notification_settings::sheet(&ask).await,
        ["rooms", slug, "notifications"] => room_notifications::sheet(&ask, slug).await,
        _ => Err(AppError::NotFound),
    }
}
