//! A message in the hands of a worker, whatever it tells of.

use chrono::{DateTime, Utc};
use providers::delivery::{Accepted, DeliveryError};
use store::{CommitError, Notice, NoticeStatus, Parcel, Progress, Versioned};

use super::{Again, Carrier, Message};
use crate::app::App;

/// Why a message whose worker died ended: whether the provider took it is unknown.
pub(crate) const WORKER_STOPPED: &str = "worker_stopped";

/// What a worker finds when it takes up an order.
pub(super) enum Found<'a, P> {
    /// It waits to be sent.
    Waiting(Held<'a, P>),
    /// There is nothing left to do.
    Done(NoticeStatus),
}

pub(super) struct Held<'a, P> {
    app: &'a App,
    parcel: Versioned<P>,
}

impl<'a, P: Parcel> Held<'a, P> {
    /// Takes up a message as it stands in the table; one whose worker died ends here.
    pub(super) async fn take_up(app: &'a App, parcel: Versioned<P>) -> Result<Found<'a, P>, Again> {
        let progress = parcel.record.progress();
        let held = Self { app, parcel };
        Ok(match progress.status {
            NoticeStatus::Queued => Found::Waiting(held),
            NoticeStatus::Sending if progress.is_abandoned(app.now()) => {
                Found::Done(held.end(NoticeStatus::Unknown, Some(WORKER_STOPPED), None).await?)
            }
            NoticeStatus::Sending => return Err(Again("claimed by another worker".to_owned())),
            status => Found::Done(status),
        })
    }

    pub(super) fn record(&self) -> &P {
        &self.parcel.record
    }

    /// Decided now that it should not go out.
    pub(super) async fn suppress(self, reason: &str) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Suppressed, Some(reason), None).await
    }

    /// It cannot go out, now or later.
    pub(super) async fn fail(self, reason: &str) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Failed, Some(reason), None).await
    }

    /// Claims it, sends it, records what became of it.
    pub(super) async fn send(self, carrier: &Carrier, message: Message) -> Result<NoticeStatus, Again> {
        let claimed = self.claim().await?;
        let outcome = message.send(carrier).await;
        claimed.conclude(outcome).await
    }

    /// A worker that was not first must not be done with the message: the first may yet fail, and it may be the same
    /// message, delivered twice.
    async fn claim(self) -> Result<Self, Again> {
        let Versioned { record, version } = self.parcel;
        let claim = self.app.new_uuid().to_string();
        let progress = record.progress().claimed(claim, self.app.now());
        let claimed = record.moved_to(progress);
        match self.app.store.replace(&claimed, version).await {
            Ok(()) => {}
            // A write whose answer was lost is repeated and then finds itself in its way.
            Err(CommitError::Moved(_)) => {
                let found = self.app.store.parcel::<P>(claimed.key()).await?;
                if found.is_none_or(|found| found.record != claimed) {
                    return Err(Again("claimed by another worker".to_owned()));
                }
            }
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        let parcel = Versioned {
            record: claimed,
            version: version + 1,
        };
        Ok(Self { parcel, ..self })
    }

    async fn conclude(self, outcome: Result<Accepted, DeliveryError>) -> Result<NoticeStatus, Again> {
        match outcome {
            Ok(accepted) => self.end(NoticeStatus::Sent, None, Some(accepted.reference)).await,
            Err(DeliveryError::Rejected { reason, .. }) => self.end(NoticeStatus::Failed, Some(&reason), None).await,
            Err(DeliveryError::Unknown { reason }) => self.end(NoticeStatus::Unknown, Some(&reason), None).await,
            Err(DeliveryError::Transient { reason }) => {
                // If even this fails the claim runs out and the message ends as unknown.
                let now = self.app.now();
                if let Err(error) = self.write(|progress| progress.put_back(reason.clone(), now)).await {
                    tracing::warn!(?error, "a message could not be put back");
                }
                Err(Again(reason))
            }
        }
    }

    async fn end(
        self,
        status: NoticeStatus,
        reason: Option<&str>,
        reference: Option<String>,
    ) -> Result<NoticeStatus, Again> {
        let (now, reason) = (self.app.now(), reason.map(str::to_owned));
        match self
            .write(|progress| progress.ended(status, reason, reference, now))
            .await
        {
            // Where another worker has moved it on, its word stands.
            Ok(()) | Err(CommitError::Moved(_)) => Ok(status),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    async fn write(self, moved: impl FnOnce(Progress) -> Progress) -> Result<(), CommitError> {
        let Versioned { record, version } = self.parcel;
        let progress = moved(record.progress());
        self.app.store.replace(&record.moved_to(progress), version).await
    }
}

impl Held<'_, Notice> {
    /// Waits for its time once more; the sweep gives it to its queue then.
    pub(super) async fn wait_until(self, at: DateTime<Utc>, reason: &str) -> Result<NoticeStatus, Again> {
        let Versioned { record, version } = self.parcel;
        let progress = record.progress().postponed(reason.to_owned(), self.app.now());
        let waiting = Notice {
            due_at: at,
            ..record.moved_to(progress)
        };
        match self.app.store.replace(&waiting, version).await {
            // Where another worker has moved it on, its word stands.
            Ok(()) | Err(CommitError::Moved(_)) => Ok(NoticeStatus::Scheduled),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }
}
