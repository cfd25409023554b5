//! Which refusals are written down: those of a signed-in caller that tell nothing of its form or of our own state.

use application::access::{Identity, Permission};
use application::audit::RefusedTry;

use crate::error::ApiError;

/// Adds who tried what to a refusal for lack of permission, or by tenancy; leaves any other error as it is.
pub(super) fn mark(error: ApiError, identity: &Identity, permission: Permission) -> ApiError {
    if !matches!(error.code(), "forbidden" | "not_found") {
        return error;
    }
    error.tried(RefusedTry {
        account: identity.account,
        role: identity.role,
        key: identity.key,
        business: identity.business,
        permission,
    })
}
