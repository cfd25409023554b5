//! How a business writes to people: by which ways and vendors, how long ahead, and when not. Values, no decisions about
//! one message.

mod channel;
mod settings;
pub mod template;

pub use channel::{Channel, Vendor};
pub use settings::{NoticeSettings, QuietHours, Reminder, SenderName, VendorOrder};
