//! A rejected message, shown on pages that have no composer to hold it.

use crate::{
    model::{AppError, Field, FormState},
    platform,
};
use leptos::prelude::*;

/// The text and the reason; `None` if no message was rejected.
#[must_use]
pub fn words(form_state: &FormState) -> Option<impl IntoView + use<>> {
    let words = form_state.typed(Field::Message.name());
    let why = match &form_state.error {
        Some(AppError::Archived) => "This room was archived before it came.".to_owned(),
        Some(AppError::NotFound) => "You were no longer in this room when it came.".to_owned(),
        other => other.as_ref()?.to_string(),
    };
    (!words.is_empty()).then(|| view! {
        <div class="returned">
            <p class="field-problem" role="alert">"Your message was not sent. "{why}</p>
            <textarea class="field-input returned-words" aria-label="Your message" rows="4" readonly=true dir="auto">
                {platform::area_text(&words)}
            </textarea>
            <button class="small-button" type="button" data-copy="">"Copy"</button>
        </div>
    })
}
