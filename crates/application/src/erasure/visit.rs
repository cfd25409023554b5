//! A booking without its customer: when, what, by whom served and for how much stays, for the books and the agenda need it;
//! who came, how to reach them, and what anybody wrote about it goes.

use booking_rules::booking::Booking;
use booking_rules::day_book::dates_of;
use booking_rules::ids::BookingId;
use booking_rules::ledger::{SaleDocument, SaleRef, Tab};
use chrono::{DateTime, Utc};
use serde_json::Value;
use store::{
    Actor, AddressDigest, Commit, Contact, CustomerCard, Event, Notice, NoticeStatus, Parcel, Person, Question,
    SmsThread, Trace, Versioned, keys,
};

use super::places::{Step, forget_customer};
use super::{JOB, Subject, send};
use crate::app::App;
use crate::author::Author;
use crate::bookings::new_secret;
use crate::data_requests::open_visits::{cancel_one, is_open};
use crate::failure::Failure;
use crate::retry;

/// Records read at a time.
const AT_A_TIME: usize = 100;
/// Pages of one booking: it has dozens of records, not thousands.
const PAGES: usize = 50;
/// Writes in one transaction, of a hundred that it may have.
const WRITES: usize = 80;

/// Makes a booking anonymous, if it is the person's. Again changes nothing.
pub(super) async fn erase(app: &App, subject: &Subject, id: BookingId) -> Result<Step, Failure> {
    let step = retry::unless_stale(app, None, || attempt(app, subject, id)).await?;
    Ok(step)
}

async fn attempt(app: &App, subject: &Subject, id: BookingId) -> Result<Step, Failure> {
    let all = everything(app, id).await?;
    let Some(found) = Found::among(&all)? else {
        return Ok(Step::Done);
    };
    // The index lags behind the record.
    if !found.is_of(subject) {
        return Ok(Step::Done);
    }
    if subject.waits_until.is_some_and(|until| app.now() < until) && messages_under_way(&all)? {
        return Ok(Step::Waits);
    }
    clean_beside(app, subject, &all, &found).await?;
    forget_what_is_said(app, id, found.contact.as_ref()).await?;
    let was = &found.booking.record;
    let open = is_open(was, app.now());
    let mut commit = Commit::new();
    let left = anonymous(app, was, found.contact.is_some());
    if left != *was {
        commit.replace(&left, Some(found.booking.version))?;
    }
    if let Some(contact) = &found.contact {
        commit.delete(keys::contact(id), contact.version);
    }
    if let (Person::Account(account), Some(entry)) = (subject.person, was.customer_entry()) {
        for date in dates_of(entry.occupied()) {
            commit.remove(keys::account_day(account, date));
        }
    }
    if !commit.is_empty() {
        // What the till writes at this moment carries the account still: then all of it is looked at once more.
        commit.check(keys::tab(SaleRef::Booking(id)), found.tab_version);
    }
    send(app, &commit).await?;
    if open {
        // Nobody can be written to about it any more; the shop hears of it.
        cancel_one(app, id, &Author::job(JOB)).await?;
    }
    if subject.account().is_some() && card_is_theirs(app, subject, was).await? {
        forget_customer(app, subject, was.customer).await?;
    }
    Ok(if left == *was && found.contact.is_none() {
        Step::Done
    } else {
        Step::Visit
    })
}

/// The booking, its contact and where its account stands, among what stands in its partition.
struct Found {
    booking: Versioned<Booking>,
    contact: Option<Versioned<Contact>>,
    tab_version: Option<u64>,
}

impl Found {
    fn among(all: &[Trace]) -> Result<Option<Self>, Failure> {
        let (mut booking, mut contact, mut tab_version) = (None, None, None);
        for trace in all {
            booking = booking.or(trace.read::<Booking>()?);
            contact = contact.or(trace.read::<Contact>()?);
            tab_version = tab_version.or(trace.read::<Tab>()?.map(|tab| tab.version));
        }
        Ok(booking.map(|booking| Self {
            booking,
            contact,
            tab_version,
        }))
    }

    fn is_of(&self, subject: &Subject) -> bool {
        let booking = &self.booking.record;
        match subject.person {
            Person::Customer(customer) => booking.customer == customer,
            Person::Account(account) => match booking.account {
                Some(own) => own == account,
                None => self.contact.as_ref().is_some_and(|contact| {
                    let Contact { email, phone, .. } = &contact.record;
                    let by_email = email.as_ref().is_some_and(|email| subject.addresses.has_email(email));
                    by_email || phone.as_ref().is_some_and(|phone| subject.addresses.has_phone(phone))
                }),
            },
        }
    }
}

async fn everything(app: &App, id: BookingId) -> Result<Vec<Trace>, Failure> {
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = app.store.all_of_booking(id, after.as_deref(), AT_A_TIME).await?;
        found.extend(page.found);
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
    Err(Failure::internal(format!("booking {id} has more records than any has")))
}

/// Messages that were given to their queue: whoever sends them needs the address.
fn messages_under_way(all: &[Trace]) -> Result<bool, Failure> {
    for trace in all {
        let under_way = |status| matches!(status, NoticeStatus::Queued | NoticeStatus::Sending);
        if trace
            .read::<Notice>()?
            .is_some_and(|notice| under_way(notice.record.status))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The secret goes too: a link in an old message opens nothing.
fn anonymous(app: &App, was: &Booking, had_contact: bool) -> Booking {
    let left = Booking {
        account: None,
        notes: None,
        overlap_reason: None,
        closing_reason: None,
        ..was.clone()
    };
    if left == *was && !had_contact {
        return left;
    }
    Booking {
        manage_secret: new_secret(app),
        ..left
    }
}

/// What stands beside the booking: messages lose whom they went to, events from where they came, documents whose they are.
async fn clean_beside(app: &App, subject: &Subject, all: &[Trace], found: &Found) -> Result<(), Failure> {
    let now = app.now();
    let of_whom = found.booking.record.account;
    let mut commit = Commit::new();
    for trace in all {
        if let Some(Versioned { record, version }) = trace.read::<Notice>()? {
            let left = without_address(record.clone(), now);
            if left != record {
                commit.replace(&left, Some(version))?;
            }
        } else if let Some(Versioned { record, version }) = trace.read::<Event>()? {
            let left = without_person(record.clone(), subject, of_whom);
            if left != record {
                commit.replace(&left, Some(version))?;
            }
        }
        if let Some(Versioned { record, version }) = trace.read::<SaleDocument>()?
            && record.account.is_some()
        {
            let left = SaleDocument {
                account: None,
                ..record
            };
            commit.replace(&left, Some(version))?;
        }
        if commit.len() >= WRITES {
            send(app, &std::mem::take(&mut commit)).await?;
        }
    }
    send(app, &commit).await
}

fn without_address(notice: Notice, now: DateTime<Utc>) -> Notice {
    let notice = if notice.status.is_final() {
        notice
    } else {
        let reason = Some("booking_erased".to_owned());
        let ended = notice.progress().ended(NoticeStatus::Suppressed, reason, None, now);
        notice.moved_to(ended)
    };
    Notice {
        // Nobody asks a vendor about somebody who is gone.
        look_at: None,
        claim: None,
        reference: None,
        question: Question::default(),
        ..notice
    }
}

/// An event keeps who did what and when. Where a guest or the person was is gone, and so are words in it.
fn without_person(mut event: Event, subject: &Subject, of_whom: Option<booking_rules::ids::AccountId>) -> Event {
    let is_theirs = match &event.actor {
        Actor::Guest => true,
        Actor::Account { account, .. } => Some(*account) == subject.account() || Some(*account) == of_whom,
        Actor::System { .. } => false,
    };
    if is_theirs {
        event.place = None;
    }
    if let Some(reason) = event.data.get_mut("overlap_reason") {
        *reason = Value::Null;
    }
    event
}

/// Entries in the lists of others, what the customer wrote to the shop, saved answers, and the thread of text messages by
/// which an answer would find the booking.
async fn forget_what_is_said(app: &App, id: BookingId, contact: Option<&Versioned<Contact>>) -> Result<(), Failure> {
    let mut after = None;
    for _ in 0..PAGES {
        let page = app.store.said_of_booking(id, after.as_deref(), AT_A_TIME).await?;
        for some in page.found.chunks(WRITES) {
            let mut commit = Commit::new();
            for trace in some {
                commit.remove(trace.key.clone());
            }
            send(app, &commit).await?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let Some(phone) = contact.and_then(|contact| contact.record.phone.as_ref()) else {
        return Ok(());
    };
    let (number, mut after) = (AddressDigest::from(phone), None);
    for _ in 0..PAGES {
        let page = app.store.thread_of(&number, after.as_deref(), AT_A_TIME).await?;
        for trace in &page.found {
            if trace.read::<SmsThread>()?.is_some_and(|sent| sent.record.booking == id) {
                app.store.forget(trace.key.clone()).await?;
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// Whether the card of the booking's customer is the person's: somebody may book for others, whose cards stay.
async fn card_is_theirs(app: &App, subject: &Subject, booking: &Booking) -> Result<bool, Failure> {
    let key = keys::customer(booking.customer);
    let Some(card) = app.store.shelf(vec![key.clone()]).await?.get::<CustomerCard>(&key)? else {
        return Ok(false);
    };
    let CustomerCard {
        account, email, phone, ..
    } = card.record;
    let by_email = email.as_ref().is_some_and(|email| subject.addresses.has_email(email));
    let by_phone = phone.as_ref().is_some_and(|phone| subject.addresses.has_phone(phone));
    Ok(by_email || by_phone || (account.is_some() && account == subject.account()))
}
