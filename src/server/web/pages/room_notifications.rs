//! `/rooms/{slug}/notifications`: a member's notification level and muting for one room, and its form.

use super::{PageRequest, form_fields::FormProblem, layout, room};
use crate::{
    model::{AppError, HtmlPage, Millis, NotifyLevel, RoomKind},
    server::{
        chat::{notifications, rooms},
        clock::now,
        web::forms::{FormRequest, To},
    },
};
use leptos::prelude::*;

/// Hours for which a room can be muted.
const MUTES: &[(&str, &str)] =
    &[("", "No"), ("1", "For an hour"), ("8", "For eight hours"), ("24", "For a day"), ("168", "For a week")];

/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("saved", "Saved.")];
const HOUR: Millis = 60 * 60 * 1_000;

/// `POST /rooms/{slug}/notifications`: the notification level and muting of a room.
pub async fn save(form: &FormRequest) -> Result<To, AppError> {
    let (state, viewer, slug) = (&form.state, form.viewer.id(), form.param("slug"));
    let room = rooms::for_member(state, viewer, slug).await?.room.id;
    let muted_until = match form.field("mute") {
        "" => None,
        "keep" => notifications::wishes(state, viewer, room).await?.muted_until,
        hours => {
            let hours = hours.parse::<Millis>().ok().filter(|hours| (1..=24 * 31).contains(hours));
            Some(now() + hours.ok_or(AppError::NotFound)? * HOUR)
        }
    };
    let level = NotifyLevel::parse(form.field("level"));
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
        NotifyLevel::Everything => "Every message, by your notifications.",
        NotifyLevel::Mentions => "Messages that mention you, by your notifications.",
        NotifyLevel::Nothing => "No message, by your notifications.",
    };
    let levels = [
        (None, "The usual", usual),
        (Some(NotifyLevel::Everything), "Everything", "Every message."),
        (Some(NotifyLevel::Mentions), "Mentions", "Messages that mention you."),
        (Some(NotifyLevel::Nothing), "Nothing", "No message. What is unread is still marked."),
    ];
    let levels = levels.into_iter().map(|(level, name, hint)| {
        view! {
            <label class="choice">
                <input type="radio" name="level" value=level.map_or("", NotifyLevel::as_str) checked=level == wishes.level/>
                <span><span class="item-name">{name}</span><br/><span class="item-text">{hint}</span></span>
            </label>
        }
    });
    let muted = wishes.muted_until.filter(|until| now() < *until).map(|until| layout::moment(request.ctx, until));
    let options = muted.map(|until| ("keep", format!("Until {until}"))).into_iter();
    let options = options.chain(MUTES.iter().map(|(hours, words)| (*hours, (*words).to_owned())));
    let options = options.map(|(value, words)| view! { <option value=value>{words}</option> });
    let html = view! {
        <div class="sections">
            <p class="section-text"><a class="link" href=format!("/rooms/{}", room.slug)>"Back to the room"</a></p>
            <FormProblem problem=request.form_state.whole(&[])/>
            {layout::notice(request, DONE)}
            <section class="section">
                <form method="post" action=path>
                    <fieldset class="choices">
                        <legend class="field-label">"Tell me of"</legend>
                        {levels.collect_view()}
                    </fieldset>
                    <div class="field">
                        <label class="field-label" for="mute">"Mute this room"</label>
                        <select class="field-input" id="mute" name="mute">{options.collect_view()}</select>
                        <p class="field-hint">"While it is muted you are told of nothing here, mentions included."</p>
                    </div>
                    <button class="button" type="submit">"Save"</button>
                </form>
                <p class="section-text">
                    "Which browsers tell you, and when they are quiet, is in "
                    <a class="link" href="/settings/notifications">"your notifications"</a>"."
                </p>
            </section>
        </div>
    };
    Ok(HtmlPage { title: format!("Notifications in {}", room.name), html: html.to_html(), ..HtmlPage::default() })
}
