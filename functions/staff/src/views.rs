use api::MoneyView;
use booking_rules::catalog::StaffCard;
use booking_rules::ids::StaffId;
use booking_rules::values::{Email, Name, Phone};
use serde::Serialize;
use utoipa::ToSchema;

use crate::performed::PerformedServiceView;

/// A person who serves. E-mail and phone are there only for those who may read staff cards of the business.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    #[schema(value_type = String, example = "stf_06j4gcw401d11c0c01mh437100e12828t5cy4gnf04")]
    id: StaffId,
    #[schema(value_type = String, example = "Anna Nowak")]
    name: Name,
    #[serde(flatten)]
    contact: Option<StaffContactView>,
    services: Vec<PerformedServiceView>,
    #[serde(flatten)]
    costs: Option<StaffCostsView>,
    archived: bool,
}

/// What a staff member costs; there only for those who manage the finances of the business.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffCostsView {
    hourly_cost: Option<MoneyView>,
    /// Of the net revenue, in whole per cent.
    commission_percent: Option<u8>,
}

/// How a staff member is reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffContactView {
    #[schema(value_type = Option<String>, example = "anna@malina.example")]
    email: Option<Email>,
    #[schema(value_type = Option<String>, example = "+48601234567")]
    phone: Option<Phone>,
}

impl StaffView {
    /// The card as the business sees it.
    pub(crate) fn full(card: StaffCard) -> Self {
        Self::new(card, true)
    }

    /// The card as the owner sees it, if it is the owner who looks.
    pub(crate) fn with_costs(card: StaffCard, with_contact: bool, with_costs: bool) -> Self {
        let costs = StaffCostsView {
            hourly_cost: card.hourly_cost.map(Into::into),
            commission_percent: card.commission_percent,
        };
        Self {
            costs: with_costs.then_some(costs),
            ..Self::new(card, with_contact)
        }
    }

    /// The card, with its contact only where the reader may see it.
    pub(crate) fn new(card: StaffCard, with_contact: bool) -> Self {
        let contact = StaffContactView {
            email: card.email,
            phone: card.phone,
        };
        Self {
            id: card.id,
            name: card.name,
            contact: with_contact.then_some(contact),
            costs: None,
            services: card.services.into_iter().map(Into::into).collect(),
            archived: card.archived_at.is_some(),
        }
    }
}
