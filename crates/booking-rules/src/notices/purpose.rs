use serde::{Deserialize, Serialize};

/// What a message is for; what people may refuse, and what needs their leave, follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody's own booking: asked for, confirmed, moved, ended.
    Bookings,
    /// That a booking comes near.
    Reminders,
    /// How a visit was.
    Reviews,
    /// What else there is to book or buy.
    Offers,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Bookings, Self::Reminders, Self::Reviews, Self::Offers];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bookings => "bookings",
            Self::Reminders => "reminders",
            Self::Reviews => "reviews",
            Self::Offers => "offers",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// Whether it goes out at once and whatever the hour: the reader acts on it, or has just asked for it.
    #[must_use]
    pub fn is_transactional(self) -> bool {
        self == Self::Bookings
    }

    /// Whether nobody gets it without having said yes. Reminders belong to the service that was booked: they go out until
    /// somebody says no.
    #[must_use]
    pub fn needs_consent(self) -> bool {
        matches!(self, Self::Reviews | Self::Offers)
    }

    /// What leaving by a message of this purpose leaves: reviews and offers are one list to their reader, and a reader who
    /// is tired of them still wants to be reminded.
    #[must_use]
    pub fn left_together(self) -> Vec<Self> {
        match self {
            Self::Bookings => Vec::new(),
            Self::Reminders => vec![Self::Reminders],
            Self::Reviews | Self::Offers => vec![Self::Reviews, Self::Offers],
        }
    }

    /// Everything that people may refuse and still book.
    #[must_use]
    pub fn optional() -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|purpose| !purpose.is_transactional())
            .collect()
    }
}
