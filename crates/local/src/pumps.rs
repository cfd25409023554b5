//! The loops that Lambda's event sources are in the deployment: stream to relay, queue to worker, minute to sweep.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use application::Clock;
use application::deliveries::Again;
use application::gauges::Unmeasured;
use booking_rules::notices::Channel;
use futures::future::join_all;
use providers::Pending;
use providers::queue::QueueName;

use crate::system::System;

/// How often idle loops look again.
const PAUSE: Duration = Duration::from_millis(40);
const SWEEP_PAUSE: Duration = Duration::from_secs(1);
/// What is done at a time of one queue: four batches of an SQS event source.
const MESSAGES: usize = 40;
/// Rounds of settling: each hands on what the round before made. Nothing here makes work for ever, so this is only a
/// guard against a defect.
const ROUNDS: usize = 1_000;

impl System {
    /// Runs relay, workers and sweep until nothing is left to do.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.rotate_keys().await?;
        self.greet_mornings().await?;
        self.write_reports().await?;
        self.back_up_in_time().await?;
        for _ in 0..ROUNDS {
            (jobs::sweep_timers::run)(&self.app)
                .await
                .map_err(|failure| anyhow::anyhow!("sweep: {failure:?}"))?;
            (jobs::retention::run)(&self.app)
                .await
                .map_err(|failure| anyhow::anyhow!("retention: {failure:?}"))?;
            let relayed = self.relay().await?;
            let delivered = self.work().await;
            let built = self.build_exports().await;
            if relayed == 0 && delivered == 0 && built == 0 {
                self.sweep_garbage();
                return Ok(());
            }
        }
        anyhow::bail!("the system does not come to rest")
    }

    /// Makes or forgets signing keys, if it is time.
    ///
    /// # Errors
    /// When the table or the vault cannot be read or written.
    pub async fn rotate_keys(&self) -> anyhow::Result<()> {
        let rotated = jobs::rotate_keys::run(&self.app, &*self.vault).await;
        rotated.map_err(|failure| anyhow::anyhow!("rotating the signing keys: {failure:?}"))
    }

    /// Writes the letters of the mornings that have come.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn greet_mornings(&self) -> anyhow::Result<()> {
        let greeted = jobs::daily_digest::run(&self.app).await;
        greeted.map_err(|failure| anyhow::anyhow!("the letters of the morning: {failure:?}"))
    }

    /// Writes the reports of the periods that ended.
    ///
    /// # Errors
    /// When the table or the objects cannot be read or written.
    pub async fn write_reports(&self) -> anyhow::Result<()> {
        for run in [
            jobs::daily_report::run,
            jobs::monthly_report::run,
            jobs::quarterly_report::run,
        ] as [runtime::Job; 3]
        {
            let written = run(&self.app).await;
            written.map_err(|failure| anyhow::anyhow!("the reports of a period: {failure:?}"))?;
        }
        Ok(())
    }

    /// Makes the backups and drills whose time has come, if the system makes any.
    ///
    /// # Errors
    /// When a backup failed or a drill found differences.
    pub async fn back_up_in_time(&self) -> anyhow::Result<()> {
        if !self.backup_rounds.is_time(self.clock.now()) {
            return Ok(());
        }
        self.back_up().await
    }

    /// Makes the backups that are due, and the drill of the month.
    ///
    /// # Errors
    /// When a backup failed or a drill found differences.
    pub async fn back_up(&self) -> anyhow::Result<()> {
        for job in [jobs::backup_daily::run, jobs::backup_hourly::run] {
            job(&self.app)
                .await
                .map_err(|failure| anyhow::anyhow!("backup: {failure:?}"))?;
        }
        let drilled = jobs::restore_drill::run(&self.app, &Unmeasured).await;
        drilled.map_err(|failure| anyhow::anyhow!("drill: {failure:?}"))
    }

    /// Hands on the records that wait; how many there were.
    ///
    /// # Errors
    /// When the stream cannot be read or an outlet does not take a record; it is read again next time.
    pub async fn relay(&self) -> anyhow::Result<usize> {
        let mut stream = self.stream.lock().await;
        let (records, next) = stream.read()?;
        if !records.is_empty() {
            workers::relay::consume(&self.outlets, &records)
                .await
                .context("handing on")?;
        }
        stream.advance(next);
        Ok(records.len())
    }

    /// Does what waits in the queues, each batch all at once, as many functions at a time do it in the deployment; how many
    /// messages there were.
    pub async fn work(&self) -> usize {
        let (told, delivered, called, counted, served, offered) = tokio::join!(
            self.announce(),
            self.deliver(),
            self.call_hooks(),
            self.count(),
            self.serve_people(),
            self.fill_from_waitlist()
        );
        told + delivered + called + counted + served + offered
    }

    /// Delivers messages.
    async fn deliver(&self) -> usize {
        let batches = self.carriers.iter().map(|carrier| {
            let (queue, consume): (_, runtime::Consumer) = match carrier.channel() {
                Channel::Email => (QueueName::EmailDelivery, workers::deliver_email::consume),
                Channel::Sms => (QueueName::SmsDelivery, workers::deliver_sms::consume),
                Channel::Whatsapp => (QueueName::WhatsappDelivery, workers::deliver_whatsapp::consume),
            };
            self.each(queue, move |body| {
                Box::pin(async move { consume(&self.app, carrier, &body).await })
            })
        });
        join_all(batches).await.into_iter().sum()
    }

    /// Makes the calls of webhooks.
    async fn call_hooks(&self) -> usize {
        let call = workers::deliver_hook::consume;
        self.each(QueueName::HookDelivery, |body| {
            Box::pin(async move { call(&self.app, &self.hook_caller, &body).await })
        })
        .await
    }

    /// Tells of the events.
    async fn announce(&self) -> usize {
        let tell = workers::announce::consume;
        self.each(QueueName::Announcements, |body| {
            Box::pin(async move { tell(&self.app, &body).await })
        })
        .await
    }

    /// Counts bookings and money facts.
    async fn count(&self) -> usize {
        let count = workers::project_stats::consume;
        self.each(QueueName::Stats, |body| {
            Box::pin(async move { count(&self.app, &body).await })
        })
        .await
    }

    /// Goes on with what people asked for about their data.
    async fn serve_people(&self) -> usize {
        let serve = workers::serve_people::consume;
        self.each(QueueName::PersonalRecords, |body| {
            Box::pin(async move { serve(&self.app, &body).await })
        })
        .await
    }

    /// Offers what became free to those who wait.
    async fn fill_from_waitlist(&self) -> usize {
        let fill = workers::fill_from_waitlist::consume;
        self.each(QueueName::Waitlist, |body| {
            Box::pin(async move { fill(&self.app, &body).await })
        })
        .await
    }

    /// Takes a few batches out of a queue and does their messages all at once; how many there were. What could not be done
    /// is given back.
    async fn each<'a>(&'a self, queue: QueueName, consume: impl Fn(String) -> Pending<'a, Result<(), Again>>) -> usize {
        let messages = self.queues.receive(queue, MESSAGES).into_iter().map(|message| {
            let done = consume(message.body);
            async move {
                match done.await {
                    Ok(()) => drop(self.queues.delete(message.receipt)),
                    Err(again) => {
                        tracing::warn!(queue = queue.as_str(), reason = %again, "a message will come again");
                        self.queues.release(message.receipt);
                    }
                }
            }
        });
        join_all(messages.collect::<Vec<_>>()).await.len()
    }

    /// Makes the files that wait; how many turns that took.
    async fn build_exports(&self) -> usize {
        let waiting = self.queues.receive(QueueName::Exports, 1);
        let handled = waiting.len();
        for message in waiting {
            match workers::build_export::consume(&self.app, &message.body).await {
                Ok(()) => drop(self.queues.delete(message.receipt)),
                Err(again) => {
                    tracing::warn!(reason = %again, "a file will be gone on with");
                    self.queues.release(message.receipt);
                }
            }
        }
        handled
    }

    /// Runs the loops until the system stops.
    pub fn run_pumps(self: &Arc<Self>) {
        let system = self.clone();
        tokio::spawn(async move { system.pump_messages().await });
        let system = self.clone();
        tokio::spawn(async move { system.pump_timers().await });
        let system = self.clone();
        tokio::spawn(async move { system.pump_exports().await });
    }

    async fn pump_messages(&self) {
        let mut stopping = self.stopping();
        while !*stopping.borrow_and_update() {
            let relayed = self.relay().await.unwrap_or_else(|error| {
                tracing::error!(%error, "relay stopped; it goes on from the same record");
                0
            });
            let delivered = self.work().await;
            if relayed == 0 && delivered == 0 {
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stopping.changed() => {}
                }
            }
        }
    }

    /// Apart from messages, which must not wait for a large file.
    async fn pump_exports(&self) {
        let mut stopping = self.stopping();
        while !*stopping.borrow_and_update() {
            if self.build_exports().await == 0 {
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stopping.changed() => {}
                }
            }
        }
    }

    async fn pump_timers(&self) {
        let mut stopping = self.stopping();
        while !*stopping.borrow_and_update() {
            if let Err(failure) = (jobs::sweep_timers::run)(&self.app).await {
                tracing::error!(?failure, "sweep failed");
            }
            if let Err(failure) = (jobs::retention::run)(&self.app).await {
                tracing::error!(?failure, "old messages stay for now");
            }
            if let Err(error) = self.rotate_keys().await {
                tracing::error!(%error, "the signing keys stay as they are");
            }
            if let Err(error) = self.greet_mornings().await {
                tracing::error!(%error, "the letters of the morning wait");
            }
            if let Err(error) = self.write_reports().await {
                tracing::error!(%error, "the reports of a period wait");
            }
            if let Err(error) = self.back_up_in_time().await {
                tracing::error!(%error, "no backup for now");
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP_PAUSE) => {}
                _ = stopping.changed() => {}
            }
        }
    }
}
