//! Many bookings with one message each, put straight into the table: what a test of thousands of messages begins with.

use booking_rules::booking::{Booking, ManageSecret};
use booking_rules::ids::{BookingId, CustomerId};
use booking_rules::values::Phone;
use chrono::{DateTime, Utc};
use serde_json::Value;
use store::{Commit, Contact, Notice};

use crate::salon::Salon;

/// Three records a booking, and a transaction holds a hundred.
const BOOKINGS_A_COMMIT: usize = 33;

impl Salon {
    /// `count` copies of a booking for as many people, each with a text message in the state that `notice` gives it. None of
    /// them stands in a day book: they take nobody's time.
    ///
    /// # Panics
    /// When the booking is not there or the table cannot be written.
    pub async fn crowd(&self, booked: &Value, count: usize, notice: impl Fn(BookingId) -> Notice) -> Vec<BookingId> {
        let pattern = booked["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let store = &self.system.app.store;
        let found = store.booking_with_contact(pattern).await.expect("read");
        let (booking, contact) = found.expect("the booking");
        let contact = contact.expect("its contact");
        let mut made = Vec::with_capacity(count);
        let numbers: Vec<usize> = (0..count).collect();
        for chunk in numbers.chunks(BOOKINGS_A_COMMIT) {
            let mut commit = Commit::new();
            for number in chunk {
                let copy = self.copy(&booking.record, *number);
                let notice = Notice {
                    shop: Some(copy.shop),
                    ..notice(copy.id)
                };
                commit.create(&copy).expect("a booking");
                commit
                    .create(&reached_at(&contact, copy.id, *number))
                    .expect("a contact");
                commit.create(&notice).expect("a notice");
                made.push(copy.id);
            }
            store.commit(&commit).await.expect("written");
        }
        made
    }

    fn copy(&self, booking: &Booking, number: usize) -> Booking {
        let app = &self.system.app;
        let business = booking.id.business();
        Booking {
            id: app.new_id(business),
            customer: CustomerId::new(business, app.new_uuid()),
            manage_secret: ManageSecret(format!("secret-{number}")),
            ..booking.clone()
        }
    }

    /// The time of the system.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.system.app.now()
    }
}

/// A number of its own for each of a hundred thousand people.
fn reached_at(contact: &Contact, booking: BookingId, number: usize) -> Contact {
    Contact {
        booking,
        email: None,
        phone: Some(Phone::parse(&format!("+486{:08}", 1_000_000 + number), None).expect("a number")),
        ..contact.clone()
    }
}
