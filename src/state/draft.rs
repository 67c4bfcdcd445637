//! One room's draft in one tab, beside the draft that all tabs of the person share. A tab takes over changes
//! made in another, unless the viewer has typed in it: nothing typed is overwritten, and a message sent from
//! one tab is not left in the other to be sent again.

/// A tab's view of a room's draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The shared draft when this tab last read or wrote it.
    shared: String,
    /// Whether the viewer has typed in this tab since.
    is_own: bool,
}

/// The reaction to a change of the shared draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Show this text.
    Show(String),
    /// Write this tab's text to the shared draft again, which another tab has cleared together with its own.
    Keep,
    Nothing,
}

impl Draft {
    /// The tab now shows the shared draft.
    pub fn taken(&mut self, draft: &str) {
        draft.clone_into(&mut self.shared);
        self.is_own = false;
    }

    /// The viewer typed: the text is the shared draft from now on.
    pub fn typed(&mut self, text: &str) {
        text.clone_into(&mut self.shared);
        self.is_own = true;
    }

    /// Another tab has changed the shared draft from `was` to `is`, while this tab shows `text`.
    pub fn heard(&mut self, text: &str, was: &str, is: &str) -> Shared {
        let mirrors = text.is_empty() || (!self.is_own && text == self.shared);
        if text == is {
            self.taken(is);
            Shared::Nothing
        } else if is.is_empty() && (mirrors || text == was) {
            // Sent or cleared in the other tab.
            self.taken("");
            Shared::Show(String::new())
        } else if is.is_empty() {
            Shared::Keep
        } else if mirrors || is.contains(text) {
            self.taken(is);
            Shared::Show(is.to_owned())
        } else {
            Shared::Nothing
        }
    }

    /// The page is closing with `text` in it: the new shared draft, if it has to change so that no text is
    /// lost.
    #[must_use]
    pub fn left(&self, text: &str, shared: &str) -> Option<String> {
        if !self.is_own || text.trim().is_empty() || shared.contains(text) {
            return None;
        }
        Some(if shared.is_empty() { text.to_owned() } else { [shared, "\n", text].concat() })
    }
}
