//! What the people of a business write down about a customer.

pub mod add;
pub mod list;
mod views;
