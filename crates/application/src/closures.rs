//! Holidays and closed periods of a shop.

use booking_rules::catalog::Shop;
use booking_rules::ids::{ClosureId, ShopId};
use booking_rules::schedule::Closure;
use booking_rules::time::Span;
use booking_rules::values::Name;
use serde_json::json;
use store::{Commit, Versioned};

use crate::access::Within;
use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, replace};
use crate::failure::Failure;
use crate::once::{Once, commit_once};
use crate::retry;

/// Closes the shop for a span; bookings made inside it stay and are the shop's to move.
///
/// # Errors
/// [`Failure::NotFound`], or [`Failure::Conflict`] `too_many_closures` at the limit of a shop.
pub async fn create(
    app: &App,
    shop: Within<ShopId>,
    span: Span,
    reason: Option<Name>,
    author: &Author,
    once: Option<&Once>,
) -> Result<Closure, Failure> {
    let shop = shop.id();
    let closure = Closure {
        id: ClosureId::new(shop.business(), app.new_uuid()),
        span,
        reason,
    };
    retry::unless_stale(app, None, || async {
        let Versioned { mut record, version } = app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
        let now = app.now();
        record.closures.retain(|c| c.span.end() > now);
        if record.closures.len() >= Shop::MAX_CLOSURES {
            return Err(Failure::Conflict("too_many_closures"));
        }
        record.closures.push(closure.clone());
        record.closures.sort_by_key(|c| c.span.start());
        let mut commit = Commit::new();
        commit.replace(&record, Some(version))?;
        let data = json!({ "shop_id": shop, "closure_id": closure.id, "span": span });
        Told {
            business: shop.business(),
            kind: "ClosureCreated",
            data,
            author,
        }
        .add_to(app, &mut commit)?;
        let closure = commit_once(app, once, commit, closure.clone()).await?;
        app.catalogues.forget(&shop.business());
        Ok(closure)
    })
    .await
}

/// Closures that are not over, soonest first.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn list(app: &App, shop: Within<ShopId>) -> Result<Vec<Closure>, Failure> {
    let now = app.now();
    let mut closures = app
        .store
        .shop(shop.id())
        .await?
        .ok_or(Failure::NotFound)?
        .record
        .closures;
    closures.retain(|c| c.span.end() > now);
    Ok(closures)
}

/// Opens the shop again.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such closure.
pub async fn delete(app: &App, shop: Within<ShopId>, id: ClosureId, author: &Author) -> Result<Closure, Failure> {
    let shop = shop.id();
    retry::unless_stale(app, None, || async {
        let Versioned { mut record, version } = app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
        let at = record
            .closures
            .iter()
            .position(|c| c.id == id)
            .ok_or(Failure::NotFound)?;
        let gone = record.closures.remove(at);
        let data = json!({ "shop_id": shop, "closure_id": id, "span": gone.span });
        replace(
            app,
            record,
            version,
            Told {
                business: shop.business(),
                kind: "ClosureDeleted",
                data,
                author,
            },
        )
        .await?;
        Ok(gone)
    })
    .await
}
