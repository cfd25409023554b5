//! The formats of files that accountants and spreadsheets read: no table, no network, nothing of the domain.
//!
//! Every writer takes rows one by one and gives bytes out as it goes, so that the size of a file is nobody's memory.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)
)]

pub mod cell;
pub mod datev;
pub mod jpk;
pub mod separated;
pub mod workbook;

pub use cell::{Amount, Cell};

/// A file could not be written: a defect, or no room for what is kept beside it meanwhile.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written: {0}")]
pub struct WriteError(pub String);

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self(error.to_string())
    }
}
