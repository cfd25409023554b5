//! `POST /api/v1/customers/{customer_id}/notes`: writes something down about a customer.

use api::auth::permissions::ServeBookings;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{Answer, ApiError, ApiState, Body, Caller, Created, Fields, PathId, author};
use application::customer_notes;
use axum::extract::State;
use booking_rules::ids::CustomerId;
use booking_rules::values::{Invalid, Notes};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::CustomerNoteView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// What to write down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerNoteInput {
    #[schema(required, value_type = String, min_length = 1, max_length = 2000, example = "Allergic to ammonia")]
    text: Option<String>,
}

fn words(text: &str) -> Result<Notes, Invalid> {
    let notes = Notes::parse(text)?;
    if notes.as_str().is_empty() {
        return Err(Invalid::new("required"));
    }
    Ok(notes)
}

/// It is sealed before it is stored, and told to nobody who does not ask here. It takes no `Idempotency-Key`, for a saved answer
/// would keep the words.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer_id}/notes",
    operation_id = "customer-notes-add",
    tag = "bookings",
    summary = "Write something down about a customer",
    params(("customer_id" = String, Path)),
    request_body = CustomerNoteInput,
    responses((status = 201, description = "The note.", body = Success<CustomerNoteView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ServeBookings>,
    context: RequestContext,
    PathId(id): PathId<CustomerId>,
    body: Body<CustomerNoteInput>,
) -> Result<Answer<CustomerNoteView>, ApiError> {
    let id = caller.own(id)?;
    let mut fields = Fields::new();
    let text = fields.parse("text", body.value.text, |text| words(&text));
    let text = fields.finish(text)?;
    let author = author(caller.identity(), &context);
    let note = customer_notes::add(&state.app, &caller.reach(), id, &text, caller.account(), &author).await?;
    Ok(Created(note.into()).into())
}
