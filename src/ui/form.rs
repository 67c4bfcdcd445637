//! Forms that work before and without the client: fields with their errors, and what a refused
//! form brings back.

use super::live::Live;
use crate::{error::AppError, model::Field, platform};
use leptos::{html::Input, prelude::*};
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// What a refused form had held, passwords excepted, and what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// The page that the form stands on.
    pub path: String,
    pub typed: Vec<(String, String)>,
    pub error: Option<AppError>,
}

impl Echo {
    /// Brings what the server has to the browser; to be called once, where the app begins.
    pub fn provide() {
        provide_context(SharedValue::new(platform::echo).into_inner());
    }

    /// What this page's form had held, the same on both sides.
    #[must_use]
    pub fn of_page() -> Self {
        let path = use_location().pathname.get_untracked();
        use_context::<Self>().filter(|echo| echo.path == path).unwrap_or_default()
    }

    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, field: &str) -> String {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: Field) -> Option<String> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if invalid.field == field => Some(invalid.to_string()),
            _ => None,
        }
    }

    /// What is wrong with the form as a whole, or with a field that it does not show.
    #[must_use]
    pub fn whole(&self, shown: &[Field]) -> Option<String> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if shown.contains(&invalid.field) => None,
            other => other.as_ref().map(ToString::to_string),
        }
    }
}

/// A labelled input with its hint and its error beside it.
#[component]
pub fn TextField(
    field: Field,
    #[prop(optional)] kind: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(into)] problem: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let name = field.name();
    let kind = if kind.is_empty() { "text" } else { kind };
    let described = move || {
        let mut ids = Vec::new();
        if problem.with(Option::is_some) {
            ids.push(format!("{name}-problem"));
        }
        if !hint.is_empty() {
            ids.push(format!("{name}-hint"));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let input = NodeRef::<Input>::new();
    // Sheets have no client around them.
    let arrived = use_context::<Live>().is_some_and(|live| live.awake.get_untracked());
    Effect::new(move |_| {
        // A page that the client opened gets no autofocus from the browser.
        if let Some(input) = input.get().filter(|_| autofocus && arrived) {
            drop(input.focus());
        }
    });
    let plain = matches!(
        field,
        Field::Username | Field::Password | Field::CurrentPassword | Field::NewPassword | Field::Code | Field::Confirm
    );
    view! {
        <div class="field">
            <label class="field-label" for=name>{field.label()}</label>
            <input
                class="field-input"
                node_ref=input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=(!autocomplete.is_empty()).then_some(autocomplete)
                autocapitalize=plain.then_some("none")
                spellcheck=plain.then_some("false")
                required=required
                autofocus=autofocus
                dir=(!plain).then_some("auto")
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described
            />
            {move || problem.get().map(|problem| view! { <p class="field-problem" id=format!("{name}-problem")>{problem}</p> })}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
        </div>
    }
}

/// What is wrong with a form as a whole.
#[component]
pub fn FormProblem(#[prop(into)] problem: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || problem.get().map(|problem| view! { <p class="form-problem">{problem}</p> })}
        </div>
    }
}

/// An address that goes on to `next`, which may have a query of its own.
#[must_use]
pub fn with_next(path: &str, next: &str) -> String {
    let mut address = path.to_owned();
    if next != "/" {
        address.push_str("?next=");
        for letter in next.chars() {
            match letter {
                '%' => address.push_str("%25"),
                '&' => address.push_str("%26"),
                '+' => address.push_str("%2B"),
                letter => address.push(letter),
            }
        }
    }
    address
}

/// Where to go next: a path of ours, or `/`.
#[must_use]
pub fn safe_next(next: &str) -> String {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'"' && b != b'<' && b != b'>');
    if inside { next.to_owned() } else { "/".to_owned() }
}
