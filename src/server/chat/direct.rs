//! Direct conversations: finding people to write to, and opening a conversation with them.

use super::people_search::{self, PAGE, PeopleFound};
use crate::{
    model::{AppError, Field, Invalid, Problem, Room, User, UserId, Username, limits},
    server::{
        auth::secret,
        chat::Services,
        db,
        domain::direct::{OpenDirect, key},
    },
};

/// The people named in an address, `ada` or `ada,bo`, and the viewer's conversation with them.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub with: Vec<User>,
    /// Slug, if there is a conversation yet.
    pub slug: Option<String>,
}

/// Finds the people and the conversation of `/dm/{names}`.
///
/// # Errors
/// [`AppError::NotFound`] when a username is unknown, only the viewer is named, or there are too many.
pub async fn find(services: &Services, viewer: UserId, names: &str) -> Result<Conversation, AppError> {
    let mut with: Vec<User> = Vec::new();
    let mut conn = services.db.read().await?;
    for name in names.split(',').take(limits::CONVERSATION + 1) {
        let name = Username::parse(name).map_err(|_| AppError::NotFound)?;
        let user = db::usernames::person(&mut conn, &name).await?.ok_or(AppError::NotFound)?;
        if user.id != viewer && !with.contains(&user) {
            with.push(user);
        }
    }
    if with.is_empty() || with.len() >= limits::CONVERSATION {
        return Err(AppError::NotFound);
    }
    with.sort_by_key(|user| user.id);
    let ids: Vec<_> = with.iter().map(|user| user.id).collect();
    let slug = db::rooms::of_people(&mut conn, &key(viewer, &ids)).await?;
    Ok(Conversation { with, slug })
}

/// Other people whose username or display name begins with `words`, by username; or with one of several names.
pub async fn people(services: &Services, viewer: UserId, words: &str) -> Result<PeopleFound, AppError> {
    let most = i64::try_from(PAGE).unwrap_or(50) + 2;
    let _turn = services.turns.wait(viewer).await;
    let mut conn = services.db.read().await?;
    let (names, mut found) = (people_search::names(words), Vec::new());
    for name in &names {
        let people = people_search::find(&mut conn, name, "", most).await?.into_iter().map(|account| account.user);
        found.push(people.filter(|user| user.id != viewer).collect());
    }
    Ok(PeopleFound::of_each(&names, found))
}

/// People with these usernames, without the viewer, at most as many as a search finds; unknown names are skipped.
pub async fn named(services: &Services, viewer: UserId, names: &[&str]) -> Result<Vec<User>, AppError> {
    let mut conn = services.db.read().await?;
    let mut people = Vec::new();
    for name in names.iter().take(PAGE) {
        let Ok(name) = Username::parse(name) else { continue };
        let user = db::usernames::person(&mut conn, &name).await?;
        people.extend(user.filter(|user| user.id != viewer && !people.contains(user)));
    }
    Ok(people)
}

/// Opens the conversation with people chosen from a list.
///
/// # Errors
/// With the field when the list is empty, too long, or names somebody unknown.
pub async fn gather(services: &Services, by: UserId, names: &[&str]) -> Result<Room, AppError> {
    let refused = |problem| AppError::Invalid(Invalid { field: Field::People, problem });
    if names.is_empty() {
        return Err(refused(Problem::Empty));
    }
    if names.len() >= limits::CONVERSATION {
        return Err(refused(Problem::TooMany));
    }
    match open(services, by, &names.join(",")).await {
        Err(AppError::NotFound) => Err(refused(Problem::Unknown)),
        opened => opened,
    }
}

/// Opens the conversation: the existing one, or a new one.
///
/// # Errors
/// As [`find`].
pub async fn open(services: &Services, by: UserId, names: &str) -> Result<Room, AppError> {
    let Conversation { with, .. } = find(services, by, names).await?;
    services.limits.memberships.take(&by)?;
    let with = with.into_iter().map(|user| user.id).collect();
    Ok(services.writer.decide(OpenDirect { by, with, tail: secret::tail() }).await??)
}
