//! From an event to the webhooks that want it.

use booking_rules::ids::{BookingId, BusinessId};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::json;
use store::{Event, Hook, HookDelivery, NoticeStatus};

use super::HookEvents;
use super::wake::DISABLED;
use crate::app::App;
use crate::failure::Failure;

/// Announcements come in no promised order: five tries of a queue, three minutes apart, may lie between two of them.
const LATE: TimeDelta = TimeDelta::minutes(15);
/// A delivery is kept longer than it is tried, however short a business keeps what it wrote.
const SHORTEST_KEPT: TimeDelta = TimeDelta::days(7);

/// Writes what each webhook of the business is to be told of the event: once, however often the event is announced. The
/// stream does the rest. Tells how many deliveries were written.
///
/// What happened to the same booking just before is written first if its own announcement was overtaken.
///
/// # Errors
/// [`Failure::Unavailable`]; announce the event again.
pub async fn fan_out(app: &App, event: &Event) -> Result<usize, Failure> {
    let Some(business) = event.business_id else {
        return Ok(0);
    };
    let hooks = app.recent_hooks(business).await?;
    let told: Vec<&Hook> = hooks.iter().filter(|hook| wants(hook, event)).collect();
    if told.is_empty() {
        return Ok(0);
    }
    let kept = kept(app, business).await?;
    let mut events = match booking_of(event) {
        Some(booking) => {
            let after = event.occurred_at - LATE;
            app.store.events_before(booking, after, event.id).await?
        }
        None => Vec::new(),
    };
    events.push(event.clone());
    let mut written = 0;
    for hook in told {
        for event in events.iter().filter(|event| wants(hook, event)) {
            let delivery = delivery(hook, event, app.now(), kept);
            written += usize::from(app.store.write_once(&delivery).await?);
        }
    }
    Ok(written)
}

fn wants(hook: &Hook, event: &Event) -> bool {
    hook.wants(&event.kind, event.occurred_at)
}

async fn kept(app: &App, business: BusinessId) -> Result<TimeDelta, Failure> {
    let settings = app.recent_catalogue(business).await?.notice_settings();
    Ok(TimeDelta::days(i64::from(settings.retention_days)).max(SHORTEST_KEPT))
}

fn booking_of(event: &Event) -> Option<BookingId> {
    let booking: BookingId = event.data.get("booking_id")?.as_str()?.parse().ok()?;
    (Some(booking.business()) == event.business_id).then_some(booking)
}

fn delivery(hook: &Hook, event: &Event, now: DateTime<Utc>, kept: TimeDelta) -> HookDelivery {
    let id = HookDelivery::id_of(hook.id, event.id);
    let queued = HookDelivery {
        booking: booking_of(event),
        occurred_at: event.occurred_at,
        expires_at: now + kept,
        ..HookDelivery::queued(id, hook.id, &event.kind, body(event), now)
    };
    if hook.enabled {
        return queued;
    }
    // Kept for when it is switched on again.
    HookDelivery {
        status: NoticeStatus::Suppressed,
        look_at: None,
        ended_at: Some(now),
        reason: Some(DISABLED.to_owned()),
        history: Vec::new(),
        ..queued
    }
}

/// The payload of Standard Webhooks: type, time, data; ids, never contact data.
fn body(event: &Event) -> String {
    json!({
        "type": event.kind,
        "timestamp": event.occurred_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": event.data,
        "event_id": event.id,
        "business_id": event.business_id,
    })
    .to_string()
}

/// The payload of a call that only tries the line.
pub(super) fn ping_body(hook: &Hook, now: DateTime<Utc>) -> String {
    json!({
        "type": super::log::PING,
        "timestamp": now.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": { "hook_id": hook.id, "events": HookEvents::names(&hook.events) },
        "business_id": hook.id.business(),
    })
    .to_string()
}

pub(super) async fn kept_for(app: &App, business: BusinessId) -> Result<DateTime<Utc>, Failure> {
    Ok(app.now() + kept(app, business).await?)
}
