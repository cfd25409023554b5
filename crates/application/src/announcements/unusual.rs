//! Cancellations that those who run the shop should look at.

use booking_rules::booking::EventKind;
use booking_rules::ids::ShopId;
use booking_rules::notices::{Unusual, is_short_notice};
use serde_json::json;
use store::{AuditQuery, Event};

use super::audience::{is_by_customer, is_by_shop};
use super::scene::Scene;
use super::topic::Topic;
use crate::app::App;
use crate::failure::Failure;

/// What is out of the ordinary about what happened, if it is a cancellation and something is. Reads what customers of the
/// shop called off within the day before.
pub(super) async fn of(app: &App, scene: &Scene) -> Result<Option<Unusual>, Failure> {
    if scene.topic != Topic::CalledOff {
        return Ok(None);
    }
    let event = &scene.event;
    if is_by_shop(&event.actor, &scene.members) && is_short_notice(scene.start(), event.occurred_at) {
        return Ok(Some(Unusual::ShortNotice));
    }
    if !is_by_customer(&event.actor, &scene.members) {
        return Ok(None);
    }
    let end = event.occurred_at + chrono::TimeDelta::milliseconds(1);
    let query = AuditQuery {
        business: scene.booking.id.business(),
        from: end - Unusual::WITHIN,
        to: end,
        limit: Unusual::MANY,
        after: None,
    };
    let shop = scene.booking.shop;
    let found = app
        .store
        .audit(query, |event| {
            is_called_off_in(event, shop) && is_by_customer(&event.actor, &scene.members)
        })
        .await?;
    // The index may be a moment behind: the event at hand counts whether or not it is there yet.
    let others = found.events.iter().filter(|other| other.id != event.id).count();
    Ok((others + 1 >= Unusual::MANY).then_some(Unusual::Many))
}

fn is_called_off_in(event: &Event, shop: ShopId) -> bool {
    event.kind == EventKind::Cancelled.as_str() && event.data["shop_id"] == json!(shop)
}
