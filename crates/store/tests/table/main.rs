//! The access patterns against an embedded engine that speaks DynamoDB's protocol: what is written, what is found
//! again, what a guard keeps out, and how many requests it takes.

mod account_bookings;
mod agenda;
mod catalogue;
mod contention;
mod day_books;
mod due;
mod engine;
mod guards;
mod hooks;
mod round_trips;
mod samples;
mod scripted;
mod service_faults;
mod stream;
