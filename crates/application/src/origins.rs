//! Whose web pages may read answers: a business lists the origins of its own front ends.
//!
//! A preflight names an origin and a path, no more, so the list is also kept the other way round: one record an origin with the
//! businesses that trust it.

use booking_rules::ids::BusinessId;
use booking_rules::values::WebOrigin;
use store::{Commit, OriginUse, Versioned};

use crate::app::App;
use crate::failure::Failure;
use crate::recent::Recent;

/// Origins that one business may list: its site, its app, their staging.
pub const MOST_ORIGINS: usize = 10;
/// Businesses that one origin may serve; a front end for more is the platform's own and listed there.
const MOST_BUSINESSES: usize = 500;

/// The businesses of an origin; bounded, for anybody may name any origin.
pub(crate) type OriginCache = Recent<WebOrigin, Vec<BusinessId>, 500>;

/// Whether a page of this origin may read an answer about the business; about any, where the request names none. What
/// cannot be looked up is not allowed: the page tries again, and an answer in the wrong hands cannot be taken back.
pub async fn may_read(app: &App, origin: &str, business: Option<BusinessId>) -> bool {
    let Ok(origin) = WebOrigin::parse(origin) else {
        return false;
    };
    let businesses = match businesses_of(app, origin).await {
        Ok(businesses) => businesses,
        Err(error) => {
            tracing::warn!(%error, "cors.origin_unknown");
            return false;
        }
    };
    match business {
        Some(business) => businesses.contains(&business),
        None => !businesses.is_empty(),
    }
}

async fn businesses_of(app: &App, origin: WebOrigin) -> Result<Vec<BusinessId>, store::StoreError> {
    let now = app.now();
    if let Some(kept) = app.origins.fresh(&origin, now) {
        return Ok(kept);
    }
    let found = app.store.origin_use(&origin, false).await?;
    let businesses = found.map(|f| f.record.businesses).unwrap_or_default();
    app.origins.keep(origin, now, businesses.clone());
    Ok(businesses)
}

/// Brings the records of the origins in line with a business's new list, in the commit of that list.
///
/// # Errors
/// [`Failure::Conflict`] when an origin serves as many businesses as it may.
pub(crate) async fn follow(
    app: &App,
    commit: &mut Commit,
    business: BusinessId,
    before: &[WebOrigin],
    after: &[WebOrigin],
) -> Result<(), Failure> {
    let gone = before.iter().filter(|origin| !after.contains(origin));
    let new = after.iter().filter(|origin| !before.contains(origin));
    for (origin, added) in gone.map(|o| (o, false)).chain(new.map(|o| (o, true))) {
        let found = app.store.origin_use(origin, true).await?;
        let version = found.as_ref().map(|f| f.version);
        let mut businesses = found.map_or_else(Vec::new, |Versioned { record, .. }| record.businesses);
        businesses.retain(|known| *known != business);
        if added {
            businesses.push(business);
        }
        if businesses.len() > MOST_BUSINESSES {
            return Err(Failure::Conflict("origin_serves_too_many"));
        }
        let origin = origin.clone();
        commit.replace(&OriginUse { origin, businesses }, version)?;
    }
    Ok(())
}
