//! One room's draft in one tab, beside the one that all tabs of the person share. A tab shows what is
//! written in another, unless the reader has words of their own in it: nobody's words are overwritten,
//! and what was sent from one tab is not there to be sent from the other.

/// What a tab knows of a room's draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The shared draft as this tab took it over, or left it.
    shared: String,
    /// Whether the reader has written in this tab since.
    is_own: bool,
}

/// What to do about a change of the shared draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Show this.
    Show(String),
    /// Share one's own words again, which somebody has cleared away with theirs.
    Keep,
    Nothing,
}

impl Draft {
    /// The tab shows the shared draft.
    pub fn taken(&mut self, draft: &str) {
        draft.clone_into(&mut self.shared);
        self.is_own = false;
    }

    /// The reader writes, and this is the shared draft from now on.
    pub fn typed(&mut self, text: &str) {
        text.clone_into(&mut self.shared);
        self.is_own = true;
    }

    /// Another tab has changed the shared draft, which was `was` and `is` this now, while `text` stands
    /// here.
    pub fn heard(&mut self, text: &str, was: &str, is: &str) -> Shared {
        let mirrors = text.is_empty() || (!self.is_own && text == self.shared);
        if text == is {
            self.taken(is);
            Shared::Nothing
        } else if is.is_empty() && (mirrors || text == was) {
            // Sent over there, or emptied.
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

    /// The page goes, with `text` in it: what the shared draft is to be, so that nobody's words are lost.
    #[must_use]
    pub fn left(&self, text: &str, shared: &str) -> Option<String> {
        if !self.is_own || text.trim().is_empty() || shared.contains(text) {
            return None;
        }
        Some(if shared.is_empty() { text.to_owned() } else { [shared, "\n", text].concat() })
    }
}
