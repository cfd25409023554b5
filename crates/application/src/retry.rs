//! Deciding again when a record moved: bounded, with jitter, so that many who want one thing do not march in step.

use std::time::Duration;

use crate::app::App;
use crate::failure::Failure;

/// Tries before a decision is given up. Each round of a race has one winner who leaves it, and the losers' next
/// decision is usually a refusal, so a handful settles a crowd.
pub(crate) const ROUNDS: u32 = 16;

/// Waits before round `round` (from 0, which does not wait): 0 to 8, 16, .. 2048 ms. The window grows until a crowd that
/// wants different times of one day fits into it one by one.
pub(crate) async fn pause(app: &App, round: u32) {
    if round == 0 {
        return;
    }
    let cap = 4u64 << round.min(9);
    let jitter = u64::from(app.new_uuid().as_bytes()[15]);
    tokio::time::sleep(Duration::from_millis(cap * jitter / 255)).await;
}

/// Reads, decides and writes again while others win. A caller who named the version it saw gets one try: a record that
/// moved is no longer the one it meant.
pub(crate) async fn unless_stale<T, F: Future<Output = Result<T, Failure>>>(
    app: &App,
    expected: Option<u64>,
    attempt: impl Fn() -> F,
) -> Result<T, Failure> {
    for round in 0..ROUNDS {
        pause(app, round).await;
        match attempt().await {
            Err(Failure::Stale) if expected.is_none() => {}
            answer => return answer,
        }
    }
    Err(store::StoreError::Contention.into())
}
