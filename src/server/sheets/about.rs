//! `/rooms/{slug}/about`: what a room is, who is in it, and what its owners and moderators do.

use super::{Ask, invites};
use crate::{
    error::AppError,
    model::{Field, Role, RoomKind, Sheet, User},
    server::{
        chat::{
            about::{self, About, role_words},
            may::Action,
        },
        db::memberships::Member,
    },
    ui::{
        avatar::Avatar,
        form::{FormProblem, TextField},
    },
};
use leptos::prelude::*;

pub(super) async fn sheet(ask: &Ask<'_>, slug: &str) -> Result<Sheet, AppError> {
    let viewer = ask.ctx.viewer()?;
    let about = about::open(&ask.ctx.state, viewer, slug, after(ask)).await?;
    let base = format!("/rooms/{}", about.room.slug);
    let links = if about.may(Action::Invite) { Some(invites::list(ask, &about.room, about.who).await?) } else { None };
    let (title, me) = (about.room.name.clone(), viewer.id());
    let first = ask.query("after").is_none();
    let content = view! {
        <div class="sections">
            <p class="section-text"><a class="link" href=base.clone()>"Back to the room"</a></p>
            <FormProblem problem=ask.echo.whole(&[Field::RoomName, Field::Topic])/>
            {done(ask).map(|words| view! { <p class="notice" role="status">{words}</p> })}
            {first.then(|| what(ask, &about, &base))}
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
            {members(&about, &base, me)}
            {(!about.banned.is_empty()).then(|| banned(&about, &base))}
            {first.then(|| ends(&about, &base))}
        </div>
    };
    Ok(Sheet { title, html: content.to_html(), plain: false })
}

/// Where the page of members begins: after `seq-id`.
fn after(ask: &Ask<'_>) -> (i64, i64) {
    let parse = |after: &str| {
        let (seq, id) = after.split_once('-')?;
        Some((seq.parse().ok()?, id.parse().ok()?))
    };
    ask.query("after").and_then(parse).unwrap_or((0, 0))
}

fn done(ask: &Ask<'_>) -> Option<&'static str> {
    Some(match ask.query("done")? {
        "saved" => "Saved.",
        "removed" => "They are no longer in this room.",
        "banned" => "They are no longer in this room, and cannot come back.",
        "unbanned" => "They can come back.",
        _ => return None,
    })
}

/// Name and topic, to be changed by those who may.
fn what(ask: &Ask<'_>, about: &About, base: &str) -> AnyView {
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
    let typed = |field: Field, now: &str| match &ask.echo.error {
        Some(AppError::Invalid(_)) => ask.echo.typed(field.name()),
        _ => now.to_owned(),
    };
    view! {
        <section class="section">
            <h2 class="section-title">"Name and topic"</h2>
            <p class="section-text">{who_joins}</p>
            {archived}
            <form method="post" action=format!("{base}/about")>
                <TextField field=Field::RoomName value=typed(Field::RoomName, &room.name) required=true
                    problem=ask.echo.problem(Field::RoomName) hint="Old links keep working after a change."/>
                <TextField field=Field::Topic value=typed(Field::Topic, &room.topic) problem=ask.echo.problem(Field::Topic)/>
                <button class="button" type="submit">"Save"</button>
            </form>
        </section>
    }
    .into_any()
}

fn members(about: &About, base: &str, me: crate::model::UserId) -> AnyView {
    let title = if about.members == 1 { "1 member".to_owned() } else { format!("{} members", about.members) };
    let rows = about.page.iter().map(|member| row(about, base, member, member.user.id == me)).collect_view();
    let more = about.more.map(|(seq, id)| {
        view! { <a class="button button-quiet" href=format!("{base}/about?after={seq}-{id}")>"More members"</a> }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{title}</h2>
            <ul class="items" role="list">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn row(about: &About, base: &str, member: &Member, is_me: bool) -> AnyView {
    let Member { user, role, .. } = member;
    let says = |role| format!("{} · {}", user.username, role_words(role));
    let roles = about.may(Action::Roles).then(|| {
        let label = format!("Role of {}", user.name);
        let options = [Role::Member, Role::Moderator, Role::Owner].map(|option| {
            view! { <option value=option.word() selected=option == *role>{role_words(option)}</option> }
        });
        view! {
            <form class="item-form" method="post" action=format!("{base}/role")>
                <input type="hidden" name="who" value=user.id.0.to_string()/>
                <select class="field-input" name="role" aria-label=label>{options.into_iter().collect_view()}</select>
                <button class="small-button" type="submit">"Change"</button>
            </form>
        }
    });
    let out = (!is_me && about.may_remove(member)).then(|| {
        let (name, room) = (&user.name, &about.room.name);
        let back = if about.room.kind.is_open() { "They can join again." } else { "They can be invited again." };
        let remove = format!("Remove {name} from {room}? {back}");
        let ban = format!("Ban {name} from {room}? They cannot come back until the ban is lifted.");
        view! { {one_button(base, "remove", user, "Remove", Some(remove))} {one_button(base, "ban", user, "Ban", Some(ban))} }
    });
    view! {
        <li class="item">
            <Avatar user=user.clone()/>
            <div class="item-main">
                <p class="item-name"><bdi>{user.name.clone()}</bdi>{is_me.then_some(" (you)")}</p>
                <p class="item-text">"@"{says(*role)}</p>
            </div>
            {roles}
            {out}
        </li>
    }
    .into_any()
}

/// A form that is nothing but a button for one person, and perhaps asks first.
fn one_button(base: &str, path: &str, user: &User, words: &'static str, question: Option<String>) -> AnyView {
    let label = format!("{words} {}", user.name);
    view! {
        <form method="post" action=format!("{base}/{path}") data-confirm=question>
            <input type="hidden" name="who" value=user.id.0.to_string()/>
            <button class="small-button" type="submit" aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}

fn banned(about: &About, base: &str) -> AnyView {
    let rows = about.banned.iter().map(|user| {
        view! {
            <li class="item">
                <Avatar user=user.clone()/>
                <div class="item-main">
                    <p class="item-name"><bdi>{user.name.clone()}</bdi></p>
                    <p class="item-text">"@"{user.username.clone()}</p>
                </div>
                {one_button(base, "unban", user, "Lift the ban", None)}
            </li>
        }
    });
    view! {
        <section class="section">
            <h2 class="section-title">"Kept out"</h2>
            <ul class="items" role="list">{rows.collect_view()}</ul>
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
