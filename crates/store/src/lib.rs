//! The single table: keys, records, access patterns, transactions.
//!
//! Keys are built in one module from typed ids, so a foreign id builds a key in the caller's tenant and finds nothing.
//! Every access pattern is a named method of [`Store`]; nobody else writes a query. Each SDK call sits in a non-generic
//! method of [`table`] that returns a boxed future, which keeps a function binary at half a second of compiling.

mod access;
pub mod entities;
mod error;
pub mod image;
pub mod keys;
mod meter;
mod record;
pub mod schema;
pub mod stream;
mod table;
mod transaction;

pub use access::{
    AccountWithPassword, AgendaQuery, AuditCursor, AuditPage, AuditQuery, BookingCursor, BookingSheet, Catalogue,
    ClaimSheet, CountedBooking, CustomersPage, Due, EntrySheet, FollowedAccount, HookLogQuery, InvoiceCursor,
    InvoicePage, LedgerCursor, LedgerPage, ListPage, Newest, NoticeCursor, NoticeLogQuery, NoticePage, OldNotices,
    Reached, SheetRequest, Shelf, ShopsPage, StatsOf, StatsRow, Store, TillRequest, TillSheet, Trace, Traces,
    WaitlistCursor, WaitlistPage,
};
pub use entities::*;
pub use error::StoreError;
pub use keys::Key;
pub use meter::{Meter, MeteredRequest, Operation};
pub use record::{Entity, Item, Versioned};
pub use transaction::{Commit, CommitError, MAX_WRITES};
