//! A hundred messages a second through the local system: how long each waits between its record and its vendor.
//!
//! `cargo run -p tests --example messages -- 30` runs for thirty seconds; it reports, and asserts only that every message went out
//! once and none waited for half a minute (seed system S0: a text message leaves within 30 s).

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use providers::queue::QueueName;
use store::{Notice, NoticeStatus};
use testkit::Salon;

const A_SECOND: usize = 100;
const LONGEST_WAIT: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let seconds: usize = std::env::args().nth(1).map_or(Ok(30), |text| text.parse())?;
    let salon = Salon::open().await;
    let booked = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    drop(salon.messages("anna@guests.example").await);
    salon.system.inbox.clear()?;
    salon.system.run_pumps();

    let began = Instant::now();
    let mut bookings = Vec::new();
    for second in 0..seconds {
        let now = salon.now();
        let made = salon.crowd(&booked, A_SECOND, |id| {
            Notice::queued(id, "booking_confirmed", "sms", 0, now)
        });
        bookings.extend(made.await);
        let next = Duration::from_secs(u64::try_from(second + 1)?);
        tokio::time::sleep(next.saturating_sub(began.elapsed())).await;
    }
    let written = began.elapsed();
    while salon.system.inbox.list(None).len() < bookings.len() {
        ensure!(
            began.elapsed() < written + LONGEST_WAIT,
            "{} of {} messages went out; their queue: {:?}, given up: {}",
            salon.system.inbox.list(None).len(),
            bookings.len(),
            salon.system.queues.depth(QueueName::SmsDelivery),
            salon.system.queues.dead_letters(QueueName::SmsDelivery).len(),
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let handed_over = began.elapsed();
    tokio::time::sleep(Duration::from_millis(500)).await;

    let mut waits = Vec::with_capacity(bookings.len());
    for booking in &bookings {
        let notices = salon.system.app.store.notices_of(*booking).await?;
        let notice = &notices.first().context("a notice")?.record;
        ensure!(notice.status == NoticeStatus::Sent, "{:?}", notice.status);
        waits.push(
            (notice.ended_at.context("an end")? - notice.due_at)
                .to_std()
                .unwrap_or_default(),
        );
    }
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100];
    report(&format!(
        "{} messages written in {written:.1?}, all handed over after {handed_over:.1?}; waits: median {:.2?}, 99 % {:.2?}, longest {:.2?}",
        waits.len(),
        at(50),
        at(99),
        at(100),
    ));
    ensure!(
        salon.system.inbox.list(None).len() == bookings.len(),
        "a message went out twice"
    );
    ensure!(at(100) < LONGEST_WAIT, "a message waited too long");
    salon.system.stop();
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a report for whoever runs it")]
fn report(text: &str) {
    println!("{text}");
}
