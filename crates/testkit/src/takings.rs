//! Money facts of the salon, written as a till writes them: the entries of a settlement and the event that names them.

use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, SaleRef, VatRate};
use booking_rules::time::Zone;
use booking_rules::values::{Currency, Money};
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Actor, Commit, Event, keys};

use crate::salon::Salon;

impl Salon {
    /// An entry of the salon's shop, service and stylist, taxed at 23 %; its day is that of Warsaw.
    ///
    /// # Panics
    /// When the salon has no business.
    #[must_use]
    pub fn entry(&self, at: &str, kind: EntryKind, gross: i64) -> LedgerEntry {
        let app = &self.system.app;
        let business = self.business.parse().expect("an id");
        let at: DateTime<Utc> = at.parse().expect("an instant");
        let day = Zone::parse("Europe/Warsaw").expect("a zone").local_date(at);
        let money = Money::new(gross, Currency::parse("PLN").expect("a currency"));
        LedgerEntry {
            id: app.new_id(business),
            shop: self.shop.parse().expect("an id"),
            occurred_at: at,
            day,
            kind,
            amount: VatRate::Percent(23).split(money),
            method: PaymentMethod::Cash,
            document: DocumentNumber {
                month: LedgerMonth::of(day),
                place: 1,
            },
            sale: SaleRef::Counter(app.new_id(business)),
            service: Some(self.service.parse().expect("an id")),
            staff: Some(self.staff.parse().expect("an id")),
            customer: None,
            of: None,
            reason: None,
        }
    }

    /// Writes the entries of one settlement and the event that tells of it.
    ///
    /// # Panics
    /// When they cannot be written.
    pub async fn take(&self, entries: &[LedgerEntry]) {
        let app = &self.system.app;
        let first = entries.first().expect("a settlement has entries");
        let places: Vec<_> = entries
            .iter()
            .map(|entry| json!({ "entry_id": entry.id, "month": entry.month(), "at": entry.occurred_at }))
            .collect();
        let mut commit = Commit::new();
        for entry in entries {
            commit.create(entry).expect("an entry");
        }
        let recorded = Event {
            id: booking_rules::ids::EventId::new(app.new_uuid()),
            partition: keys::ledger_partition(first.shop.business(), first.month()),
            kind: "SaleRecorded".to_owned(),
            version: 1,
            business_id: Some(first.shop.business()),
            occurred_at: app.now(),
            actor: Actor::System { job: "till".to_owned() },
            trace: None,
            place: None,
            data: json!({ "shop_id": first.shop, "entries": places }),
        };
        commit.create(&recorded).expect("an event");
        app.store.commit(&commit).await.expect("written");
    }
}
