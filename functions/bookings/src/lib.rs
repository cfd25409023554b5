//! Bookings: made, shown, moved and ended by customers, guests and the shop's people.

pub mod cancel;
pub mod check_in;
pub mod complete;
pub mod confirm;
pub mod create;
mod customer;
pub mod customer_notes;
pub mod guest_booking;
pub mod ics;
pub mod list;
pub mod mark_no_show;
pub mod reject;
pub mod reschedule;
pub mod shop_bookings;
pub mod show;
pub mod update;
mod views;
pub mod waitlist;

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    [
        create::endpoint,
        list::endpoint,
        show::endpoint,
        update::endpoint,
        cancel::endpoint,
        reschedule::endpoint,
        confirm::endpoint,
        reject::endpoint,
        check_in::endpoint,
        complete::endpoint,
        mark_no_show::endpoint,
        ics::endpoint,
        shop_bookings::list::endpoint,
        customer_notes::add::endpoint,
        customer_notes::list::endpoint,
        guest_booking::show::endpoint,
        guest_booking::cancel::endpoint,
        guest_booking::reschedule::endpoint,
        waitlist::join::endpoint,
        waitlist::list::endpoint,
        waitlist::leave::endpoint,
        waitlist::accept_offer::endpoint,
    ]
    .into_iter()
    .fold(OpenApiRouter::new(), |router, endpoint| router.merge(endpoint()))
}
