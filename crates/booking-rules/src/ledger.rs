//! Money facts: what was charged, given back, tipped or put right, as immutable entries.
//!
//! An entry is never edited. A mistake is answered by another entry that names the first. All arithmetic is in whole
//! minor units; amounts are gross, as consumers see prices, and each line's tax is computed and rounded by itself.

mod books;
mod correction;
mod document;
mod entry;
mod month;
mod settlement;
mod tab;
mod vat;

pub use books::{Books, RateTotal, Recount, Totals};
pub use correction::{Right, correct};
pub use document::{DocumentKind, DocumentLine, Heading, SaleDocument, Seller};
pub use entry::{DocumentNumber, EntryKind, LedgerEntry, PaymentMethod, SaleRef};
pub use month::LedgerMonth;
pub use settlement::{Ground, Lowers, MONTHS_BACK, SaleLine, Settled, books_day, recorded_at, refund, sell};
pub use tab::{Tab, TabLine};
pub use vat::{TaxedAmount, VatRate};
