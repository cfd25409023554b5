//! What a webhook was told, and telling it again.

use booking_rules::ids::{HookDeliveryId, HookId};
use chrono::{DateTime, Utc};
use store::{CommitError, Hook, HookDelivery, HookLogQuery, NoticeStatus, Parcel, Versioned};

use super::fan_out::{kept_for, ping_body};
use super::registry::show;
use crate::app::App;
use crate::failure::Failure;

/// The type of a call that only tries the line.
pub(super) const PING: &str = "Ping";
/// Deliveries that one request begins anew.
const MOST_REPLAYED: usize = 100;

/// Which deliveries to list.
#[derive(Debug, Clone, Copy)]
pub struct LogFilter {
    pub status: Option<NoticeStatus>,
    pub limit: usize,
    pub after: Option<HookDeliveryId>,
}

/// Some deliveries and where the list goes on.
#[derive(Debug)]
pub struct LogPage {
    pub deliveries: Vec<HookDelivery>,
    pub next: Option<HookDeliveryId>,
}

/// A status that a delivery can have, by its name.
#[must_use]
pub fn status(name: &str) -> Option<NoticeStatus> {
    use NoticeStatus::{Delivered, Failed, Queued, Scheduled, Sending, Suppressed};
    let possible = [Scheduled, Queued, Sending, Delivered, Failed, Suppressed];
    NoticeStatus::parse(name).filter(|status| possible.contains(status))
}

/// How many deliveries were begun anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub count: usize,
    /// Whether there may be more; ask again.
    pub more: bool,
}

/// What a webhook was told, newest first.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn list_deliveries(app: &App, hook: HookId, filter: LogFilter) -> Result<LogPage, Failure> {
    show(app, hook).await?;
    let query = HookLogQuery {
        hook,
        limit: filter.limit,
        after: filter.after,
    };
    let now = app.now();
    let wanted =
        |found: &HookDelivery| found.expires_at > now && filter.status.is_none_or(|status| found.status == status);
    let (deliveries, next) = app.store.hook_log(query, wanted).await?;
    Ok(LogPage { deliveries, next })
}

/// Tells it again, under the same id, whatever became of it before.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] with `hook_is_off` or, while it is still under way, `hook_delivery_open`.
pub async fn replay(app: &App, hook: HookId, id: HookDeliveryId) -> Result<HookDelivery, Failure> {
    switched_on(app, hook).await?;
    let indexed = app.store.hook_delivery(hook, id).await?;
    let indexed = indexed.filter(|found| found.record.expires_at > app.now());
    let key = store::Entity::key(&indexed.ok_or(Failure::NotFound)?.record);
    let found = app.store.parcel::<HookDelivery>(key).await?.ok_or(Failure::NotFound)?;
    begin_anew(app, found)
        .await?
        .ok_or(Failure::Conflict("hook_delivery_open"))
}

/// Tells again what failed or was held back since an instant, oldest first, a hundred at a time.
///
/// # Errors
/// As [`replay`].
pub async fn replay_failed(app: &App, hook: HookId, since: DateTime<Utc>) -> Result<Replayed, Failure> {
    switched_on(app, hook).await?;
    let now = app.now();
    let wanted = |found: &HookDelivery| {
        found.expires_at > now && matches!(found.status, NoticeStatus::Failed | NoticeStatus::Suppressed)
    };
    let (found, more) = app.store.hook_log_since(hook, since, MOST_REPLAYED, wanted).await?;
    let mut count = 0;
    for delivery in found {
        count += usize::from(begin_anew(app, delivery).await?.is_some());
    }
    Ok(Replayed { count, more })
}

/// Calls the webhook, whatever it wants to be told of.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] with `hook_is_off`.
pub async fn ping(app: &App, hook: HookId) -> Result<HookDelivery, Failure> {
    let hook = switched_on(app, hook).await?;
    let now = app.now();
    let id = app.new_id(hook.id.business());
    let delivery = HookDelivery {
        expires_at: kept_for(app, hook.id.business()).await?,
        ..HookDelivery::queued(id, hook.id, PING, ping_body(&hook, now), now)
    };
    app.store.write_once(&delivery).await?;
    Ok(delivery)
}

async fn switched_on(app: &App, hook: HookId) -> Result<Hook, Failure> {
    let hook = show(app, hook).await?.record;
    if hook.enabled {
        Ok(hook)
    } else {
        Err(Failure::Conflict("hook_is_off"))
    }
}

/// `None` while it is under way.
async fn begin_anew(app: &App, found: Versioned<HookDelivery>) -> Result<Option<HookDelivery>, Failure> {
    let Versioned { record, version } = found;
    if !record.status.is_final() {
        return Ok(None);
    }
    let now = app.now();
    let progress = record.progress().begun_anew(now);
    let anew = HookDelivery {
        failed: 0,
        due_at: now,
        ..record
    }
    .moved_to(progress);
    match app.store.replace(&anew, version).await {
        Ok(()) => Ok(Some(anew)),
        // Somebody else has begun it.
        Err(CommitError::Moved(_)) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}
