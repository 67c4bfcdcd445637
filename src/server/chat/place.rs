//! The place as a whole: its name and mark, and who may make an account.

use super::administration;
use crate::{
    model::{AppError, Here, PlaceMark, PlaceName, here},
    server::{
        auth::session::CurrentUser,
        config::SignUp,
        db::{self, Db},
        state::AppState,
    },
};
use std::sync::{PoisonError, RwLock};

const NAME: &str = "name";
const MARK: &str = "mark";
const SIGN_UP: &str = "sign_up";

/// What administrators have set, at hand for every page.
#[derive(Debug)]
pub struct Place(RwLock<Set>);

#[derive(Clone, Debug)]
struct Set {
    name: String,
    mark: String,
    sign_up: SignUp,
}

impl Place {
    /// Reads what has been set.
    ///
    /// # Errors
    /// The store's.
    pub async fn load(db: &Db) -> db::Result<Self> {
        let mut conn = db.read().await?;
        let sign_up = db::place::get(&mut conn, SIGN_UP).await?;
        Ok(Self(RwLock::new(Set {
            name: db::place::get(&mut conn, NAME).await?.unwrap_or_else(|| here::NAME.to_owned()),
            mark: db::place::get(&mut conn, MARK).await?.unwrap_or_default(),
            sign_up: sign_up.as_deref().and_then(SignUp::parse).unwrap_or(SignUp::Open),
        })))
    }

    /// What pages show of it.
    #[must_use]
    pub fn here(&self) -> Here {
        let set = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Here { name: set.name.clone(), mark: set.mark.clone(), ..Here::default() }
    }
}

/// Who may make an account: as the configuration says, or else as administrators do.
#[must_use]
pub fn sign_up(state: &AppState) -> SignUp {
    let set = state.place.0.read().unwrap_or_else(PoisonError::into_inner).sign_up;
    state.config.sign_up.unwrap_or(set)
}

/// Sets what the place is called and who may make an account, and tells every tab; without a mode that
/// stays as it is.
///
/// # Errors
/// [`AppError::NotFound`] for those who are no administrators; or with the field.
pub async fn set(
    state: &AppState,
    by: &CurrentUser,
    name: &str,
    mark: &str,
    sign_up: Option<SignUp>,
) -> Result<(), AppError> {
    administration::may(by)?;
    let name = PlaceName::parse(name)?.as_str().to_owned();
    let mark = PlaceMark::parse(mark)?.as_str().to_owned();
    let before = state.place.0.read().unwrap_or_else(PoisonError::into_inner).sign_up;
    let set = Set { name, mark, sign_up: sign_up.unwrap_or(before) };
    let stored = set.clone();
    let told = state.clone();
    let stored_and_told = state.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::place::set(conn, NAME, &stored.name).await?;
                db::place::set(conn, MARK, &stored.mark).await?;
                db::place::set(conn, SIGN_UP, stored.sign_up.as_str()).await
            })
        },
        move |outcome| {
            outcome.map(|()| {
                *told.place.0.write().unwrap_or_else(PoisonError::into_inner) = set;
                told.hub.here(told.place.here());
            })
        },
    );
    stored_and_told.await?;
    tracing::info!(by = by.id().0, "the place's settings were changed");
    Ok(())
}
