//! For which business a signed-in caller acts.
//!
//! The token says so, or the `X-Business-Id` header chooses among the caller's memberships, or there is only one.
//! Naming a business that one does not belong to is answered as if it did not exist.

use application::access::{Identity, Limits, Role};
use booking_rules::ids::BusinessId;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::error::ApiError;

pub const BUSINESS_ID: HeaderName = HeaderName::from_static("x-business-id");

/// Whether the route is about one business, or about the human whatever the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Business,
    Account,
}

/// What is known before any membership is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Settled(Identity),
    /// The memberships decide.
    Open(Identity),
}

/// A membership, as far as it matters here.
#[derive(Debug, Clone)]
pub(super) struct Hat {
    pub business: BusinessId,
    pub role: Role,
    pub staff: Option<booking_rules::ids::StaffId>,
    pub limits: Limits,
}

/// The business named in the header.
pub(super) fn named(headers: &HeaderMap) -> Result<Option<BusinessId>, ApiError> {
    let mut values = headers.get_all(BUSINESS_ID).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let id = value.to_str().ok().and_then(|text| text.trim().parse().ok());
            id.map(Some).ok_or_else(ApiError::not_found)
        }
        (Some(_), Some(_)) => Err(ApiError::new(StatusCode::BAD_REQUEST, "malformed_header")),
    }
}

/// Settles what token and header alone can settle.
pub(super) fn standing(identity: Identity, named: Option<BusinessId>, reach: Reach) -> Result<Standing, ApiError> {
    match (identity.business, named) {
        (Some(own), Some(other)) if own != other => Err(ApiError::not_found()),
        (Some(_), _) => Ok(Standing::Settled(identity)),
        (None, Some(business)) if identity.role == Role::Admin => Ok(Standing::Settled(Identity {
            business: Some(business),
            ..identity
        })),
        // A customer's own things belong to no business; a read for each of its requests would find nothing.
        (None, None) if reach == Reach::Account && matches!(identity.role, Role::Customer | Role::Admin) => {
            Ok(Standing::Settled(identity))
        }
        (None, _) => Ok(Standing::Open(identity)),
    }
}

/// Puts on the hat that the header names, or the only one.
pub(super) fn choose(
    identity: Identity,
    named: Option<BusinessId>,
    reach: Reach,
    hats: &[Hat],
) -> Result<Identity, ApiError> {
    let hat = match (named, hats) {
        (Some(business), _) => Some(
            hats.iter()
                .find(|h| h.business == business)
                .ok_or_else(ApiError::not_found)?,
        ),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    match (hat, reach) {
        (Some(hat), _) => {
            let role = if identity.role == Role::Admin {
                Role::Admin
            } else {
                hat.role
            };
            Ok(Identity {
                business: Some(hat.business),
                staff: hat.staff,
                limits: hat.limits.clone(),
                role,
                ..identity
            })
        }
        (None, Reach::Account) => Ok(identity),
        (None, Reach::Business) => Err(ApiError::new(StatusCode::FORBIDDEN, "business_required")),
    }
}

#[cfg(test)]
mod tests;
