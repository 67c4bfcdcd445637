//! `/rooms/{slug}/add`: choosing people to add to a room, and the form.

use crate::{
    model::{AppError, Field, HtmlPage},
    server::{
        chat::{direct, room_admin},
        web::{
            forms::{FormRequest, To},
            pages::{PageRequest, form_fields::FormProblem, layout, people_picker, room},
            words::details as words,
        },
    },
    words::room::ADD_PEOPLE,
};
use leptos::prelude::*;

/// `POST /rooms/{slug}/add`: adds people, by their usernames.
pub async fn add(form: &FormRequest) -> Result<To, AppError> {
    let names: Vec<_> = form.fields(Field::People.name()).collect();
    let room = room_admin::add(&form.state, &form.viewer, form.param("slug"), &names).await?;
    Ok(super::members::done(&room, if names.len() == 1 { "added" } else { "added-all" }))
}

pub(in crate::server::web::pages) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let (state, viewer, called) = (&request.ctx.state, request.ctx.viewer()?, request.typed("q"));
    let (room, found) = room_admin::addable(state, viewer, slug, &called).await?;
    let chosen = direct::named(state, viewer.id(), &request.all(Field::People.name())).await?;
    let base = room::path(&room.slug);
    let address = format!("{base}/add");
    let hint = view! {
        <p class="section-text">{words::ADD_TEXT}<a class="link" href=format!("{base}/invites")>{words::ADD_OTHERS}</a></p>
    };
    let page = people_picker::Words {
        legend: words::ADD_WHOM.to_owned(),
        nobody: words::NOBODY_LEFT,
        hint: Some(hint.into_any()),
        send: words::ADD_TO_ROOM,
    };
    let content = view! {
        <form class="picker" method="post" action=address.clone()>
            <FormProblem problem=request.form_state.whole(&[])/>
            {people_picker::fields(request, &address, page, chosen, found)}
        </form>
    };
    Ok(layout::about_room(ADD_PEOPLE, &room, "/add", content))
}
