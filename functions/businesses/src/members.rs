//! Who belongs to a business.

pub mod accept;
mod input;
pub mod invite;
pub mod list;
pub mod remove;
pub mod update;
mod views;

pub use views::MemberView;
