//! The router: every route that is not a page, and every layer, in one list.

use super::{
    admission,
    app_state::AppState,
    avatars, drain,
    forms::{button, form, upload, visitors_form},
    headers, manifest, odd_paths, origin_guard,
    pages::{
        account_settings,
        admin::{self, invitations, people::forms as people},
        app_settings, delete_account, direct_start, first_steps, join_link, message, new_message, new_room,
        notification_settings::forms as notifications,
        profile_settings::forms as profile,
        recovery, room,
        room_details::{add as add_people, forms as room_details, members},
        room_invites, room_notifications, sign_in,
    },
    push, render,
};
use crate::{
    model::limits,
    server::{assets, socket},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use std::time::Duration;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

/// Timeout of a request, including its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// Timeout of an upload, over a slow connection.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(180);

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .route("/healthz", get(healthz))
        .route("/ws", any(socket::upgrade))
        .route("/api/{*function}", get(render::function).post(render::function))
        .route("/", get(render::home))
        .route("/manifest.webmanifest", get(manifest::manifest))
        .route("/signup", get(render::door).post(visitors_form(sign_in::sign_up)))
        .route("/welcome", get(render::page).post(form(first_steps::set_place)))
        .route("/welcome/codes", get(render::page).post(form(first_steps::make_codes)))
        .route("/signin", get(render::door).post(visitors_form(sign_in::sign_in)))
        .route("/signout", post(visitors_form(sign_in::sign_out)))
        .route("/settings/app", get(render::page).post(form(app_settings::set_theme)))
        .route("/settings/app/enter", post(form(app_settings::set_enter).on("/settings/app")))
        .route("/settings/app/list", post(form(app_settings::set_order).on("/settings/app")))
        .route("/recover", get(render::page).post(visitors_form(recovery::recover)))
        .route("/reset/{token}", get(render::page).post(visitors_form(recovery::use_reset_link)))
        .route("/settings/password", get(render::page).post(form(account_settings::change_password).on("/settings")))
        .route("/settings/sessions/end", post(form(account_settings::end_session).on("/settings")))
        .route("/settings/sessions/end-others", post(form(account_settings::end_other_sessions).on("/settings")))
        .route("/settings/recovery", get(render::page).post(form(recovery::make_codes)))
        .route("/settings/recovery/later", post(form(recovery::put_codes_off).on("/settings")))
        .route("/settings/delete", get(render::page).post(form(delete_account::delete).on("/settings")))
        .route("/settings/data", get(account_settings::data))
        .route("/admin", get(render::page).post(form(admin::set_site)))
        .route(
            "/admin/people/{username}/role",
            get(render::page).post(form(people::set_role).on("/admin/people/{username}")),
        )
        .route(
            "/admin/people/{username}/reset",
            get(render::page).post(form(people::make_reset_link).on("/admin/people/{username}")),
        )
        .route(
            "/admin/people/{username}/suspend",
            get(render::page).post(form(people::suspend).on("/admin/people/{username}")),
        )
        .route("/admin/people/{username}/unsuspend", post(form(people::unsuspend).on("/admin/people/{username}")))
        .route("/admin/people/{username}/sign-out", post(form(people::sign_out).on("/admin/people/{username}")))
        .route("/admin/people/{username}/remove", get(render::page).post(form(people::remove).on("/admin/people")))
        .route("/admin/rooms/{slug}/default", post(form(admin::set_default_room).on("/admin/rooms")))
        .route("/admin/invitations", get(render::page).post(form(invitations::invite)))
        .route("/admin/invitations/revoke", post(form(invitations::revoke).on("/admin/invitations")))
        .route("/rooms/new", get(render::page).post(form(new_room::create)))
        .route("/rooms/{slug}", get(render::page).post(visitors_form(room::post_message)))
        .route("/rooms/{slug}/away", post(button(room::put_away).on("/rooms/{slug}")))
        .route("/rooms/{slug}/back", post(button(room::bring_back).on("/rooms/{slug}")))
        .route("/rooms/{slug}/favourite", post(button(room::favour).on("/rooms/{slug}")))
        .route("/rooms/{slug}/mute", post(button(room::mute).on("/rooms/{slug}")))
        .route("/rooms/{slug}/unmute", post(button(room::unmute).on("/rooms/{slug}")))
        .route("/rooms/{slug}/unfavourite", post(button(room::unfavour).on("/rooms/{slug}")))
        .route("/rooms/{slug}/here", post(room::here))
        .route("/rooms/{slug}/read", post(form(room::mark_read).on("/rooms/{slug}")))
        .route("/rooms/{slug}/unread", post(form(room::mark_unread).on("/rooms/{slug}")))
        .route(
            "/rooms/{slug}/{seq}/edit",
            get(message::page).post(visitors_form(message::edit).on("/rooms/{slug}/{seq}")),
        )
        .route(
            "/rooms/{slug}/{seq}/delete",
            get(message::page).post(visitors_form(message::delete).on("/rooms/{slug}/{seq}")),
        )
        .route("/rooms/{slug}/join", post(button(room::join).on("/rooms/{slug}")))
        .route("/rooms/{slug}/leave", post(button(room::leave).on("/rooms")))
        .route("/profile", get(render::page).post(form(profile::save)))
        .route("/profile/picture/remove", post(button(profile::remove_picture).on("/profile")))
        .route("/pictures/{user}/{file}", get(avatars::picture))
        .route("/rooms/{slug}/about", get(render::page).post(form(room_details::save)))
        .route("/rooms/{slug}/add", get(render::page).post(form(add_people::add)))
        .route("/rooms/{slug}/remove", post(button(members::remove).on("/rooms/{slug}/members")))
        .route("/rooms/{slug}/ban", post(button(members::ban).on("/rooms/{slug}/members")))
        .route("/rooms/{slug}/unban", post(button(members::unban).on("/rooms/{slug}/members")))
        .route("/rooms/{slug}/role", get(render::page).post(button(members::set_role).on("/rooms/{slug}/members")))
        .route("/rooms/{slug}/kind", post(button(room_details::set_kind).on("/rooms/{slug}/about")))
        .route("/rooms/{slug}/archive", post(button(room_details::archive).on("/rooms/{slug}/about")))
        .route("/rooms/{slug}/delete", post(button(room_details::delete).on("/rooms/{slug}/about")))
        .route("/rooms/{slug}/invites", get(render::page).post(form(room_invites::invite)))
        .route("/rooms/{slug}/invites/revoke", post(button(room_invites::revoke).on("/rooms/{slug}/invites")))
        .route("/join/{token}", get(render::page).post(button(join_link::join)))
        .route("/dm", get(render::page).post(form(new_message::start)))
        .route("/dm/{names}", get(direct_start::open).post(button(direct_start::start)))
        .route("/rooms/{slug}/notifications", get(render::page).post(form(room_notifications::save)))
        .route("/settings/notifications", get(render::page).post(form(notifications::set_quiet)))
        .route("/settings/notifications/level", post(button(notifications::set_level).on("/settings/notifications")))
        .route("/settings/notifications/rest", post(button(notifications::set_rest).on("/settings/notifications")))
        .route("/push/key", get(push::key))
        .route("/push/subscribe", post(push::subscribe))
        .route("/push/unsubscribe", post(push::unsubscribe))
        .route("/push/test", post(push::test))
        .fallback(get(render::page))
        .merge(assets::router());
    // A browser that reloads after a rejected upload asks for its address.
    let to_profile = || async { Redirect::to("/profile") };
    let uploads =
        Router::new().route("/profile/picture", get(to_profile).post(upload(profile::set_picture).on("/profile")));
    let uploads = bounded(uploads, profile::UPLOAD_BYTES, UPLOAD_PATIENCE);
    shielded(of_forms(routes, &state).merge(uploads), state)
}

/// Routes behind every layer: limits, guards, headers.
pub fn guarded(routes: Router<AppState>, state: AppState) -> Router {
    shielded(of_forms(routes, &state), state)
}

/// Routes with the limits of forms.
fn of_forms(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    bounded(routes, limits::FORM_BYTES, PATIENCE).layer(middleware::from_fn_with_state(state.clone(), admission::forms))
}

/// Routes with limits on body bytes and time.
fn bounded(routes: Router<AppState>, bytes: usize, patience: Duration) -> Router<AppState> {
    routes
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(bytes))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience))
}

/// Routes behind the guards and headers common to all.
fn shielded(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .layer(middleware::from_fn_with_state(state.clone(), odd_paths::guard))
        .layer(middleware::from_fn_with_state(state.clone(), origin_guard::guard))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(CatchPanicLayer::custom(headers::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), drain::whole))
        .layer(middleware::from_fn_with_state(state.clone(), admission::requests))
        .layer(middleware::from_fn_with_state(state.clone(), headers::add))
        .with_state(state)
}

/// Health check: whether the database can be read and written.
async fn healthz(State(state): State<AppState>) -> Response {
    if state.writer.is_held() {
        return (StatusCode::SERVICE_UNAVAILABLE, "checking the store\n").into_response();
    }
    if !state.writer.can_write().await {
        return (StatusCode::SERVICE_UNAVAILABLE, "nothing can be stored\n").into_response();
    }
    match state.db.epoch().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response()
        }
    }
}
