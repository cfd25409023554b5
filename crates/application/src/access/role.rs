use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a caller is to a business, or to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A signed-in human who books for itself.
    Customer,
    /// Serves customers; keeps its own hours.
    Staff,
    /// Runs shops, catalogue and people.
    Manager,
    /// A manager who may also change the business itself and found another.
    Owner,
    /// Runs the platform.
    Admin,
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown_role")]
pub struct UnknownRole;

impl Role {
    pub const ALL: [Self; 5] = [Self::Customer, Self::Staff, Self::Manager, Self::Owner, Self::Admin];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Owner => "owner",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

impl From<store::AccountKind> for Role {
    fn from(kind: store::AccountKind) -> Self {
        match kind {
            store::AccountKind::Customer => Self::Customer,
            store::AccountKind::Owner => Self::Owner,
            store::AccountKind::Admin => Self::Admin,
        }
    }
}

impl From<store::MemberRole> for Role {
    fn from(role: store::MemberRole) -> Self {
        match role {
            store::MemberRole::Staff => Self::Staff,
            store::MemberRole::Manager => Self::Manager,
            store::MemberRole::Owner => Self::Owner,
        }
    }
}
