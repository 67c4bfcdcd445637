//! Accounts: sign-up and sign-in.

use super::{
    passwords,
    sessions::{self, CurrentUser},
    site,
};
use crate::{
    model::{AppError, DisplayName, Field, Invalid, Problem, RoomId, UserId, Username, Viewer, limits},
    server::{
        auth::{caller::Caller, secret},
        chat::Services,
        clock::now,
        config::SignUp,
        db,
    },
};

/// Fields of the sign-up form.
#[derive(Debug)]
pub struct SignUpForm<'a> {
    pub username: &'a str,
    pub display_name: &'a str,
    pub password: &'a str,
    /// Token of an invite link, into the place or into a room; empty without one.
    pub invite: &'a str,
}

/// An account that was just made.
#[derive(Debug)]
pub struct SignedUp {
    pub user: UserId,
    /// Token of its first session.
    pub token: String,
    /// The path that an invite link led to, if one was needed.
    pub led: Option<String>,
}

/// The invite link that an account was made with.
enum By {
    Nothing,
    Place,
    Room { room: RoomId, invite: i64 },
}

/// Creates an account and signs it in. Where that takes an invitation, an invite link into a room is one, and the
/// account is in that room.
///
/// # Errors
/// With the field that is invalid; [`AppError::SignUpClosed`]; [`AppError::TooMany`] when this address made too
/// many accounts.
pub async fn sign_up(services: &Services, caller: &Caller, form: SignUpForm<'_>) -> Result<SignedUp, AppError> {
    let username = Username::parse(form.username)?;
    let name = match DisplayName::parse(form.display_name) {
        Err(Invalid { problem: Problem::Empty, .. }) => DisplayName::from(&username),
        parsed => parsed?,
    };
    let password = passwords::choose(form.password, username.as_str(), Field::Password)?;
    let taken = AppError::Invalid(Invalid { field: Field::Username, problem: Problem::Taken });
    let (invite, settled) = (secret::hash(form.invite), services.config.clock.settled());
    let mode = site::sign_up(services);
    if !is_welcome(services, form.invite).await? {
        return Err(AppError::SignUpClosed);
    }
    if db::users::exists(&mut services.db.read().await?, &username).await? {
        return Err(taken);
    }
    services.login_limiter.sign_up(caller.address)?;
    let hash = services.hasher.hash(caller.address, password).await?;
    let right = hash.clone();
    let made = services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                // Checked again in the writer's transaction, which nobody can interleave with: only one account
                // can be the first, an invitation has so many uses, and a username may just have been taken.
                if db::users::exists(conn, &username).await? {
                    return Ok(Err(AppError::Invalid(Invalid { field: Field::Username, problem: Problem::Taken })));
                }
                let is_open = mode == SignUp::Open || !db::users::any(conn).await?;
                let by = if is_open {
                    By::Nothing
                } else if mode != SignUp::Invitation {
                    return Ok(Err(AppError::SignUpClosed));
                } else if db::invitations::take(conn, &invite, settled).await? {
                    By::Place
                } else if let Some((invite, room)) = db::invites::take(conn, &invite, settled).await? {
                    By::Room { room, invite }
                } else {
                    return Ok(Err(AppError::SignUpClosed));
                };
                let user = db::users::insert(conn, &username, &name, &hash, now()).await?;
                Ok(Ok((user, by)))
            })
        })
        .await;
    match made {
        Ok(made) => {
            let (user, by) = made?;
            tracing::info!(user = user.0, address = %caller.address, "an account was made");
            // The account is there: whatever room cannot be joined just now can be joined later.
            if let Err(error) = super::default_rooms::join_all(services, user).await {
                tracing::warn!(user = user.0, ?error, "a new account could not be brought into the default rooms");
            }
            let led = match by {
                By::Nothing => None,
                By::Place => Some("/".to_owned()),
                By::Room { room, invite } => {
                    super::invites::enter(services, user, room, invite).await.unwrap_or_else(|error| {
                        tracing::warn!(user = user.0, ?error, "a new account could not be brought into its room");
                        None
                    })
                }
            };
            let token = sessions::begin(services, user, right, &caller.device).await?;
            Ok(SignedUp { user, token, led })
        }
        Err(db::Error::Taken(_)) => Err(taken),
        Err(error) => Err(error.into()),
    }
}

/// Whether there is no account yet: the next one will run the place.
pub async fn is_first(services: &Services) -> Result<bool, AppError> {
    Ok(!db::users::any(&mut services.db.read().await?).await?)
}

/// Whether an account can be created with this invitation, or without one.
pub async fn is_welcome(services: &Services, invite: &str) -> Result<bool, AppError> {
    let mode = site::sign_up(services);
    if mode == SignUp::Open {
        return Ok(true);
    }
    let mut conn = services.db.read().await?;
    if !db::users::any(&mut conn).await? {
        return Ok(true);
    }
    let (hash, settled) = (secret::hash(invite), services.config.clock.settled());
    Ok(mode == SignUp::Invitation
        && (db::invitations::is_usable(&mut conn, &hash, settled).await?
            || db::invites::find(&mut conn, &hash, settled).await?.is_some_and(|found| found.is_usable)))
}

/// Signs an account in. Returns its id and the session's token.
///
/// # Errors
/// [`AppError::WrongSignIn`] for an unknown username as for a wrong password, after the same work;
/// [`AppError::Suspended`] for a suspended account, with the right password only.
pub async fn sign_in(
    services: &Services,
    caller: &Caller,
    username: &str,
    password: &str,
) -> Result<(UserId, String), AppError> {
    if password.len() > *limits::PASSWORD_BYTES.end() {
        return Err(AppError::WrongSignIn);
    }
    let name = Username::parse(username).ok();
    let attempt = services.login_limiter.begin(username, caller.address).await?;
    let known = match &name {
        Some(name) => db::users::by_username(&mut services.db.read().await?, name).await?,
        None => None,
    };
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let verified = services.hasher.verify(caller.address, password.to_owned(), hash).await?;
    match known.filter(|_| verified) {
        Some((user, hash)) => {
            attempt.was_right();
            // Checked after the password, so that nobody else learns of the suspension.
            if db::accounts::is_suspended(&mut services.db.read().await?, user).await? {
                return Err(AppError::Suspended);
            }
            tracing::info!(user = user.0, address = %caller.address, "somebody signed in");
            Ok((user, sessions::begin(services, user, hash, &caller.device).await?))
        }
        None => {
            attempt.was_wrong();
            Err(AppError::WrongSignIn)
        }
    }
}

/// The signed-in person with all of their rooms.
pub async fn viewer(services: &Services, current: &CurrentUser) -> Result<Viewer, AppError> {
    let rooms = super::rooms::of(services, current.id()).await?;
    let by_activity = current.choices.by_activity;
    Ok(Viewer { me: current.user.clone(), is_admin: current.is_admin, by_activity, rooms })
}
