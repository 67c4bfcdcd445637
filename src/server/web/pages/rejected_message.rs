//! A rejected message, shown on pages that have no composer to hold it.

use crate::{
    model::{AppError, Field, FormState},
    platform,
    server::web::words::{common, rooms as words},
    words::errors,
};
use leptos::prelude::*;

/// The text and the reason; `None` if no message was rejected.
#[must_use]
pub fn words(form_state: &FormState) -> Option<impl IntoView + use<>> {
    let words = form_state.typed(Field::Message.name());
    let why = match &form_state.error {
        Some(AppError::Archived) => words::REJECTED_ARCHIVED.to_owned(),
        Some(AppError::NotFound) => words::REJECTED_LEFT.to_owned(),
        other => errors::error(other.as_ref()?).into_owned(),
    };
    (!words.is_empty()).then(|| view! {
        <div class="returned">
            <p class="field-problem" role="alert">{words::REJECTED}{why}</p>
            <textarea class="field-input returned-words" aria-label=words::YOUR_MESSAGE rows="4" readonly=true dir="auto">
                {platform::area_text(&words)}
            </textarea>
            <button class="small-button" type="button" data-copy="">{common::COPY}</button>
        </div>
    })
}
