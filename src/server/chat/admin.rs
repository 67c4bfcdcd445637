//! What administrators of the place see and do: people and their accounts, and open rooms. Of private
//! rooms and direct conversations they see no more than anybody else.

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

/// People on one page.
const PAGE: i64 = 50;
/// Rooms that are shown at most.
const ROOMS: i64 = 500;

/// Lets administrators pass.
///
/// # Errors
/// [`AppError::NotFound`] to everybody else.
pub fn may(by: &CurrentUser) -> Result<(), AppError> {
    if by.is_admin { Ok(()) } else { Err(AppError::NotFound) }
}

/// Some people, by username.
#[derive(Debug)]
pub struct People {
    pub accounts: Vec<Account>,
    /// After whom the next page begins, if there is one.
    pub next: Option<String>,
}

/// People whose username or display name begins with `words`, after the one of this name.
///
/// # Errors
/// [`AppError::NotFound`] for those who are no administrators.
pub async fn people(services: &Services, by: &CurrentUser, words: &str, after: &str) -> Result<People, AppError> {
    may(by)?;
    let mut conn = services.db.read().await?;
    let mut accounts = people_search::find(&mut conn, words, after, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or(50);
    let next = (accounts.len() > most).then(|| accounts[most - 1].user.username.clone());
    accounts.truncate(most);
    Ok(People { accounts, next })
}

/// One of them.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of this name, or for those who are no administrators.
pub async fn account(services: &Services, by: &CurrentUser, username: &str) -> Result<Account, AppError> {
    may(by)?;
    let username = Username::parse(username).map_err(|_| AppError::NotFound)?;
    db::accounts::by_username(&mut *services.db.read().await?, &username).await?.ok_or(AppError::NotFound)
}

/// Makes somebody an administrator, or one no longer.
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

/// Writes what takes an administrator from the place, if there is another. Of two who go at once one
/// stays: it is asked where it is written.
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

/// Lets nobody into somebody's account until it is lifted. What they wrote stays, and they stay in
/// their rooms; those that nobody else owned get another owner beside them.
///
/// # Errors
/// [`AppError::LastAdministrator`] when no administrator would be left; [`AppError::NotFound`] as above,
/// and for one's own account.
pub async fn suspend(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    unless_last(services, user, move |conn| Box::pin(db::accounts::suspend(conn, user, now()))).await?;
    services.hub.end_person(user, None);
    pass_rooms_on(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account was suspended");
    Ok(())
}

/// Lets somebody into their account again; no change if they are. A room of people who are suspended
/// is theirs then.
///
/// # Errors
/// As [`suspend`].
pub async fn lift(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    services.writer.perform(move |conn| Box::pin(async move { db::accounts::lift(conn, user).await })).await?;
    pass_rooms_on(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account is suspended no more");
    Ok(())
}

/// Gives somebody's rooms to others where none of the owners can come in.
async fn pass_rooms_on(services: &Services, user: UserId) -> Result<(), AppError> {
    let rooms = db::memberships::rooms_of(&mut *services.db.read().await?, user).await?;
    for room in rooms {
        services.writer.decide(PassOn { room, by: user }).await?;
    }
    Ok(())
}

/// Ends all of somebody's sessions.
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

/// Removes somebody's account for good, as they could themselves.
///
/// # Errors
/// As [`suspend`].
pub async fn remove(services: &Services, by: &CurrentUser, username: &str) -> Result<(), AppError> {
    let user = another(services, by, username).await?;
    account_removal::remove(services, user).await?;
    tracing::info!(user = user.0, by = by.id().0, "an account was removed");
    Ok(())
}

/// Somebody else's account: for one's own there are the settings, which ask for the password.
async fn another(services: &Services, by: &CurrentUser, username: &str) -> Result<UserId, AppError> {
    let user = account(services, by, username).await?.user.id;
    if user != by.id() {
        return Ok(user);
    }
    let is_last = db::accounts::is_last_admin(&mut *services.db.read().await?, user).await?;
    Err(if is_last { AppError::LastAdministrator } else { AppError::NotFound })
}

/// An open room as administrators see it.
#[derive(Debug)]
pub struct Listed {
    pub room: Room,
    pub members: i64,
    pub maker: Option<User>,
}

/// Open rooms by name, also those that are archived.
///
/// # Errors
/// [`AppError::NotFound`] for those who are no administrators.
pub async fn rooms(services: &Services, by: &CurrentUser) -> Result<Vec<Listed>, AppError> {
    may(by)?;
    let mut conn = services.db.read().await?;
    let rooms = db::rooms::all_open(&mut conn, ROOMS).await?;
    let makers = db::rooms::makers(&mut conn, rooms.iter().map(|(room, _)| room.id)).await?;
    let people = db::users::by_ids(&mut conn, makers.values().copied()).await?;
    let people: HashMap<_, _> = people.into_iter().map(|user| (user.id, user)).collect();
    let listed = rooms.into_iter().map(|(room, members)| {
        let maker = makers.get(&room.id).and_then(|id| people.get(id)).cloned();
        Listed { room, members, maker }
    });
    Ok(listed.collect())
}
