//! The records of the table: what each is, and where it lives.

mod account;
mod api_key;
mod app_notice;
mod backup;
mod booking;
mod business;
mod codes;
mod consent;
mod credentials;
mod customer_note;
mod data_request;
mod day;
mod dead_address;
mod event;
mod export;
mod hook;
mod hook_delivery;
mod ledger;
mod letter;
mod member;
mod notice_counts;
mod notice_settings;
mod notice_status;
mod once;
mod outside;
mod people;
mod progress;
mod report_file;
mod sealed;
mod shop_message;
mod signing;
mod stats;
mod template_override;
mod waitlist;
mod wishes;

pub use account::{Account, AccountKind, Claimed, Favourite, KnownAs, Session, digest, hex};
pub use api_key::{ApiKey, KeyUse};
pub use app_notice::{AppNotice, Told};
pub use backup::{
    BackupKind, BackupRecord, BackupState, BackupStatus, BackupUnderWay, Difference, DoneBackup, DrillPhase,
    DrillReport, DrillState, DrillTimes, Tally, Walk,
};
pub use booking::{Contact, Notice};
pub use business::{BusinessEntry, OriginUse, StaffSchedule, TimeOff};
pub use codes::{Challenge, SecondFactor, SentCode};
pub use consent::{AddressDigest, Consent, ConsentHolder, ConsentRecord};
pub use credentials::{OneTimeToken, PasswordCredential, PasswordHash, PendingRegistration, Purpose};
pub use customer_note::CustomerNote;
pub use data_request::{Addresses, DataRequest, Erased, Person, PersonFile, RequestKind, RequestStatus, Stage};
pub use day::{AccountDay, CustomerDay, StaffDay};
pub use dead_address::DeadAddress;
pub use event::{Actor, Event, Place};
pub use export::{
    AccountChart, DatevClient, Export, ExportClaim, ExportFormat, ExportPart, ExportPlace, ExportProgress,
    ExportRequest, ExportStatus, ExportTotals, ExportWhat, ValueSeparator,
};
pub use hook::{Hook, HookDisabled, HookSecrets, RetiredSecret};
pub use hook_delivery::{HookAttempt, HookDelivery};
pub use letter::Letter;
pub use member::{Invitation, MemberRole, Membership, Owners, Scope};
pub use notice_counts::{JobRound, NoticeCounts};
pub use notice_status::NoticeStatus;
pub use once::{IdempotencyRecord, Watermark};
pub use outside::{HookSeen, OutsideUser};
pub use people::CustomerCard;
pub use progress::{FIRST_LOOK, Parcel, Progress, Question, Step};
pub use report_file::ReportFile;
pub use sealed::{Envelope, Sealed, SealedParts};
pub use shop_message::{MessageOutcome, ShopMessage, SmsThread};
pub use signing::PublishedKeys;
pub use stats::{BookingStats, EntryStats};
pub use template_override::TemplateOverride;
pub use waitlist::{WaitingCustomer, WaitlistPlace};
pub use wishes::{Preferences, Refused, Suppression};
