//! `/rooms/{slug}/notifications`: a member's notification level and muting for one room, and its form.

use super::{PageRequest, form_fields::FormProblem, layout, room};
use crate::{
    model::{AppError, HtmlPage, Millis, NotifyLevel, RoomKind},
    server::{
        chat::{notifications, rooms},
        clock::now,
        web::{
            forms::{FormRequest, To},
            words::{common, notifications as words},
        },
    },
    words::{actions, errors},
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
    Ok(To::done(&format!("{}/notifications", room::path(slug)), "saved"))
}

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?.id();
    let state = &request.ctx.state;
    let room = rooms::for_member(state, viewer, slug).await?.room;
    let wishes = notifications::wishes(state, viewer, room.id).await?;
    let path = format!("/rooms/{}/notifications", room.slug);
    let usual = match NotifyLevel::in_room(room.kind == RoomKind::Direct, wishes.default_level) {
        NotifyLevel::Everything => words::USUAL_EVERYTHING,
        NotifyLevel::Mentions => words::USUAL_MENTIONS,
        NotifyLevel::Nothing => words::USUAL_NOTHING,
    };
    let levels = [
        (None, words::USUAL, usual),
        (Some(NotifyLevel::Everything), words::EVERYTHING, words::ROOM_EVERYTHING_TEXT),
        (Some(NotifyLevel::Mentions), words::MENTIONS, words::ROOM_MENTIONS_TEXT),
        (Some(NotifyLevel::Nothing), words::NOTHING, words::NOTHING_TEXT),
    ];
    let levels = levels.into_iter().map(|(level, name, hint)| {
        view! {
            <label class="choice">
                <input type="radio" name="level" value=level.map_or("", NotifyLevel::as_str) checked=level == wishes.level/>
                <span><span class="item-name">{name}</span><br/><span class="item-text">{hint}</span></span>
            </label>
        }
    });
    let muted = wishes.muted_until.filter(|until| now() < *until).map(|until| match until {
        notifications::UNTIL_UNMUTED => words::MUTED_ALWAYS.to_owned(),
        until => words::muted_until(&layout::moment(request.ctx, until)),
    });
    let options = muted.map(|until| ("keep", until)).into_iter();
    let options = options.chain(MUTES.iter().map(|(hours, words)| (*hours, (*words).to_owned())));
    let options = options.map(|(value, words)| view! { <option value=value>{words}</option> });
    let html = view! {
            <FormProblem problem=request.form_state.whole(&[])/>
            {layout::notice(request, DONE)}
            <section class="section">
                <form method="post" action=path data-module="apply" data-saved=common::SAVED data-unreachable=errors::error(&AppError::Unreachable)>
                    <fieldset class="choices">
                        <legend class="field-label">{words::TELL_ME_OF}</legend>
                        {levels.collect_view()}
                    </fieldset>
                    <div class="field">
                        <label class="field-label" for="mute">{words::MUTE}</label>
                        <select class="field-input" id="mute" name="mute">{options.collect_view()}</select>
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
