//! `/rooms/{slug}/notifications`: a member's notification level and muting for one room.

use super::{PageRequest, form_fields::FormProblem, layout};
use crate::{
    model::{AppError, HtmlPage, NotifyLevel, RoomKind},
    server::{
        chat::{notifications, rooms},
        clock::now,
    },
};
use leptos::prelude::*;

/// Hours for which a room can be muted.
const MUTES: &[(&str, &str)] =
    &[("", "No"), ("1", "For an hour"), ("8", "For eight hours"), ("24", "For a day"), ("168", "For a week")];

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
            {(request.query("done") == Some("saved")).then(|| view! { <p class="notice" role="status">"Saved."</p> })}
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
