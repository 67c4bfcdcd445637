//! Which rows of a timeline are drawn: a screenful first, and the rows above it a few each frame, so that opening a
//! room and loading its history never hold up a frame for long.

use super::rows::Key;

/// Rows that are drawn beyond those of a frame before, and above the place where a timeline opens.
const A_FRAME: usize = 8;

/// The keys of a timeline's rows, of which the uppermost may not be drawn yet. Rows above what is drawn move nothing:
/// scroll positions count from the lower end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    keys: Vec<Key>,
    above: usize,
}

impl Drawn {
    /// All rows, as the server draws them.
    #[must_use]
    pub fn all(keys: Vec<Key>) -> Self {
        Self { keys, above: 0 }
    }

    /// The rows of a timeline that opens at the row `place`, or at its end: about `screen` rows, and all below the
    /// place.
    #[must_use]
    pub fn open(keys: Vec<Key>, place: Option<usize>, screen: usize) -> Self {
        let end = keys.len().saturating_sub(screen);
        let above = place.map_or(end, |place| end.min(place.saturating_sub(A_FRAME)));
        Self { keys, above }
    }

    /// After the rows have changed: rows on top of all others begin to be drawn, everything else is.
    #[must_use]
    pub fn after(&self, keys: Vec<Key>) -> Self {
        // Rows may have gone; the first one that is left tells how many are above.
        let known = self.drawn().iter().enumerate().find_map(|(place, key)| {
            let now = keys.iter().position(|other| other == key)?;
            Some(now.saturating_sub(place))
        });
        let fresh = if self.is_whole() { A_FRAME } else { 0 };
        Self { above: known.unwrap_or(0).saturating_sub(fresh), keys }
    }

    /// In the next frame.
    #[must_use]
    pub fn more(self) -> Self {
        Self { above: self.above.saturating_sub(A_FRAME), ..self }
    }

    /// The keys of the rows that are drawn, in order.
    #[must_use]
    pub fn drawn(&self) -> &[Key] {
        self.keys.get(self.above..).unwrap_or_default()
    }

    /// Whether all rows are drawn.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.above == 0
    }
}
