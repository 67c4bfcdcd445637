//! `/rooms/{slug}/about`: room details, members and moderation.

pub mod forms;
mod members;

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout, room, room_invites,
};
use crate::{
    model::{AppError, Field, HtmlPage, RoomKind},
    server::{
        chat::room_admin::{self, About, Part},
        domain::permissions::Action,
    },
};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let part = part(request);
    let mut about = room_admin::open(&request.ctx.state, viewer, slug, part).await?;
    let base = room::path(&about.room.slug);
    let links = about.links.take().map(|links| room_invites::list(request, &about.room, links));
    let (title, me) = (about.room.name.clone(), viewer.id());
    let first = part == Part::default();
    let content = view! {
        <div class="sections">
            <p class="section-text"><a class="link" href=base.clone()>"Back to the room"</a></p>
            <FormProblem problem=request.form_state.whole(&[Field::RoomName, Field::Topic, Field::Username])/>
            {layout::notice(request, forms::DONE)}
            {first.then(|| what(request, &about, &base))}
            {(first && about.room.kind.is_open()).then(|| share(&base))}
            {(first && about.who.role.is_some()).then(|| view! {
                <section class="section">
                    <h2 class="section-title">"Notifications"</h2>
                    <a class="button button-quiet" href=format!("{base}/notifications")>"What to be told of"</a>
                </section>
            })}
            {links.filter(|_| first).map(|list| view! {
                <section class="section">
                    <h2 class="section-title">"Invite links"</h2>
                    {list}
                    <a class="button button-quiet" href=format!("{base}/invites")>"Invite people"</a>
                </section>
            })}
            {(first && about.may(Action::Invite)).then(|| members::add(request, &base))}
            {members::list(request, &about, &base, me)}
            {(first && !about.banned.is_empty()).then(|| members::banned(&about, &base))}
            {first.then(|| ends(&about, &base))}
        </div>
    };
    Ok(HtmlPage { title, html: content.to_html(), ..HtmlPage::default() })
}

/// Members to show: those after the cursor `seq-id`, or those whose names begin with the search text.
fn part<'a>(request: &'a PageRequest<'_>) -> Part<'a> {
    let parse = |after: &str| {
        let (seq, id) = after.split_once('-')?;
        Some(Part::After(seq.parse().ok()?, id.parse().ok()?))
    };
    match request.query("q").map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => Part::Called(words),
        None => request.query("after").and_then(parse).unwrap_or_default(),
    }
}

/// Name and topic, with the form for viewers who may change them.
fn what(request: &PageRequest<'_>, about: &About, base: &str) -> AnyView {
    let room = &about.room;
    let who_joins = match room.kind {
        RoomKind::Open => "Everybody who has an account here can find and join this room.",
        RoomKind::Private => "Only those who are invited can join this room. Nobody else knows of it.",
        RoomKind::Direct => "Only the people in this conversation can read it, and nobody can be added.",
    };
    let archived = room
        .archived
        .then(|| view! { <p class="section-text">"It is archived: it can be read, and nobody writes in it."</p> });
    if !about.may(Action::Name) {
        let topic = (!room.topic.is_empty()).then(|| view! { <p><bdi>{room.topic.clone()}</bdi></p> });
        return view! {
            <section class="section">{topic}<p class="section-text">{who_joins}</p>{archived}</section>
        }
        .into_any();
    }
    view! {
        <section class="section">
            <h2 class="section-title">"Name and topic"</h2>
            <p class="section-text">{who_joins}</p>
            {archived}
            <form method="post" action=format!("{base}/about")>
                <TextField field=Field::RoomName value=request.typed_or(Field::RoomName, &room.name) required=true
                    problem=request.form_state.problem(Field::RoomName) hint="Old links keep working after a change."/>
                <TextField field=Field::Topic value=request.typed_or(Field::Topic, &room.topic) problem=request.form_state.problem(Field::Topic)/>
                <button class="button" type="submit">"Save"</button>
            </form>
        </section>
    }
    .into_any()
}

/// The room's address, for sharing.
fn share(base: &str) -> AnyView {
    let (path, link) = (base.to_owned(), base.to_owned());
    view! {
        <section class="section">
            <h2 class="section-title">"Share"</h2>
            <p class="section-text">"Whoever opens this room's address can join it, and is asked to sign in first."</p>
            <div class="row">
                <button class="button button-quiet" type="button" data-share=path>"Share"</button>
                <button class="button button-quiet" type="button" data-copy=link>"Copy link"</button>
            </div>
        </section>
    }
    .into_any()
}

/// Leaving, archiving, deleting.
fn ends(about: &About, base: &str) -> AnyView {
    let name = &about.room.name;
    let leave = about.may(Action::Leave).then(|| {
        let words = match about.room.kind {
            RoomKind::Private if about.members == 1 => {
                "You are the last one here. The room and every message in it are deleted when you leave: nobody could find it again."
            }
            RoomKind::Private => "You can only come back when you are invited again.",
            _ => "You can come back any time.",
        };
        let question = format!("Leave {name}? {words}");
        view! {
            <section class="section">
                <h2 class="section-title">"Leave"</h2>
                <p class="section-text">{words}</p>
                <form method="post" action=format!("{base}/leave") data-confirm=question><button class="button button-quiet" type="submit">"Leave room"</button></form>
            </section>
        }
    });
    let archived = about.room.archived;
    let archive = about.may(Action::Archive).then(|| {
        let (title, words) = if archived {
            ("Open again", "People will be able to write here again.")
        } else {
            ("Archive", "Everything stays here to be read, and nobody writes any more.")
        };
        view! {
            <section class="section">
                <h2 class="section-title">{title}</h2>
                <p class="section-text">{words}</p>
                <form method="post" action=format!("{base}/archive")>
                    <input type="hidden" name="archived" value=if archived { "no" } else { "yes" }/>
                    <button class="button button-quiet" type="submit">{if archived { "Open room again" } else { "Archive room" }}</button>
                </form>
            </section>
        }
    });
    let delete = about.may(Action::Delete).then(|| {
        view! {
            <section class="section">
                <h2 class="section-title">"Delete"</h2>
                <p class="section-text">"The room and every message in it are gone at once, for everybody, and cannot be brought back."</p>
                <form method="post" action=format!("{base}/delete") data-confirm=format!("Delete {name} with every message in it, for everybody?")>
                    <label class="check"><input type="checkbox" name="sure" value="yes" required=true/>" Delete this room with everything in it"</label>
                    <button class="button button-danger" type="submit">"Delete room"</button>
                </form>
            </section>
        }
    });
    view! { {leave} {archive} {delete} }.into_any()
}
