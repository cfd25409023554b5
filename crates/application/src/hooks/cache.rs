//! The webhooks of a business as a warm function remembers them for a minute.

use std::sync::Arc;

use booking_rules::ids::BusinessId;
use store::Hook;

use crate::app::App;
use crate::failure::Failure;
use crate::recent::Recent;

/// Webhooks by business; at most ten small records each.
pub(crate) type HookCache = Recent<BusinessId, Arc<Vec<Hook>>, 1_000>;

impl App {
    /// The webhooks of a business, at most a minute old. What one was switched to meanwhile is seen before it is called.
    pub(super) async fn recent_hooks(&self, business: BusinessId) -> Result<Arc<Vec<Hook>>, Failure> {
        let now = self.now();
        if let Some(kept) = self.hooks.fresh(&business, now) {
            return Ok(kept);
        }
        let found = self.store.hooks_of(business).await?;
        let hooks = Arc::new(found.into_iter().map(|hook| hook.record).collect::<Vec<_>>());
        self.hooks.keep(business, now, hooks.clone());
        Ok(hooks)
    }
}
