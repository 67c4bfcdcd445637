//! Form fields with their errors.

use crate::{
    model::{AppError, Field, Invalid},
    words::{errors, fields},
};
use leptos::prelude::*;

/// A labelled input with its hint, or in its place what was refused.
#[component]
pub fn TextField(
    field: Field,
    #[prop(optional)] kind: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional, into)] value: String,
    problem: Option<Invalid>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let name = field.name();
    let kind = if kind.is_empty() { "text" } else { kind };
    let below = match problem {
        Some(problem) => Some(("problem", errors::invalid(problem))),
        None => (!hint.is_empty()).then(|| ("hint", hint.into())),
    };
    let described = below.as_ref().map(|(part, _)| format!("{name}-{part}"));
    let plain = matches!(
        field,
        Field::Username | Field::Password | Field::CurrentPassword | Field::NewPassword | Field::Code | Field::Confirm
    );
    view! {
        <div class="field">
            <label class="field-label" for=name>{fields::label(field)}</label>
            <input
                class="field-input"
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
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described.clone()
            />
            {below.map(|(part, words)| view! { <p class=format!("field-{part}") id=described>{words}</p> })}
        </div>
    }
}

/// Error of a form as a whole.
#[component]
pub fn FormProblem(problem: Option<AppError>) -> impl IntoView {
    view! {
        <div role="alert">{problem.map(|problem| view! { <p class="form-problem">{errors::error(&problem)}</p> })}</div>
    }
}
