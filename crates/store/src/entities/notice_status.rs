use serde::{Deserialize, Serialize};

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeStatus {
    /// Waits for its time.
    Scheduled,
    /// The relay hands it to its queue.
    Queued,
    /// A worker has claimed it.
    Sending,
    /// A provider took it; whether it arrived is not known yet.
    Sent,
    /// The provider says that it arrived.
    Delivered,
    /// The provider says that it was opened.
    Read,
    Failed,
    /// The provider may or may not have taken it; never sent again blindly.
    Unknown,
    /// Decided at send time that it should not go out.
    Suppressed,
}

impl NoticeStatus {
    pub const ALL: [Self; 9] = [
        Self::Scheduled,
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Unknown,
        Self::Suppressed,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Suppressed => "suppressed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether no worker has anything left to do; a provider's word may still move it on.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Scheduled | Self::Queued | Self::Sending)
    }

    /// How far on its way: what a provider tells moves a message only to a higher rank, for its words come late, twice and
    /// in any order. One that was never sent is past telling of.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Scheduled => 0,
            Self::Queued => 1,
            Self::Sending => 2,
            Self::Unknown => 3,
            Self::Sent => 4,
            Self::Failed => 5,
            Self::Delivered => 6,
            Self::Read => 7,
            Self::Suppressed => u8::MAX,
        }
    }
}
