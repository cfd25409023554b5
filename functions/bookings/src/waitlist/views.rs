//! An entry of a waitlist as the API shows it.

use api::Instant;
use application::waitlist::{Shown, WaitingCustomer};
use booking_rules::waitlist::{DayWindow, Offer};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::views::CustomerView;

/// Somebody's place in the line of a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistEntryView {
    #[schema(example = "wlt_01jz…")]
    pub id: String,
    /// waiting, offered, accepted, left or lapsed.
    #[schema(example = "waiting")]
    pub status: &'static str,
    pub shop_id: String,
    pub service_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<String>,
    pub persons: u16,
    /// First local day of the shop on which a visit would do.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// Last such day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowView>,
    /// What is held for them now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferView>,
    /// How many offers were declined or let pass.
    pub passed: usize,
    pub customer_id: String,
    /// Who waits, for those who may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerView>,
    /// Opens the entry without an account; told to whoever joined, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
}

/// The part of a day in which a visit may start.
#[derive(Debug, Serialize, ToSchema)]
pub struct WindowView {
    #[schema(example = "09:00")]
    pub from: String,
    #[schema(example = "12:00")]
    pub to: String,
}

/// A time that is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// The held booking; take it with `/waitlist/offers/{offer}/accept`, decline it by cancelling it.
    pub booking_id: String,
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    /// Until when it is held.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
}

impl WaitlistEntryView {
    pub(super) fn of(shown: &Shown) -> Self {
        let entry = &shown.entry;
        Self {
            id: entry.id.to_string(),
            status: shown.status.as_str(),
            shop_id: entry.shop.to_string(),
            service_id: entry.wish.service.to_string(),
            staff_id: entry.wish.staff.map(|staff| staff.to_string()),
            persons: entry.wish.persons,
            from: entry.days.from(),
            to: entry.days.to(),
            window: entry.window.map(WindowView::from),
            offer: entry.offer().map(OfferView::from),
            passed: entry.passed.len(),
            customer_id: entry.customer.to_string(),
            customer: None,
            token: None,
            joined_at: entry.joined_at.into(),
            updated_at: entry.updated_at.into(),
        }
    }

    /// For the shop's people.
    pub(super) fn with_customer(self, waiting: &WaitingCustomer) -> Self {
        let customer = CustomerView {
            name: waiting.name.to_string(),
            email: waiting.email.as_ref().map(|email| email.as_str().to_owned()),
            phone: waiting.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            locale: waiting.locale.tag(),
        };
        Self {
            customer: Some(customer),
            ..self
        }
    }
}

impl From<DayWindow> for WindowView {
    fn from(window: DayWindow) -> Self {
        Self {
            from: window.from().to_string(),
            to: window.to().to_string(),
        }
    }
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> Self {
        Self {
            booking_id: offer.booking.to_string(),
            start: offer.start.into(),
            until: offer.until.into(),
        }
    }
}
