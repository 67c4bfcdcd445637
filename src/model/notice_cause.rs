//! `NoticeCause`: the reason of a notification.

/// The reason of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeCause {
    Post,
    /// A post that mentions the viewer.
    Mention,
    /// The viewer was added to the room.
    Added,
}

impl NoticeCause {
    /// A post, which perhaps mentions the viewer.
    #[must_use]
    pub const fn post(mentions: bool) -> Self {
        if mentions { Self::Mention } else { Self::Post }
    }
}
