//! Site settings: name, icon, and the sign-up mode.

use super::{admin, sessions::CurrentUser};
use crate::{
    model::{AppError, SiteIcon, SiteName, SiteSettings, site},
    server::{
        chat::Services,
        config::SignUp,
        db::{self, Db},
    },
};
use std::sync::{Arc, PoisonError, RwLock};

const NAME: &str = "name";
const MARK: &str = "mark";
const SIGN_UP: &str = "sign_up";

/// Cache of the settings that administrators chose, for every page.
#[derive(Debug)]
pub struct SiteCache(RwLock<Stored>);

#[derive(Clone, Debug)]
struct Stored {
    name: String,
    mark: String,
    sign_up: SignUp,
}

impl SiteCache {
    /// Loads the settings from the database.
    pub async fn load(db: &Db) -> db::Result<Self> {
        let mut conn = db.read().await?;
        let sign_up = db::settings::get(&mut conn, SIGN_UP).await?;
        Ok(Self(RwLock::new(Stored {
            name: db::settings::get(&mut conn, NAME).await?.unwrap_or_else(|| site::NAME.to_owned()),
            mark: db::settings::get(&mut conn, MARK).await?.unwrap_or_default(),
            sign_up: sign_up.as_deref().and_then(SignUp::parse).unwrap_or(SignUp::Open),
        })))
    }

    /// The settings that pages show.
    #[must_use]
    pub fn settings(&self) -> SiteSettings {
        let set = self.0.read().unwrap_or_else(PoisonError::into_inner);
        SiteSettings { name: set.name.clone(), mark: set.mark.clone(), ..SiteSettings::default() }
    }
}

/// Sign-up mode: from the configuration, or else as administrators chose.
#[must_use]
pub fn sign_up(services: &Services) -> SignUp {
    let set = services.site.0.read().unwrap_or_else(PoisonError::into_inner).sign_up;
    services.config.sign_up.unwrap_or(set)
}

/// Whether nobody has named the site or made a room in it yet.
pub async fn is_new(services: &Services) -> Result<bool, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::settings::get(&mut conn, NAME).await?.is_none() && !db::rooms::any(&mut conn).await?)
}

/// Sets name, icon and sign-up mode of the site, and sends them to every tab. Without a mode that one stays.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator; or with the field.
pub async fn set(
    services: &Arc<Services>,
    by: &CurrentUser,
    name: &str,
    mark: &str,
    sign_up: Option<SignUp>,
) -> Result<(), AppError> {
    admin::may(by)?;
    let name = SiteName::parse(name)?.as_str().to_owned();
    let mark = SiteIcon::parse(mark)?.as_str().to_owned();
    let before = services.site.0.read().unwrap_or_else(PoisonError::into_inner).sign_up;
    let set = Stored { name, mark, sign_up: sign_up.unwrap_or(before) };
    let stored = set.clone();
    let told = Arc::clone(services);
    let stored_and_told = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::settings::set(conn, NAME, &stored.name).await?;
                db::settings::set(conn, MARK, &stored.mark).await?;
                db::settings::set(conn, SIGN_UP, stored.sign_up.as_str()).await
            })
        },
        move |outcome| {
            outcome.map(|()| {
                *told.site.0.write().unwrap_or_else(PoisonError::into_inner) = set;
                told.hub.publish_site(told.site.settings());
            })
        },
    );
    stored_and_told.await?;
    tracing::info!(by = by.id().0, "the place's settings were changed");
    Ok(())
}
