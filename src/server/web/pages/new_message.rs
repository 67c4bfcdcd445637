//! `/dm`: choosing people for a direct conversation. The search is a form too, and keeps the people chosen.

use super::{PageRequest, form_fields::FormProblem, room};
use crate::{
    model::{AppError, Field, HtmlPage, User},
    server::{
        chat::direct,
        web::{
            forms::{FormRequest, To},
            words::{common, direct as words},
        },
    },
    ui::avatar::Avatar,
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
    let words = request.typed("q");
    let chosen = direct::named(state, me, &request.all(name)).await?;
    let direct::PeopleFound { mut people, more } = direct::people(state, me, &words).await?;
    people.retain(|user| !chosen.contains(user));
    let (nobody, searched) = (people.is_empty(), !words.is_empty());
    let picks = chosen.into_iter().map(|user| pick(user, true)).chain(people.into_iter().map(|user| pick(user, false)));
    let picks = picks.collect_view();
    let content = view! {
        <form class="picker" method="post" action="/dm">
            <FormProblem problem=request.form_state.whole(&[])/>
            <div class="field">
                <label class="field-label" for="q">{common::SEARCH}</label>
                <div class="field-row">
                    <input class="field-input" id="q" name="q" type="search" value=words dir="auto" aria-describedby="q-hint"/>
                    <button class="button button-quiet" type="submit" formmethod="get" formaction="/dm">{common::SEARCH}</button>
                </div>
                <p class="field-hint" id="q-hint">{common::SEARCH_HINT}</p>
            </div>
            <fieldset class="picks">
                <legend class="field-label">{words::choose()}</legend>
                {picks}
                {nobody.then(|| view! {
                    <p class="section-text">{if searched { words::NOBODY_FOUND } else { words::NOBODY_HERE }}</p>
                })}
                {more.then(|| view! { <p class="section-text">{words::MORE}</p> })}
            </fieldset>
            <div class="picker-end"><button class="button" type="submit">{words::START}</button></div>
        </form>
    };
    Ok(HtmlPage { title: actions::NEW_MESSAGE.to_owned(), html: content.to_html(), ..HtmlPage::default() })
}

fn pick(user: User, chosen: bool) -> impl IntoView {
    view! {
        <label class="pick">
            <input type="checkbox" name=Field::People.name() value=user.username.clone() checked=chosen/>
            <Avatar user=user.clone()/>
            <span class="item-main">
                <span class="item-name"><bdi>{user.name}</bdi></span>" "
                <span class="item-text">{format!("@{}", user.username)}</span>
            </span>
        </label>
    }
}
