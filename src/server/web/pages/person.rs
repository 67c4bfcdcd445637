//! `/people/{username}`: a person's profile.

use super::PageRequest;
use crate::{
    model::{AppError, HtmlPage},
    server::{
        chat::profile,
        files::picture,
        web::words::{common, profile as words},
    },
    ui::avatar::Portrait,
};
use jiff::{Timestamp, tz::TimeZone};
use leptos::{either::Either, prelude::*};

pub(super) async fn page(request: &PageRequest<'_>, username: &str) -> Result<HtmlPage, AppError> {
    let me = request.me()?;
    let profile::ProfileCard { user, zone } = profile::card(&request.ctx.state, username).await?;
    let time = zone.map(|zone| clock(&zone, request.ctx.zone.as_ref()));
    let has_status = !user.status.is_empty() || !user.emoji.is_empty();
    let title = user.name.clone();
    let username = user.username.clone();
    let actions = if user.id == me.id {
        Either::Left(view! { <a class="button" href="/profile">{words::EDIT}</a> })
    } else {
        Either::Right(view! {
            <form method="post" action=format!("/dm/{username}") data-module="stay">
                <div role="alert"></div>
                <button class="button" type="submit">{words::MESSAGE}</button>
            </form>
            // Of the card over a room, which has a composer.
            <button class="button button-quiet person-mention" type="button" data-mention=username>{words::MENTION}</button>
        })
    };
    let html = view! {
        <section class="person" aria-label=common::PROFILE>
            <Portrait user=user.clone() side=picture::LARGE/>
            <div class="person-names">
                <p class="person-name"><bdi>{user.name}</bdi></p>
                <p class="person-username">{format!("@{}", user.username)}</p>
            </div>
            {has_status.then(|| view! { <p class="person-status">{user.emoji}" "<bdi>{user.status}</bdi></p> })}
            {time.map(|time| view! { <p class="person-time">{time}</p> })}
            <div class="row">{actions}</div>
        </section>
    };
    Ok(HtmlPage { title, html: html.to_html(), ..HtmlPage::default() })
}

/// Local time of a person, with the weekday if the reader's differs.
fn clock(zone: &TimeZone, readers: Option<&TimeZone>) -> String {
    let now = Timestamp::now();
    let there = now.to_zoned(zone.clone());
    let here = now.to_zoned(readers.unwrap_or(&TimeZone::UTC).clone());
    let weekday = (there.date() != here.date()).then(|| there.strftime("%A").to_string());
    words::local_time(&there.strftime("%H:%M").to_string(), weekday.as_deref())
}
