//! A booking as the API shows it.

use api::context::RequestContext;
use api::{Instant, MoneyView};
use application::bookings::{Contact, Listed, Shown, Viewer, manage_token};
use application::notices::render::words::status_word;
use booking_rules::booking::Booking;
use serde::Serialize;
use utoipa::ToSchema;

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookingView {
    #[schema(example = "bkg_01jz…")]
    pub id: String,
    /// held, pending, confirmed, checked_in, completed, cancelled, rejected or no_show.
    #[schema(example = "confirmed")]
    pub status: &'static str,
    /// The status as a word in the reader's language.
    #[schema(example = "potwierdzona")]
    pub status_label: String,
    pub shop_id: String,
    pub service_id: String,
    pub staff_id: String,
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub end: Instant,
    /// Wall time in the shop's zone, with its offset.
    pub local_start: String,
    pub time_zone: &'static str,
    /// For all persons.
    pub price: MoneyView,
    pub persons: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    pub segments: Vec<SegmentView>,
    /// customer, guest or shop.
    pub origin: String,
    pub customer_id: String,
    /// Who comes, for those who may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerView>,
    /// Why staff knowingly overlapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing_reason: Option<String>,
    /// Until when a hold lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub held_until: Option<Instant>,
    /// When the customer said that they come, by answer to a text message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledged_at: Option<Instant>,
    /// Rises with every change of time and with cancellation.
    pub sequence: u32,
    /// Opens `/guest-bookings/{token}`; told to whoever made the booking, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_token: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
}

/// One service by one staff member.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    pub service_id: String,
    pub staff_id: String,
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub end: Instant,
    /// For one person.
    pub price: MoneyView,
}

/// How the customer of a booking is reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerView {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub locale: &'static str,
}

impl BookingView {
    pub(crate) fn of(booking: &Booking, contact: Option<&Contact>, context: &RequestContext) -> Self {
        let first = booking.segments.first();
        Self {
            id: booking.id.to_string(),
            status: booking.status.as_str(),
            status_label: status_word(booking.status.as_str(), context.locale).to_owned(),
            shop_id: booking.shop.to_string(),
            service_id: first.map(|s| s.service.to_string()).unwrap_or_default(),
            staff_id: first.map(|s| s.staff.to_string()).unwrap_or_default(),
            start: booking.span.start().into(),
            end: booking.span.end().into(),
            local_start: booking.zone.rfc3339_local(booking.span.start()),
            time_zone: booking.zone.name(),
            price: booking.price.into(),
            persons: booking.persons,
            notes: booking.notes.as_ref().map(|n| n.as_str().to_owned()),
            segments: booking.segments.iter().map(SegmentView::from).collect(),
            origin: origin(booking).to_owned(),
            customer_id: booking.customer.to_string(),
            customer: contact.map(CustomerView::from),
            overlap_reason: booking.overlap_reason.as_ref().map(ToString::to_string),
            closing_reason: booking.closing_reason.as_ref().map(|r| r.as_str().to_owned()),
            held_until: booking.held_until.map(Into::into),
            acknowledged_at: booking.acknowledged_at.map(Into::into),
            sequence: booking.sequence,
            manage_token: None,
            created_at: booking.created_at.into(),
            updated_at: booking.updated_at.into(),
        }
    }

    /// For whoever just made it.
    pub(crate) fn with_manage_token(self, booking: &Booking) -> Self {
        Self {
            manage_token: Some(manage_token(booking)),
            ..self
        }
    }

    pub(crate) fn shown(shown: &Shown, context: &RequestContext) -> Self {
        Self::of(&shown.booking.record, shown.contact.as_ref(), context)
    }

    /// Why staff overlapped is between the shop's people.
    pub(crate) fn shown_to(viewer: &Viewer, shown: &Shown, context: &RequestContext) -> Self {
        let view = Self::shown(shown, context);
        if viewer.serves(&shown.booking.record) {
            view
        } else {
            Self {
                overlap_reason: None,
                ..view
            }
        }
    }

    pub(crate) fn listed(listed: &Listed, context: &RequestContext) -> Self {
        Self::of(&listed.booking.record, listed.contact.as_ref(), context)
    }
}

fn origin(booking: &Booking) -> &'static str {
    use booking_rules::booking::Origin;
    match booking.origin {
        Origin::Customer => "customer",
        Origin::Guest => "guest",
        Origin::Shop => "shop",
    }
}

impl From<&booking_rules::booking::Segment> for SegmentView {
    fn from(segment: &booking_rules::booking::Segment) -> Self {
        Self {
            service_id: segment.service.to_string(),
            staff_id: segment.staff.to_string(),
            start: segment.span.start().into(),
            end: segment.span.end().into(),
            price: segment.price.into(),
        }
    }
}

impl From<&Contact> for CustomerView {
    fn from(contact: &Contact) -> Self {
        Self {
            name: contact.name.to_string(),
            email: contact.email.as_ref().map(|e| e.as_str().to_owned()),
            phone: contact.phone.as_ref().map(|p| p.as_str().to_owned()),
            locale: contact.locale.tag(),
        }
    }
}
