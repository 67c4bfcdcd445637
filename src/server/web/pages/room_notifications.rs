//! `/rooms/{slug}/notifications`: a member's notification level and muting for one room, and its form; and the same
//! choices, in short, among the room's details.

use super::{PageRequest, form_fields::FormProblem, layout, room};
use crate::{
    model::{AppError, HtmlPage, Millis, NotifyLevel, Room, RoomKind},
    server::{
        chat::{notifications, rooms},
        clock::now,
        domain::notify_rules::NotificationPrefs,
        web::{
            forms::{FormRequest, To},
            words::{common, notifications as words},
        },
    },
    words::actions,
};
use leptos::prelude::*;

/// Hours for which a room can be muted.
const MUTES: &[(&str, &str)] = &[
    ("", words::NOT_MUTED),
    ("1", words::MUTE_HOUR),
    ("8", words::MUTE_HOURS),
    ("24", words::MUTE_DAY),
    ("168", words::MUTE_WEEK),
    ("always", words::MUTE_ALWAYS),
];

/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("saved", common::SAVED)];
/// The page of the room's details, below its path.
const DETAILS: &str = "about";
const HOUR: Millis = 60 * 60 * 1_000;

/// `POST /rooms/{slug}/notifications`: the notification level and muting of a room.
pub async fn save(form: &FormRequest) -> Result<To, AppError> {
    let (state, viewer, slug) = (&form.state, form.viewer.id(), form.param("slug"));
    let room = rooms::for_member(state, viewer, slug).await?.room.id;
    let muted_until = match form.field("mute") {
        "" => None,
        "keep" => notifications::wishes(state, viewer, room).await?.muted_until,
        "always" => Some(notifications::UNTIL_UNMUTED),
        hours => {
            let hours = hours.parse::<Millis>().ok().filter(|hours| (1..=24 * 31).contains(hours));
            Some(now() + hours.ok_or(AppError::NotFound)? * HOUR)
        }
    };
    let level = form.choice("level", |level| match level {
        "" => Some(None),
        level => NotifyLevel::parse(level).map(Some),
    })?;
    notifications::set_wishes(state, viewer, room, level, muted_until).await?;
    let page = if form.field("from") == DETAILS { DETAILS } else { "notifications" };
    Ok(To::done(&format!("{}/{page}", room::path(slug)), "saved"))
}

/// Among the room's details: the level and muting as a line each.
pub(super) async fn short(request: &PageRequest<'_>, of: &Room) -> Result<impl IntoView + use<>, AppError> {
    let wishes = notifications::wishes(&request.ctx.state, request.ctx.viewer()?.id(), of.id).await?;
    let (_, usual, _) = levels(of, &wishes).find(|(level, ..)| *level == Some(usual(of, &wishes))).unwrap_or_default();
    let levels = levels(of, &wishes).map(|(level, name, _)| {
        let name = if level.is_none() { format!("{name}: {usual}") } else { name.to_owned() };
        view! { <option value=level.map_or("", NotifyLevel::as_str) selected=level == wishes.level>{name}</option> }
    });
    let mutes = mutes(request, &wishes);
    Ok(view! {
        <section class="section">
            <h2 class="section-title">{common::NOTIFICATIONS}</h2>
            <form method="post" action=format!("{}/notifications", room::path(&of.slug)) data-module="apply">
                <input type="hidden" name="from" value=DETAILS/>
                <div class="field">
                    <label class="field-label" for="level">{words::TELL_ME_OF}</label>
                    <select class="field-input" id="level" name="level">{levels.collect_view()}</select>
                </div>
                <div class="field">
                    <label class="field-label" for="mute">{words::MUTE}</label>
                    <select class="field-input" id="mute" name="mute">{mutes}</select>
                    <p class="field-hint">{words::MUTE_TEXT}</p>
                </div>
                <button class="button" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    })
}

/// The level where none is chosen.
fn usual(room: &Room, wishes: &NotificationPrefs) -> NotifyLevel {
    NotifyLevel::in_room(room.kind == RoomKind::Direct, wishes.default_level)
}

/// The levels to choose from, each with what it means.
fn levels(
    room: &Room,
    wishes: &NotificationPrefs,
) -> impl Iterator<Item = (Option<NotifyLevel>, &'static str, &'static str)> + use<> {
    let usual = match usual(room, wishes) {
        NotifyLevel::Everything => words::USUAL_EVERYTHING,
        NotifyLevel::Mentions => words::USUAL_MENTIONS,
        NotifyLevel::Nothing => words::USUAL_NOTHING,
    };
    [
        (None, words::USUAL, usual),
        (Some(NotifyLevel::Everything), words::EVERYTHING, words::ROOM_EVERYTHING_TEXT),
        (Some(NotifyLevel::Mentions), words::MENTIONS, words::ROOM_MENTIONS_TEXT),
        (Some(NotifyLevel::Nothing), words::NOTHING, words::NOTHING_TEXT),
    ]
    .into_iter()
}

/// For how long the room can be muted; the mute that there is comes first.
fn mutes(request: &PageRequest<'_>, wishes: &NotificationPrefs) -> impl IntoView + use<> {
    let muted = wishes.muted_until.filter(|until| now() < *until).map(|until| match until {
        notifications::UNTIL_UNMUTED => words::MUTED_ALWAYS.to_owned(),
        until => words::muted_until(&layout::moment(request.ctx, until)),
    });
    let options = muted.map(|until| ("keep", until)).into_iter();
    let options = options.chain(MUTES.iter().map(|(hours, words)| (*hours, (*words).to_owned())));
    options.map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view()
}

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?.id();
    let state = &request.ctx.state;
    let room = rooms::for_member(state, viewer, slug).await?.room;
    let wishes = notifications::wishes(state, viewer, room.id).await?;
    let path = format!("/rooms/{}/notifications", room.slug);
    let levels = levels(&room, &wishes).map(|(level, name, hint)| {
        view! {
            <label class="choice">
                <input type="radio" name="level" value=level.map_or("", NotifyLevel::as_str) checked=level == wishes.level/>
                <span><span class="item-name">{name}</span><br/><span class="item-text">{hint}</span></span>
            </label>
        }
    });
    let html = view! {
            <FormProblem problem=request.form_state.whole(&[])/>
            {layout::notice(request, DONE)}
            <section class="section">
                <form method="post" action=path data-module="apply">
                    <fieldset class="choices">
                        <legend class="field-label">{words::TELL_ME_OF}</legend>
                        {levels.collect_view()}
                    </fieldset>
                    <div class="field">
                        <label class="field-label" for="mute">{words::MUTE}</label>
                        <select class="field-input" id="mute" name="mute">{mutes(request, &wishes)}</select>
                        <p class="field-hint">{words::MUTE_TEXT}</p>
                    </div>
                    <button class="button" type="submit">{actions::SAVE}</button>
                </form>
                <p class="section-text">
                    {words::OWN_BEFORE}
                    <a class="link" href="/settings/notifications">{words::OWN_LINK}</a>"."
                </p>
            </section>
    };
    Ok(layout::about_room(common::NOTIFICATIONS, &room, "/notifications", html))
}
