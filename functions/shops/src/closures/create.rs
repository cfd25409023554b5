//! `POST /api/v1/shops/{shop_id}/closures`: closes a shop for whole local days or between two instants.

use api::auth::permissions::ManageShops;
use api::context::RequestContext;
use api::fields::date;
use api::schema::{Refusals, Success};
use api::{ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, Instant, PathId, author};
use application::{Failure, closures, shops};
use axum::extract::State;
use booking_rules::ids::ShopId;
use booking_rules::schedule::Closure;
use booking_rules::time::{Span, Zone};
use booking_rules::values::Name;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ClosureView;

/// The endpoint by itself, as its function serves it.
pub fn endpoint() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(handle))
}

/// A closed period: `from_date` and `to_date`, both included, in the shop's zone; or `start` and `end`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureInput {
    #[schema(format = Date, example = "2027-05-01")]
    from_date: Option<String>,
    #[schema(format = Date, example = "2027-05-03")]
    to_date: Option<String>,
    #[schema(format = DateTime)]
    start: Option<String>,
    #[schema(format = DateTime)]
    end: Option<String>,
    #[schema(example = "Majówka")]
    reason: Option<String>,
}

impl ClosureInput {
    fn parse(self, zone: Zone) -> Result<(Span, Option<Name>), Failure> {
        let mut fields = Fields::new();
        let by_dates = self.from_date.is_some() || self.to_date.is_some();
        let by_instants = self.start.is_some() || self.end.is_some();
        let span = match (by_dates, by_instants) {
            (true, false) => {
                let first = fields.parse("from_date", self.from_date, date);
                let last = fields.parse("to_date", self.to_date, date);
                first
                    .zip(last)
                    .and_then(|(first, last)| fields.check("to_date", Closure::whole_days(zone, first, last)))
            }
            (false, true) => {
                let start = fields.parse("start", self.start, |text| Instant::parse(&text));
                let end = fields.parse("end", self.end, |text| Instant::parse(&text));
                start
                    .zip(end)
                    .and_then(|(start, end)| fields.check("end", Span::new(start.0, end.0)))
            }
            (true, true) | (false, false) => {
                fields.fault("from_date", "exactly_one_of");
                fields.fault("start", "exactly_one_of");
                None
            }
        };
        let reason = fields.parse_optional("reason", self.reason, |text| Name::parse(&text));
        fields.finish((span, reason))
    }
}

#[utoipa::path(
    post,
    path = "/api/v1/shops/{shop_id}/closures",
    operation_id = "closures-create",
    tag = "shops",
    summary = "Close a shop for a time",
    description = "Bookings already made in that time stay and are the shop's to move.",
    params(("shop_id" = String, Path), Idempotency),
    request_body = ClosureInput,
    responses((status = 201, description = "The closure.", body = Success<ClosureView>), Refusals),
    security(("bearer" = []))
)]
async fn handle(
    State(state): State<ApiState>,
    caller: Caller<ManageShops>,
    context: RequestContext,
    PathId(id): PathId<ShopId>,
    key: Idempotency,
    body: Body<ClosureInput>,
) -> Result<Created<ClosureView>, ApiError> {
    let within = caller.shop(id)?;
    let shop = shops::show(&state.app, id).await?.record;
    let (span, reason) = body.value.parse(shop.time_zone)?;
    let once = key.once(caller.identity(), &format!("closures-create#{id}"), body.fingerprint);
    let author = author(caller.identity(), &context);
    let closure = closures::create(&state.app, within, span, reason, &author, once.as_ref()).await?;
    Ok(Created(ClosureView::new(id, closure)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    type Faults = Vec<(String, &'static str)>;

    fn read(sent: Value) -> Result<(Span, Option<Name>), Faults> {
        let input: ClosureInput = serde_json::from_value(sent).unwrap();
        input
            .parse(Zone::parse("Europe/Warsaw").unwrap())
            .map_err(|failure| match failure {
                Failure::Invalid(faults) => faults.into_iter().map(|f| (f.path, f.code)).collect(),
                other => panic!("{other:?}"),
            })
    }

    #[test]
    fn whole_days_are_those_of_the_shops_zone_whatever_its_clock_does() {
        let (span, reason) =
            read(json!({ "from_date": "2027-03-28", "to_date": "2027-03-28", "reason": "x" })).unwrap();
        assert_eq!(span.start().to_rfc3339(), "2027-03-27T23:00:00+00:00");
        assert_eq!(span.length().num_hours(), 23);
        assert_eq!(reason.unwrap().as_str(), "x");
    }

    #[test]
    fn a_closure_says_its_time_in_one_way() {
        let both = [
            ("from_date".to_owned(), "exactly_one_of"),
            ("start".to_owned(), "exactly_one_of"),
        ];
        assert_eq!(read(json!({})).unwrap_err(), both);
        let mixed = json!({ "from_date": "2027-05-01", "end": "2027-05-02T00:00:00Z" });
        assert_eq!(read(mixed).unwrap_err(), both);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        for (sent, expected) in [
            (
                json!({ "from_date": "2027-05-01", "reason": "" }),
                vec![("to_date", "required"), ("reason", "name_empty")],
            ),
            (
                json!({ "from_date": "2027-05-02", "to_date": "2027-05-01" }),
                vec![("to_date", "reversed_interval")],
            ),
            (
                json!({ "start": "soon", "end": "2027-05-01" }),
                vec![("start", "invalid_instant"), ("end", "invalid_instant")],
            ),
            (
                json!({ "start": "2027-05-01T00:00:00Z", "end": "2027-05-01T02:00:00+02:00" }),
                vec![("end", "empty_interval")],
            ),
        ] {
            let found = read(sent.clone()).unwrap_err();
            let found: Vec<_> = found.iter().map(|(path, code)| (path.as_str(), *code)).collect();
            assert_eq!(found, expected, "{sent}");
        }
    }
}
