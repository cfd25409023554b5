//! The records of the table: what each is, and where it lives.

mod account;
mod api_key;
mod booking;
mod business;
mod codes;
mod credentials;
mod day;
mod event;
mod letter;
mod member;
mod notice_settings;
mod notice_status;
mod once;
mod outside;
mod people;
mod progress;
mod signing;

pub use account::{Account, AccountKind, Claimed, Favourite, KnownAs, Session, digest, hex};
pub use api_key::{ApiKey, KeyUse};
pub use booking::{Contact, Notice};
pub use business::{BusinessEntry, OriginUse, StaffSchedule, TimeOff};
pub use codes::{Challenge, SecondFactor, SentCode};
pub use credentials::{OneTimeToken, PasswordCredential, PasswordHash, PendingRegistration, Purpose};
pub use day::{AccountDay, CustomerDay, StaffDay};
pub use event::{Actor, Event, Place};
pub use letter::Letter;
pub use member::{Invitation, MemberRole, Membership, Owners, Scope};
pub use notice_status::NoticeStatus;
pub use once::{IdempotencyRecord, Watermark};
pub use outside::{HookSeen, OutsideUser};
pub use people::CustomerCard;
pub use progress::{FIRST_LOOK, Parcel, Progress, Step};
pub use signing::PublishedKeys;
