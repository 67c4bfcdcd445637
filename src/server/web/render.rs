//! Pages and server functions: from a request to the Leptos app and back.

use super::{
    app_state::AppState,
    context::Ctx,
    document, headers, markup_shape, open_page,
    pages::{message, rejected_message},
    theme, time_zone,
};
use crate::{
    model::{
        AppError, Field, FormState, Page, SiteSettings,
        address::{safe_next, with_next},
        page_data::{PageContext, PageData},
    },
    platform,
    server::{
        assets,
        auth::{caller::Caller, cookie, origin, secret},
        chat::{accounts, sessions},
        clock::now,
        config::is_loopback_host,
        limits::network,
    },
    words::errors,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::PathAndQuery},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// Responds with the page of this address.
pub async fn page(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match page_context(&state, &parts, FormState::default()).await {
        Ok(ctx) => render(ctx, Request::from_parts(parts, body)).await,
        Err(error) => error.into_response(),
    }
}

/// `/`: redirects signed-in people to their last room, or to the list of rooms.
pub async fn home(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = match page_context(&state, &parts, FormState::default()).await {
        Ok(ctx) => ctx,
        Err(error) => return error.into_response(),
    };
    let Some(viewer) = &ctx.seen_by else { return render(ctx, Request::from_parts(parts, body)).await };
    let is_at = |slug| viewer.rooms.iter().find(|membership| membership.room.slug == slug);
    let last = cookie::last_rooms(&parts.headers).find_map(is_at);
    let room = last.or(viewer.rooms.first()).map(|membership| format!("/rooms/{}", membership.room.slug));
    Redirect::to(room.as_deref().unwrap_or("/rooms")).into_response()
}

/// `/signin` and `/signup`: redirects people who are signed in.
pub async fn door(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match page_context(&state, &parts, FormState::default()).await {
        Ok(ctx) if ctx.viewer.is_some() => {
            let next = platform::parameter(parts.uri.query().unwrap_or_default(), "next");
            Redirect::to(&safe_next(&next.unwrap_or_default())).into_response()
        }
        Ok(ctx) => render(ctx, Request::from_parts(parts, body)).await,
        Err(error) => error.into_response(),
    }
}

/// Responds to a call of a server function.
pub async fn function(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match context(&state, &parts, FormState::default()).await {
        Ok(ctx) => {
            let request = Request::from_parts(parts, body);
            let answer = leptos_axum::handle_server_fns_with_context(move || provide_context(ctx.clone()), request);
            with_status(answer.await.into_response()).await
        }
        Err(error) => error.into_response(),
    }
}

/// Sets the status of our errors: Leptos responds with 500 to all.
async fn with_status(response: Response) -> Response {
    match response.status() {
        StatusCode::INTERNAL_SERVER_ERROR => {}
        // No such function; Leptos' text is for its developers.
        StatusCode::BAD_REQUEST => return AppError::NotFound.into_response(),
        _ => return response,
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        parts.status = error.status();
        if let Some(seconds) = error.retry_after() {
            parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Responds to a rejected form with its page again, with the error and the typed text.
pub async fn again(state: &AppState, mut parts: Parts, form_state: FormState) -> Response {
    let status = form_state.error.as_ref().map_or(StatusCode::OK, AppError::status);
    let wait = form_state.error.as_ref().and_then(AppError::retry_after);
    parts.method = Method::GET;
    match page_context(state, &parts, form_state).await {
        Ok(ctx) => {
            let mut response = render(ctx, Request::from_parts(parts, Body::empty())).await;
            *response.status_mut() = status;
            if let Some(seconds) = wait {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

/// Responds with the page for missing addresses, whatever the address is.
pub async fn missing(state: &AppState, mut parts: Parts) -> Response {
    let mut uri = parts.uri.into_parts();
    uri.path_and_query = Some(PathAndQuery::from_static("/nothing-is-here"));
    parts.uri = Uri::from_parts(uri).unwrap_or_default();
    parts.method = Method::GET;
    match page_context(state, &parts, FormState::default()).await {
        Ok(ctx) => render(ctx, Request::from_parts(parts, Body::empty())).await,
        Err(error) => error.into_response(),
    }
}

/// Responds with the page of this address, and secrets to show once on it.
pub async fn once(state: &AppState, mut parts: Parts, once: Vec<String>) -> Response {
    parts.method = Method::GET;
    match page_context(state, &parts, FormState::default()).await {
        Ok(ctx) => render(Ctx { once, ..ctx }, Request::from_parts(parts, Body::empty())).await,
        Err(error) => error.into_response(),
    }
}

/// The context of a request: its viewer and where it comes from.
async fn context(state: &AppState, request: &Parts, form_state: FormState) -> Result<Ctx, AppError> {
    let headers = &request.headers;
    let viewer = sessions::of(state, headers).await?;
    let theme = viewer.as_ref().map_or_else(|| theme::of(headers), |viewer| viewer.choices.theme);
    Ok(Ctx {
        state: state.clone(),
        viewer,
        seen_by: None,
        caller: caller(state, request),
        zone: time_zone::of(headers),
        theme,
        secure: state.config.is_https()
            || origin::host_of(&request.uri, headers).is_some_and(|host| is_loopback_host(&host)),
        form_state,
        once: Vec::new(),
    })
}

/// The same with the viewer's rooms, for the sidebar of pages.
async fn page_context(state: &AppState, request: &Parts, form_state: FormState) -> Result<Ctx, AppError> {
    let mut ctx = context(state, request, form_state).await?;
    if let Some(current) = &ctx.viewer {
        ctx.seen_by = Some(accounts::viewer(state, current).await?);
    }
    Ok(ctx)
}

/// Address and user agent of a request.
#[must_use]
pub fn caller(state: &AppState, request: &Parts) -> Caller {
    let text = |headers: &HeaderMap| Some(headers.get(header::USER_AGENT)?.to_str().ok()?.to_owned());
    Caller {
        address: network(origin::address_of(&state.config, &request.extensions, &request.headers)),
        device: text(&request.headers).unwrap_or_default(),
    }
}

/// Origin of this site for links that leave it.
#[must_use]
pub fn origin(state: &AppState, request: &Parts) -> String {
    if let Some(origin) = &state.config.origin {
        return origin.as_str().to_owned();
    }
    // Without a configured origin only loopback hosts are served, which the origin guard has checked.
    origin::host_of(&request.uri, &request.headers)
        .map(|host| format!("{}://{host}", state.config.scheme()))
        .unwrap_or_default()
}

async fn render(ctx: Ctx, request: Request) -> Response {
    let _turn = ctx.state.rendering.wait(ctx.caller.address).await;
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
    let mut page = open_page::document(&ctx, address).await;
    match &page {
        Ok(Page::Moved(path)) => return found_at(path),
        Err(AppError::SignedOut) => return found_at(&with_next("/signin", address)),
        Ok(Page::Room(_) | Page::Panel(..) | Page::Html(_)) | Err(_) => {}
    }
    // The address of a button has no page of its own, so the error is the whole response.
    if let (Err(_), Some(error @ AppError::Unavailable)) = (&page, &ctx.form_state.error) {
        return error.clone().into_response();
    }
    let status = match &page {
        Ok(Page::Html(page)) => page.gone.then_some(StatusCode::GONE),
        Ok(_) => None,
        Err(error) => Some(error.status()),
    };
    let https = ctx.state.config.is_https();
    let room_cookie = match &page {
        Ok(Page::Room(open) | Page::Panel(open, _)) => Some(cookie::last_room(&open.membership.room.slug, https)),
        // Nothing of an ended session is left to the next person at this browser.
        _ if ctx.viewer.is_none() && cookie::last_rooms(request.headers()).next().is_some() => {
            Some(cookie::no_last_room(https))
        }
        _ => None,
    };
    let (html, preview) = match &mut page {
        Ok(Page::Html(page) | Page::Panel(_, page)) => (std::mem::take(&mut page.html), page.preview.take()),
        _ => (String::new(), None),
    };
    let form_state = &ctx.form_state;
    let message_forms = match (&page, &ctx.viewer) {
        (Ok(Page::Room(open)), Some(viewer)) => message::forms(open, viewer, form_state),
        _ => String::new(),
    };
    // A refused form in a panel says so there, and one of a message beside the message.
    let refused = match &page {
        Ok(Page::Panel(..)) => Default::default(),
        Ok(Page::Room(open)) if open.target.is_some() => Default::default(),
        _ => (
            form_state.typed(Field::Message.name()),
            form_state.whole(&[]).map(|error| errors::error(&error).into_owned()).unwrap_or_default(),
        ),
    };
    let page = Arc::new(PageContext {
        data: page_data(&ctx, page),
        html,
        refused,
        message_forms,
        returned: rejected_message::words(form_state).map(RenderHtml::to_html).unwrap_or_default(),
    });
    let provide = move || {
        provide_context(ctx.clone());
        provide_context(Arc::clone(&page));
        provide_context(preview.clone());
        let options = expect_context::<ResponseOptions>();
        if let Some(status) = status {
            options.set_status(status);
        }
        let nonce = use_nonce().map(|nonce| nonce.to_string());
        options.insert_header(header::CONTENT_SECURITY_POLICY, headers::policy(nonce.as_deref()));
        options.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
        if let Some(cookie) = &room_cookie {
            options.append_header(header::SET_COOKIE, cookie.clone());
        }
    };
    let response = leptos_axum::render_app_async_with_context(provide, document::shell)(request).await;
    let (parts, body) = response.into_parts();
    // Complete at once: pages are not streamed.
    match to_bytes(Body::new(body), usize::MAX).await {
        // Without its fingerprint it is not hydrated.
        Ok(html) if assets::is_client_newer() => Response::from_parts(parts, Body::from(html)),
        Ok(html) => Response::from_parts(parts, Body::from(markup_shape::signed(&html))),
        Err(_) => AppError::Internal(secret::short()).into_response(),
    }
}

/// Data with which the client starts.
fn page_data(ctx: &Ctx, page: Result<Page, AppError>) -> PageData {
    let offer_codes = ctx.viewer.as_ref().is_some_and(|viewer| viewer.offer_codes);
    let site = SiteSettings { offer_codes, build: assets::build().to_owned(), ..ctx.state.site.settings() };
    let zone = ctx.zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned));
    PageData { viewer: ctx.seen_by.clone(), site, zone: zone.unwrap_or_else(|| "UTC".to_owned()), now: now(), page }
}

/// Redirects to the page's address.
fn found_at(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}
