//! What the holder of a manage link may do with one booking, without an account.

pub mod cancel;
pub mod reschedule;
pub mod show;
