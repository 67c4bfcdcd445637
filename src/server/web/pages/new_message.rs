//! `/dm`: choosing people for a direct conversation. The search is a form too, and keeps the people chosen.

use super::{PageRequest, form_fields::FormProblem, people_picker, room};
use crate::{
    model::{AppError, Field, HtmlPage},
    server::{
        chat::direct,
        web::{
            forms::{FormRequest, To},
            words::direct as words,
        },
    },
    words::actions,
};
use leptos::prelude::*;

/// `POST /dm`: opens the direct conversation with the chosen people.
pub async fn start(form: &FormRequest) -> Result<To, AppError> {
    let names: Vec<_> = form.fields(Field::People.name()).collect();
    Ok(room::to(&direct::gather(&form.state, form.viewer.id(), &names).await?))
}

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let (state, me, name) = (&request.ctx.state, request.me()?.id, Field::People.name());
    let called = request.typed("q");
    let chosen = direct::named(state, me, &request.all(name)).await?;
    let found = direct::people(state, me, &called).await?;
    let page =
        people_picker::Words { legend: words::choose(), nobody: words::NOBODY_HERE, hint: None, send: words::START };
    let content = view! {
        <form class="picker" method="post" action="/dm">
            <FormProblem problem=request.form_state.whole(&[])/>
            {people_picker::fields(request, "/dm", page, chosen, found)}
        </form>
    };
    Ok(HtmlPage { title: actions::NEW_MESSAGE.to_owned(), html: content.to_html(), ..HtmlPage::default() })
}
