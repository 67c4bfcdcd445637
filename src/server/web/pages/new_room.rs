//! `/rooms/new`

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
};
use crate::model::{AppError, Field, HtmlPage};
use leptos::prelude::*;

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
