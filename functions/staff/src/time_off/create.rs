//! `POST /api/v1/staff/{staff_id}/time-off`: enters an absence; no booking can be made into it from then on.

use api::auth::permissions::ManageOwnTimeOff;
use api::context::RequestContext;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, Instant, PathId, author};
use application::access::Permission;
use application::{Failure, schedules};
use axum::extract::State;
use booking_rules::ids::StaffId;
use booking_rules::time::Span;
use booking_rules::values::Notes;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TimeOffEnteredView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// An absence between two instants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeOffInput {
    #[schema(required, value_type = String, format = DateTime, example = "2027-07-01T00:00:00Z")]
    start: Option<String>,
    #[schema(required, value_type = String, format = DateTime, example = "2027-07-15T00:00:00Z")]
    end: Option<String>,
    #[schema(example = "Urlop")]
    reason: Option<String>,
}

impl TimeOffInput {
    fn parse(self) -> Result<(Span, Option<Notes>), Failure> {
        let mut fields = Fields::new();
        let start = fields.parse("start", self.start, |text| Instant::parse(&text));
        let end = fields.parse("end", self.end, |text| Instant::parse(&text));
        let span = start
            .zip(end)
            .and_then(|(start, end)| fields.check("end", Span::new(start.0, end.0)));
        let reason = fields.parse_optional("reason", self.reason, |text| Notes::parse(&text));
        fields.finish((span, reason))
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/staff/{staff_id}/time-off",
    operation_id = "time-off-create",
    tag = "staff",
    summary = "Enter time off",
    description = "A staff member enters its own, a manager everybody's. Bookings that lie in it stay and are listed.",
    params(("staff_id" = String, Path), Idempotency),
    request_body = TimeOffInput,
    responses((status = 201, description = "The absence.", body = Success<TimeOffEnteredView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageOwnTimeOff>,
    context: RequestContext,
    PathId(staff): PathId<StaffId>,
    key: Idempotency,
    body: Body<TimeOffInput>,
) -> Result<Created<TimeOffEnteredView>, ApiError> {
    let person = caller.person(staff)?;
    caller.allow(caller.identity().may_manage_time_off(staff), Permission::ManageTimeOff)?;
    let (span, reason) = body.value.parse()?;
    let once = key.once(caller.identity(), &format!("time-off-create#{staff}"), body.fingerprint);
    let author = author(caller.identity(), &context);
    let entered = schedules::create_time_off(
        &state.app,
        &caller.reach(),
        person,
        span,
        reason,
        &author,
        once.as_ref(),
    )
    .await?;
    Ok(Created(TimeOffEnteredView {
        time_off: entered.time_off.into(),
        conflicts: entered.conflicts,
    }))
}
