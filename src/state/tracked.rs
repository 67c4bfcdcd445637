//! `Tracked` and `Parts`: change counts of each part of the tab's state, by which only the views of a changed
//! part are updated.

use std::ops::{BitOr, Deref, DerefMut};

/// A part of the state with a count of its changes, or of mutable borrows.
#[derive(Clone, Debug, Default)]
pub struct Tracked<T> {
    value: T,
    changes: u64,
}

impl<T> Tracked<T> {
    /// The number of changes so far.
    #[must_use]
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// Counts a change that was made quietly, and that a view shows after all.
    pub const fn touch(&mut self) {
        self.changes += 1;
    }

    /// Borrows mutably for a change that no view shows.
    pub const fn quietly(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Deref for Tracked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Tracked<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.changes += 1;
        &mut self.value
    }
}

/// Equality ignores the change counts.
impl<T: PartialEq> PartialEq for Tracked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A set of parts of the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(u16);

impl Parts {
    /// The viewer, and the site.
    pub const ME: Self = Self(1);
    pub const ROOMS: Self = Self(1 << 1);
    pub const PEOPLE: Self = Self(1 << 2);
    pub const TIMELINES: Self = Self(1 << 3);
    pub const OUTBOX: Self = Self(1 << 4);
    pub const ROSTERS: Self = Self(1 << 5);
    /// Read marks, "New" lines, and which room is on the screen.
    pub const MARKS: Self = Self(1 << 6);
    /// Presence and typing.
    pub const PRESENCE: Self = Self(1 << 7);
    pub const NOTICES: Self = Self(1 << 8);
    /// The connection's status.
    pub const STATUS: Self = Self(1 << 9);
    /// The viewer's changes of messages, while they are on their way.
    pub const OWN_CHANGES: Self = Self(1 << 10);
    /// The number of parts.
    pub const COUNT: usize = 11;

    /// The part of this number.
    #[must_use]
    pub const fn nth(number: usize) -> Self {
        Self(1 << number)
    }

    /// The union.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two sets intersect.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The numbers of the parts in the set.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        (0..Self::COUNT).filter(move |number| self.0 & (1 << number) != 0)
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}
