//! How a business writes to people: by which ways and vendors, how long ahead, and when not. Values, no decisions about
//! one message.

mod channel;
mod choices;
mod unusual;
mod settings;

pub use channel::{Channel, Vendor};
pub use choices::LetterChoices;
pub use unusual::{Unusual, is_short_notice};
pub use settings::{NoticeSettings, QuietHours, Reminder, SenderName, VendorOrder};
