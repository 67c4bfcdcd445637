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
        web::forms::{FormRequest, To},
    },
};
use leptos::prelude::*;

/// `POST /rooms/new`.
pub async fn create(form: &FormRequest) -> Result<To, AppError> {
    let name = RoomName::parse(form.field("name"))?;
    let topic = Topic::parse(form.field("topic"))?;
    let is_private = form.field("kind") == RoomKind::Private.word();
    let kind = if is_private { RoomKind::Private } else { RoomKind::Open };
    let room = rooms::create(&form.state, form.viewer.id(), name, topic, kind).await?;
    Ok(room::to(&room))
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
            <TextField field=Field::Topic value=form_state.typed(Field::Topic.name()) hint="What it is for, in a sentence."
                problem=form_state.problem(Field::Topic)/>
            <fieldset class="choices">
                <legend class="field-label">"Who can join"</legend>
                <label class="check"><input type="radio" name="kind" value="open" checked=!private/>"Everybody who has an account here"</label>
                <label class="check"><input type="radio" name="kind" value="private" checked=private/>"Only by invitation"</label>
            </fieldset>
            <button class="button" type="submit">"Create room"</button>
        </form>
    };
    Ok(HtmlPage { title: "New room".to_owned(), html: content.to_html(), ..HtmlPage::default() })
}
