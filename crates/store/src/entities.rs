//! The records of the table: what each is, and where it lives.

mod booking;
mod business;
mod day;
mod event;
mod once;
mod people;

pub use booking::{Contact, Notice, NoticeStatus};
pub use business::{StaffSchedule, TimeOff};
pub use day::{AccountDay, CustomerDay, StaffDay};
pub use event::{Actor, Event};
pub use once::{IdempotencyRecord, Watermark};
pub use people::{CustomerCard, MemberRole, Membership};
