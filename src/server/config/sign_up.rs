//! `SignUp`: who may create an account.

/// Sign-up mode: the people who may create an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUp {
    Open,
    /// Only with an invitation.
    Invitation,
    Closed,
}

impl SignUp {
    /// Value in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Closed => "closed",
        }
    }

    /// Parses a value in settings.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Invitation, Self::Closed].into_iter().find(|mode| mode.as_str() == text)
    }
}
