//! The forms of one message, for browsers without a client: they stand below it on its own page,
//! `/rooms/{slug}/{seq}`.

use super::{form_fields::FormProblem, room};
use crate::{
    model::{AppError, Field, FormState, OpenRoom, RoomId, Seq},
    platform,
    server::{
        chat::{
            messages::{self, Change},
            rooms,
            sessions::CurrentUser,
        },
        domain::permissions::{Action, Actor, can},
        web::forms::{FormRequest, To},
    },
    wire::ServerFrame,
    words::{composer, timeline},
};
use axum::http::StatusCode;
use leptos::prelude::*;

/// `POST /rooms/{slug}/{seq}/edit`: gives a message another text.
pub async fn edit(form: &FormRequest<()>) -> Result<To, AppError> {
    let base = form.field("base").parse().unwrap_or(0);
    answer(form, Change::Edit { base, text: form.field(Field::Message.name()) }).await
}

/// `POST /rooms/{slug}/{seq}/delete`: deletes a message.
pub async fn delete(form: &FormRequest<()>) -> Result<To, AppError> {
    answer(form, Change::Delete).await
}

/// `GET` of the same addresses, as by a reload after a refused form: the page of the message.
pub async fn page(axum::extract::Path((slug, seq)): axum::extract::Path<(String, Seq)>) -> axum::response::Redirect {
    axum::response::Redirect::to(&path(&slug, seq))
}

fn path(slug: &str, seq: Seq) -> String {
    format!("{}/{seq}", room::path(slug))
}

/// Makes the change. A form leads back to the message; the client without a socket gets the frame with which a socket
/// would have answered.
async fn answer(form: &FormRequest<()>, change: Change<'_>) -> Result<To, AppError> {
    let changed = make(form, change).await;
    if room::wants_frame(form) {
        return Ok(match changed {
            Ok((room, seq, entry)) => To::json(StatusCode::OK, &ServerFrame::Changed { room, seq, entry }),
            Err(error @ (AppError::SignedOut | AppError::NotFound)) => To::error(error),
            Err(error) => {
                let (code, retry_after) = messages::refusal(&error);
                let (room, seq) = (RoomId(0), seq(form).unwrap_or_default());
                To::json(error.status(), &ServerFrame::Unchanged { room, seq, code, retry_after })
            }
        });
    }
    Ok(match changed {
        Ok((_, seq, _)) => To::page(path(form.param("slug"), seq)),
        Err(error) => To::rejected(error),
    })
}

async fn make(form: &FormRequest<()>, change: Change<'_>) -> Result<(RoomId, Seq, Seq), AppError> {
    let by = form.current_user().await?.id();
    let room = rooms::for_member(&form.state, by, form.param("slug")).await?.room.id;
    let seq = seq(form)?;
    Ok((room, seq, messages::change_now(&form.state, by, (room, seq), change).await?))
}

fn seq(form: &FormRequest<()>) -> Result<Seq, AppError> {
    form.param("seq").parse().map_err(|_| AppError::NotFound)
}

/// The forms for the message that a room was opened at, as HTML; empty where there is nothing for the viewer to do.
#[must_use]
pub fn forms(open: &OpenRoom, viewer: &CurrentUser, form_state: &FormState) -> String {
    let membership = &open.membership;
    let Some(message) = open.history.entries.iter().find(|entry| Some(entry.seq) == open.target) else {
        return String::new();
    };
    let typed = form_state.typed(Field::Message.name());
    let Some(body) = message.body() else { return too_late(typed) };
    if membership.room.archived {
        return String::new();
    }
    let actor = Actor { role: Some(membership.role), is_admin: viewer.is_admin };
    let may = |action| can(membership.room.kind, actor, action);
    let [edit, delete] = if message.by == viewer.id() {
        [Action::EditOwn, Action::DeleteOwn]
    } else {
        [Action::EditAny, Action::DeleteAny]
    };
    let path = path(&membership.room.slug, message.seq);
    // The text of a refused form comes again.
    let text = if form_state.error.is_some() && !typed.is_empty() { typed } else { body.to_owned() };
    let edit = may(edit).then(|| {
        view! {
            <form method="post" action=format!("{path}/edit")>
                <input type="hidden" name="base" value=message.changed().to_string()/>
                <textarea class="field-input" name=Field::Message.name() aria-label=composer::LABEL rows="3" dir="auto" required=true>
                    {platform::area_text(&text)}
                </textarea>
                <button class="small-button" type="submit">{timeline::EDIT}</button>
            </form>
        }
    });
    let delete = may(delete).then(|| {
        view! {
            <form method="post" action=format!("{path}/delete")>
                <button class="small-button" type="submit">{timeline::DELETE}</button>
            </form>
        }
    });
    let unread = view! {
        <form method="post" action=format!("{}/unread", room::path(&membership.room.slug))>
            <button class="small-button" type="submit" name="seq" value=message.seq.to_string()>{timeline::MARK_UNREAD}</button>
        </form>
    };
    let problem = form_state.error.clone().map(|error| view! { <FormProblem problem=Some(error)/> });
    view! { {problem} {edit} {unread} {delete} }.to_html()
}

/// The new text of a message that was deleted meanwhile, to be copied.
fn too_late(text: String) -> String {
    if text.is_empty() {
        return String::new();
    }
    view! {
        <p class="field-problem" role="alert">{timeline::DELETED_MEANWHILE}</p>
        <textarea class="field-input" aria-label=composer::LABEL rows="3" dir="auto" readonly=true>
            {platform::area_text(&text)}
        </textarea>
    }
    .to_html()
}
