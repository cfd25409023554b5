//! How a use case ends when it does not succeed. Nothing here knows HTTP; the cause never shares a field with
//! what a caller may read.

use booking_rules::Refusal;
use booking_rules::values::Invalid;
use store::StoreError;

/// One wrong field of an input: where, and a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Dotted path with indices: `customer.email`, `weekly[2].to`.
    pub path: String,
    pub code: &'static str,
    /// What its sentence mentions, by name.
    pub told: Vec<(&'static str, String)>,
}

impl FieldFault {
    #[must_use]
    pub fn new(path: impl Into<String>, code: &'static str) -> Self {
        Self {
            path: path.into(),
            code,
            told: Vec::new(),
        }
    }

    /// The same, with something for its sentence to mention.
    #[must_use]
    pub fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.told.push((name, value.to_string()));
        self
    }
}

/// What goes into a log, once, and never to a caller.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Cause(pub Box<dyn std::error::Error + Send + Sync>);

/// Why a use case did not happen.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The rules say no.
    Refused(Refusal),
    /// The input is wrong; every fault found.
    Invalid(Vec<FieldFault>),
    /// Absent, or another tenant's: the caller cannot tell which.
    NotFound,
    /// The caller's role does not allow it, and the thing's existence is no secret.
    Forbidden,
    /// Who asks did not prove who they are; whatever was wrong is one answer.
    Unproven,
    /// Tried too often; seconds until trying again makes sense.
    TooMany { retry_after: u32 },
    /// A state other than a booking rule stands in the way; the code is stable.
    Conflict(&'static str),
    /// Visits to come stand in the way of erasing somebody: how many, and how many of them cannot be called off any more.
    OpenBookings { open: usize, late: usize },
    /// The record changed since the version the caller saw.
    Stale,
    /// The idempotency key was used with another request.
    IdempotencyKeyReused,
    /// Worth trying again soon: contention or an outage of something we depend on.
    Unavailable(Cause),
    /// A defect or a damaged record.
    Internal(Cause),
}

impl Failure {
    #[must_use]
    pub fn field(path: &str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldFault::new(path, code)])
    }

    /// Something outside does not answer; worth trying again soon.
    #[must_use]
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(Cause(cause.into()))
    }

    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Cause(cause.into()))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Contention | StoreError::Unavailable(_) => Self::Unavailable(Cause(Box::new(error))),
            StoreError::IdempotencyKeyReused => Self::IdempotencyKeyReused,
            StoreError::Damaged { .. } | StoreError::Refused(_) => Self::Internal(Cause(Box::new(error))),
        }
    }
}

/// Attaches the path of a field to a value's own fault.
pub trait AtPath<T> {
    /// # Errors
    /// The same fault, naming its field.
    fn at(self, path: &str) -> Result<T, Failure>;
}

impl<T> AtPath<T> for Result<T, Invalid> {
    fn at(self, path: &str) -> Result<T, Failure> {
        self.map_err(|invalid| Failure::field(path, invalid.code))
    }
}
