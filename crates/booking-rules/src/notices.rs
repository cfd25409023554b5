//! How a business writes to people: by which ways and vendors, how long ahead, and when not; and what people wish of it.
//! Values and rules, no decisions about one message.

mod channel;
mod choices;
mod consent;
mod purpose;
mod quiet;
mod settings;
pub mod template;
mod unusual;
mod wishes;
pub mod words;

pub use channel::{Channel, Vendor};
pub use choices::LetterChoices;
pub use consent::{Said, TextVersion, stands};
pub use purpose::Purpose;
pub use quiet::{LEAST_LEAD, reminder_time, waking_time};
pub use settings::{NoticeSettings, QuietHours, Reminder, SenderName, VendorOrder};
pub use unusual::{Unusual, is_short_notice};
pub use wishes::{OptOutReason, WantedChannels};
