//! What the service says when it does not do what it was asked, in our words.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::error::StoreError;
use crate::record::Item;

/// Why a transaction was not applied.
#[derive(Debug)]
pub(crate) enum TransactError {
    /// For each write in order: whether its guard failed, and the item that stood there.
    Guards(Vec<Option<Option<Item>>>),
    /// Another transaction held one of the items; nothing was decided.
    Conflict,
    Store(StoreError),
}

pub(super) fn transact_failure(
    error: SdkError<aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError>,
) -> TransactError {
    use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError as E;
    if let Some(E::TransactionCanceledException(cancelled)) = error.as_service_error() {
        let guards: Vec<_> = cancelled
            .cancellation_reasons()
            .iter()
            .map(|r| (r.code() == Some("ConditionalCheckFailed")).then(|| r.item.clone()))
            .collect();
        if guards.iter().any(Option::is_some) {
            return TransactError::Guards(guards);
        }
        let codes: Vec<_> = cancelled
            .cancellation_reasons()
            .iter()
            .filter_map(|r| r.code())
            .collect();
        if codes.contains(&"TransactionConflict") {
            return TransactError::Conflict;
        }
        if codes
            .iter()
            .any(|c| matches!(*c, "ThrottlingError" | "ProvisionedThroughputExceeded"))
        {
            return TransactError::Store(StoreError::Unavailable(codes.join(", ")));
        }
        return TransactError::Store(StoreError::Refused(codes.join(", ")));
    }
    // In progress is our own request, whose answer was lost: sent as a new one it would meet its own effect, and the
    // caller would hear of a conflict with itself. Its fate is unknown, as after a time-out.
    TransactError::Store(failure(error))
}

/// Service faults of ours are defects; everything else may pass.
pub(super) fn failure<E: ProvideErrorMetadata + std::error::Error + 'static>(error: SdkError<E>) -> StoreError {
    let code = error.code().unwrap_or_default().to_owned();
    let detail = match error.message() {
        Some(message) => format!("{code}: {message}"),
        None => format!("{code}{}", aws_sdk_dynamodb::error::DisplayErrorContext(&error)),
    };
    match code.as_str() {
        "ValidationException"
        | "ResourceNotFoundException"
        | "AccessDeniedException"
        | "ItemCollectionSizeLimitExceededException" => StoreError::Refused(detail),
        _ => StoreError::Unavailable(detail),
    }
}
