//! `/rooms/new`

use crate::{
    api,
    error::AppError,
    model::Field,
    ui::{
        form::{Echo, FormProblem, TextField},
        icon::{ChevronLeft, Icon},
        live::Live,
        status::StatusLine,
    },
};
use leptos::{either::Either, ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

#[component]
pub fn NewRoomPage() -> impl IntoView {
    let live = Live::expect();
    if live.client.with_untracked(|client| client.me.is_none()) {
        return Either::Left(view! { <Redirect path="/signin?next=/rooms/new"/> });
    }
    let echo = Echo::of_page();
    let (name, topic) = (echo.typed(Field::RoomName.name()), echo.typed(Field::Topic.name()));
    let private = echo.typed("kind") == "private";
    let echo = RwSignal::new(echo);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) else { return };
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let field = |field: Field| data.get(field.name()).as_string().unwrap_or_default();
        let (name, topic) = (field(Field::RoomName), field(Field::Topic));
        let kind = data.get("kind").as_string();
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::rooms::create(name, topic, kind).await {
                Ok(room) => navigate(&format!("/rooms/{}", room.slug), NavigateOptions::default()),
                Err(error) => refuse(echo, error),
            }
            busy.try_set(false);
        });
    };
    Either::Right(view! {
        <Title text="New room · Roost"/>
        <main class="main">
            <header class="main-head"><a class="icon-button back" href="/rooms" aria-label="Rooms"><Icon of=ChevronLeft/></a><h1 class="main-title">"New room"</h1></header>
            <StatusLine/>
            <div class="main-scroll">
                <form class="sheet" method="post" action="/rooms/new" on:submit=submit>
                    <FormProblem problem=Signal::derive(move || echo.with(|echo| echo.whole(&[Field::RoomName, Field::Topic])))/>
                    <TextField field=Field::RoomName value=name required=true autofocus=true
                        problem=Signal::derive(move || echo.with(|echo| echo.problem(Field::RoomName)))/>
                    <TextField field=Field::Topic value=topic hint="What it is for, in a sentence."
                        problem=Signal::derive(move || echo.with(|echo| echo.problem(Field::Topic)))/>
                    <fieldset class="choices">
                        <legend class="field-label">"Who can join"</legend>
                        <label class="check"><input type="radio" name="kind" value="open" checked=!private/>"Everybody who has an account here"</label>
                        <label class="check"><input type="radio" name="kind" value="private" checked=private/>"Only by invitation"</label>
                    </fieldset>
                    <button class="button" type="submit" disabled=move || busy.get()>"Create room"</button>
                </form>
            </div>
        </main>
    })
}

fn refuse(echo: RwSignal<Echo>, error: AppError) {
    echo.update(|echo| echo.error = Some(error));
}
