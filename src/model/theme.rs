//! `Theme`: light, dark, or as the system says.

/// The colour theme of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// All themes, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The theme of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The theme of this name; `System` for any other name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::find(name).unwrap_or_default()
    }

    /// The name in the form and in the cookie.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The value of `data-theme` on `html`; `None` where the system decides.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then_some(self.name())
    }

    /// The value of `color-scheme`: how the browser draws before the styles are loaded.
    #[must_use]
    pub const fn color_scheme(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light | Self::Dark => self.name(),
        }
    }
}
