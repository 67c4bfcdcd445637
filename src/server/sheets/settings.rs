//! `/settings`

use super::{Ask, frame};
use crate::{error::AppError, model::Sheet};
use leptos::prelude::*;

pub(super) fn sheet(ask: &Ask<'_>) -> Result<Sheet, AppError> {
    let me = ask.me()?;
    let content = view! {
        <section class="section">
            <h2 class="section-title">"You"</h2>
            <p class="section-text"><bdi>{me.name.clone()}</bdi>" · @"{me.username.clone()}</p>
        </section>
    };
    frame::own(ask.ctx, "/settings", "Settings", content)
}
