//! Letters to whoever owns a business, in its language.

use booking_rules::catalog::Business;
use chrono::TimeDelta;
use store::{Account, Letter, keys};

use crate::app::App;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, to_account};

/// Of a business with more owners than this, the first are told.
const MOST_TOLD: usize = 10;

/// One letter for each owner who can be reached.
pub(super) async fn letters_to_owners(
    app: &App,
    business: &Business,
    kind: LetterKind,
    facts: &[(&str, String)],
    useful_for: TimeDelta,
) -> Result<Vec<Letter>, Failure> {
    let owners = app.store.owners(business.id).await?;
    let owners = owners.map_or_else(|| vec![business.owner], |found| found.record.owners);
    let wanted: Vec<_> = owners.into_iter().take(MOST_TOLD).map(keys::account).collect();
    let shelf = app.store.shelf(wanted.clone()).await?;
    let mut letters = Vec::new();
    for key in &wanted {
        let account = shelf.get::<Account>(key)?.filter(|account| !account.record.closed);
        let letter = account.and_then(|account| {
            let locale = business.locale;
            to_account(app, kind, &account.record, locale, facts, useful_for)
        });
        letters.extend(letter);
    }
    Ok(letters)
}
