//! Where something may stand about a person, and what becomes of it there.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BusinessId, CustomerId};
use store::{
    AddressDigest, Addresses, Commit, Consent, Contact, CustomerCard, DataRequest, Event, Letter, Membership,
    NoticeStatus, Parcel, Person, SmsThread, Trace, Traces, Versioned, WaitingCustomer, keys,
};

use super::{JOB, Subject, send, visit};
use crate::app::App;
use crate::author::Author;
use crate::data_requests::open_visits::cancel_one;
use crate::data_requests::work::delete_files;
use crate::failure::Failure;
use crate::{members, retry};

/// Things looked at in one page.
const AT_A_TIME: usize = 25;

/// One place to look through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// What the account waits for. Before bookings: no more of them are made for whoever waits no longer.
    Waits(AccountId),
    /// What is waited for with an address or number that is the person's.
    WaitsByEmail(AddressDigest),
    WaitsByPhone(AddressDigest),
    /// What a customer waits for at one business.
    WaitsOf(CustomerId),
    /// Bookings of the account.
    Visits(AccountId),
    /// Bookings that no account has, by an address or number that is the person's.
    GuestsByEmail(AddressDigest),
    GuestsByPhone(AddressDigest),
    /// What businesses know the account as.
    Cards(AccountId),
    /// From where the account did what it did.
    Trail(AccountId),
    /// What is the account's own.
    Belongings(AccountId),
    Credentials(AccountId),
    Letters(AddressDigest),
    Invitations(AddressDigest),
    Registrations(AddressDigest),
    /// Text messages to a number.
    Thread(AddressDigest),
    Codes(AddressDigest),
    /// What a guest agreed to; to one business, or to any.
    Consents(AddressDigest, Option<BusinessId>),
    /// Bookings of a customer with one business.
    VisitsOf(CustomerId),
    /// The card of a customer, and what stands beside it.
    AllOf(CustomerId),
}

/// What became of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Done,
    /// It was a booking.
    Visit,
    /// Messages about it are still under way.
    Waits,
}

/// All places of a person, bookings before what they lead to: everything that is said about them.
pub(super) fn of(person: Person, addresses: &Addresses) -> Vec<Place> {
    let (emails, phones) = (addresses.emails.iter().cloned(), addresses.phones.iter().cloned());
    let both = emails.clone().chain(phones.clone());
    match person {
        Person::Account(account) => {
            let mut places = vec![Place::Waits(account)];
            places.extend(emails.clone().map(Place::WaitsByEmail));
            places.extend(phones.clone().map(Place::WaitsByPhone));
            places.push(Place::Visits(account));
            places.extend(emails.clone().map(Place::GuestsByEmail));
            places.extend(phones.clone().map(Place::GuestsByPhone));
            places.extend([Place::Cards(account), Place::Belongings(account)]);
            places.extend([Place::Trail(account), Place::Credentials(account)]);
            places.extend(emails.clone().map(Place::Invitations));
            places.extend(emails.map(Place::Registrations));
            places.extend(phones.clone().map(Place::Thread));
            places.extend(phones.map(Place::Codes));
            places.extend(both.clone().map(Place::Letters));
            places.extend(both.map(|address| Place::Consents(address, None)));
            places
        }
        Person::Customer(customer) => {
            let business = Some(customer.business());
            let mut places = vec![Place::WaitsOf(customer), Place::VisitsOf(customer)];
            places.extend(both.map(|address| Place::Consents(address, business)));
            places.push(Place::AllOf(customer));
            places
        }
    }
}

impl Place {
    pub(super) async fn page(&self, app: &App, after: Option<&str>) -> Result<Traces, Failure> {
        let (store, most) = (&app.store, AT_A_TIME);
        Ok(match self {
            Self::Waits(account) => store.waits_of(*account, after, most).await?,
            Self::WaitsByEmail(email) => store.waits_by_email(email, after, most).await?,
            Self::WaitsByPhone(phone) => store.waits_by_phone(phone, after, most).await?,
            Self::WaitsOf(customer) => store.waits_of_customer(*customer, after, most).await?,
            Self::Visits(account) => store.visits_of_account(*account, None, after, most).await?,
            Self::GuestsByEmail(email) => store.guests_by_email(email, after, most).await?,
            Self::GuestsByPhone(phone) => store.guests_by_phone(phone, after, most).await?,
            Self::Cards(account) => store.cards_of(*account, after, most).await?,
            Self::Trail(account) => store.done_by(*account, after, most).await?,
            Self::Belongings(account) => store.belongings(*account, after, most).await?,
            Self::Credentials(account) => store.credentials(*account, after, most).await?,
            Self::Letters(address) => store.letters_to(address, after, most).await?,
            Self::Invitations(email) => store.invitations_to(email, after, most).await?,
            Self::Registrations(email) => store.registrations_of(email, after, most).await?,
            Self::Thread(phone) => store.thread_of(phone, after, most).await?,
            Self::Codes(phone) => store.codes_of(phone, after, most).await?,
            Self::Consents(address, _) => store.guest_consents(address, after, most).await?,
            Self::VisitsOf(customer) => store.visits_of_customer(*customer, None, after, most).await?,
            Self::AllOf(customer) => store.all_of_customer(*customer, after, most).await?,
        })
    }

    pub(super) async fn erase(&self, app: &App, subject: &Subject, trace: &Trace) -> Result<Step, Failure> {
        match self {
            Self::Visits(_) | Self::VisitsOf(_) => match trace.read::<Booking>()? {
                Some(booking) => return visit::erase(app, subject, booking.record.id).await,
                None => return Ok(Step::Done),
            },
            Self::GuestsByEmail(_) | Self::GuestsByPhone(_) => match trace.read::<Contact>()? {
                Some(contact) => return visit::erase(app, subject, contact.record.booking).await,
                None => return Ok(Step::Done),
            },
            Self::Waits(_) | Self::WaitsByEmail(_) | Self::WaitsByPhone(_) | Self::WaitsOf(_) => {
                if let Some(found) = trace.read::<WaitingCustomer>()? {
                    stop_waiting(app, &found.record).await?;
                }
            }
            Self::Cards(_) => {
                if let Some(card) = trace.read::<CustomerCard>()? {
                    forget_customer(app, subject, card.record.id).await?;
                }
            }
            Self::Trail(_) => forget_place(app, trace).await?,
            Self::Belongings(_) => forget_belonging(app, subject, trace).await?,
            Self::Letters(_) => stop_letter(app, trace).await?,
            Self::Consents(_, business) => forget_consent(app, *business, trace).await?,
            Self::AllOf(_) => forget_beside_card(app, subject, trace).await?,
            Self::Thread(_) if trace.read::<SmsThread>()?.is_none() => {}
            Self::Credentials(_) | Self::Invitations(_) | Self::Registrations(_) | Self::Thread(_) | Self::Codes(_) => {
                app.store.forget(trace.key.clone()).await?
            }
        }
        Ok(Step::Done)
    }
}

/// An entry goes, and gives back what is held for it: the held booking is one of the bookings that come next.
async fn stop_waiting(app: &App, waiting: &WaitingCustomer) -> Result<(), Failure> {
    let entry = &waiting.entry;
    if let Some(offer) = entry.offer() {
        cancel_one(app, offer.booking, &Author::job(JOB)).await?;
    }
    app.store.forget(keys::waitlist_entry(entry.customer, entry.id)).await?;
    Ok(app.store.forget(keys::waitlist_place(entry.id)).await?)
}

/// An event stays, without from where it was asked for.
async fn forget_place(app: &App, trace: &Trace) -> Result<(), Failure> {
    let Some(Versioned { record, version }) = trace.read::<Event>()? else {
        return Ok(());
    };
    if record.place.is_none() {
        return Ok(());
    }
    let mut commit = Commit::new();
    commit.replace(&Event { place: None, ..record }, Some(version))?;
    match send(app, &commit).await {
        // Nothing but another erasure ever changes an event.
        Ok(()) | Err(Failure::Stale) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// What the law keeps of an account stays: that it was there, what was done, what was agreed to. The rest goes, whatever it
/// is: a kind of record that this does not know is no reason to keep it.
async fn forget_belonging(app: &App, subject: &Subject, trace: &Trace) -> Result<(), Failure> {
    match trace.kind() {
        "account" | "consent_record" => Ok(()),
        "event" => forget_place(app, trace).await,
        "membership" => leave(app, trace).await,
        "data_request" => forget_request(app, subject, trace).await,
        _ => Ok(app.store.forget(trace.key.clone()).await?),
    }
}

/// Another request about the person goes with its files.
async fn forget_request(app: &App, subject: &Subject, trace: &Trace) -> Result<(), Failure> {
    let Some(request) = trace.read::<DataRequest>()? else {
        return Ok(());
    };
    if request.record.id == subject.request {
        return Ok(());
    }
    delete_files(app, &request.record).await?;
    Ok(app.store.forget(trace.key.clone()).await?)
}

/// Leaves a business. That somebody else owns it was asked before; if two owners go at once, the last goes all the same.
async fn leave(app: &App, trace: &Trace) -> Result<(), Failure> {
    let Some(place) = trace.read::<Membership>()? else {
        return Ok(());
    };
    let Membership { account, business, .. } = place.record;
    match members::remove(app, business, account, &Author::job(JOB)).await {
        Ok(_) => Ok(()),
        Err(Failure::NotFound | Failure::Conflict(_)) => {
            tracing::error!(business.id = %business, "a business is left by its last owner");
            Ok(app.store.forget(keys::membership(account, business)).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// A letter that still has an address ends here, and loses it; what another request writes about the erasure comes after.
async fn stop_letter(app: &App, trace: &Trace) -> Result<(), Failure> {
    let Some(Versioned { record, version }) = trace.read::<Letter>()? else {
        return Ok(());
    };
    let ended = record.progress().ended(
        NoticeStatus::Suppressed,
        Some("booking_erased".to_owned()),
        None,
        app.now(),
    );
    let mut commit = Commit::new();
    commit.replace(&record.moved_to(ended), Some(version))?;
    match send(app, &commit).await {
        Ok(()) => Ok(()),
        // A worker sends it at this moment, and it loses its address by that.
        Err(Failure::Stale) => Ok(app.store.forget(trace.key.clone()).await?),
        Err(failure) => Err(failure),
    }
}

/// Nothing is agreed to any more; that it was, and what was said since, stays as the proof it was kept for.
async fn forget_consent(app: &App, business: Option<BusinessId>, trace: &Trace) -> Result<(), Failure> {
    let Some(consent) = trace.read::<Consent>()? else {
        return Ok(());
    };
    let is_meant = business.is_none() || consent.record.business == business;
    if is_meant {
        app.store.forget(trace.key.clone()).await?;
    }
    Ok(())
}

/// Everything a business keeps of a customer apart from bookings, but what was done.
pub(super) async fn forget_customer(app: &App, subject: &Subject, customer: CustomerId) -> Result<(), Failure> {
    let mut after = None;
    for _ in 0..retry::ROUNDS {
        let page = app.store.all_of_customer(customer, after.as_deref(), AT_A_TIME).await?;
        for trace in &page.found {
            forget_beside_card(app, subject, trace).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
    Err(store::StoreError::Contention.into())
}

async fn forget_beside_card(app: &App, subject: &Subject, trace: &Trace) -> Result<(), Failure> {
    match trace.kind() {
        "event" => Ok(()),
        "data_request" => forget_request(app, subject, trace).await,
        _ => Ok(app.store.forget(trace.key.clone()).await?),
    }
}
