//! A message in the hands of a worker, whatever it tells of.

use booking_rules::notices::Vendor;
use chrono::{DateTime, Utc};
use store::{CommitError, Notice, NoticeStatus, Parcel, Progress, Versioned};

use super::Again;
use crate::app::App;

/// Why a message whose worker died ended: whether the provider took it is unknown.
const WORKER_STOPPED: &str = "worker_stopped";

/// What a worker finds when it takes up an order.
pub(super) enum Found<'a, P> {
    /// It waits to be sent.
    Waiting(Held<'a, P>),
    /// Its vendor is to be asked what became of it.
    InQuestion(Held<'a, P>),
    /// There is nothing left to do.
    Done(NoticeStatus),
}

pub(super) struct Held<'a, P> {
    app: &'a App,
    parcel: Versioned<P>,
}

impl<'a, P: Parcel> Held<'a, P> {
    /// Takes up a message as it stands in the table; one whose worker died is in question from here on.
    pub(super) async fn take_up(app: &'a App, parcel: Versioned<P>) -> Result<Found<'a, P>, Again> {
        let progress = parcel.record.progress();
        let held = Self { app, parcel };
        Ok(match progress.status {
            NoticeStatus::Queued => Found::Waiting(held),
            NoticeStatus::Sending if progress.is_abandoned(app.now()) => {
                let now = app.now();
                let stopped = held.step(|progress| abandoned(progress, now).questioned(now)).await?;
                Found::InQuestion(stopped)
            }
            NoticeStatus::Sending => return Err(Again("claimed by another worker".to_owned())),
            NoticeStatus::Unknown | NoticeStatus::Sent if progress.question.open => Found::InQuestion(held),
            status => Found::Done(status),
        })
    }

    pub(super) fn record(&self) -> &P {
        &self.parcel.record
    }

    /// When it was first given to its queue, as far as its history goes back.
    pub(super) fn first_queued(&self) -> Option<DateTime<Utc>> {
        let history = self.record().progress().history;
        let queued = history.iter().find(|step| step.status == NoticeStatus::Queued);
        queued.map(|step| step.at)
    }

    /// Decided now that it should not go out.
    pub(super) async fn suppress(self, reason: &str) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Suppressed, Some(reason), None, false).await
    }

    /// It cannot go out, now or later.
    pub(super) async fn fail(self, reason: &str) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Failed, Some(reason), None, false).await
    }

    /// Its vendor took it; `answers` if the vendor can be asked what became of it.
    pub(super) async fn sent(self, reference: String, answers: bool) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Sent, None, Some(reference), answers).await
    }

    /// Its vendor may have taken it; `answers` if the vendor can be asked.
    pub(super) async fn unknown(self, reason: &str, answers: bool) -> Result<NoticeStatus, Again> {
        self.end(NoticeStatus::Unknown, Some(reason), None, answers).await
    }

    /// A worker that was not first must not be done with the message: the first may yet fail, and it may be the same
    /// message, delivered twice.
    pub(super) async fn claim(self, vendor: Vendor, sent_to: String) -> Result<Self, Again> {
        let Versioned { record, version } = self.parcel;
        let claim = self.app.new_uuid().to_string();
        let headed = record.progress().headed(vendor, Some(sent_to));
        let claimed = record.moved_to(headed.claimed(claim, self.app.now()));
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

    /// Claimed by the same worker for the next vendor: if it dies now, that one is to be asked.
    pub(super) async fn pass_on(self, vendor: Vendor, reason: String) -> Result<Self, Again> {
        let now = self.app.now();
        self.step(|progress| progress.passed_on(vendor, reason, now)).await
    }

    /// No vendor takes it for now; its message stays in the queue.
    pub(super) async fn put_back(self, reason: String) -> Result<NoticeStatus, Again> {
        // If even this fails the claim runs out and the message ends as unknown.
        let (now, told) = (self.app.now(), reason.clone());
        if let Err(error) = self.write(|progress| progress.put_back(told, now)).await {
            tracing::warn!(?error, "a message could not be put back");
        }
        Err(Again(reason))
    }

    async fn end(
        self,
        status: NoticeStatus,
        reason: Option<&str>,
        reference: Option<String>,
        answers: bool,
    ) -> Result<NoticeStatus, Again> {
        let (now, reason) = (self.app.now(), reason.map(str::to_owned));
        let ended = |progress: Progress| {
            let ended = progress.ended(status, reason, reference, now);
            if answers { ended.watched(now) } else { ended }
        };
        self.settle(status, ended).await
    }

    /// Writes where it stands now. Where another worker, or its vendor, has moved it on, their word stands.
    pub(super) async fn settle(
        self,
        status: NoticeStatus,
        moved: impl FnOnce(Progress) -> Progress,
    ) -> Result<NoticeStatus, Again> {
        match self.write(moved).await {
            Ok(_) | Err(CommitError::Moved(_)) => Ok(status),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    /// Goes on with what another has not moved meanwhile.
    async fn step(self, moved: impl FnOnce(Progress) -> Progress) -> Result<Self, Again> {
        self.write(moved).await.map_err(|error| match error {
            CommitError::Moved(_) => Again("moved by another".to_owned()),
            CommitError::Store(error) => error.into(),
        })
    }

    async fn write(self, moved: impl FnOnce(Progress) -> Progress) -> Result<Self, CommitError> {
        let Versioned { record, version } = self.parcel;
        let progress = moved(record.progress());
        let record = record.moved_to(progress);
        self.app.store.replace(&record, version).await?;
        let parcel = Versioned {
            record,
            version: version + 1,
        };
        Ok(Self { parcel, ..self })
    }
}

/// A claim whose worker died. The reference of an earlier hand-over is not this one's.
pub(crate) fn abandoned(progress: Progress, now: DateTime<Utc>) -> Progress {
    progress.ended(NoticeStatus::Unknown, Some(WORKER_STOPPED.to_owned()), None, now)
}

impl Held<'_, Notice> {
    /// Waits for its time once more; the sweep gives it to its queue then.
    pub(super) async fn wait_until(self, at: DateTime<Utc>, reason: &str) -> Result<NoticeStatus, Again> {
        let Versioned { record, version } = self.parcel;
        let progress = record.progress().put_off(reason.to_owned(), self.app.now());
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
