//! Form fields with their errors.

use crate::{
    model::{AppError, Field, Invalid},
    words::{errors, fields},
};
use leptos::prelude::*;

/// A labelled input with its hint and error.
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
    let ids = [problem.is_some().then_some("problem"), (!hint.is_empty()).then_some("hint")];
    let described: Vec<_> = ids.into_iter().flatten().map(|part| format!("{name}-{part}")).collect();
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
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
            />
            {problem.map(|problem| view! { <p class="field-problem" id=format!("{name}-problem")>{errors::invalid(problem)}</p> })}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
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
