//! Administration of the site: accounts and open rooms. Administrators see no more of private rooms and direct
//! conversations than anybody else.

use super::{account_removal, db::Borrowing, people_search, sessions::CurrentUser};
use crate::{
    model::{AppError, Room, User, UserId, Username},
    server::{
        chat::Services,
        clock::now,
        db::{self, Conn, accounts::Account},
        domain::membership::PassOn,
    },
};
use std::collections::HashMap;

/// People per page.
const PAGE: i64 = 50;
/// Most rooms listed.
const ROOMS: i64 = 500;

/// Checks that a person is an administrator.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub fn may(by: &CurrentUser) -> Result<(), AppError> {
    if by.is_admin { Ok(()) } else { Err(AppError::NotFound) }
}

/// A page of accounts, by username.
#[derive(Debug)]
pub struct People {
    pub accounts: Vec<Account>,
    /// Username after which the next page begins, if there is one.
    pub next: Option<String>,
}

/// Accounts whose username or display name begins with `words`, by username, after `after`.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator.
pub async fn people(services: &Services, by: &CurrentUser, words: &str, after: &str) -> Result<People, AppError> {
    may(by)?;
    let mut conn = services.db.read().await?;
    let mut accounts = people_search::find(&mut conn, words, after, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or(50);
    let next = (accounts.len() > most).then(|| accounts[most - 1].user.username.clone());
    accounts.truncate(most);
    Ok(People { accounts, next })
}

/// The account with this username.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or for anybody who is no administrator.
pub async fn account(services: &Services, by: &CurrentUser, username: &str) -> Result<Account, AppError> {
    may(by)?;
    let username = Username::parse(username).map_err(|_| AppError::NotFound)?;
    db::accounts::by_username(&mut services.db.read().await?, &username).await?.ok_or(AppError::NotFound)
}

/// Gives or takes the role of administrator.
///
/// # Errors
/// [`AppError::LastAdministrator`] when none would be left; [`AppError::NotFound`] as above.
pub async fn set_admin(services: &Services, by: &CurrentUser, username: &str, is_admin: bool) -> Result<(), AppError> {
    let user = account(services, by, username).await?.user.id;
    if is_admin {
        services.writer.perform(move |conn| Box::pin(db::accounts::set_admin(conn, user, true))).await?;
    } else {
        unless_last(services, user, move |conn| Box::pin(db::accounts::set_admin(conn, user, false))).await?;
    }
    tracing::info!(user = user.0, by = by.id().0, is_admin, "a role was changed");
    Ok(())
}

/// Runs a write that removes an administrator, unless it is the last one. The check is made in the same
/// transaction: of two who leave at once one stays.
///
/// # Errors
/// [`AppError::LastAdministrator`].
pub(super) async fn unless_last<F>(services: &Services, user: UserId, work: F) -> Result<(), AppError>
where
    F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, db::Result<()>> + Send + 'static,
{
    let written = services.writer.perform(move |conn| {
        Box::pin(async move {
            if db::accounts::is_last_admin(conn, user).await? {
                return Ok(Err(AppError::LastAdministrator));
            }
            work(conn).await.map(Ok)
        })
    });
    written.await?
}

/// Suspends an account: nobody can sign in to it until that is lifted. Messages and memberships stay; rooms
/// without another owner get one.
///
/// # Errors
/// [`AppError::LastAdministrator`] when no administrator would be left; [`AppError::NotFound`] as above, and
/// for one's own account.
pub async fn suspend(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    unless_last(services, user, move |conn| Box::pin(db::accounts::suspend(conn, user, now()))).await?;
    services.hub.end_person(user, None);
    pass_rooms_on(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account was suspended");
    Ok(())
}

/// Lifts a suspension; no change if there is none. The person becomes owner of rooms whose owners are all
/// suspended.
///
/// # Errors
/// As [`suspend`].
pub async fn unsuspend(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    services.writer.perform(move |conn| Box::pin(async move { db::accounts::unsuspend(conn, user).await })).await?;
    pass_rooms_on(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account is suspended no more");
    Ok(())
}

/// Finds another owner for each of a person's rooms where all owners are suspended.
async fn pass_rooms_on(services: &Services, user: UserId) -> Result<(), AppError> {
    let rooms = db::memberships::rooms_of(&mut services.db.read().await?, user).await?;
    for room in rooms {
        services.writer.decide(PassOn { room, by: user }).await?;
    }
    Ok(())
}

/// Ends all sessions of a person.
///
/// # Errors
/// As [`suspend`].
pub async fn sign_out(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    services
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_of(conn, user, None).await }))
        .await?;
    services.hub.end_person(user, None);
    tracing::info!(user = user.0, by = by.id().0, "somebody was signed out everywhere");
    Ok(())
}

/// Deletes an account, as its owner could.
///
/// # Errors
/// As [`suspend`].
pub async fn remove(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    account_removal::remove(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account was removed");
    Ok(())
}

/// Id of somebody else's account. For one's own there are the settings, which ask for the password.
async fn another(services: &Services, by: &CurrentUser, username: &str) -> Result<UserId, AppError> {
    let user = account(services, by, username).await?.user.id;
    if user != by.id() {
        return Ok(user);
    }
    let is_last = db::accounts::is_last_admin(&mut services.db.read().await?, user).await?;
    Err(if is_last { AppError::LastAdministrator } else { AppError::NotFound })
}

/// An open room in the administrators' list.
#[derive(Debug)]
pub struct Listed {
    pub room: Room,
    pub members: i64,
    pub maker: Option<User>,
    /// Whether every new account is in it from the start.
    pub is_default: bool,
}

/// Open rooms by name, archived ones included.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator.
pub async fn rooms(services: &Services, by: &CurrentUser) -> Result<Vec<Listed>, AppError> {
    may(by)?;
    let mut conn = services.db.read().await?;
    let rooms = db::rooms::all_open(&mut conn, ROOMS).await?;
    let makers = db::rooms::makers(&mut conn, rooms.iter().map(|(room, _)| room.id)).await?;
    let people = db::users::by_ids(&mut conn, makers.values().copied()).await?;
    let people: HashMap<_, _> = people.into_iter().map(|user| (user.id, user)).collect();
    let defaults = db::default_rooms::all(&mut conn).await?;
    let listed = rooms.into_iter().map(|(room, members)| {
        let maker = makers.get(&room.id).and_then(|id| people.get(id)).cloned();
        let is_default = defaults.contains(&room.id);
        Listed { room, members, maker, is_default }
    });
    Ok(listed.collect())
}
