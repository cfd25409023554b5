//! What providers call to tell of messages: believed when the call was proven to be theirs, and only about a message that
//! this provider was given; late, repeated and out of order, it moves nothing back.

use booking_rules::notices::{Channel, Vendor};
use chrono::{DateTime, Utc};
use providers::fate::{DeliveryReport, Fate};
use store::{Commit, Key, Letter, Notice, NoticeStatus, Parcel, Progress, Versioned};

use crate::app::App;
use crate::deliveries::dead_address;
use crate::failure::Failure;
use crate::once::moved;
use crate::relay::DeliveryOrder;
use crate::retry;

/// What a call changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The message stands there now.
    Moved(NoticeStatus),
    /// Its vendor is asked about it within a minute.
    WillAsk,
    /// It is no message of ours, not this provider's, or no news.
    Nothing,
}

/// Follows what a provider was proven to have told.
///
/// # Errors
/// [`Failure::Unavailable`] when it should be told again.
pub async fn report(app: &App, report: &DeliveryReport) -> Result<Heard, Failure> {
    let Some(order) = report.own_id.as_deref().and_then(DeliveryOrder::parse_own_id) else {
        return Ok(Heard::Nothing);
    };
    let Some(channel) = Channel::parse(order.channel()) else {
        return Ok(Heard::Nothing);
    };
    match &order {
        DeliveryOrder::Notice(_) => follow::<Notice>(app, &order.key(), channel, report).await,
        DeliveryOrder::Letter(_) => follow::<Letter>(app, &order.key(), channel, report).await,
    }
}

/// Somebody who cannot prove who they are says that there is news of a message: its vendor is asked.
///
/// # Errors
/// As [`report`].
pub async fn hint(app: &App, vendor: Vendor, own_id: Option<&str>, reference: Option<&str>) -> Result<Heard, Failure> {
    let Some(order) = own_id.and_then(DeliveryOrder::parse_own_id) else {
        return Ok(Heard::Nothing);
    };
    match &order {
        DeliveryOrder::Notice(_) => ask_soon::<Notice>(app, &order.key(), vendor, reference).await,
        DeliveryOrder::Letter(_) => ask_soon::<Letter>(app, &order.key(), vendor, reference).await,
    }
}

/// What a fate makes of a message, and why.
pub(crate) fn meaning(fate: &Fate) -> (NoticeStatus, Option<String>) {
    match fate {
        Fate::UnderWay => (NoticeStatus::Sent, None),
        Fate::Delivered => (NoticeStatus::Delivered, None),
        Fate::Read => (NoticeStatus::Read, None),
        Fate::Failed { reason, .. } => (NoticeStatus::Failed, Some(reason.clone())),
    }
}

async fn follow<P: Parcel>(app: &App, key: &Key, channel: Channel, report: &DeliveryReport) -> Result<Heard, Failure> {
    retry::unless_stale(app, None, || async {
        let Some(Versioned { record, version }) = app.store.parcel::<P>(key.clone()).await? else {
            return Ok(Heard::Nothing);
        };
        let progress = record.progress();
        if !is_of(&progress, report.vendor, Some(&report.reference)) {
            tracing::warn!(vendor = report.vendor.as_str(), "fate.foreign_report");
            return Ok(Heard::Nothing);
        }
        let (status, reason) = meaning(&report.fate);
        let at = told_at(&progress, report.at, app.now());
        let dead = dead_address(channel, &progress, &report.fate, at);
        let named = Progress {
            reference: Some(report.reference.clone()),
            ..progress
        };
        let Some(next) = named.reported(status, reason, at) else {
            return Ok(Heard::Nothing);
        };
        let mut commit = Commit::new();
        commit.replace(&record.moved_to(next), Some(version))?;
        if let Some(dead) = dead {
            let known = app.store.dead_address(channel, &dead.address_digest).await?;
            if known.is_none() {
                commit.create(&dead)?;
            }
        }
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(Heard::Moved(status))
    })
    .await
}

async fn ask_soon<P: Parcel>(app: &App, key: &Key, vendor: Vendor, reference: Option<&str>) -> Result<Heard, Failure> {
    retry::unless_stale(app, None, || async {
        let Some(Versioned { record, version }) = app.store.parcel::<P>(key.clone()).await? else {
            return Ok(Heard::Nothing);
        };
        let progress = record.progress();
        if !is_of(&progress, vendor, reference) {
            return Ok(Heard::Nothing);
        }
        let Some(next) = progress.hinted(app.now()) else {
            return Ok(Heard::Nothing);
        };
        let written = app.store.replace(&record.moved_to(next), version).await;
        written.map_err(moved)?;
        Ok(Heard::WillAsk)
    })
    .await
}

/// Whether the vendor was given the message, and knows it by the name it told us, if it told us one. A message that is
/// still being handed over has no name yet: a call may be faster than our own record.
fn is_of(progress: &Progress, vendor: Vendor, reference: Option<&str>) -> bool {
    let named = progress.reference.as_deref().zip(reference);
    progress.vendor == Some(vendor) && named.is_none_or(|(known, told)| known == told)
}

/// A provider's clock may differ from ours, but nothing happens before what led to it, or later than now.
fn told_at(progress: &Progress, told: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let last = progress.history.last().map_or(now, |step| step.at.min(now));
    told.unwrap_or(now).clamp(last, now)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use store::{Question, Step};

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn standing(vendor: Option<Vendor>, reference: Option<&str>) -> Progress {
        Progress {
            status: NoticeStatus::Sent,
            look_at: None,
            given_again: 0,
            claimed_at: None,
            claim: None,
            ended_at: None,
            reason: None,
            reference: reference.map(str::to_owned),
            attempts: 1,
            vendor,
            history: vec![Step::now(NoticeStatus::Sent, at(10))],
            question: Question::default(),
        }
    }

    #[test]
    fn a_report_counts_only_for_the_vendor_that_was_given_the_message_and_its_name() {
        for (vendor, reference, counts) in [
            (Some(Vendor::Twilio), Some("SM1"), true),
            (Some(Vendor::Twilio), None, true),
            (Some(Vendor::Twilio), Some("SM2"), false),
            (Some(Vendor::Sns), Some("SM1"), false),
            (None, None, false),
        ] {
            let progress = standing(vendor, reference);
            assert_eq!(
                is_of(&progress, Vendor::Twilio, Some("SM1")),
                counts,
                "{vendor:?} {reference:?}"
            );
        }
    }

    #[test]
    fn what_is_told_stands_between_the_last_step_and_now() {
        let progress = standing(None, None);
        for (told, kept) in [(None, 20), (Some(5), 10), (Some(15), 15), (Some(25), 20)] {
            assert_eq!(told_at(&progress, told.map(at), at(20)), at(kept), "{told:?}");
        }
        assert_eq!(told_at(&progress, None, at(5)), at(5), "a clock that was set back");
    }
}
