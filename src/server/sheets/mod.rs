//! Pages that the server alone makes, from what is asked for to their HTML: settings, people,
//! administration. They are plain documents: links and forms, which need no client.

mod about;
mod admin;
mod app;
mod browse;
mod copy;
pub mod deleted;
mod direct;
mod entry;
pub mod fields;
mod frame;
mod invites;
mod join;
mod leaving;
mod members;
mod new_message;
mod new_room;
mod notifications;
mod people;
mod profile;
mod qr;
mod recovery;
pub mod returned;
mod room_notifications;
mod settings;
mod share;
pub mod stranger;
pub mod way_in;
mod welcome;

use super::state::Ctx;
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
        ["rooms"] => browse::sheet(&ask).await,
        ["rooms", "new"] => new_room::sheet(&ask),
        ["signin"] => entry::sign_in(&ask),
        ["signup"] => entry::sign_up(&ask).await,
        ["recover"] => recovery::recover(&ask),
        ["reset", token] => recovery::reset(&ask, token).await,
        ["settings"] => settings::sheet(&ask).await,
        ["settings", "password"] => settings::sheet(&ask).await,
        ["settings", "recovery"] => recovery::codes(&ask).await,
        ["settings", "delete"] => leaving::sheet(&ask),
        ["admin"] => admin::place(&ask),
        ["admin", "people"] => admin::people::list(&ask).await,
        ["admin", "people", username] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "role"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "reset"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "suspend"] => admin::people::one(&ask, username).await,
        ["admin", "people", username, "remove"] => admin::people::one(&ask, username).await,
        ["admin", "rooms"] => admin::rooms(&ask).await,
        ["admin", "invitations"] => admin::invitations::sheet(&ask).await,
        ["settings", "app"] => app::sheet(&ask),
        ["share"] => share::sheet(&ask).await,
        ["people", username] => people::sheet(&ask, username).await,
        ["profile"] => profile::sheet(&ask).await,
        ["rooms", slug, "about"] => about::sheet(&ask, slug).await,
        // Where a refused form stands.
        ["rooms", slug, "add"] => about::sheet(&ask, slug).await,
        ["rooms", slug, "role"] => about::sheet(&ask, slug).await,
        ["rooms", slug, "invites"] => invites::sheet(&ask, slug).await,
        ["join", token] => join::sheet(&ask, token).await,
        ["dm"] => new_message::sheet(&ask).await,
        ["dm", names] => direct::sheet(&ask, names).await,
        ["settings", "notifications"] => notifications::sheet(&ask).await,
        ["rooms", slug, "notifications"] => room_notifications::sheet(&ask, slug).await,
        _ => Err(AppError::NotFound),
    }
}
