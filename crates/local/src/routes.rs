//! Every area under one router, and the document it makes.

use api::ApiState;
use utoipa_axum::router::OpenApiRouter;

/// All endpoints, as the deployed functions serve them one by one.
pub(crate) fn all() -> OpenApiRouter<ApiState> {
    [
        auth::router,
        me::router,
        businesses::router,
        shops::router,
        catalog::router,
        staff::router,
        availability::router,
        bookings::router,
        notices::router,
        customers::router,
        hooks::router,
        reports::router,
        ledger::router,
        exports::router,
        platform::router,
    ]
    .into_iter()
    .fold(api::router::root(), |router, area| router.merge(area()))
}

/// The OpenAPI document of all endpoints; `functions/platform/openapi.json` is this, checked in.
///
/// # Errors
/// Never for the routes of this program.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&all().get_openapi())?;
    text.push('\n');
    Ok(text)
}

/// Method, path and operation id of every endpoint.
#[must_use]
pub fn operations() -> Vec<(String, String, String)> {
    let document = serde_json::to_value(all().get_openapi()).unwrap_or_default();
    let none = serde_json::Map::new();
    let paths = document["paths"].as_object().unwrap_or(&none);
    let mut found: Vec<_> = paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(method, o)| (method, path, o))
        })
        .filter_map(|(method, path, o)| {
            Some((
                method.to_uppercase(),
                path.clone(),
                o["operationId"].as_str()?.to_owned(),
            ))
        })
        .collect();
    found.sort();
    found
}
