//! The one error of handlers and extractors, and its place on the HTTP scale.
//!
//! A [`Failure`] becomes an [`ApiError`] at the last line of a handler and nowhere else. What a caller may read (the
//! code, its arguments, the fields) and what a log may read (the cause) never share a field.

use std::sync::Arc;

use application::audit::RefusedTry;
use application::failure::{Cause, Failure, FieldFault};
use axum::response::{IntoResponse, Response};
use booking_rules::{Refusal, RefusalKind};
use http::StatusCode;

use crate::messages::Argument;

/// Seconds after which trying again makes sense: contention is over within one.
const RETRY_SOON: u32 = 1;

/// Why a request got no success; rendered by the outermost layer.
#[derive(Debug, Clone)]
pub struct ApiError(Arc<Fault>);

#[derive(Debug)]
struct Fault {
    status: StatusCode,
    code: &'static str,
    arguments: Vec<(&'static str, Argument)>,
    fields: Vec<FieldFault>,
    retry_after: Option<u32>,
    cause: Option<Cause>,
    tried: Option<RefusedTry>,
}

impl ApiError {
    /// An error with a stable code of [`messages`](crate::messages).
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self::of(Fault::new(status, code))
    }

    fn of(fault: Fault) -> Self {
        Self(Arc::new(fault))
    }

    /// 401; one code for every reason, so that a forger learns nothing.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated")
    }

    /// 404: absent, or another tenant's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 403: the role does not allow it.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// 422 with every wrong field.
    #[must_use]
    pub fn fields(fields: Vec<FieldFault>) -> Self {
        Self::of(Fault {
            fields,
            ..Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_input")
        })
    }

    /// 422 with one wrong field.
    #[must_use]
    pub fn field(path: impl Into<String>, code: &'static str) -> Self {
        Self::fields(vec![FieldFault::new(path, code)])
    }

    /// A header stands in the way; its name is the path.
    #[must_use]
    pub(crate) fn header(status: StatusCode, name: &str, code: &'static str) -> Self {
        Self::of(Fault {
            fields: vec![FieldFault::new(name, code)],
            ..Fault::new(status, code)
        })
    }

    /// 429, and the seconds to wait.
    #[must_use]
    pub fn too_many_requests(retry_after: u32) -> Self {
        Self::of(Fault {
            retry_after: Some(retry_after),
            ..Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
        })
    }

    /// 409: visits to come stand in the way; the field says what may be chosen.
    fn open_bookings(open: usize, late: usize) -> Self {
        let number = |count| Argument::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let choice = if late == 0 {
            "open_bookings_choice"
        } else {
            "open_bookings_too_late"
        };
        Self::of(Fault {
            arguments: vec![("open", number(open)), ("late", number(late))],
            fields: vec![FieldFault::new("open_bookings", choice)],
            ..Fault::new(StatusCode::CONFLICT, "open_bookings")
        })
    }

    /// The same, with who tried what: the outermost layer writes it down.
    #[must_use]
    pub(crate) fn tried(self, tried: RefusedTry) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(fault) => Self::of(Fault {
                tried: Some(tried),
                ..fault
            }),
            Err(shared) => Self(shared),
        }
    }

    /// What is to be written down about the refusal.
    #[must_use]
    pub(crate) fn refused_try(&self) -> Option<&RefusedTry> {
        self.0.tried.as_ref()
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What the sentence of the code mentions: minutes of notice, a capacity.
    #[must_use]
    pub fn arguments(&self) -> &[(&'static str, Argument)] {
        &self.0.arguments
    }

    #[must_use]
    pub fn field_faults(&self) -> &[FieldFault] {
        &self.0.fields
    }

    /// Seconds to wait, for the `Retry-After` header.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// For the log only.
    #[must_use]
    pub(crate) fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }
}

impl Fault {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            arguments: Vec::new(),
            fields: Vec::new(),
            retry_after: None,
            cause: None,
            tried: None,
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Invalid(fields) => Self::fields(fields),
            Failure::NotFound => Self::not_found(),
            Failure::Forbidden => Self::forbidden(),
            Failure::Unproven => Self::unauthenticated(),
            Failure::TooMany { retry_after } => Self::too_many_requests(retry_after),
            Failure::Conflict(code) => Self::new(StatusCode::CONFLICT, code),
            Failure::OpenBookings { open, late } => Self::open_bookings(open, late),
            Failure::Stale => Self::new(StatusCode::PRECONDITION_FAILED, "stale"),
            Failure::IdempotencyKeyReused => Self::header(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key",
                "idempotency_key_reused",
            ),
            Failure::Unavailable(cause) => Self::of(Fault {
                retry_after: Some(RETRY_SOON),
                cause: Some(cause),
                ..Fault::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }),
            Failure::Internal(cause) => Self::of(Fault {
                cause: Some(cause),
                ..Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }),
            // A way to fail that this layer does not know yet is a defect of ours, not of the caller.
            _ => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.kind() {
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Policy => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let arguments = match &refusal {
            Refusal::TooSoon { notice }
            | Refusal::TooLateToCancel { notice }
            | Refusal::TooLateToReschedule { notice } => {
                vec![("notice", Argument::Minutes(*notice))]
            }
            Refusal::OverCapacity { capacity } => vec![("capacity", Argument::Number(i64::from(*capacity)))],
            Refusal::DailyLimitReached { limit } | Refusal::WaitsEnough { limit } => {
                vec![("limit", Argument::Number(i64::from(*limit)))]
            }
            Refusal::NotAllowedNow { status } => vec![("status", Argument::Status(*status))],
            _ => Vec::new(),
        };
        let fields = field_of(&refusal).map(|path| FieldFault::new(path, refusal.code()));
        Self::of(Fault {
            arguments,
            fields: fields.into_iter().collect(),
            ..Fault::new(status, refusal.code())
        })
    }
}

/// The field of the wish that would have to be another; none where the wish is right and the state stands in its way.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::InThePast
        | Refusal::TooSoon { .. }
        | Refusal::BeyondHorizon { .. }
        | Refusal::OutsideWorkingHours
        | Refusal::OffGrid
        | Refusal::ShopClosed
        | Refusal::StaffAway
        | Refusal::DailyLimitReached { .. } => Some("start"),
        Refusal::StaffWithoutService => Some("staff_id"),
        Refusal::OverCapacity { .. } => Some("persons"),
        Refusal::OverlapNeedsStaff => Some("allow_overlap"),
        Refusal::NothingToRefund | Refusal::CorrectTheCharge => Some("of"),
        Refusal::NotTaxed => Some("vat_rate"),
        Refusal::DepositByDeposit => Some("method"),
        _ => None,
    }
}

impl IntoResponse for ApiError {
    /// Status only: the body needs the request's language, id and time, which the outermost layer adds.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
