//! What the people of a business write down about a customer: allergies, wishes, warnings. Sealed, and told to nobody else.

use booking_rules::ids::{AccountId, CustomerId, CustomerNoteId};
use booking_rules::values::Notes;
use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use secrecy::SecretString;
use serde_json::json;
use store::{Commit, CustomerNote, keys};

use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::changes::Told;
use crate::failure::Failure;
use crate::field_keys::Field;
use crate::once::moved;
use crate::retry;

/// A note with its words.
#[derive(Debug)]
pub struct ReadNote {
    pub id: CustomerNoteId,
    pub text: SecretString,
    pub by: AccountId,
    pub created_at: DateTime<Utc>,
}

/// Some notes, the newest first.
#[derive(Debug)]
pub struct NotesPage {
    pub notes: Vec<ReadNote>,
    pub next: Option<CustomerNoteId>,
}

/// Writes a note down. The event says that, and not what.
///
/// # Errors
/// [`Failure::NotFound`] for a customer who is not there or out of reach; [`Failure::Unavailable`] while the field keys are
/// away, and then nothing is written.
pub async fn add(
    app: &App,
    reach: &Reach,
    customer: CustomerId,
    text: &Notes,
    by: AccountId,
    author: &Author,
) -> Result<ReadNote, Failure> {
    find(app, reach, customer).await?;
    let id = app.new_id(customer.business());
    let note = CustomerNote {
        id,
        customer,
        text: app.seal(&words_of(customer, id), text.as_str()).await?,
        by,
        created_at: app.now(),
    };
    retry::unless_stale(app, None, || async {
        let card = find(app, reach, customer).await?;
        let mut commit = Commit::new();
        commit.create(&note)?;
        // Not beside a customer who is erased at this moment.
        commit.check(keys::customer(customer), Some(card));
        let told = Told {
            business: customer.business(),
            kind: "CustomerNoteAdded",
            data: json!({ "business_id": customer.business(), "customer_id": customer, "note_id": id }),
            author,
        };
        told.add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)
    })
    .await?;
    Ok(ReadNote {
        id,
        text: text.as_str().to_owned().into(),
        by,
        created_at: note.created_at,
    })
}

/// The notes about a customer, opened.
///
/// # Errors
/// As [`add`]; [`Failure::Internal`] for a note that was changed in the table.
pub async fn list(
    app: &App,
    reach: &Reach,
    customer: CustomerId,
    limit: usize,
    before: Option<CustomerNoteId>,
) -> Result<NotesPage, Failure> {
    find(app, reach, customer).await?;
    let found = app.store.customer_notes(customer, limit, before).await?;
    let next = found.records.last().map(|note| note.id).filter(|_| found.more);
    let notes = try_join_all(found.records.into_iter().map(|note| read(app, note))).await?;
    Ok(NotesPage { notes, next })
}

pub(crate) async fn read(app: &App, note: CustomerNote) -> Result<ReadNote, Failure> {
    Ok(ReadNote {
        id: note.id,
        text: app.open(&words_of(note.customer, note.id), &note.text).await?,
        by: note.by,
        created_at: note.created_at,
    })
}

/// The version of the customer's card.
async fn find(app: &App, reach: &Reach, customer: CustomerId) -> Result<u64, Failure> {
    if !reach.covers_customer(customer) {
        return Err(Failure::NotFound);
    }
    let card = app.store.customer_card(customer).await?;
    card.map(|card| card.version).ok_or(Failure::NotFound)
}

fn words_of(customer: CustomerId, id: CustomerNoteId) -> Field {
    Field::of_business(customer.business(), keys::customer_note(customer, id), "text")
}
