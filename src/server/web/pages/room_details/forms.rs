//! Forms of `/rooms/{slug}/about`.

use crate::{
    model::{AppError, Room, RoomKind, RoomName, Topic},
    server::{
        auth::secret,
        chat::room_admin,
        domain::moderate::Act,
        web::{
            forms::{FormRequest, To},
            pages::{new_room, room},
            words::{common, details as words},
        },
    },
};

/// Confirmations, by the value of `done`.
pub(super) const DONE: &[(&str, &str)] = &[("saved", common::SAVED), ("reopened", words::REOPENED)];

/// `POST /rooms/{slug}/about`: the room's name and topic.
pub async fn save(form: &FormRequest) -> Result<To, AppError> {
    let (name, topic) = (RoomName::parse(form.field("name"))?, Topic::parse(form.field("topic"))?);
    let (state, viewer, slug) = (&form.state, &form.viewer, form.param("slug"));
    room_admin::act(state, viewer, slug, Act::Topic(topic)).await?;
    room_admin::act(state, viewer, slug, Act::Name(name, secret::tail())).await?;
    // By its new slug, if it has one.
    let (room, _) = room_admin::room(state, viewer, slug).await?;
    Ok(done(&room))
}

/// `POST /rooms/{slug}/archive`: closes the room for posting, or reopens it.
pub async fn archive(form: &FormRequest) -> Result<To, AppError> {
    let archived = form.yes_or_no("archived")?;
    let room = room_admin::act(&form.state, &form.viewer, form.param("slug"), Act::Archive(archived)).await?;
    Ok(To::done(&format!("{}/about", room::path(&room.slug)), if archived { "archived" } else { "reopened" }))
}

/// `POST /rooms/{slug}/kind`: makes the room private, or opens it to everybody.
pub async fn set_kind(form: &FormRequest) -> Result<To, AppError> {
    let private = form.choice("kind", new_room::kind)? == RoomKind::Private;
    let room = room_admin::act(&form.state, &form.viewer, form.param("slug"), Act::Private(private)).await?;
    Ok(done(&room))
}

/// `POST /rooms/{slug}/delete`: deletes the room, if the box was ticked.
pub async fn delete(form: &FormRequest) -> Result<To, AppError> {
    if form.field("sure") != "yes" {
        return Err(AppError::NotFound);
    }
    room_admin::act(&form.state, &form.viewer, form.param("slug"), Act::Delete).await?;
    Ok(To::page("/rooms"))
}

/// Back to the room's details.
fn done(room: &Room) -> To {
    To::done(&format!("{}/about", room::path(&room.slug)), "saved")
}
