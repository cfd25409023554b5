//! What a business offers and where: businesses, shops, categories, services, staff.

mod business;
mod service;
mod shop;
mod staff;
mod tax_profile;

pub use business::{Business, MemberRole};
pub use service::{Category, Service};
pub use shop::{Address, Shop};
pub use staff::{StaffCard, StaffService};
pub use tax_profile::{TaxAddress, TaxId, TaxOffice, TaxProfile};

/// Most services one staff card, or shops one service, may name; bounds every loop over them.
pub const MAX_LINKS: usize = 200;
