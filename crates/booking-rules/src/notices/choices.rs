use serde::{Deserialize, Serialize};

/// What somebody who works for a business gets letters about; the list in the application tells everything either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterChoices {
    /// Bookings that are new or moved, of those one serves.
    pub new_bookings: bool,
    /// Bookings called off, of those one serves; and, of those one runs, calling off that is out of the ordinary.
    pub cancellations: bool,
    /// What happened yesterday, in the morning.
    pub digest: bool,
    /// Today's bookings of those one serves, in the morning.
    pub day_plan: bool,
}

impl Default for LetterChoices {
    fn default() -> Self {
        Self {
            new_bookings: true,
            cancellations: true,
            digest: true,
            day_plan: true,
        }
    }
}

impl LetterChoices {
    /// Whether it is what everybody has who chose nothing.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
