//! Puts the areas' routes under one roof: one document, one shape of answer.

use axum::Router;
use axum::middleware::from_fn_with_state;
use http::StatusCode;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::operations::Operations;
use crate::pagination::{Cursor, Limit};
use crate::rendering::outermost;
use crate::schema::{ErrorBody, ErrorEnvelope, FieldError, Meta, Problem};
use crate::state::ApiState;

/// The name of the security scheme that every non-public operation lists.
pub const BEARER: &str = "bearer";

/// The document before any route: title, the bearer scheme, the shapes of failures.
#[must_use]
pub fn openapi_info() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Salonbook")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Appointment booking for salons and other businesses. Instants are RFC 3339 in UTC, amounts are in minor \
             units, errors have stable codes and sentences in Polish, English or Arabic (`Accept-Language`).",
        ))
        .build();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    let mut schemas = Vec::new();
    ErrorEnvelope::schemas(&mut schemas);
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .schemas_from_iter(schemas)
        .schema(ErrorEnvelope::name(), ErrorEnvelope::schema())
        .schema(ErrorBody::name(), ErrorBody::schema())
        .schema(FieldError::name(), FieldError::schema())
        .schema(Meta::name(), Meta::schema())
        .schema(Problem::name(), Problem::schema())
        // Named by query parameters, whose components are not collected.
        .schema(Limit::name(), Limit::schema())
        .schema(Cursor::name(), Cursor::schema())
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// A router that starts from [`openapi_info`], for merging the areas into.
#[must_use]
pub fn root() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(openapi_info())
}

/// The finished service: state, a body for unknown routes, and the outermost layer.
pub fn finish(routes: OpenApiRouter<ApiState>, state: ApiState) -> Router {
    let (router, document) = routes.split_for_parts();
    let frame = (state.clone(), Operations::of_document(&document));
    router
        .fallback(|| async { ApiError::new(StatusCode::NOT_FOUND, "no_such_route") })
        .layer(from_fn_with_state(frame, outermost))
        .with_state(state)
}

/// Routes of another making under the same outermost layer: errors, request ids and headers look alike.
pub fn frame(routes: Router, state: ApiState) -> Router {
    routes.layer(from_fn_with_state((state, Operations::default()), outermost))
}
