//! `/rooms/{slug}/about`: room details. Below it the pages of the room's members.

pub mod add;
pub mod forms;
pub mod members;

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout, room, room_invites, room_notifications,
};
use crate::{
    model::{AppError, Field, HtmlPage, RoomKind},
    server::{
        chat::room_admin::{self, About},
        domain::permissions::Action,
        web::words::{details as words, invites as invites_words},
    },
    words::{actions, room as room_words},
};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let mut about = room_admin::open(&request.ctx.state, request.ctx.viewer()?, slug).await?;
    let base = room::path(&about.room.slug);
    let links = about.links.take().map(|links| room_invites::list(request, &about.room, links));
    let notifications = match about.who.role {
        Some(_) => Some(room_notifications::short(request, &about.room).await?),
        None => None,
    };
    let content = view! {
        <FormProblem problem=request.form_state.whole(&[Field::RoomName, Field::Topic])/>
        {layout::notice(request, forms::DONE)}
        {archived(request, &about, &base)}
        {what(request, &about, &base)}
        {about.room.kind.is_open().then(|| share(&base))}
        {notifications}
        {links.map(|list| view! {
            <section class="section">
                <h2 class="section-title">{words::INVITE_LINKS}</h2>
                {list}
                <form class="actions" method="post" action=format!("{base}/invites")>
                    <button class="button button-quiet" type="submit">{invites_words::MAKE_INVITE}</button>
                    <a class="link" href=format!("{base}/invites")>{actions::INVITE_PEOPLE}</a>
                </form>
            </section>
        })}
        {ends(&about, &base)}
    };
    Ok(layout::about_room(room_words::DETAILS, &about.room, "/about", content))
}

/// The way back where the room was archived just now.
fn archived(request: &PageRequest<'_>, about: &About, base: &str) -> Option<AnyView> {
    let is_new = about.room.archived && request.query("done") == Some("archived") && about.may(Action::Archive);
    let said = words::is_archived(&about.room.name);
    is_new.then(|| layout::undo(said, format!("{base}/archive"), ("archived", "no".to_owned())).into_any())
}

/// Characters that a field shows at once in the panel.
const FIELD: usize = 40;

/// Name and topic, with the form for viewers who may change them.
fn what(request: &PageRequest<'_>, about: &About, base: &str) -> AnyView {
    let room = &about.room;
    let who_joins = match room.kind {
        RoomKind::Open => words::OPEN,
        RoomKind::Private => words::PRIVATE,
        RoomKind::Direct => words::DIRECT,
    };
    let archived = room.archived.then(|| view! { <p class="section-text">{words::ARCHIVED}</p> });
    if !about.may(Action::Name) {
        let topic = (!room.topic.is_empty()).then(|| view! { <p><bdi>{room.topic.clone()}</bdi></p> });
        return view! {
            <section class="section">{topic}<p class="section-text">{who_joins}</p>{archived}</section>
        }
        .into_any();
    }
    view! {
        <section class="section">
            <h2 class="section-title">{words::NAME_AND_TOPIC}</h2>
            <p class="section-text">{who_joins}</p>
            {archived}
            // The field shows the beginning of a long one.
            {(room.topic.chars().count() > FIELD).then(|| view! { <p dir="auto"><bdi>{room.topic.clone()}</bdi></p> })}
            <form method="post" action=format!("{base}/about")>
                <TextField field=Field::RoomName value=request.typed_or(Field::RoomName, &room.name) required=true
                    problem=request.form_state.problem(Field::RoomName) hint=words::NAME_HINT/>
                <TextField field=Field::Topic value=request.typed_or(Field::Topic, &room.topic) problem=request.form_state.problem(Field::Topic)/>
                <button class="button" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    }
    .into_any()
}

/// The room's address, for sharing.
fn share(base: &str) -> AnyView {
    let (path, link) = (base.to_owned(), base.to_owned());
    view! {
        <section class="section">
            <h2 class="section-title">{actions::SHARE}</h2>
            <p class="section-text">{words::SHARE_TEXT}</p>
            <div class="row">
                <button class="button button-quiet" type="button" data-share=path>{actions::SHARE}</button>
                <button class="button button-quiet" type="button" data-copy=link>{actions::COPY_LINK}</button>
            </div>
        </section>
    }
    .into_any()
}

/// Leaving, who can join, archiving, deleting.
fn ends(about: &About, base: &str) -> AnyView {
    let name = &about.room.name;
    let leave = about.may(Action::Leave).then(|| {
        let words = match about.room.kind {
            RoomKind::Private if about.members == 1 => {
                words::LEAVE_LAST
            }
            RoomKind::Private => words::LEAVE_PRIVATE,
            _ => words::LEAVE_OPEN,
        };
        let question = words::leave_question(name, words);
        view! {
            <section class="section">
                <h2 class="section-title">{words::LEAVE}</h2>
                <p class="section-text">{words}</p>
                <form method="post" action=format!("{base}/leave") data-confirm=question data-stay=actions::STAY><button class="button button-quiet" type="submit">{words::LEAVE_ROOM}</button></form>
            </section>
        }
    });
    let kind = about.may(Action::Kind).then(|| {
        let (to, title, words, question) = if about.room.kind.is_open() {
            (RoomKind::Private, words::MAKE_PRIVATE, words::MAKE_PRIVATE_TEXT, words::private_question(name))
        } else {
            (RoomKind::Open, words::MAKE_OPEN, words::MAKE_OPEN_TEXT, words::open_question(name))
        };
        view! {
            <section class="section">
                <h2 class="section-title">{title}</h2>
                <p class="section-text">{words}</p>
                <form method="post" action=format!("{base}/kind") data-confirm=question>
                    <input type="hidden" name="kind" value=to.word()/>
                    <button class="button button-quiet" type="submit">{title}</button>
                </form>
            </section>
        }
    });
    let archived = about.room.archived;
    let archive = about.may(Action::Archive).then(|| {
        let (title, words) = if archived {
            (words::UNARCHIVE, words::UNARCHIVE_TEXT)
        } else {
            (words::ARCHIVE, words::ARCHIVE_TEXT)
        };
        view! {
            <section class="section">
                <h2 class="section-title">{title}</h2>
                <p class="section-text">{words}</p>
                <form method="post" action=format!("{base}/archive") data-module="stay">
                    <input type="hidden" name="archived" value=if archived { "no" } else { "yes" }/>
                    <button class="button button-quiet" type="submit">{if archived { words::UNARCHIVE_ROOM } else { words::ARCHIVE_ROOM }}</button>
                </form>
            </section>
        }
    });
    let delete = about.may(Action::Delete).then(|| {
        view! {
            <section class="section">
                <h2 class="section-title">{words::DELETE}</h2>
                <p class="section-text">{words::DELETE_TEXT}</p>
                <form method="post" action=format!("{base}/delete") data-confirm=words::delete_question(name)>
                    <label class="check"><input type="checkbox" name="sure" value="yes" required=true/>{words::DELETE_SURE}</label>
                    <button class="button button-danger" type="submit">{words::DELETE_ROOM}</button>
                </form>
            </section>
        }
    });
    view! { {leave} {kind} {archive} {delete} }.into_any()
}
