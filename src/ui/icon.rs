//! Icons: one family (Lucide), drawn in the text's colour.

use icondata_core::Icon as Drawing;
use leptos::prelude::*;

pub use icondata_lu::{
    LuArchive as Archive, LuArrowDown as ArrowDown, LuArrowUp as ArrowUp, LuBellOff as Muted,
    LuChevronDown as ChevronDown, LuChevronLeft as ChevronLeft, LuCompass as Browse, LuCopy as Copy, LuHash as Hash,
    LuInfo as Info, LuLink as Link, LuLock as Lock, LuMessageSquareDot as Unread, LuPencil as Pencil, LuPlus as Plus,
    LuRotateCw as Retry, LuSearch as Search, LuSendHorizontal as Send, LuTrash2 as Discard, LuUserPlus as UserPlus,
    LuUsers as Users, LuWifiOff as NoLine, LuX as Close,
};

/// The markup of an icon, where several stand in one text.
#[must_use]
pub fn markup(of: Drawing) -> String {
    format!(
        r#"<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>"#,
        of.data
    )
}

/// An icon, hidden from screen readers: its button has a label.
#[component]
pub fn Icon(of: Drawing) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" inner_html=of.data></svg>
    }
}
