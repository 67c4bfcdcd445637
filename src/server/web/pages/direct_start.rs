//! `/dm/{names}`: starting a direct conversation with these people.

use super::{PageRequest, room};
use crate::{
    model::{AppError, HtmlPage},
    server::{
        chat::{
            direct::{self, Conversation},
            sessions::CurrentUser,
        },
        web::{
            app_state::AppState,
            forms::{FormRequest, To, see_other},
            render,
            words::direct as words,
        },
    },
    ui::avatar::Avatar,
};
use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use leptos::{either::Either, prelude::*};

/// `GET /dm/{names}`: redirects to the direct conversation, or shows the page that starts it.
pub async fn open(
    State(state): State<AppState>,
    Path(names): Path<String>,
    viewer: Result<CurrentUser, AppError>,
    request: Request,
) -> Response {
    let found = async { direct::find(&state, viewer?.id(), &names).await };
    match found.await {
        Ok(Conversation { slug: Some(slug), .. }) => see_other(&room::path(&slug)),
        _ => render::page(State(state), request).await,
    }
}

/// `POST /dm/{names}`: opens the direct conversation, existing or new.
pub async fn start(form: &FormRequest) -> Result<To, AppError> {
    Ok(room::to(&direct::open(&form.state, form.viewer.id(), form.param("names")).await?))
}

pub(super) async fn page(request: &PageRequest<'_>, names: &str) -> Result<HtmlPage, AppError> {
    let me = request.me()?;
    let Conversation { with, slug } = direct::find(&request.ctx.state, me.id, names).await?;
    let title = with.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ");
    let address = with.iter().map(|user| user.username.as_str()).collect::<Vec<_>>().join(",");
    let way_in = match slug {
        Some(slug) => Either::Left(view! { <a class="button" href=format!("/rooms/{slug}")>{words::OPEN}</a> }),
        None => Either::Right(view! {
            <p class="card-text">{words::WHO_READS}</p>
            <form method="post" action=format!("/dm/{address}")>
                <button class="button" type="submit">{words::START}</button>
            </form>
        }),
    };
    let faces = with.iter().map(|user| view! { <Avatar user=user.clone()/> }).collect_view();
    let content = view! {
        <section class="card invitation">
            <div class="faces-row">{faces}</div>
            <h1 class="card-title"><bdi>{title.clone()}</bdi></h1>
            {way_in}
        </section>
    };
    Ok(HtmlPage { title, html: content.to_html(), plain: true, ..HtmlPage::default() })
}
