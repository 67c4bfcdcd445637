//! Accounts: signing up, in and out, and how often that may be tried.

use super::rate::{Allowance, Buckets};
use crate::{
    error::AppError,
    model::{DisplayName, Field, Invalid, Password, Problem, UserId, Username, Viewer, limits},
    server::{
        auth::{password, session, session::CurrentUser},
        config::{Config, SignUp},
        db,
        state::{AppState, now},
    },
};
use std::{net::IpAddr, sync::Mutex, time::Duration};

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// What its browser says of itself.
    pub device: String,
}

/// How often signing in and up may be tried. Nobody can lock an account's owner out: an account
/// alone is only slowed, and refusals go by address.
#[derive(Debug)]
pub struct Tries {
    /// Wrong passwords, per account and address.
    pair: Mutex<Buckets<(String, IpAddr)>>,
    /// Wrong passwords, per address.
    address: Mutex<Buckets<IpAddr>>,
    /// Wrong passwords, per account.
    account: Mutex<Buckets<String>>,
    /// New accounts, per address.
    sign_ups: Mutex<Buckets<IpAddr>>,
}

/// Keys that each limit remembers at most.
const REMEMBERED: usize = 20_000;
/// The longest that an account under attack is slowed.
const SLOWEST: Duration = Duration::from_secs(2);

impl Tries {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let tries = f64::from(config.sign_in_tries);
        let buckets = |burst, per_second| Allowance { burst, per_second };
        Self {
            pair: Mutex::new(Buckets::new(buckets(tries, tries / 600.0), REMEMBERED)),
            address: Mutex::new(Buckets::new(buckets(tries * 5.0, tries / 120.0), REMEMBERED)),
            account: Mutex::new(Buckets::new(buckets(tries * 2.0, tries / 300.0), REMEMBERED)),
            sign_ups: Mutex::new(Buckets::new(buckets(f64::from(config.sign_ups_per_address), 0.1), REMEMBERED)),
        }
    }
}

/// What a sign-up form holds.
#[derive(Debug)]
pub struct SignUpForm<'a> {
    pub username: &'a str,
    pub display_name: &'a str,
    pub password: &'a str,
}

/// Makes an account and signs it in. Returns the session's token and whose it is.
///
/// # Errors
/// With the field that cannot be taken; or that no accounts are made here, or not so many at once.
pub async fn sign_up(state: &AppState, caller: &Caller, form: SignUpForm<'_>) -> Result<(UserId, String), AppError> {
    let username = Username::parse(form.username)?;
    let name = match DisplayName::parse(form.display_name) {
        Err(Invalid { problem: Problem::Empty, .. }) => DisplayName::from(&username),
        parsed => parsed?,
    };
    let password = Password::choose(form.password, username.as_str())?;
    if password::is_common(&password) {
        return Err(Invalid { field: Field::Password, problem: Problem::Common }.into());
    }
    let taken = AppError::Invalid(Invalid { field: Field::Username, problem: Problem::Taken });
    {
        let mut conn = state.db.read().await?;
        if state.config.sign_up == SignUp::Closed && db::users::any(&mut conn).await? {
            return Err(AppError::SignUpClosed);
        }
        if db::users::exists(&mut conn, &username).await? {
            return Err(taken);
        }
    }
    lock(&state.tries.sign_ups).take(&caller.address, now()).map_err(AppError::TooMany)?;
    let hash = state.hasher.hash(password).await?;
    let closed = state.config.sign_up == SignUp::Closed;
    let made = state
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                // Asked again where nobody can come in between: only one can be the first.
                if closed && db::users::any(conn).await? {
                    return Ok(None);
                }
                db::users::insert(conn, &username, &name, &hash, now()).await.map(Some)
            })
        })
        .await;
    match made {
        Ok(Some(user)) => {
            tracing::info!(user = user.0, "an account was made");
            Ok((user, session::begin(state, user, &caller.device).await?))
        }
        Ok(None) => Err(AppError::SignUpClosed),
        Err(error) if db::is_taken(&error) => Err(taken),
        Err(error) => Err(error.into()),
    }
}

/// Signs an account in. Returns the session's token and whose it is.
///
/// # Errors
/// [`AppError::WrongSignIn`] for an unknown name as for a wrong password, after the same work.
pub async fn sign_in(
    state: &AppState,
    caller: &Caller,
    username: &str,
    password: &str,
) -> Result<(UserId, String), AppError> {
    if password.len() > *limits::PASSWORD_BYTES.end() {
        return Err(AppError::WrongSignIn);
    }
    let name = Username::parse(username).ok();
    let key: String = username.trim().to_lowercase().chars().take(64).collect();
    let pair = (key.clone(), caller.address);
    lock(&state.tries.address).take(&caller.address, now()).map_err(AppError::TooMany)?;
    lock(&state.tries.pair).take(&pair, now()).map_err(AppError::TooMany)?;
    let used = lock(&state.tries.account).used(&key, now());
    if used > 0.5 {
        tokio::time::sleep(SLOWEST.mul_f64((used - 0.5) * 2.0)).await;
    }
    let known = match &name {
        Some(name) => db::users::by_username(&mut *state.db.read().await?, name).await?,
        None => None,
    };
    let (user, hash) = known.unzip();
    let verified = state.hasher.verify(password.to_owned(), hash).await?;
    match user.filter(|_| verified) {
        Some(user) => {
            lock(&state.tries.pair).forgive(&pair);
            lock(&state.tries.address).give_back(&caller.address, now());
            Ok((user, session::begin(state, user, &caller.device).await?))
        }
        None => {
            // Used up, it only slows; see above.
            let _: Result<(), u64> = lock(&state.tries.account).take(&key, now());
            Err(AppError::WrongSignIn)
        }
    }
}

/// Ends the session that this request came with.
///
/// # Errors
/// The store's.
pub async fn sign_out(state: &AppState, current: &CurrentUser) -> Result<(), AppError> {
    session::end(state, current.session).await
}

/// The signed-in person with all of their rooms.
///
/// # Errors
/// The store's.
pub async fn viewer(state: &AppState, current: &CurrentUser) -> Result<Viewer, AppError> {
    let rooms = super::rooms::of(state, current.id()).await?;
    Ok(Viewer { me: current.user.clone(), is_admin: current.is_admin, rooms })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
