//! The queues of the platform, for those who run it.

use providers::queue::QueueName;
use serde_json::json;
use store::{Commit, keys};

use crate::app::App;
use crate::author::Author;
use crate::failure::{Cause, Failure};

pub use providers::queue::QueueName as Name;

/// Gives the dead letters of a queue back to it, once what killed them is mended; answers about how many there were.
///
/// Every consumer is idempotent, so a letter that was dealt with meanwhile does no harm. Written down before it is asked
/// for: what follows from it must never stand without its author.
///
/// # Errors
/// [`Failure::Unavailable`] when the queue cannot be asked.
pub async fn redrive(app: &App, queue: QueueName, author: &Author) -> Result<u64, Failure> {
    let dead_letters = app.dead_letters()?;
    let mut commit = Commit::new();
    let data = json!({ "queue": queue.address() });
    commit.create(&author.platform_event(app, keys::QUEUES, "QueueRedriven", data))?;
    app.store.commit(&commit).await.map_err(crate::once::moved)?;
    let moved = dead_letters.redrive(queue).await;
    moved.map_err(|error| Failure::Unavailable(Cause(Box::new(error))))
}
