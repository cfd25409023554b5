//! Where an export reads, and what it makes of what stands there: no secret, no digest of one.

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BookingId, BusinessId, CustomerId};
use booking_rules::ledger::LedgerMonth;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use store::{
    Account, AddressDigest, Addresses, AppNotice, Consent, ConsentRecord, Contact, CustomerCard, CustomerNote,
    DataRequest, Event, Favourite, Membership, Notice, OutsideUser, PasswordCredential, Person, Preferences,
    SecondFactor, Session, ShopMessage, Trace, Traces, WaitingCustomer,
};

use super::parts::Part;
use crate::app::App;
use crate::customer_notes;
use crate::failure::Failure;

/// Things read at a time.
const AT_A_TIME: usize = 25;
/// Pages of one booking: it has dozens of records, not thousands.
const PAGES: usize = 50;

/// One place to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Belongings(AccountId),
    Credentials(AccountId),
    Cards(AccountId),
    Visits(AccountId),
    Waits(AccountId),
    WaitsByEmail(AddressDigest),
    WaitsByPhone(AddressDigest),
    GuestsByEmail(AddressDigest),
    GuestsByPhone(AddressDigest),
    Consents(AddressDigest, Option<BusinessId>),
    Trail(AccountId),
    AllOf(CustomerId),
    VisitsOf(CustomerId),
}

pub(super) fn of(person: Person, addresses: &Addresses) -> Vec<Source> {
    let (emails, phones) = (addresses.emails.iter().cloned(), addresses.phones.iter().cloned());
    let both = emails.clone().chain(phones.clone());
    match person {
        Person::Account(account) => {
            let mut sources = vec![
                Source::Belongings(account),
                Source::Credentials(account),
                Source::Cards(account),
                Source::Visits(account),
            ];
            sources.push(Source::Waits(account));
            sources.extend(emails.clone().map(Source::WaitsByEmail));
            sources.extend(phones.clone().map(Source::WaitsByPhone));
            sources.extend(emails.map(Source::GuestsByEmail));
            sources.extend(phones.map(Source::GuestsByPhone));
            sources.extend(both.map(|address| Source::Consents(address, None)));
            sources.push(Source::Trail(account));
            sources
        }
        Person::Customer(customer) => {
            let business = Some(customer.business());
            let mut sources = vec![Source::AllOf(customer), Source::VisitsOf(customer)];
            sources.extend(both.map(|address| Source::Consents(address, business)));
            sources
        }
    }
}

impl Source {
    pub(super) async fn page(&self, app: &App, after: Option<&str>) -> Result<Traces, Failure> {
        let (store, most) = (&app.store, AT_A_TIME);
        Ok(match self {
            Self::Belongings(account) => store.belongings(*account, after, most).await?,
            Self::Credentials(account) => store.credentials(*account, after, most).await?,
            Self::Cards(account) => store.cards_of(*account, after, most).await?,
            Self::Visits(account) => store.visits_of_account(*account, None, after, most).await?,
            Self::Waits(account) => store.waits_of(*account, after, most).await?,
            Self::WaitsByEmail(email) => store.waits_by_email(email, after, most).await?,
            Self::WaitsByPhone(phone) => store.waits_by_phone(phone, after, most).await?,
            Self::GuestsByEmail(email) => store.guests_by_email(email, after, most).await?,
            Self::GuestsByPhone(phone) => store.guests_by_phone(phone, after, most).await?,
            Self::Consents(address, _) => store.guest_consents(address, after, most).await?,
            Self::Trail(account) => store.done_by(*account, after, most).await?,
            Self::AllOf(customer) => store.all_of_customer(*customer, after, most).await?,
            Self::VisitsOf(customer) => store.visits_of_customer(*customer, None, after, most).await?,
        })
    }

    pub(super) async fn read(
        &self,
        app: &App,
        request: &mut DataRequest,
        trace: &Trace,
        part: &mut Part,
    ) -> Result<(), Failure> {
        match self {
            Self::Visits(_) | Self::VisitsOf(_) => {
                if let Some(booking) = trace.read::<Booking>()? {
                    add_visit(app, request, booking.record.id, part).await?;
                }
                Ok(())
            }
            Self::GuestsByEmail(_) => match trace.read::<Contact>()? {
                Some(contact) => add_visit(app, request, contact.record.booking, part).await,
                None => Ok(()),
            },
            // Told already where the address is the person's too.
            Self::WaitsByPhone(_) => match trace.read::<WaitingCustomer>()? {
                Some(found)
                    if found
                        .record
                        .email
                        .as_ref()
                        .is_some_and(|email| request.addresses.has_email(email)) =>
                {
                    Ok(())
                }
                _ => add_record(trace, part),
            },
            Self::GuestsByPhone(_) => match trace.read::<Contact>()? {
                Some(contact) if !told(request, &contact.record) => {
                    add_visit(app, request, contact.record.booking, part).await
                }
                _ => Ok(()),
            },
            Self::Consents(_, business) => add_consent(*business, trace, part),
            // Events in the account's own partition are told among what stands there.
            Self::Trail(account) => match trace.read::<Event>()? {
                Some(event) if event.record.partition != store::keys::account_partition(*account) => {
                    part.add("events", &event.record)
                }
                _ => Ok(()),
            },
            Self::Cards(_) => {
                if let Some(card) = trace.read::<CustomerCard>()? {
                    add_notes(app, card.record.id, part).await?;
                }
                add_record(trace, part)
            }
            Self::AllOf(_) => match trace.read::<CustomerNote>()? {
                Some(note) => add_note(app, note.record, part).await,
                None => add_record(trace, part),
            },
            Self::Belongings(_) | Self::Credentials(_) | Self::Waits(_) | Self::WaitsByEmail(_) => {
                add_record(trace, part)
            }
        }
    }
}

/// What a business wrote down about the customer whose card it is.
async fn add_notes(app: &App, customer: CustomerId, part: &mut Part) -> Result<(), Failure> {
    let mut before = None;
    for _ in 0..PAGES {
        let page = app.store.customer_notes(customer, AT_A_TIME, before).await?;
        before = page.records.last().map(|note| note.id).filter(|_| page.more);
        for note in page.records {
            add_note(app, note, part).await?;
        }
        if before.is_none() {
            break;
        }
    }
    Ok(())
}

/// Opened: what is said about somebody is theirs to read, and the file is for them alone.
async fn add_note(app: &App, note: CustomerNote, part: &mut Part) -> Result<(), Failure> {
    let business = note.customer.business();
    let read = customer_notes::read(app, note).await?;
    part.add(
        "customer_notes",
        &json!({
            "id": read.id, "business": business, "text": read.text.expose_secret(), "created_at": read.created_at
        }),
    )
}

fn told(request: &DataRequest, contact: &Contact) -> bool {
    let email = contact.email.as_ref();
    email.is_some_and(|email| request.addresses.has_email(email))
}

fn add_consent(business: Option<BusinessId>, trace: &Trace, part: &mut Part) -> Result<(), Failure> {
    let is_meant = |consent: &Consent| business.is_none() || consent.business == business;
    if let Some(consent) = trace.read::<Consent>()?
        && is_meant(&consent.record)
    {
        part.add("consents", &consent.record)?;
    }
    if let Some(said) = trace.read::<ConsentRecord>()?
        && is_meant(&said.record.consent)
    {
        part.add("consent_history", &said.record)?;
    }
    Ok(())
}

/// One record of an account or a card, in the section of its type; what has no section holds nothing but secrets, counters
/// and this request itself.
fn add_record(trace: &Trace, part: &mut Part) -> Result<(), Failure> {
    match trace.kind() {
        "account" => add::<Account>("account", trace, part),
        "waitlist_entry" => match trace.read::<WaitingCustomer>()? {
            Some(found) => part.add("waitlist", &wait(&found.record)),
            None => Ok(()),
        },
        "preferences" => add::<Preferences>("preferences", trace, part),
        "favourite" => add::<Favourite>("favourites", trace, part),
        "membership" => add::<Membership>("memberships", trace, part),
        "app_notice" => add::<AppNotice>("app_notices", trace, part),
        "consent" | "consent_record" => add_consent(None, trace, part),
        "outside_user" => add::<OutsideUser>("outside_issuer", trace, part),
        "event" => add::<Event>("events", trace, part),
        "customer" => add::<CustomerCard>("customer_cards", trace, part),
        "session" => match trace.read::<Session>()? {
            Some(session) => part.add("sessions", &session_without_secrets(&session.record)),
            None => Ok(()),
        },
        "password" => match trace.read::<PasswordCredential>()? {
            Some(password) => part.add("password", &json!({ "changed_at": password.record.changed_at })),
            None => Ok(()),
        },
        "second_factor" => match trace.read::<SecondFactor>()? {
            Some(factor) => {
                let SecondFactor {
                    created_at,
                    confirmed_at,
                    ..
                } = factor.record;
                part.add(
                    "second_factor",
                    &json!({ "created_at": created_at, "confirmed_at": confirmed_at }),
                )
            }
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Without what opens it.
fn wait(found: &WaitingCustomer) -> Value {
    json!({
        "entry": found.entry, "account": found.account, "name": found.name, "email": found.email, "phone": found.phone,
        "locale": found.locale,
    })
}

fn add<E: store::Entity>(section: &str, trace: &Trace, part: &mut Part) -> Result<(), Failure> {
    match trace.read::<E>()? {
        Some(found) => part.add(section, &found.record),
        None => Ok(()),
    }
}

fn session_without_secrets(session: &Session) -> Value {
    json!({
        "id": session.id, "method": session.method, "second_factor": session.second_factor,
        "created_at": session.created_at, "last_used_at": session.last_used_at, "expires_at": session.expires_at,
        "user_agent": session.user_agent, "address": session.address,
    })
}

/// A booking with how to reach its customer, the messages that were sent, and what was written back.
async fn add_visit(app: &App, request: &mut DataRequest, id: BookingId, part: &mut Part) -> Result<(), Failure> {
    let (mut booking, mut contact, mut messages) = (None, Value::Null, Vec::new());
    let mut after = None;
    for _ in 0..PAGES {
        let page = app.store.all_of_booking(id, after.as_deref(), 4 * AT_A_TIME).await?;
        for trace in &page.found {
            booking = booking.or(trace.read::<Booking>()?.map(|found| found.record));
            if let Some(found) = trace.read::<Contact>()? {
                contact = serde_json::to_value(&found.record).map_err(Failure::internal)?;
            }
            if let Some(notice) = trace.read::<Notice>()? {
                messages.push(message(&notice.record));
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let Some(booking) = booking else { return Ok(()) };
    remember_books(request, &booking);
    let mut written = Vec::new();
    for trace in app.store.said_of_booking(id, None, 4 * AT_A_TIME).await?.found {
        if let Some(said) = trace.read::<ShopMessage>()? {
            written.push(json!({ "received_at": said.record.received_at, "text": said.record.text }));
        }
    }
    let mut told = serde_json::to_value(&booking).map_err(Failure::internal)?;
    if let Some(fields) = told.as_object_mut() {
        // Whoever has it may move and cancel the booking.
        fields.remove("manage_secret");
        fields.insert("contact".to_owned(), contact);
        fields.insert("messages".to_owned(), Value::Array(messages));
        fields.insert("written_back".to_owned(), Value::Array(written));
    }
    request.bookings = request.bookings.saturating_add(1);
    part.add("bookings", &told)
}

fn message(notice: &Notice) -> Value {
    json!({
        "kind": notice.kind, "channel": notice.channel, "status": notice.status, "due_at": notice.due_at,
        "ended_at": notice.ended_at, "vendor": notice.vendor,
    })
}

/// The books that may tell of the visit begin in the month in which it was booked.
fn remember_books(request: &mut DataRequest, booking: &Booking) {
    let month = LedgerMonth::of(booking.created_at.min(booking.span.start()).date_naive());
    let first = request.books.entry(booking.id.business()).or_insert(month);
    *first = (*first).min(month);
    if !request.customers.contains(&booking.customer) {
        request.customers.push(booking.customer);
    }
}
