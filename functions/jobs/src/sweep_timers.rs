//! `jobs-sweep-timers`: every minute, what became due.

use application::App;
use application::failure::Failure;
use application::sweep::sweep;
use providers::Pending;

/// Runs that one invocation makes while it is behind; each catches up with two months.
const MAX_RUNS: usize = 12;

/// Queues due reminders and clears passed holds.
#[must_use]
pub fn run(app: &App) -> Pending<'_, Result<(), Failure>> {
    Box::pin(async move {
        for _ in 0..MAX_RUNS {
            let swept = sweep(app).await?;
            if swept.queued > 0 || swept.expired > 0 {
                tracing::info!(
                    sweep.queued = swept.queued,
                    sweep.expired = swept.expired,
                    "timers swept"
                );
            }
            if swept.caught_up {
                break;
            }
        }
        Ok(())
    })
}
