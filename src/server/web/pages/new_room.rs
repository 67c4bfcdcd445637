//! `/rooms/new`, and its form.

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    room,
};
use crate::{
    model::{AppError, Field, HtmlPage, RoomKind, RoomName, Topic},
    server::{
        chat::rooms,
        web::{
            forms::{FormRequest, To},
            words::rooms as words,
        },
    },
    words::actions,
};
use leptos::prelude::*;

/// `POST /rooms/new`.
pub async fn create(form: &FormRequest) -> Result<To, AppError> {
    let name = RoomName::parse(form.field("name"))?;
    let topic = Topic::parse(form.field("topic"))?;
    let kind = form.choice("kind", |word| if word.is_empty() { Some(RoomKind::Open) } else { kind(word) })?;
    let room = rooms::create(&form.state, form.viewer.id(), name, topic, kind).await?;
    Ok(room::to(&room))
}

/// The kind of a room that is not a conversation, by its word.
pub(super) fn kind(word: &str) -> Option<RoomKind> {
    [RoomKind::Open, RoomKind::Private].into_iter().find(|kind| kind.word() == word)
}

pub(super) fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    request.me()?;
    let form_state = &request.form_state;
    let private = form_state.typed("kind") == "private";
    let content = view! {
        <form class="form-page" method="post" action="/rooms/new" data-module="stay">
            <FormProblem problem=form_state.whole(&[Field::RoomName, Field::Topic])/>
            <TextField field=Field::RoomName value=form_state.typed(Field::RoomName.name()) required=true autofocus=true
                problem=form_state.problem(Field::RoomName)/>
            <TextField field=Field::Topic value=form_state.typed(Field::Topic.name()) hint=words::TOPIC_HINT
                problem=form_state.problem(Field::Topic)/>
            <fieldset class="choices">
                <legend class="field-label">{words::WHO_JOINS}</legend>
                <label class="check"><input type="radio" name="kind" value="open" checked=!private/>{words::EVERYBODY}</label>
                <label class="check"><input type="radio" name="kind" value="private" checked=private/>{words::BY_INVITATION}</label>
            </fieldset>
            <button class="button" type="submit">{words::CREATE}</button>
        </form>
    };
    Ok(HtmlPage { title: actions::NEW_ROOM.to_owned(), html: content.to_html(), ..HtmlPage::default() })
}
