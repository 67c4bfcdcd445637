//! Forms of `/rooms/{slug}/about`.

use crate::{
    model::{AppError, Field, Role, Room, RoomName, Topic, UserId},
    server::{
        auth::secret,
        chat::room_admin,
        domain::moderate::Act,
        web::{
            forms::{FormRequest, To},
            pages::room,
            words::{common, details as words},
        },
    },
};

/// Confirmations, by the value of `done`.
pub(super) const DONE: &[(&str, &str)] = &[
    ("saved", common::SAVED),
    ("added", words::ADDED),
    ("removed", words::REMOVED),
    ("banned", words::BANNED),
    ("unbanned", words::UNBANNED),
];

/// `POST /rooms/{slug}/about`: the room's name and topic.
pub async fn save(form: &FormRequest) -> Result<To, AppError> {
    let (name, topic) = (RoomName::parse(form.field("name"))?, Topic::parse(form.field("topic"))?);
    let (state, viewer, slug) = (&form.state, &form.viewer, form.param("slug"));
    room_admin::act(state, viewer, slug, Act::Topic(topic)).await?;
    room_admin::act(state, viewer, slug, Act::Name(name, secret::tail())).await?;
    // By its new slug, if it has one.
    let (room, _) = room_admin::room(state, viewer, slug).await?;
    Ok(done(&room, "saved"))
}

/// `POST /rooms/{slug}/add`: adds a member, by username.
pub async fn add(form: &FormRequest) -> Result<To, AppError> {
    let username = form.field(Field::Username.name());
    match room_admin::add(&form.state, &form.viewer, form.param("slug"), username).await {
        Ok(room) => Ok(done(&room, "added")),
        Err(AppError::NotFound) => Err(AppError::NotFound),
        Err(error) => Ok(To::rejected(error)),
    }
}

/// `POST /rooms/{slug}/remove`: removes a member.
pub async fn remove(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Remove), "removed").await
}

/// `POST /rooms/{slug}/ban`: bans a person, which removes them too.
pub async fn ban(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Ban), "banned").await
}

/// `POST /rooms/{slug}/unban`: lifts a ban.
pub async fn unban(form: &FormRequest) -> Result<To, AppError> {
    act(form, who(form).map(Act::Unban), "unbanned").await
}

/// `POST /rooms/{slug}/role`: sets a member's role.
pub async fn set_role(form: &FormRequest) -> Result<To, AppError> {
    let role = Role::of_word(form.field("role"));
    act(form, who(form).zip(role).map(|(who, role)| Act::Role(who, role)), "saved").await
}

/// `POST /rooms/{slug}/archive`: closes the room for posting, or reopens it.
pub async fn archive(form: &FormRequest) -> Result<To, AppError> {
    act(form, Some(Act::Archive(form.field("archived") != "no")), "saved").await
}

/// `POST /rooms/{slug}/delete`: deletes the room, if the box was ticked.
pub async fn delete(form: &FormRequest) -> Result<To, AppError> {
    let is_sure = form.field("sure") == "yes";
    act(form, is_sure.then_some(Act::Delete), "deleted").await?;
    Ok(To::page("/rooms"))
}

/// Acts on the room; `None` is a form that was not ours. The last owner is told so on the page.
async fn act(form: &FormRequest, act: Option<Act>, what: &str) -> Result<To, AppError> {
    let act = act.ok_or(AppError::NotFound)?;
    match room_admin::act(&form.state, &form.viewer, form.param("slug"), act).await {
        Ok(room) => Ok(done(&room, what)),
        Err(error @ AppError::LastOwner) => Ok(To::rejected(error)),
        Err(error) => Err(error),
    }
}

fn who(form: &FormRequest) -> Option<UserId> {
    form.field("who").parse().ok().map(UserId)
}

/// Back to the room's details.
fn done(room: &Room, what: &str) -> To {
    To::done(&format!("{}/about", room::path(&room.slug)), what)
}
