//! Webhooks: what is announced to them, and their calls as a test wants them.

use application::hooks::{HookDelivery, fan_out};
use store::{Event, NoticeStatus, Parcel, Versioned};

use crate::salon::Salon;

impl Salon {
    /// What happened so far and left the table, oldest first.
    ///
    /// # Panics
    /// When the system does not come to rest.
    pub async fn events(&self) -> Vec<Event> {
        self.system.settle().await.expect("the system comes to rest");
        let published = self.system.bus.events();
        published
            .iter()
            .map(|told| serde_json::from_str(&told.detail).expect("an event"))
            .collect()
    }

    /// Announces what happened so far to the webhooks, and makes the calls that are due; how many deliveries are new.
    ///
    /// # Panics
    /// When the table cannot be written.
    pub async fn announce_to_hooks(&self) -> usize {
        let mut new = 0;
        for event in self.events().await {
            new += fan_out(&self.system.app, &event).await.expect("announced");
        }
        self.system.settle().await.expect("the system comes to rest");
        new
    }

    /// A delivery as it stands.
    ///
    /// # Panics
    /// When there is none.
    pub async fn delivery(&self, hook: &str, delivery: &str) -> Versioned<HookDelivery> {
        let (hook, delivery) = (hook.parse().expect("an id"), delivery.parse().expect("an id"));
        let found = self.system.app.store.hook_delivery(hook, delivery).await;
        found.expect("read").expect("a delivery")
    }

    /// Lays a delivery aside, as after the last of its tries.
    ///
    /// # Panics
    /// When it cannot be written.
    pub async fn put_an_end_to(&self, hook: &str, delivery: &str) {
        let Versioned { record, version } = self.delivery(hook, delivery).await;
        let now = self.system.app.now();
        let ended = record.progress().ended(NoticeStatus::Failed, None, None, now);
        let ended = record.moved_to(ended);
        self.system.app.store.replace(&ended, version).await.expect("written");
    }
}
