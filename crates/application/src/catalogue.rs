//! The catalogue a warm function keeps for a minute. Searches read it; bookings never do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use booking_rules::ids::BusinessId;
use chrono::{DateTime, TimeDelta, Utc};
use store::Catalogue;

use crate::app::App;
use crate::failure::Failure;

/// How stale a search may be.
const KEPT: TimeDelta = TimeDelta::seconds(60);
/// Businesses kept at a time, so that a long-lived process stays small.
const MAX_KEPT: usize = 200;

type ReadAt = DateTime<Utc>;

/// Catalogues by business, with the instant each was read.
#[derive(Debug, Default)]
pub struct CatalogueCache(Mutex<HashMap<BusinessId, (ReadAt, Arc<Catalogue>)>>);

impl CatalogueCache {
    fn fresh(&self, business: BusinessId, now: DateTime<Utc>) -> Option<Arc<Catalogue>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, catalogue) = kept.get(&business)?;
        // A clock that was set back makes everything read "later" stale.
        (*read_at <= now && now - *read_at < KEPT).then(|| catalogue.clone())
    }

    fn keep(&self, business: BusinessId, now: DateTime<Utc>, catalogue: Arc<Catalogue>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(business, (now, catalogue));
    }

    /// After a change by this process, so that its own next search sees it.
    pub(crate) fn forget(&self, business: BusinessId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&business);
    }
}

impl App {
    /// The catalogue, at most a minute old.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such business.
    pub async fn recent_catalogue(&self, business: BusinessId) -> Result<Arc<Catalogue>, Failure> {
        let now = self.now();
        if let Some(kept) = self.catalogues.fresh(business, now) {
            return Ok(kept);
        }
        let read = Arc::new(self.store.catalogue(business, false).await?.ok_or(Failure::NotFound)?);
        self.catalogues.keep(business, now, read.clone());
        Ok(read)
    }

    /// The catalogue as it stands.
    ///
    /// # Errors
    /// As [`App::recent_catalogue`].
    pub async fn catalogue(&self, business: BusinessId) -> Result<Catalogue, Failure> {
        self.store.catalogue(business, true).await?.ok_or(Failure::NotFound)
    }
}
