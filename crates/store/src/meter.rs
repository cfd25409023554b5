//! Counts what an operation asks of the table, so that tests can pin it.

use std::sync::{Mutex, PoisonError};

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    GetItem,
    BatchGetItem,
    Query,
    PutItem,
    UpdateItem,
    DeleteItem,
    TransactWriteItems,
}

/// One request as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct MeteredRequest {
    pub operation: Operation,
    /// Keys asked for or items written; for a query the items that came back.
    pub items: usize,
    /// As the engine reports it.
    pub capacity_units: f64,
}

/// The requests of a [`crate::Store`] since the last [`Meter::take`].
#[derive(Debug, Default)]
pub struct Meter(Mutex<Vec<MeteredRequest>>);

impl Meter {
    pub(crate) fn count(&self, request: MeteredRequest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }

    /// Empties the meter.
    pub fn take(&self) -> Vec<MeteredRequest> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
