//! What one settlement gives to the customer: who sold what, with which tax, paid how.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{DocumentNumber, EntryKind, PaymentMethod, RateTotal, Settled, TaxedAmount, VatRate};
use crate::catalog::TaxId;
use crate::ids::{AccountId, BookingId, LedgerEntryId, ServiceId, ShopId};
use crate::time::Zone;
use crate::values::{Currency, Money, Name};

/// What a document is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Sale,
    Refund,
    Correction,
}

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::Sale, Self::Refund, Self::Correction];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
            Self::Correction => "correction",
        }
    }
}

/// Who sold, by the names of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub business: Name,
    pub shop: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<TaxId>,
}

/// One entry as it stands on the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    pub entry: LedgerEntryId,
    pub kind: EntryKind,
    /// Negative where it takes off or gives back.
    pub amount: TaxedAmount,
    pub method: PaymentMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The name of the service on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_name: Option<Name>,
}

/// A settlement of a booking as its customer keeps it. It repeats what the entries say, with the names of that day, so
/// that it reads the same however the catalogue changes; the entries stay what counts. Reasons of refunds and corrections are
/// words among colleagues and stand on none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleDocument {
    pub booking: BookingId,
    /// Which of the booking's documents it is, from 1.
    pub place: u32,
    pub number: DocumentNumber,
    pub kind: DocumentKind,
    /// Whose booking it is; a guest's is nobody's until it is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub shop: ShopId,
    pub seller: Seller,
    pub zone: Zone,
    pub issued_at: DateTime<Utc>,
    /// The day of the books, by the shop's clock.
    pub day: NaiveDate,
    pub currency: Currency,
    pub lines: Vec<DocumentLine>,
}

/// What a document says beside its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub booking: BookingId,
    pub kind: DocumentKind,
    pub account: Option<AccountId>,
    pub seller: Seller,
    pub zone: Zone,
}

impl SaleDocument {
    /// The document of a settlement; none of one without entries.
    #[must_use]
    pub fn of(settled: &Settled, heading: Heading, name_of: impl Fn(ServiceId) -> Option<Name>) -> Option<Self> {
        let first = settled.entries.first()?;
        let lines = settled.entries.iter().map(|entry| DocumentLine {
            entry: entry.id,
            kind: entry.kind,
            amount: entry.amount,
            method: entry.method,
            service: entry.service,
            service_name: entry.service.and_then(&name_of),
        });
        Some(Self {
            booking: heading.booking,
            place: settled.tab.documents,
            number: settled.document,
            kind: heading.kind,
            account: heading.account,
            shop: first.shop,
            seller: heading.seller,
            zone: heading.zone,
            issued_at: first.occurred_at,
            day: first.day,
            currency: settled.tab.currency,
            lines: lines.collect(),
        })
    }

    /// All lines together.
    #[must_use]
    pub fn total(&self) -> Money {
        let gross = self.lines.iter().map(|line| line.amount.gross.minor()).sum();
        Money::new(gross, self.currency)
    }

    /// The lines of each tax rate together. Tips and deposits are outside the tax's scope, and stand under that.
    #[must_use]
    pub fn by_rate(&self) -> Vec<TaxedAmount> {
        let mut totals: BTreeMap<VatRate, RateTotal> = BTreeMap::new();
        for DocumentLine { amount, .. } in &self.lines {
            let total = totals.entry(amount.rate).or_default();
            total.net += amount.net.minor();
            total.vat += amount.vat.minor();
            total.gross += amount.gross.minor();
        }
        let money = |minor| Money::new(minor, self.currency);
        let of_rate = |(rate, total): (VatRate, RateTotal)| TaxedAmount {
            rate,
            net: money(total.net),
            vat: money(total.vat),
            gross: money(total.gross),
        };
        totals.into_iter().map(of_rate).collect()
    }

    /// What moved by each method.
    #[must_use]
    pub fn by_method(&self) -> Vec<(PaymentMethod, Money)> {
        let mut totals: BTreeMap<PaymentMethod, i64> = BTreeMap::new();
        for line in &self.lines {
            *totals.entry(line.method).or_default() += line.amount.gross.minor();
        }
        let money = |(method, minor)| (method, Money::new(minor, self.currency));
        totals.into_iter().map(money).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{BusinessId, TenantId};
    use crate::ledger::{Books, Ground, LedgerMonth, Lowers, SaleLine, SaleRef, Tab, refund, sell};
    use crate::values::Notes;

    const DAY: NaiveDate = match NaiveDate::from_ymd_opt(2027, 3, 10) {
        Some(day) => day,
        None => panic!("a day"),
    };

    fn business() -> BusinessId {
        BusinessId::from_uuid(uuid::Uuid::from_u128(1))
    }

    fn own<K: crate::ids::Kind>(number: u128) -> TenantId<K> {
        TenantId::new(business(), uuid::Uuid::from_u128(number))
    }

    fn zloty() -> Currency {
        Currency::parse("PLN").unwrap()
    }

    fn heading(kind: DocumentKind) -> Heading {
        Heading {
            booking: own(7),
            kind,
            account: None,
            seller: Seller {
                business: Name::parse("Salon Ola").unwrap(),
                shop: Name::parse("Śródmieście").unwrap(),
                tax_id: None,
            },
            zone: Zone::parse("Europe/Warsaw").unwrap(),
        }
    }

    fn settle(tab: Tab, books: Books, act: impl FnOnce(Ground<'_>) -> Settled) -> Settled {
        let mut next = 100 * (u128::from(tab.documents) + 1);
        let mut ids = || {
            next += 1;
            own(next)
        };
        act(Ground {
            shop: own(2),
            now: "2027-03-10T11:00:00Z".parse().unwrap(),
            day: DAY,
            tab,
            books,
            ids: &mut ids,
        })
    }

    fn line(kind: EntryKind, amount: i64, method: PaymentMethod) -> SaleLine {
        SaleLine {
            kind,
            amount,
            rate: VatRate::Percent(23),
            method,
            service: (kind == EntryKind::Charge).then(|| own(4)),
            staff: None,
            lowers: Lowers::Only,
        }
    }

    #[test]
    fn a_document_repeats_its_entries_and_adds_them_up() {
        let tab = Tab::new(SaleRef::Booking(own(7)), own(2), zloty(), None);
        let books = Books::new(business(), LedgerMonth::of(DAY), zloty());
        let lines = [
            line(EntryKind::Charge, 12_300, PaymentMethod::CardTerminal),
            line(EntryKind::Tip, 1_000, PaymentMethod::Cash),
            line(EntryKind::Discount, 2_460, PaymentMethod::Cash),
        ];
        let sold = settle(tab, books, |ground| sell(ground, &lines).unwrap());
        let name = |id| (id == own(4)).then(|| Name::parse("Strzyżenie").unwrap());
        let document = SaleDocument::of(&sold, heading(DocumentKind::Sale), name).unwrap();
        assert_eq!(
            (document.place, document.number.to_string().as_str()),
            (1, "2027/03/000001")
        );
        assert_eq!(document.total(), Money::new(10_840, zloty()));
        let rates: Vec<_> = document
            .by_rate()
            .iter()
            .map(|total| (total.rate, total.net.minor(), total.vat.minor(), total.gross.minor()))
            .collect();
        assert_eq!(
            rates,
            [
                (VatRate::Percent(23), 8_000, 1_840, 9_840),
                (VatRate::NotSubject, 1_000, 0, 1_000)
            ]
        );
        let methods: Vec<_> = document.by_method().iter().map(|(m, a)| (*m, a.minor())).collect();
        // The discount left the till as its charge came in.
        assert_eq!(
            methods,
            [(PaymentMethod::Cash, 1_000), (PaymentMethod::CardTerminal, 9_840)]
        );
        let names: Vec<_> = document
            .lines
            .iter()
            .map(|l| l.service_name.as_ref().map(Name::as_str))
            .collect();
        assert_eq!(names, [Some("Strzyżenie"), None, Some("Strzyżenie")]);

        let charge = sold.entries[0].id;
        let reason = Notes::parse("Reklamacja").unwrap();
        let back = settle(sold.tab, sold.books, |ground| {
            refund(ground, charge, 1_230, PaymentMethod::Cash, &reason).unwrap()
        });
        let document = SaleDocument::of(&back, heading(DocumentKind::Refund), |_| None).unwrap();
        assert_eq!(
            (document.place, document.number.to_string().as_str()),
            (2, "2027/03/000002")
        );
        assert_eq!(document.total(), Money::new(-1_230, zloty()));
        assert_eq!(document.lines[0].service_name, None);
    }

    #[test]
    fn the_documents_of_one_sale_have_an_end() {
        let tab = Tab {
            documents: Tab::MOST_DOCUMENTS,
            ..Tab::new(SaleRef::Booking(own(7)), own(2), zloty(), None)
        };
        let books = Books::new(business(), LedgerMonth::of(DAY), zloty());
        let mut ids = || own(100);
        let ground = Ground {
            shop: own(2),
            now: "2027-03-10T11:00:00Z".parse().unwrap(),
            day: DAY,
            tab,
            books,
            ids: &mut ids,
        };
        let refused = sell(ground, &[line(EntryKind::Charge, 100, PaymentMethod::Cash)]);
        assert_eq!(refused, Err(crate::refusal::Refusal::TabFull));
    }
}
