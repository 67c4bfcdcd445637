//! `/rooms/new`

use super::{
    Ask,
    form_fields::{FormProblem, TextField},
};
use crate::model::{AppError, Field, Sheet};
use leptos::prelude::*;

pub(super) fn sheet(ask: &Ask<'_>) -> Result<Sheet, AppError> {
    ask.me()?;
    let echo = &ask.echo;
    let private = echo.typed("kind") == "private";
    let content = view! {
        <form class="sheet" method="post" action="/rooms/new" data-module="stay">
            <FormProblem problem=echo.whole(&[Field::RoomName, Field::Topic])/>
            <TextField field=Field::RoomName value=echo.typed(Field::RoomName.name()) required=true autofocus=true
                problem=echo.problem(Field::RoomName)/>
            <TextField field=Field::Topic value=echo.typed(Field::Topic.name()) hint="What it is for, in a sentence."
                problem=echo.problem(Field::Topic)/>
            <fieldset class="choices">
                <legend class="field-label">"Who can join"</legend>
                <label class="check"><input type="radio" name="kind" value="open" checked=!private/>"Everybody who has an account here"</label>
                <label class="check"><input type="radio" name="kind" value="private" checked=private/>"Only by invitation"</label>
            </fieldset>
            <button class="button" type="submit">"Create room"</button>
        </form>
    };
    Ok(Sheet { title: "New room".to_owned(), html: content.to_html(), ..Sheet::default() })
}
