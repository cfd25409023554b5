//! Every key of the table. Sort keys have fixed width where order matters.

use booking_rules::ids::{
    AccountId, ApiKeyId, AppNoticeId, BookingId, BusinessId, CustomerId, CustomerNoteId, DataRequestId, EventId,
    ExportId, HookDeliveryId, HookId, LedgerEntryId, LetterId, SessionId, ShopId, ShopMessageId, StaffId, TenantId,
    TimeOffId, WaitlistEntryId,
};
use booking_rules::ledger::{LedgerMonth, SaleRef};
use booking_rules::notices::{Channel, Purpose};
use booking_rules::stats::Row;
use booking_rules::values::{Locale, Minutes};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use crate::entities::{AddressDigest, ConsentHolder, Person};

/// Partitions of the list of all businesses: a job that goes through them reads these instead of the whole table.
pub const REGISTRY_SHARDS: u8 = 4;

/// Partition and sort key of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} / {}", self.pk, self.sk)
    }
}

/// Partition of a business: profile, shops, catalogue, staff, schedules, time-off records.
#[must_use]
pub fn business_partition(business: BusinessId) -> String {
    format!("BIZ#{}", business.key())
}

#[must_use]
pub fn profile(business: BusinessId) -> Key {
    Key::new(business_partition(business), "PROFILE")
}

/// One part of the list of all businesses.
#[must_use]
pub fn registry_partition(shard: u8) -> String {
    format!("REGISTRY#{shard}")
}

/// A business's line in the list of all.
#[must_use]
pub fn registered(business: BusinessId) -> Key {
    let shard = business.random_byte() % REGISTRY_SHARDS;
    Key::new(registry_partition(shard), business.key())
}

/// A thing in the business's partition under its two- to five-letter shelf.
#[must_use]
pub fn on_shelf<K: booking_rules::ids::Kind>(shelf: &str, id: TenantId<K>) -> Key {
    Key::new(business_partition(id.business()), format!("{shelf}#{}", id.key()))
}

#[must_use]
pub fn schedule(staff: StaffId, shop: ShopId) -> Key {
    Key::new(
        business_partition(staff.business()),
        format!("SCHED#{}#{}", staff.key(), shop.key()),
    )
}

#[must_use]
pub fn time_off(staff: StaffId, id: TimeOffId) -> Key {
    Key::new(
        business_partition(staff.business()),
        format!("{}{}", time_off_prefix(staff), id.key()),
    )
}

#[must_use]
pub fn time_off_prefix(staff: StaffId) -> String {
    format!("~OFF#{}#", staff.key())
}

/// Sort keys above this belong to no catalogue: a catalogue query stops here.
pub const CATALOGUE_END: &str = "~";

/// All day books of a business for one month.
#[must_use]
pub fn days_partition(business: BusinessId, date: NaiveDate) -> String {
    format!("{}#DAYS#{}", business_partition(business), month(date))
}

#[must_use]
pub fn staff_day(staff: StaffId, date: NaiveDate) -> Key {
    Key::new(
        days_partition(staff.business(), date),
        format!("{date}#STAFF#{}", staff.key()),
    )
}

#[must_use]
pub fn customer_day(customer: CustomerId, date: NaiveDate) -> Key {
    Key::new(
        format!("CUSDAY#{}#{}", customer.business().key(), customer.key()),
        date.to_string(),
    )
}

#[must_use]
pub fn account_day(account: AccountId, date: NaiveDate) -> Key {
    Key::new(format!("ACCDAY#{}", account.key()), date.to_string())
}

/// The books of a business for one month.
#[must_use]
pub fn ledger_partition(business: BusinessId, month: LedgerMonth) -> String {
    format!("{}#LEDGER#{month}", business_partition(business))
}

/// All entries of a month: they sort by instant, so they begin with a digit, and nothing else there does.
pub const LEDGER_ENTRIES: (&str, &str) = ("0", ":");

#[must_use]
pub fn ledger_entry(id: LedgerEntryId, month: LedgerMonth, at: DateTime<Utc>) -> Key {
    Key::new(ledger_partition(id.business(), month), by_start(at, &id.key()))
}

/// The counters of a business for one month of its shops' days.
#[must_use]
pub fn stats_partition(business: BusinessId, month: LedgerMonth) -> String {
    format!("{}#STATS#{month}", business_partition(business))
}

/// The cohorts of a business, of all months.
#[must_use]
pub fn cohorts_partition(business: BusinessId) -> String {
    format!("{}#STATS#COHORTS", business_partition(business))
}

/// One row of counters. Those of one shop and kind stand together, by day: a report reads what it shows and nothing else.
#[must_use]
pub fn stats_row(row: Row) -> Key {
    let business = row.shop().business();
    let partition = match row {
        Row::Cohort { .. } => cohorts_partition(business),
        _ => stats_partition(business, row.month()),
    };
    let sk = match row {
        Row::Shop { shop, day } => format!("{}{day}", stats_of_shop(shop)),
        Row::Staff { shop, staff, day } => format!("{}{day}#{}", stats_of_staff(shop), staff.key()),
        Row::Service {
            shop,
            service,
            staff,
            day,
        } => {
            let staff = staff.map_or_else(|| "-".to_owned(), |staff| staff.key());
            format!("{}{day}#{}#{staff}", stats_of_services(shop), service.key())
        }
        Row::Cohort { shop, first } => format!("{}{first}", cohorts_of_shop(shop)),
    };
    Key::new(partition, sk)
}

/// Rows of a shop as a whole, followed by the day.
#[must_use]
pub fn stats_of_shop(shop: ShopId) -> String {
    format!("SHOP#{}#", shop.key())
}

/// Rows of those who serve in a shop, followed by the day.
#[must_use]
pub fn stats_of_staff(shop: ShopId) -> String {
    format!("STAFF#{}#", shop.key())
}

/// Rows of the services of a shop, followed by the day.
#[must_use]
pub fn stats_of_services(shop: ShopId) -> String {
    format!("SVC#{}#", shop.key())
}

/// Cohorts of a shop, followed by the month.
#[must_use]
pub fn cohorts_of_shop(shop: ShopId) -> String {
    format!("{}#", shop.key())
}

/// What a booking contributes to the counters; beside it.
#[must_use]
pub fn booking_stats(booking: BookingId) -> Key {
    Key::new(booking_partition(booking), "STATS")
}

/// That a money fact is counted; past all entries of its month.
#[must_use]
pub fn entry_stats(id: LedgerEntryId, month: LedgerMonth) -> Key {
    Key::new(ledger_partition(id.business(), month), format!("STATS#{}", id.key()))
}

/// When a customer first came, and in which months since; beside the card.
#[must_use]
pub fn visits(customer: CustomerId) -> Key {
    Key::new(self::customer(customer).pk, "VISITS")
}

/// The month's own record, beside its entries.
#[must_use]
pub fn books(business: BusinessId, month: LedgerMonth) -> Key {
    Key::new(ledger_partition(business, month), "BOOKS")
}

/// Where a sale is: with its booking, or by itself.
#[must_use]
pub fn sale_partition(sale: SaleRef) -> String {
    match sale {
        SaleRef::Booking(booking) => booking_partition(booking),
        SaleRef::Counter(sale) => format!("{}#SALE#{}", business_partition(sale.business()), sale.key()),
    }
}

/// The running account of a sale.
#[must_use]
pub fn tab(sale: SaleRef) -> Key {
    Key::new(sale_partition(sale), "TAB")
}

/// One document of a booking, beside its account; which one it is from 1.
#[must_use]
pub fn sale_document(booking: BookingId, place: u32) -> Key {
    Key::new(booking_partition(booking), format!("DOC#{place:06}"))
}

/// GSI1 of the documents of an account's bookings, by the instant they were issued at.
#[must_use]
pub fn invoices_of_account(account: AccountId) -> String {
    format!("INVOICES#{}", account.key())
}

/// The place of a document among those of an account.
#[must_use]
pub fn by_issue(issued_at: DateTime<Utc>, booking: BookingId, place: u32) -> String {
    by_start(issued_at, &format!("{}#{place:06}", booking.key()))
}

/// A report of a shop that was written by itself.
#[must_use]
pub fn report_file(shop: ShopId, kind: &str, period: &str) -> Key {
    Key::new(
        format!("{}#REPORTS#{}", business_partition(shop.business()), shop.key()),
        format!("{kind}#{period}"),
    )
}

#[must_use]
pub fn booking_partition(booking: BookingId) -> String {
    format!("{}#BK#{}", business_partition(booking.business()), booking.key())
}

#[must_use]
pub fn booking(booking: BookingId) -> Key {
    Key::new(booking_partition(booking), "BOOKING")
}

#[must_use]
pub fn contact(booking: BookingId) -> Key {
    Key::new(booking_partition(booking), "CONTACT")
}

#[must_use]
pub fn notice(booking: BookingId, kind: &str, channel: &str, sequence: u32, ahead: Option<Minutes>) -> Key {
    // One reminder is told from another of the same booking by how long ahead it is; those of before need no suffix.
    let ahead = ahead.map_or_else(String::new, |ahead| format!("#{:06}", ahead.get()));
    Key::new(
        booking_partition(booking),
        format!("NOTICE#{kind}#{channel}#{sequence:06}{ahead}"),
    )
}

/// The same message, sent for the `again`th time because somebody asked for it.
#[must_use]
pub fn sent_again(first: Key, again: u32) -> Key {
    match again {
        0 => first,
        again => Key::new(first.pk, format!("{}#R{again:02}", first.sk)),
    }
}

/// An address that takes no message of this kind, under its digest; beside whatever else is known of it.
#[must_use]
pub fn dead_address(channel: Channel, digest: &str) -> Key {
    Key::new(format!("SUPP#{}#{digest}", channel.as_str()), "DEAD")
}

/// GSI2 of the messages about a business's bookings that are due in a UTC month.
#[must_use]
pub fn notice_log_partition(business: BusinessId, date: NaiveDate) -> String {
    format!("{}#NOTICES#{}", business_partition(business), month(date))
}

/// How a business writes to people; below the end of the catalogue.
#[must_use]
pub fn notice_settings(business: BusinessId) -> Key {
    Key::new(business_partition(business), "NOTICES")
}

/// Own words of a business for one message, past the end of the catalogue.
#[must_use]
pub fn template_override(business: BusinessId, kind: &str, locale: Locale, channel: Channel) -> Key {
    Key::new(
        business_partition(business),
        format!("{TEMPLATE}{kind}#{}#{}", locale.tag(), channel.as_str()),
    )
}

pub const TEMPLATE: &str = "~TPL#";

/// What is kept of the messages of a UTC month, past the end of the catalogue.
#[must_use]
pub fn notice_counts(business: BusinessId, date: NaiveDate) -> Key {
    Key::new(business_partition(business), format!("~NOTICECOUNTS#{}", month(date)))
}

/// An event lives with the thing it happened to.
#[must_use]
pub fn event(partition: &str, id: EventId) -> Key {
    Key::new(partition, format!("{EVENT}{}", id.key()))
}

pub const EVENT: &str = "~EVT#";

/// What the people of a business wrote down about a customer, in the order of writing.
#[must_use]
pub fn customer_note(customer: CustomerId, id: CustomerNoteId) -> Key {
    Key {
        sk: format!("{CUSTOMER_NOTE}{}", id.key()),
        ..self::customer(customer)
    }
}

pub const CUSTOMER_NOTE: &str = "NOTE#";

/// One wish that waits stands with whoever waits, so that it goes with them.
#[must_use]
pub fn waitlist_entry(customer: CustomerId, id: WaitlistEntryId) -> Key {
    Key {
        sk: format!("{WAITS}{}", id.key()),
        ..self::customer(customer)
    }
}

pub const WAITS: &str = "WAIT#";

/// Partition of what happened to an entry of the waitlist.
#[must_use]
pub fn waitlist_partition(id: WaitlistEntryId) -> String {
    format!("{}#WAIT#{}", business_partition(id.business()), id.key())
}

/// Whose entry an id is of.
#[must_use]
pub fn waitlist_place(id: WaitlistEntryId) -> Key {
    Key::new(waitlist_partition(id), "PLACE")
}

/// GSI2 of a shop's waitlist: those that keep their place first.
#[must_use]
pub fn waitlist_of_shop(shop: ShopId) -> String {
    format!("{}#WAITLIST#{}", business_partition(shop.business()), shop.key())
}

/// Sort keys of those that keep their place, and of those that do not any more.
pub const OPEN: &str = "OPEN#";
pub const CLOSED: &str = "SHUT#";

/// Entries that guests made with an address (GSI1) or number (GSI3), as long as they are nobody's.
#[must_use]
pub fn waiting_guests(what: &str, digest: &str) -> String {
    format!("WAITGUEST#{what}#{digest}")
}

#[must_use]
pub fn customer(customer: CustomerId) -> Key {
    Key::new(customer_partition(customer), "CARD")
}

/// Partition of what a business keeps of a customer apart from bookings.
#[must_use]
pub fn customer_partition(customer: CustomerId) -> String {
    format!("{}#CUS#{}", business_partition(customer.business()), customer.key())
}

/// GSI3 of all bookings of a customer by start, whoever booked; those held for a moment stand in what is due.
#[must_use]
pub fn visits_of_customer(customer: CustomerId) -> String {
    format!("VISITS#{}#{}", customer.business().key(), customer.key())
}

/// GSI2 of what is said of a booking outside its partition: entries of lists, what was written to its shop, saved answers.
#[must_use]
pub fn said_of_booking(booking: BookingId) -> String {
    format!("{}#SAID", booking_partition(booking))
}

/// GSI1 of what an account did, as far as it is written down from where.
#[must_use]
pub fn done_by(account: AccountId) -> String {
    format!("DONEBY#{}", account.key())
}

/// GSI1 of letters that still have an address or number, under its digest.
#[must_use]
pub fn letters_to(digest: &str) -> String {
    format!("LETTERS#{digest}")
}

/// GSI1 of open invitations of an address, under its digest.
#[must_use]
pub fn invitations_to(digest: &str) -> String {
    format!("INVITED#{digest}")
}

/// GSI1 of registrations of an address that were not confirmed, under its digest.
#[must_use]
pub fn registrations_of(digest: &str) -> String {
    format!("REGISTERING#{digest}")
}

/// Somebody's wish to have or to erase what is held about them, beside what it is about.
#[must_use]
pub fn data_request(person: &Person, id: DataRequestId) -> Key {
    let partition = match person {
        Person::Account(account) => account_partition(*account),
        Person::Customer(customer) => customer_partition(*customer),
    };
    Key::new(partition, format!("{DATA_REQUEST}{}", id.key()))
}

pub const DATA_REQUEST: &str = "REQ#";

/// Partition of who was erased, by time.
pub const ERASED: &str = "ERASED";

/// Who was erased, so that it can be done again to a copy from before.
#[must_use]
pub fn erased(at: DateTime<Utc>, id: DataRequestId) -> Key {
    Key::new(ERASED, by_start(at, &id.key()))
}

#[must_use]
pub fn account_partition(account: AccountId) -> String {
    format!("ACC#{}", account.key())
}

#[must_use]
pub fn membership(account: AccountId, business: BusinessId) -> Key {
    Key::new(account_partition(account), format!("{MEMBER}{}", business.key()))
}

pub const MEMBER: &str = "MEMBER#";

/// GSI2 of everybody who belongs to a business.
#[must_use]
pub fn members_partition(business: BusinessId) -> String {
    format!("{}#MEMBERS", business_partition(business))
}

/// The open invitation of an address to a business; there is one at most. The address stands as a digest.
#[must_use]
pub fn invitation(business: BusinessId, digest: &str) -> Key {
    Key::new(business_partition(business), format!("{INVITATION}{digest}"))
}

pub const INVITATION: &str = "~INV#";

/// Who owns a business, in one item that guards every change of it.
#[must_use]
pub fn owners(business: BusinessId) -> Key {
    Key::new(business_partition(business), "~OWNERS")
}

#[must_use]
pub fn account(account: AccountId) -> Key {
    Key::new(account_partition(account), "ACCOUNT")
}

#[must_use]
pub fn favourite(account: AccountId, shop: ShopId) -> Key {
    Key::new(
        account_partition(account),
        format!("{FAVOURITE}{}#{}", shop.business().key(), shop.key()),
    )
}

pub const FAVOURITE: &str = "FAV#";

/// What somebody is told in the application; the key's order is that of time.
#[must_use]
pub fn app_notice(account: AccountId, id: AppNoticeId) -> Key {
    Key::new(account_partition(account), format!("{APP_NOTICE}{}", id.key()))
}

pub const APP_NOTICE: &str = "APP#";

/// GSI1 of what somebody was told and has not read.
#[must_use]
pub fn unread_partition(account: AccountId) -> String {
    format!("UNREAD#{}", account.key())
}

/// What people wrote to one shop; the key's order is that of time.
#[must_use]
pub fn shop_message(shop: ShopId, id: ShopMessageId) -> Key {
    Key::new(shop_messages_partition(shop), id.key())
}

#[must_use]
pub fn shop_messages_partition(shop: ShopId) -> String {
    format!("{}#MESSAGES#{}", business_partition(shop.business()), shop.key())
}

/// What was sent to a number by text message, under the number's digest.
#[must_use]
pub fn sms_thread(number: &str, sent_at: DateTime<Utc>, booking: BookingId) -> Key {
    Key::new(sms_thread_partition(number), by_start(sent_at, &booking.to_string()))
}

#[must_use]
pub fn sms_thread_partition(number: &str) -> String {
    format!("SMSTHREAD#{number}")
}

/// GSI2 of every shop of the platform, for what is done for each in the morning. Four partitions, as of what is due.
#[must_use]
pub fn shops_partition(shard: u8) -> String {
    format!("SHOPS#{shard}")
}

/// How an account wants to be written to.
#[must_use]
pub fn preferences(account: AccountId) -> Key {
    Key::new(account_partition(account), "PREFS")
}

/// Partition of somebody's consents: with their account, or under the digest of a guest's address or number.
#[must_use]
pub fn consents_partition(holder: &ConsentHolder) -> String {
    match holder {
        ConsentHolder::Account(account) => account_partition(*account),
        ConsentHolder::Guest(address) => format!("CONSENTS#{}", address.as_str()),
    }
}

/// How one consent stands: to a business or, as `ALL`, to the platform.
#[must_use]
pub fn consent(holder: &ConsentHolder, business: Option<BusinessId>, purpose: Purpose, channel: Channel) -> Key {
    let (purpose, channel) = (purpose.as_str(), channel.as_str());
    Key::new(
        consents_partition(holder),
        format!("{CONSENT}{}#{purpose}#{channel}", one_or_all(business)),
    )
}

pub const CONSENT: &str = "CONSENT#";

/// A consent as it was said, in the order of saying.
#[must_use]
pub fn consent_record(holder: &ConsentHolder, id: EventId) -> Key {
    Key::new(consents_partition(holder), format!("{CONSENT_RECORD}{}", id.key()))
}

pub const CONSENT_RECORD: &str = "CONSENTED#";

/// Partition of what stands against writing to an address or number by a channel; the address stands as a digest.
#[must_use]
pub fn suppressions_partition(channel: Channel, address: &AddressDigest) -> String {
    format!("SUPP#{}#{}", channel.as_str(), address.as_str())
}

/// That somebody refused the messages of a business or, as `ALL`, of every one.
#[must_use]
pub fn suppression(channel: Channel, address: &AddressDigest, business: Option<BusinessId>) -> Key {
    let from = business.map_or_else(|| "ALL".to_owned(), business_partition);
    Key::new(suppressions_partition(channel, address), from)
}

/// The messages counted against a customer's most of one local date.
#[must_use]
pub fn messages_of_day(customer: CustomerId, date: NaiveDate) -> Key {
    Key::new(
        format!(
            "{}#MESSAGES#{}",
            business_partition(customer.business()),
            customer.key()
        ),
        date.to_string(),
    )
}

fn one_or_all(business: Option<BusinessId>) -> String {
    business.map_or_else(|| "ALL".to_owned(), |business| business.key())
}

/// How far an account follows its record with another issuer.
#[must_use]
pub fn outside_user(account: AccountId) -> Key {
    Key::new(account_partition(account), "OUTSIDE")
}

/// A message from outside that was acted on.
#[must_use]
pub fn hook_seen(source: &str, id_hash: &str) -> Key {
    Key::new(format!("HOOK#{source}#{id_hash}"), "HOOK")
}

/// Password, second factor and sessions of an account, apart from it: few functions may reach them.
#[must_use]
pub fn credentials_partition(account: AccountId) -> String {
    format!("CRED#{}", account.key())
}

#[must_use]
pub fn session(account: AccountId, session: SessionId) -> Key {
    Key::new(credentials_partition(account), format!("{SESSION}{}", session.key()))
}

pub const SESSION: &str = "SES#";

/// A key of a server, past the end of the catalogue.
#[must_use]
pub fn api_key(id: ApiKeyId) -> Key {
    Key::new(business_partition(id.business()), format!("{API_KEY}{}", id.key()))
}

pub const API_KEY: &str = "~APIKEY#";

/// When a server last used its key. A prefix of its own, so that a function that only reads may be granted this one write.
#[must_use]
pub fn key_use(id: ApiKeyId) -> Key {
    Key::new(format!("{KEY_USE}{}{}", id.business().key(), id.key()), "USE")
}

pub const KEY_USE: &str = "KEYUSE#";

/// Partition of what was done to the queues of the platform.
pub const QUEUES: &str = "QUEUES";

/// A webhook of a business, past the end of the catalogue.
#[must_use]
pub fn hook(id: HookId) -> Key {
    Key::new(business_partition(id.business()), format!("{HOOK}{}", id.key()))
}

pub const HOOK: &str = "~HOOK#";

/// What the calls of a webhook are signed with. A prefix of its own, so that functions may be kept from reading it.
#[must_use]
pub fn hook_secrets(id: HookId) -> Key {
    Key::new(format!("{HOOK_SECRETS}{}{}", id.business().key(), id.key()), "SECRETS")
}

pub const HOOK_SECRETS: &str = "HOOKSEC#";

fn hook_partition(id: HookId) -> String {
    format!("{}#HOOK#{}", business_partition(id.business()), id.key())
}

/// One event for one webhook. Those about one booking stand together, in the order of their events.
#[must_use]
pub fn hook_delivery(hook: HookId, booking: Option<BookingId>, id: HookDeliveryId) -> Key {
    let about = booking.map_or_else(|| "-".to_owned(), |booking| booking.key());
    Key::new(hook_partition(hook), format!("DEL#{about}#{}", id.key()))
}

/// All that a webhook is to be told about one booking.
#[must_use]
pub fn hook_deliveries_about(hook: HookId, booking: BookingId) -> (String, String) {
    (hook_partition(hook), format!("DEL#{}#", booking.key()))
}

/// GSI2 of everything for one webhook, by the id of the delivery and so by the time of its event.
#[must_use]
pub fn hook_log_partition(hook: HookId) -> String {
    format!("{}#LOG", hook_partition(hook))
}

/// A file that somebody asked for, past the end of the catalogue; the key's order is that of time.
#[must_use]
pub fn export(id: ExportId) -> Key {
    Key::new(business_partition(id.business()), format!("{EXPORT}{}", id.key()))
}

pub const EXPORT: &str = "~EXPORT#";

/// GSI2 of the customers of a business, by name.
#[must_use]
pub fn customers_partition(business: BusinessId) -> String {
    format!("{}#CUSTOMERS", business_partition(business))
}

/// Partition of the keys that sign access tokens, and of what happened to them.
pub const SIGNING_KEYS: &str = "KEYS#SIGNING";

#[must_use]
pub fn published_keys() -> Key {
    Key::new(SIGNING_KEYS, "PUBLIC")
}

#[must_use]
pub fn password(account: AccountId) -> Key {
    Key::new(credentials_partition(account), "PASSWORD")
}

#[must_use]
pub fn second_factor(account: AccountId) -> Key {
    Key::new(credentials_partition(account), "TOTP")
}

/// What is owed after a first factor; found by the digest of what its holder shows.
#[must_use]
pub fn challenge(account: AccountId, token_hash: &str) -> Key {
    Key::new(credentials_partition(account), format!("CHALLENGE#{token_hash}"))
}

/// How often a challenge was answered.
#[must_use]
pub fn challenge_tries(account: AccountId, token_hash: &str) -> Key {
    Key::new(credentials_partition(account), format!("TRIES#{token_hash}"))
}

/// The newest one-time code of a number, by the number's digest.
#[must_use]
pub fn sent_code(number: &str) -> Key {
    Key::new(format!("OTP#{number}"), "CODE")
}

/// How often a code was tried.
#[must_use]
pub fn code_tries(number: &str, code: &str) -> Key {
    Key::new(format!("OTP#{number}"), format!("TRIES#{code}"))
}

/// A registration that waits for its link to be followed, under the digest of the secret in it.
#[must_use]
pub fn registration(token: &str) -> Key {
    Key::new(format!("REG#{token}"), "REG")
}

/// A secret that works once, under its digest.
#[must_use]
pub fn one_time_token(purpose: &str, token: &str) -> Key {
    Key::new(format!("ONCE#{purpose}#{token}"), "ONCE")
}

/// Bookings of guests who gave this address (GSI1) or number (GSI2), under its digest.
#[must_use]
pub fn contacts_partition(what: &str, digest: &str) -> String {
    format!("CONTACT#{what}#{digest}")
}

/// Who an address or number belongs to. It stands as a digest: contact data is kept only where it can be erased.
#[must_use]
pub fn unique(what: &str, digest: &str) -> Key {
    Key::new(format!("UNIQ#{what}#{digest}"), "UNIQ")
}

/// Which businesses a web origin may read about.
#[must_use]
pub fn origin(origin: &str) -> Key {
    Key::new(format!("ORIGIN#{}", crate::entities::digest(origin)), "ORIGIN")
}

/// How often something was tried in one window of time.
#[must_use]
pub fn rate(action: &str, of: &str, window: DateTime<Utc>) -> Key {
    Key::new(format!("RATE#{action}#{of}"), window.timestamp().to_string())
}

/// A message to a person that belongs to no booking.
#[must_use]
pub fn letter(letter: LetterId) -> Key {
    Key::new(format!("LETTER#{}", letter.key()), "LETTER")
}

/// GSI2 of what was done in a business in a UTC month, by time.
#[must_use]
pub fn audit_partition(business: BusinessId, date: NaiveDate) -> String {
    format!("{}#AUDIT#{}", business_partition(business), month(date))
}

/// Tries that were refused, a UTC month of them: of those who acted for a business, or of an account that acted for none.
/// A prefix of its own, so that a function that only reads may be granted this one write.
#[must_use]
pub fn refused_partition(business: Option<BusinessId>, account: AccountId, date: NaiveDate) -> String {
    let whose = business.map_or_else(|| account_partition(account), business_partition);
    format!("{REFUSED}{whose}#{}", month(date))
}

pub const REFUSED: &str = "REFUSED#";

#[must_use]
pub fn idempotency(scope: &str, key_hash: &str) -> Key {
    Key::new(format!("IDEM#{scope}#{key_hash}"), "IDEM")
}

#[must_use]
pub fn watermark(job: &str) -> Key {
    Key::new(format!("JOB#{job}"), "WATERMARK")
}

/// How far a job has got that goes through all businesses.
#[must_use]
pub fn job_round(job: &str) -> Key {
    Key::new(format!("JOB#{job}"), "ROUND")
}

/// Partition of the backups that were made, by id and so by time.
pub const BACKUPS: &str = "BACKUPS";

#[must_use]
pub fn backup(id: &str) -> Key {
    Key::new(BACKUPS, id)
}

/// How far the backups are.
#[must_use]
pub fn backup_state() -> Key {
    Key::new("JOB#backup", "STATE")
}

/// How far the drill is that is under way.
#[must_use]
pub fn drill_state() -> Key {
    Key::new("JOB#restore-drill", "STATE")
}

/// Partition of what drills found, by the instant they began at.
pub const DRILLS: &str = "DRILLS";

#[must_use]
pub fn drill_report(begun_at: DateTime<Utc>) -> Key {
    Key::new(DRILLS, instant(begun_at))
}

/// GSI1 of a signed-in person's bookings.
#[must_use]
pub fn bookings_of_account(account: AccountId) -> String {
    account_partition(account)
}

/// GSI1 of a guest's bookings with one business.
#[must_use]
pub fn bookings_of_customer(customer: CustomerId) -> String {
    format!("CUS#{}#{}", customer.business().key(), customer.key())
}

/// GSI2 of a business's bookings that start in a UTC month.
#[must_use]
pub fn agenda_partition(business: BusinessId, date: NaiveDate) -> String {
    format!("{}#AGENDA#{}", business_partition(business), month(date))
}

/// Fixed width, so that text order is time order.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[must_use]
pub fn by_start(start: DateTime<Utc>, own: &str) -> String {
    format!("{}#{own}", instant(start))
}

/// Partitions of what is due on one UTC date. Four spread a busy day over several; a sweep that must catch up reads four
/// a day, where buckets of an hour would cost it ninety-six.
pub const DUE_SHARDS: u8 = 4;

#[must_use]
pub fn due_partition(date: NaiveDate, shard: u8) -> String {
    format!("DUE#{date}#{shard}")
}

/// The shard of a thing: steady, from its own id.
#[must_use]
pub fn shard_of(own: uuid::Uuid) -> u8 {
    own.as_bytes()[15] % DUE_SHARDS
}

fn month(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}
