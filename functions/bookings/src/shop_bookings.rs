//! A shop's agenda.

pub mod list;
