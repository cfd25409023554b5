//! A function behind an API Gateway route.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

use crate::environment::api_state;
use crate::{Error, block_on, codes};

/// Serves one endpoint: the same router that local mode serves.
///
/// # Errors
/// [`Error`] when the function cannot start.
pub fn run_http(endpoint: fn() -> OpenApiRouter<ApiState>) -> Result<(), Error> {
    block_on(async move {
        let state = codes::equip(api_state().await?).await?;
        let service = api::router::finish(api::router::root().merge(endpoint()), state);
        lambda_http::run(service).await.map_err(Error::Lambda)
    })
}
