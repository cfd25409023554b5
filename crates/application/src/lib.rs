//! The use cases: load what the rules need, ask the rules, commit their answer.
//!
//! Used alike by HTTP functions, queue workers and scheduled jobs; knows none of them.

pub mod access;
pub mod announcements;
pub mod api_keys;
pub mod app;
pub mod app_notices;
pub mod audit;
pub mod author;
pub mod backups;
pub mod bookings;
pub mod businesses;
pub mod callbacks;
pub mod catalog;
pub mod catalogue;
mod changes;
pub mod closures;
pub mod consents;
pub mod deliveries;
pub mod failure;
pub mod fates;
pub mod gauges;
pub mod hooks;
pub mod identity;
pub mod letter_choices;
pub mod members;
pub mod mornings;
pub mod notice_log;
pub mod notice_settings;
pub mod notices;
pub mod once;
pub mod origins;
pub mod preferences;
pub mod queues;
mod recent;
pub mod relay;
pub mod retention;
mod retry;
pub mod schedules;
pub mod search;
pub mod shops;
pub mod signing_keys;
pub mod staff;
pub mod sweep;
pub mod templates;
pub mod two_way;
pub mod wishes;

pub use app::{App, Clock, IdSource, Links};
pub use author::Author;
pub use failure::{AtPath, Failure, FieldFault};
