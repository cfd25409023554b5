//! The catalogue a warm function keeps for a minute. Searches read it; bookings never do.

use std::sync::Arc;

use booking_rules::ids::BusinessId;
use store::Catalogue;

use crate::app::App;
use crate::failure::Failure;
use crate::recent::Recent;

/// Catalogues by business; a whole one may be large, so few are kept.
pub(crate) type CatalogueCache = Recent<BusinessId, Arc<Catalogue>, 200>;

impl App {
    /// The catalogue, at most a minute old.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such business.
    pub async fn recent_catalogue(&self, business: BusinessId) -> Result<Arc<Catalogue>, Failure> {
        let now = self.now();
        if let Some(kept) = self.catalogues.fresh(&business, now) {
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
