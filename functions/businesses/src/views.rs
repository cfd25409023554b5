use api::Instant;
use booking_rules::catalog::{Business, MemberRole};
use booking_rules::ids::BusinessId;
use booking_rules::values::{Country, Locale, Name, WebOrigin};
use serde::Serialize;
use utoipa::ToSchema;

use crate::tax_profile::TaxProfileView;

/// A business as its members see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BusinessView {
    #[schema(value_type = String, example = "biz_06j4gcw401d11c0c")]
    id: BusinessId,
    #[schema(value_type = String, example = "Studio Malina")]
    name: Name,
    #[schema(value_type = String, example = "PL")]
    country: Country,
    #[schema(example = "PLN")]
    currency: &'static str,
    #[schema(value_type = String, example = "pl")]
    locale: Locale,
    /// The roles that act for the business only after a second factor.
    #[schema(value_type = Vec<String>, example = json!(["owner"]))]
    second_factor_required_for: Vec<MemberRole>,
    /// Whose web pages may read answers about the business.
    #[schema(value_type = Vec<String>)]
    allowed_origins: Vec<WebOrigin>,
    /// Who the business is to its tax office.
    tax_profile: Option<TaxProfileView>,
    /// Days that files made of its records are kept, if not seven.
    exports_kept_days: Option<u8>,
    created_at: Instant,
}

impl From<Business> for BusinessView {
    fn from(business: Business) -> Self {
        Self {
            id: business.id,
            name: business.name,
            country: business.country,
            currency: business.currency.code(),
            locale: business.locale,
            second_factor_required_for: business.second_factor_required_for,
            allowed_origins: business.allowed_origins,
            tax_profile: business.tax_profile.map(Into::into),
            exports_kept_days: business.exports_kept_days,
            created_at: business.created_at.into(),
        }
    }
}
