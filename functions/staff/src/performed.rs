//! What a staff member performs, as it travels.

use api::{Fields, MoneyIn, MoneyView};
use booking_rules::catalog::StaffService;
use booking_rules::ids::ServiceId;
use booking_rules::values::Minutes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A service that a staff member performs; price and duration only where they differ from the service's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PerformedServiceInput {
    #[schema(required, value_type = String, example = "svc_06j4gcw401d11c0c01mh437100e0sr28t5cy4gnf03")]
    service_id: Option<String>,
    price: Option<MoneyIn>,
    #[schema(minimum = 1, maximum = 1440)]
    duration_minutes: Option<i64>,
}

impl PerformedServiceInput {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<StaffService> {
        let at = |field: &str| format!("{path}.{field}");
        let service = fields.parse(at("service_id"), self.service_id, |id| id.parse::<ServiceId>());
        let price = match self.price {
            None => Some(None),
            Some(price) => price.parse(&at("price"), fields).map(Some),
        };
        let duration = fields.parse_optional(at("duration_minutes"), self.duration_minutes, Minutes::duration);
        Some(StaffService {
            service: service?,
            price: price?,
            duration: duration?,
        })
    }
}

/// Reads the list; faults are noted at `services[i]`.
pub(crate) fn parse_all(services: Vec<PerformedServiceInput>, fields: &mut Fields) -> Option<Vec<StaffService>> {
    let items = services.into_iter().enumerate();
    let read: Vec<_> = items
        .map(|(i, service)| service.parse(&format!("services[{i}]"), fields))
        .collect();
    read.into_iter().collect()
}

/// A service that a staff member performs; `null` is as the service has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PerformedServiceView {
    #[schema(value_type = String)]
    service_id: ServiceId,
    price: Option<MoneyView>,
    duration_minutes: Option<u32>,
}

impl From<StaffService> for PerformedServiceView {
    fn from(performed: StaffService) -> Self {
        Self {
            service_id: performed.service,
            price: performed.price.map(Into::into),
            duration_minutes: performed.duration.map(Minutes::get),
        }
    }
}

#[cfg(test)]
mod tests {
    use application::Failure;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_of_every_service_is_named_at_once() {
        let sent = json!([
            { "service_id": "svc_06j4gcw401d11c0c01mh437100e0sr28t5cy4gnf03" },
            { "price": { "amount": -1, "currency": "PLN" }, "duration_minutes": 0 },
            { "service_id": "shp_06j4gcw401d11c0c01mh437100e08r28t5cy4gnf01" },
        ]);
        let mut fields = Fields::new();
        let read = parse_all(serde_json::from_value(sent).unwrap(), &mut fields);
        let Err(Failure::Invalid(faults)) = fields.finish(read) else {
            panic!("not refused")
        };
        let found: Vec<_> = faults.iter().map(|f| (f.path.as_str(), f.code)).collect();
        let expected = [
            ("services[1].service_id", "required"),
            ("services[1].price.amount", "price_out_of_range"),
            ("services[1].duration_minutes", "duration_out_of_range"),
            ("services[2].service_id", "invalid_id"),
        ];
        assert_eq!(found, expected);
    }
}
