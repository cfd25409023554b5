//! What may have become free, as it travels through the queue: ids and times, nothing personal.

use booking_rules::ids::{BusinessId, ShopId, WaitlistEntryId};
use booking_rules::time::Span;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Event;

use super::JOINED;

/// Where to look for somebody to offer a time to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitlistOrder {
    /// A time was given back.
    Freed {
        business: BusinessId,
        /// Absent when it is somebody's time, in whichever shop.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shop: Option<ShopId>,
        span: Span,
    },
    /// Somebody has joined a line, perhaps after what they wait for was given back.
    Joined { entry: WaitlistEntryId },
}

/// Events that say whose time was given back, and when it is.
const OF_BOOKINGS: [&str; 4] = [
    "BookingCancelled",
    "BookingRejected",
    "BookingExpired",
    "BookingReleased",
];

impl WaitlistOrder {
    /// What to look for after something happened.
    #[must_use]
    pub fn after(happened: &Event) -> Option<Self> {
        let business = happened.business_id?;
        let data = &happened.data;
        let kind = happened.kind.as_str();
        if kind == JOINED {
            let entry = data["entry_id"].as_str()?.parse().ok()?;
            return Some(Self::Joined { entry });
        }
        let span = match kind {
            "BookingRescheduled" => span(&data["previous"]),
            "ClosureDeleted" | "TimeOffDeleted" => span(&data["span"]),
            kind if OF_BOOKINGS.contains(&kind) => span(data),
            _ => return None,
        };
        // What is over by then is nobody's to have.
        let span = span.filter(|span| span.end() > happened.occurred_at)?;
        let shop = data["shop_id"].as_str().and_then(|shop| shop.parse().ok());
        Some(Self::Freed { business, shop, span })
    }
}

/// Events from before this was told have none.
fn span(data: &Value) -> Option<Span> {
    let at = |field: &str| data[field].as_str()?.parse().ok();
    Span::new(at("start")?, at("end")?).ok()
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::EventId;
    use serde_json::json;
    use store::Actor;
    use uuid::Uuid;

    use super::*;

    fn event(kind: &str, data: Value) -> Event {
        Event {
            id: EventId::new(Uuid::from_u128(1)),
            partition: String::new(),
            kind: kind.to_owned(),
            version: 1,
            business_id: Some(BusinessId::from_uuid(Uuid::from_u128(7))),
            occurred_at: "2027-03-08T09:00:00Z".parse().unwrap(),
            actor: Actor::Guest,
            trace: None,
            place: None,
            data,
        }
    }

    #[test]
    fn only_what_gives_time_back_that_is_still_to_come_is_looked_into() {
        let shop = ShopId::new(BusinessId::from_uuid(Uuid::from_u128(7)), Uuid::from_u128(2));
        let ahead = json!({ "shop_id": shop, "start": "2027-03-10T08:00:00Z", "end": "2027-03-10T09:00:00Z" });
        let over = json!({ "shop_id": shop, "start": "2027-03-07T08:00:00Z", "end": "2027-03-08T09:00:00Z" });
        for kind in OF_BOOKINGS {
            let order = WaitlistOrder::after(&event(kind, ahead.clone())).unwrap();
            let text = json!(order).to_string();
            assert_eq!(serde_json::from_str::<WaitlistOrder>(&text).unwrap(), order);
            assert!(
                matches!(order, WaitlistOrder::Freed { shop: Some(at), .. } if at == shop),
                "{kind}"
            );
            assert_eq!(WaitlistOrder::after(&event(kind, over.clone())), None, "{kind}");
        }
        for kind in [
            "BookingConfirmed",
            "BookingHeld",
            "BookingCompleted",
            "ClosureCreated",
            "WaitlistOffered",
        ] {
            assert_eq!(WaitlistOrder::after(&event(kind, ahead.clone())), None, "{kind}");
        }
        let moved = json!({ "shop_id": shop, "start": "2027-03-12T08:00:00Z", "end": "2027-03-12T09:00:00Z",
            "previous": { "start": "2027-03-10T08:00:00Z", "end": "2027-03-10T09:00:00Z" } });
        let Some(WaitlistOrder::Freed { span, .. }) = WaitlistOrder::after(&event("BookingRescheduled", moved)) else {
            panic!("a move gives its old time back")
        };
        assert_eq!(span.start().to_rfc3339(), "2027-03-10T08:00:00+00:00");
        let opened = json!({ "span": { "start": "2027-03-10T08:00:00Z", "end": "2027-03-11T08:00:00Z" } });
        let order = WaitlistOrder::after(&event("TimeOffDeleted", opened));
        assert!(matches!(order, Some(WaitlistOrder::Freed { shop: None, .. })));
        assert_eq!(WaitlistOrder::after(&event("TimeOffDeleted", json!({}))), None);
    }
}
