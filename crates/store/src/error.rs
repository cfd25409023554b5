//! How the table fails.

/// A failure of the table, apart from guards that did not hold ([`crate::CommitError`]).
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Other writers kept winning; the caller may try again.
    #[error("the record is being changed by others")]
    Contention,
    /// Throttled, timed out or unreachable.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// The table refused the request; a defect of ours.
    #[error("the table refused the request: {0}")]
    Refused(String),
    /// A record could not be read back; its key, not its content.
    #[error("record {key} is damaged: {reason}")]
    Damaged { key: String, reason: String },
    #[error("the idempotency key belongs to another request")]
    IdempotencyKeyReused,
}
