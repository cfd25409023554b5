//! Whether the sums that a month's books keep are those of its entries.

use std::collections::BTreeMap;

use booking_rules::ledger::LedgerEntry;
use providers::backup::{BackupError, Image, TableCopies};
use serde_json::Value;
use store::{Entity, image};

/// The `_t` of the record that keeps a month's sums.
const BOOKS: &str = "books";

/// What is summed, by kind of entry and by how it was paid, in minor units.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    entries: u64,
    by_kind: BTreeMap<String, i64>,
    by_method: BTreeMap<String, i64>,
}

/// Whether the image is a month's own record.
pub(super) fn is_books(image: &Image) -> bool {
    image::type_of(image) == Some(BOOKS)
}

/// Counts the entries of the month again: what differs, if anything does.
pub(super) async fn recount(
    copies: &dyn TableCopies,
    name: &str,
    books: &Image,
) -> Result<Option<String>, BackupError> {
    let Some(key) = image::key(books) else {
        return Ok(None);
    };
    let Some(kept) = kept(books) else {
        return Ok(Some("the sums cannot be read".to_owned()));
    };
    let mut counted = Sums::default();
    let mut after = None;
    loop {
        let page = copies.partition(name, &key.pk, after).await?;
        for image in &page.items {
            if image::type_of(image) != Some(LedgerEntry::TYPE) {
                continue;
            }
            match image::read::<LedgerEntry>(image) {
                Ok(entry) => counted.add(&entry),
                Err(error) => return Ok(Some(error.to_string())),
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok((counted != kept).then(|| format!("kept {kept:?}, counted {counted:?}")))
}

impl Sums {
    fn add(&mut self, entry: &LedgerEntry) {
        let gross = entry.amount.gross.minor();
        self.entries += 1;
        *self.by_kind.entry(entry.kind.as_str().to_owned()).or_default() += gross;
        *self.by_method.entry(entry.method.as_str().to_owned()).or_default() += gross;
    }
}

fn kept(books: &Image) -> Option<Sums> {
    let body = image::plain_body(books)?;
    let sums = |name: &str| -> Option<BTreeMap<String, i64>> {
        let sums = body["totals"][name].as_object()?;
        sums.iter()
            .map(|(of, sum)| Some((of.clone(), Value::as_i64(sum)?)))
            .collect()
    };
    Some(Sums {
        entries: body["entries"].as_u64()?,
        by_kind: sums("by_kind")?,
        by_method: sums("by_method")?,
    })
}
