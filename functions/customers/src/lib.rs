//! What a business holds about a customer: handed out to the customer, or erased.

use api::auth::permissions::ManageCustomerRecords;
use api::{ApiError, ApiState, Caller};
use booking_rules::ids::CustomerId;
use utoipa_axum::router::OpenApiRouter;

pub mod download_data;
pub mod erase;
pub mod export;
pub mod show_data_request;

/// Every endpoint of the area.
pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(export::endpoint())
        .merge(erase::endpoint())
        .merge(show_data_request::endpoint())
        .merge(download_data::endpoint())
}

/// The customer, if of the caller's business and within its reach; anybody else is not there.
fn within(caller: &Caller<ManageCustomerRecords>, id: CustomerId) -> Result<CustomerId, ApiError> {
    let id = caller.own(id)?;
    if caller.reach().covers_customer(id) {
        Ok(id)
    } else {
        Err(ApiError::not_found())
    }
}
