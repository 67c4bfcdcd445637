//! `/settings/delete`

use super::{
    Ask,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::model::{AppError, Field, Sheet};
use leptos::prelude::*;

pub(super) fn sheet(ask: &Ask<'_>) -> Result<Sheet, AppError> {
    ask.me()?;
    let echo = &ask.echo;
    let content = view! {
        <section class="section">
            <h2 class="section-title">"Delete my account"</h2>
            <p class="section-text">
                "You leave all rooms and are signed out everywhere; private rooms that you are alone in are deleted. Your messages stay, under the name \"Deleted user\", "
                "and nobody else can take your username. This cannot be undone."
            </p>
            <p class="section-text">
                "You may want to "<a href="/settings/data" download="my-data.json">"download your data"</a>" first."
            </p>
            <form method="post" action="/settings/delete">
                <FormProblem problem=echo.whole(&[Field::Confirm, Field::CurrentPassword])/>
                <TextField field=Field::Confirm value=echo.typed("confirm") autocomplete="off" problem=echo.problem(Field::Confirm)
                    hint="To be sure that this is what you want." required=true/>
                <TextField field=Field::CurrentPassword kind="password" autocomplete="current-password"
                    problem=echo.problem(Field::CurrentPassword) required=true/>
                <button class="button" type="submit">"Delete my account for good"</button>
            </form>
            <a class="small-button" href="/settings">"Keep it"</a>
        </section>
    };
    layout::own(ask.ctx, "/settings", "Delete my account", content)
}
