//! Who is told of what happened, beside the customer whose messages are planned with the change itself: the people of the
//! business and the customer's own list in the application, letters to those who serve and run, and the webhooks of the business.
//!
//! An event may come twice and late. What it leads to has names that follow from it, so that a second time changes
//! nothing; names and times are told as the event has them.

mod audience;
mod scene;
mod topic;
mod unusual;
mod written;

use futures::future::try_join_all;
use store::Event;
use uuid::Uuid;

use crate::app::App;
use crate::deliveries::Again;
use crate::failure::Failure;
use crate::hooks;

pub(crate) use audience::{reach, reads_finances, runs};
pub use topic::Topic;

/// Tells everybody who hears of it. Again is harmless.
///
/// # Errors
/// [`Again`] while the table does not answer.
pub async fn announce(app: &App, event: &Event) -> Result<(), Again> {
    // What fails for the people of the business says nothing of its webhooks, and the other way round.
    let people = tell_people(app, event).await;
    let webhooks = hooks::fan_out(app, event).await.map(drop);
    people.and(webhooks).map_err(|failure| Again(format!("{failure:?}")))
}

async fn tell_people(app: &App, event: &Event) -> Result<(), Failure> {
    // What nobody hears of must cost nothing: most events are of this kind.
    let Some(topic) = Topic::of(event) else { return Ok(()) };
    let Some(scene) = scene::Scene::read(app, event, topic).await? else {
        return Ok(());
    };
    let unusual = unusual::of(app, &scene).await?;
    let notices = written::notices(&scene, unusual.as_ref());
    let letters = written::letters(app, &scene, unusual.as_ref()).await?;
    try_join_all(notices.iter().map(|notice| app.store.write_once(notice))).await?;
    try_join_all(letters.iter().map(|letter| app.store.write_once(letter))).await?;
    Ok(())
}

/// A name that follows from what it is made of, and sorts by time like every other.
pub(crate) fn name_of(at: chrono::DateTime<chrono::Utc>, parts: &[&str]) -> Uuid {
    let digest = store::digest(&parts.join("\n"));
    let mut random = [0; 10];
    for (byte, pair) in random.iter_mut().zip(digest.as_bytes().chunks(2)) {
        let pair = core::str::from_utf8(pair).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).unwrap_or_default();
    }
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_from_its_parts_and_sorts_by_time() {
        let at = |seconds| chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(seconds);
        assert_eq!(name_of(at(9), &["a", "b"]), name_of(at(9), &["a", "b"]));
        assert_ne!(name_of(at(9), &["a", "b"]), name_of(at(9), &["a", "c"]));
        assert!(name_of(at(9), &["z"]) < name_of(at(10), &["a"]));
    }
}
