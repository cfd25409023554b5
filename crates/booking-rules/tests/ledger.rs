//! The rules of the till: any sequence of sales, refunds and corrections keeps the account of the sale sound and the books
//! equal to a recount of their entries.

use std::collections::BTreeMap;

use booking_rules::Refusal;
use booking_rules::ids::{BusinessId, LedgerEntryId, SaleId, ShopId, StaffId};
use booking_rules::ledger::{
    Books, EntryKind, Ground, LedgerEntry, LedgerMonth, Lowers, PaymentMethod, Recount, Right, SaleLine, SaleRef,
    Settled, Tab, VatRate, books_day, correct, recorded_at, refund, sell,
};
use booking_rules::time::Zone;
use booking_rules::values::{Currency, Money, Notes};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn business() -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(1))
}

fn shop() -> ShopId {
    ShopId::new(business(), Uuid::from_u128(2))
}

fn staff(n: u128) -> StaffId {
    StaffId::new(business(), Uuid::from_u128(n))
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn reason() -> Notes {
    Notes::parse("A mistake").unwrap()
}

/// A till with one sale, in one month.
struct Till {
    tab: Tab,
    books: Books,
    entries: Vec<LedgerEntry>,
    ids: u128,
}

impl Till {
    fn open() -> Self {
        let currency = Currency::parse("PLN").unwrap();
        let sale = SaleRef::Counter(SaleId::new(business(), Uuid::from_u128(3)));
        Self {
            tab: Tab::new(sale, shop(), currency, None),
            books: Books::new(business(), LedgerMonth::parse("2027-03").unwrap(), currency),
            entries: Vec::new(),
            ids: 100,
        }
    }

    fn settle(
        &mut self,
        decide: impl FnOnce(Ground<'_>) -> Result<Settled, Refusal>,
    ) -> Result<Vec<LedgerEntry>, Refusal> {
        let next = &mut self.ids;
        let mut ids = || {
            *next += 1;
            LedgerEntryId::new(business(), Uuid::from_u128(*next))
        };
        let ground = Ground {
            shop: shop(),
            now: at("2027-03-08T09:00:00.1234Z"),
            day: date("2027-03-08"),
            tab: self.tab.clone(),
            books: self.books.clone(),
            ids: &mut ids,
        };
        let settled = decide(ground)?;
        self.tab = settled.tab;
        self.books = settled.books;
        self.entries.extend(settled.entries.iter().cloned());
        Ok(settled.entries)
    }

    fn sell(&mut self, lines: &[SaleLine]) -> Result<Vec<LedgerEntry>, Refusal> {
        self.settle(|ground| sell(ground, lines))
    }

    fn refund(&mut self, of: LedgerEntryId, amount: i64, by: PaymentMethod) -> Result<Vec<LedgerEntry>, Refusal> {
        self.settle(|ground| refund(ground, of, amount, by, &reason()))
    }

    fn correct(&mut self, of: LedgerEntryId, right: &Right) -> Result<Vec<LedgerEntry>, Refusal> {
        self.settle(|ground| correct(ground, of, right, &reason()))
    }

    /// The line that an entry belongs to in the end.
    fn head_of(&self, entry: &LedgerEntry) -> LedgerEntryId {
        let mut id = entry.id;
        while let Some(of) = self.entries.iter().find(|e| e.id == id).and_then(|e| e.of) {
            id = of;
        }
        id
    }

    fn recount(&self) -> Recount {
        let mut recount = Recount::default();
        self.entries.iter().for_each(|entry| recount.add(entry));
        recount
    }

    fn assert_sound(&self) {
        assert!(self.tab.is_sound(), "{:?}", self.tab);
        assert!(self.recount().agrees_with(&self.books), "{:?}", self.books);
        for entry in &self.entries {
            let amount = &entry.amount;
            assert_eq!(amount.net.minor() + amount.vat.minor(), amount.gross.minor());
        }
        let sum = |totals: &mut dyn Iterator<Item = i64>| totals.sum::<i64>();
        let gross: i64 = self.entries.iter().map(|e| e.amount.gross.minor()).sum();
        let totals = &self.books.totals;
        assert_eq!(sum(&mut totals.by_kind.values().copied()), gross);
        assert_eq!(sum(&mut totals.by_method.values().copied()), gross);
        for total in totals.by_rate.values() {
            assert_eq!(total.net + total.vat, total.gross);
        }
        self.assert_books_follow_the_tab();
    }

    /// By rate, method and person the books say of every charge what its account says, and its tax is that of what is left.
    fn assert_books_follow_the_tab(&self) {
        type Account = (VatRate, PaymentMethod, Option<StaffId>);
        for head in self.tab.lines.iter().filter(|line| !line.lowers()) {
            let mut said: BTreeMap<Account, i64> = BTreeMap::new();
            let mut tax: BTreeMap<VatRate, i64> = BTreeMap::new();
            for entry in self.entries.iter().filter(|e| self.head_of(e) == head.entry) {
                let account = (entry.amount.rate, entry.method, entry.staff);
                *said.entry(account).or_default() += entry.amount.gross.minor();
                *tax.entry(entry.amount.rate).or_default() += entry.amount.vat.minor();
            }
            let mut kept: BTreeMap<Account, i64> = BTreeMap::new();
            for line in self.tab.family(head.entry) {
                *kept.entry((line.rate, line.method, line.staff)).or_default() += line.amount;
            }
            said.retain(|_, amount| *amount != 0);
            kept.retain(|_, amount| *amount != 0);
            assert_eq!(said, kept);
            let left = Money::new(self.tab.left_of(head.entry), self.tab.currency);
            for (rate, vat) in tax {
                let due = if rate == head.rate {
                    rate.split(left).vat.minor()
                } else {
                    0
                };
                assert_eq!(vat, due, "tax at {rate} of {left}");
            }
        }
    }
}

fn line(kind: EntryKind, amount: i64) -> SaleLine {
    SaleLine {
        kind,
        amount,
        rate: VatRate::Percent(23),
        method: PaymentMethod::Cash,
        service: None,
        staff: None,
        lowers: Lowers::Only,
    }
}

fn by(method: PaymentMethod, line: SaleLine) -> SaleLine {
    SaleLine { method, ..line }
}

#[test]
fn a_sale_is_one_document_and_a_discount_lowers_its_only_charge() {
    let mut till = Till::open();
    let card = PaymentMethod::CardTerminal;
    let entries = till
        .sell(&[
            line(EntryKind::Discount, 2_000),
            by(card, line(EntryKind::Charge, 12_000)),
            line(EntryKind::Tip, 1_000),
        ])
        .unwrap();
    assert!(entries.iter().all(|e| e.document.to_string() == "2027/03/000001"));
    let said: Vec<_> = entries
        .iter()
        .map(|e| (e.kind, e.amount.gross.minor(), e.amount.vat.minor(), e.method))
        .collect();
    assert_eq!(
        said,
        [
            (EntryKind::Charge, 12_000, 2_244, card),
            // Tips carry no tax, whatever the line says.
            (EntryKind::Tip, 1_000, 0, PaymentMethod::Cash),
            // 100.00 after the discount bears 18.70, so the discount takes 3.74 off.
            (EntryKind::Discount, -2_000, -374, card),
        ]
    );
    assert_eq!(entries[2].of, Some(entries[0].id));
    assert_eq!((till.tab.revenue(), till.tab.balance()), (10_000, 11_000));
    // The key holds milliseconds, so the entry does.
    assert_eq!(entries[0].occurred_at, at("2027-03-08T09:00:00.123Z"));
    till.assert_sound();
}

#[test]
fn a_charge_given_back_in_parts_leaves_no_grosz_of_tax() {
    let mut till = Till::open();
    let charge = till.sell(&[line(EntryKind::Charge, 10_000)]).unwrap()[0].id;
    for part in [3_333, 3_333, 3_334] {
        till.refund(charge, part, PaymentMethod::Cash).unwrap();
        till.assert_sound();
    }
    let total = till.books.totals.by_rate[&VatRate::Percent(23)];
    assert_eq!((total.net, total.vat, total.gross), (0, 0, 0));
    assert_eq!(
        till.refund(charge, 1, PaymentMethod::Cash),
        Err(Refusal::RefundAboveCharge)
    );
    assert_eq!(till.books.documents, 4, "a refusal takes no number");
}

#[test]
fn a_deposit_is_no_revenue_until_a_charge_is_paid_with_it() {
    let mut till = Till::open();
    let deposit = till.sell(&[line(EntryKind::Deposit, 5_000)]).unwrap()[0].id;
    assert_eq!((till.tab.revenue(), till.tab.deposit_left()), (0, 5_000));
    assert!(till.books.totals.by_rate.is_empty());
    let with_deposit = |amount| by(PaymentMethod::Deposit, line(EntryKind::Charge, amount));
    assert_eq!(till.sell(&[with_deposit(5_001)]), Err(Refusal::DepositTooSmall));
    assert_eq!(
        till.sell(&[by(PaymentMethod::Deposit, line(EntryKind::Deposit, 1))]),
        Err(Refusal::DepositByDeposit)
    );
    till.sell(&[with_deposit(4_000), line(EntryKind::Charge, 8_000)])
        .unwrap();
    assert_eq!((till.tab.revenue(), till.tab.deposit_left()), (12_000, 1_000));
    assert_eq!(
        till.tab.balance(),
        13_000,
        "what is paid with a deposit was paid before"
    );
    assert_eq!(
        till.refund(deposit, 1_001, PaymentMethod::Cash),
        Err(Refusal::DepositTooSmall)
    );
    let back = till.refund(deposit, 1_000, PaymentMethod::Cash).unwrap();
    assert_eq!(
        (back[0].kind, back[0].amount.gross.minor()),
        (EntryKind::Deposit, -1_000)
    );
    assert_eq!(till.tab.due_of(Money::new(13_000, till.tab.currency)).minor(), 1_000);
    till.assert_sound();
}

#[test]
fn a_correction_is_the_difference_to_what_should_have_been_said() {
    let mut till = Till::open();
    let sold = till
        .sell(&[line(EntryKind::Charge, 12_000), line(EntryKind::Discount, 2_000)])
        .unwrap();
    let (charge, discount) = (sold[0].id, sold[1].id);
    till.refund(charge, 1_000, PaymentMethod::CardTerminal).unwrap();
    let rate = |rate| Right {
        rate: Some(VatRate::Percent(rate)),
        ..Right::default()
    };
    let amount = |amount| Right {
        amount: Some(amount),
        ..Right::default()
    };
    assert_eq!(till.correct(charge, &rate(23)), Err(Refusal::NothingToCorrect));
    assert_eq!(
        till.correct(charge, &amount(2_999)),
        Err(Refusal::CorrectionBelowRefunds)
    );
    assert_eq!(till.correct(discount, &rate(8)), Err(Refusal::CorrectTheCharge));
    let moved = till.correct(charge, &rate(8)).unwrap();
    let said: Vec<_> = moved
        .iter()
        .map(|e| (e.kind, e.amount.rate.percent(), e.method, e.amount.gross.minor()))
        .collect();
    let (cash, card) = (PaymentMethod::Cash, PaymentMethod::CardTerminal);
    assert_eq!(
        said,
        [
            (EntryKind::Correction, 8, cash, 10_000),
            (EntryKind::Correction, 8, card, -1_000),
            (EntryKind::Correction, 23, cash, -10_000),
            (EntryKind::Correction, 23, card, 1_000),
        ]
    );
    assert!(moved.iter().all(|e| e.of == Some(charge) && e.reason.is_some()));
    till.assert_sound();
    // The till took it by card after all: the discount goes along, the refund stays where it left the till.
    let method = Right {
        method: Some(PaymentMethod::Voucher),
        ..Right::default()
    };
    till.correct(charge, &method).unwrap();
    assert_eq!(till.books.totals.by_method[&cash], 0);
    assert_eq!(till.books.totals.by_method[&PaymentMethod::Voucher], 10_000);
    till.correct(discount, &amount(0)).unwrap();
    assert_eq!(till.tab.left_of(charge), 11_000);
    till.assert_sound();
    assert_eq!(till.correct(sold[0].id, &rate(8)), Err(Refusal::NothingToCorrect));
}

#[test]
fn a_tip_is_put_right_as_a_tip_and_never_taxed() {
    let mut till = Till::open();
    let tip = till.sell(&[line(EntryKind::Tip, 1_000)]).unwrap()[0].id;
    let taxed = Right {
        rate: Some(VatRate::Percent(8)),
        ..Right::default()
    };
    assert_eq!(till.correct(tip, &taxed), Err(Refusal::NotTaxed));
    let person = Right {
        staff: Some(staff(9)),
        amount: Some(1_500),
        ..Right::default()
    };
    let moved = till.correct(tip, &person).unwrap();
    assert!(moved.iter().all(|e| e.kind == EntryKind::Tip));
    assert_eq!(till.tab.revenue(), 0);
    till.assert_sound();
}

#[test]
fn a_closed_month_and_a_full_account_refuse() {
    let mut till = Till::open();
    till.sell(&vec![line(EntryKind::Charge, 1); Tab::MOST_LINES]).unwrap();
    assert_eq!(till.sell(&[line(EntryKind::Tip, 1)]), Err(Refusal::TabFull));
    let charge = till.tab.lines[0].entry;
    assert_eq!(till.refund(charge, 1, PaymentMethod::Cash), Err(Refusal::TabFull));
    let mut short = till.recount();
    short.entries -= 1;
    let now = at("2027-04-01T00:00:00Z");
    assert_eq!(till.books.clone().close(&short, now, None), Err(Refusal::BooksDisagree));
    let mut gap = Recount::default();
    let mut entry = till.entries[0].clone();
    entry.document.place = 2;
    gap.add(&entry);
    let mut books = Books::new(business(), till.books.month, till.books.currency);
    books.next_document().unwrap();
    books.record(&[entry]);
    assert_eq!(
        books.close(&gap, now, None),
        Err(Refusal::BooksDisagree),
        "number 1 is missing"
    );
    till.books = till.books.clone().close(&till.recount(), now, None).unwrap();
    assert_eq!(till.sell(&[line(EntryKind::Tip, 1)]), Err(Refusal::MonthClosed));
    assert_eq!(till.refund(charge, 1, PaymentMethod::Cash), Err(Refusal::MonthClosed));
    assert_eq!(till.correct(charge, &Right::default()), Err(Refusal::MonthClosed));
    assert_eq!(
        till.books.clone().close(&till.recount(), now, None),
        Err(Refusal::MonthClosed)
    );
}

#[test]
fn a_discount_must_know_its_charge() {
    let mut till = Till::open();
    let two = [
        line(EntryKind::Charge, 5_000),
        line(EntryKind::Charge, 7_000),
        line(EntryKind::Discount, 100),
    ];
    assert_eq!(till.sell(&two), Err(Refusal::NoSuchCharge));
    assert_eq!(till.sell(&[line(EntryKind::Discount, 100)]), Err(Refusal::NoSuchCharge));
    let of = |lowers, amount| SaleLine {
        lowers,
        ..line(EntryKind::Discount, amount)
    };
    let mut named = two.clone();
    named[2] = of(Lowers::Line(1), 7_001);
    assert_eq!(till.sell(&named), Err(Refusal::DiscountAboveCharge));
    named[2] = of(Lowers::Line(1), 7_000);
    let sold = till.sell(&named).unwrap();
    assert_eq!(till.tab.left_of(sold[1].id), 0);
    let tip = till.sell(&[line(EntryKind::Tip, 500)]).unwrap()[0].id;
    assert_eq!(till.sell(&[of(Lowers::Entry(tip), 1)]), Err(Refusal::NoSuchCharge));
    assert_eq!(
        till.refund(sold[2].id, 1, PaymentMethod::Cash),
        Err(Refusal::NothingToRefund)
    );
    till.assert_sound();
}

#[test]
fn the_day_of_the_books_is_the_shops_and_at_most_three_months_back() {
    let warsaw = Zone::parse("Europe/Warsaw").unwrap();
    let now = at("2027-03-31T22:30:00Z");
    assert_eq!(books_day(None, warsaw, now), Ok(date("2027-04-01")));
    let code = |day: &str| books_day(Some(date(day)), warsaw, now).map_err(|e| e.code);
    assert_eq!(code("2027-04-02"), Err("day_in_future"));
    assert_eq!(code("2027-01-01"), Ok(date("2027-01-01")));
    assert_eq!(code("2026-12-31"), Err("day_too_far_back"));
    let id = "018f4d2e-8a3b-7000-8000-000000000000".parse().unwrap();
    let id = LedgerEntryId::new(business(), id);
    assert_eq!(recorded_at(id).unwrap().timestamp_millis(), 0x018f_4d2e_8a3b);
    assert_eq!(recorded_at(LedgerEntryId::new(business(), Uuid::from_u128(7))), None);
}

#[derive(Debug, Clone)]
enum Step {
    Sell(Vec<(u8, i64, u8, u8, u8)>),
    Refund(usize, i64, u8),
    Correct(usize, Option<i64>, Option<u8>, Option<u8>, Option<u8>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let amount = || 1i64..20_000;
    let lines = prop::collection::vec((0u8..5, amount(), 0u8..4, 0u8..4, 0u8..3), 1..4);
    let right = (
        0usize..12,
        prop::option::of(0i64..20_000),
        prop::option::of(0u8..4),
        prop::option::of(0u8..4),
        prop::option::of(0u8..3),
    );
    let step = prop_oneof![
        lines.prop_map(Step::Sell),
        (0usize..12, amount(), 0u8..4).prop_map(|(i, a, m)| Step::Refund(i, a, m)),
        right.prop_map(|(i, a, r, m, s)| Step::Correct(i, a, r, m, s)),
    ];
    prop::collection::vec(step, 1..30)
}

fn rate(n: u8) -> VatRate {
    [
        VatRate::Percent(23),
        VatRate::Percent(8),
        VatRate::Percent(0),
        VatRate::Exempt,
    ][usize::from(n)]
}

fn method(n: u8) -> PaymentMethod {
    PaymentMethod::ALL[usize::from(n)]
}

const SOLD: [EntryKind; 5] = [
    EntryKind::Charge,
    EntryKind::Discount,
    EntryKind::Tip,
    EntryKind::Deposit,
    EntryKind::Fee,
];

fn take(till: &mut Till, step: &Step) -> Result<Vec<LedgerEntry>, Refusal> {
    let lines = till.tab.lines.clone();
    let named = |i: usize| lines.get(i % lines.len().max(1)).map(|line| line.entry);
    match step {
        Step::Sell(wanted) => {
            let wanted: Vec<_> = wanted
                .iter()
                .map(|(kind, amount, r, m, who)| SaleLine {
                    rate: rate(*r),
                    method: method(*m),
                    staff: (*who > 0).then(|| staff(u128::from(*who))),
                    lowers: named(usize::from(*who)).map_or(Lowers::Only, Lowers::Entry),
                    ..line(SOLD[usize::from(*kind)], *amount)
                })
                .collect();
            till.sell(&wanted)
        }
        Step::Refund(i, amount, m) => match named(*i) {
            Some(entry) => till.refund(entry, *amount, method(*m)),
            None => Err(Refusal::NothingToRefund),
        },
        Step::Correct(i, amount, r, m, who) => match named(*i) {
            Some(entry) => till.correct(
                entry,
                &Right {
                    amount: *amount,
                    rate: r.map(rate),
                    method: m.map(method),
                    service: None,
                    staff: who.map(|who| staff(u128::from(who) + 1)),
                },
            ),
            None => Err(Refusal::NothingToCorrect),
        },
    }
}

proptest! {
    #[test]
    fn whatever_the_till_takes_the_books_equal_a_recount(steps in steps()) {
        let mut till = Till::open();
        for step in &steps {
            let documents = till.books.documents;
            match take(&mut till, step) {
                Ok(entries) => {
                    prop_assert_eq!(till.books.documents, documents + 1);
                    prop_assert!(!entries.is_empty());
                    prop_assert!(entries.iter().all(|e| e.document.place == documents + 1));
                }
                Err(_) => prop_assert_eq!(till.books.documents, documents),
            }
            till.assert_sound();
        }
        let now = at("2027-04-01T00:00:00Z");
        prop_assert!(till.books.clone().close(&till.recount(), now, None).is_ok());
    }

    #[test]
    fn the_total_of_a_sale_is_the_sum_of_its_lines(amounts in prop::collection::vec((1i64..1_000_000_000, 0u8..4), 1..40)) {
        let mut till = Till::open();
        let lines: Vec<_> = amounts
            .iter()
            .map(|(amount, r)| SaleLine { rate: rate(*r), ..line(EntryKind::Charge, *amount) })
            .collect();
        till.sell(&lines).unwrap();
        let sum: i64 = amounts.iter().map(|(amount, _)| amount).sum();
        prop_assert_eq!(till.tab.revenue(), sum);
        let total: i64 = till.books.totals.by_rate.values().map(|t| t.gross).sum();
        prop_assert_eq!(total, sum);
        // By line, as the law asks: the tax of a rate is the sum of its lines' taxes.
        for (r, total) in &till.books.totals.by_rate {
            let by_line: i64 = till.entries.iter().filter(|e| e.amount.rate == *r).map(|e| r.split(e.amount.gross).vat.minor()).sum();
            prop_assert_eq!(total.vat, by_line);
        }
    }
}
