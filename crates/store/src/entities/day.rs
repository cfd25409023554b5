//! Day books of staff, of a business's customers, and of accounts across businesses.

use booking_rules::day_book::DayBook;
use booking_rules::ids::{AccountId, CustomerId, StaffId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::record::Entity;

/// One UTC date of a staff member, across all shops of the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffDay {
    pub staff: StaffId,
    pub date: NaiveDate,
    pub book: DayBook,
}

impl Entity for StaffDay {
    const TYPE: &'static str = "staff_day";
    fn key(&self) -> Key {
        keys::staff_day(self.staff, self.date)
    }
}

/// One UTC date of a customer with one business. An empty book stays, so that its version never starts again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerDay {
    pub customer: CustomerId,
    pub date: NaiveDate,
    pub book: DayBook,
}

impl Entity for CustomerDay {
    const TYPE: &'static str = "customer_day";
    fn key(&self) -> Key {
        keys::customer_day(self.customer, self.date)
    }
}

/// One UTC date of a signed-in person, whatever the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountDay {
    pub account: AccountId,
    pub date: NaiveDate,
    pub book: DayBook,
}

impl Entity for AccountDay {
    const TYPE: &'static str = "account_day";
    fn key(&self) -> Key {
        keys::account_day(self.account, self.date)
    }
}
