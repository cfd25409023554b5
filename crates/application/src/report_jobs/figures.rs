//! What a report counts: money facts by rate, method and kind, and bookings by where they stand.

use std::collections::BTreeMap;

use booking_rules::booking::{Booking, Status};
use booking_rules::catalog::Shop;
use booking_rules::ledger::{EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, TaxedAmount, VatRate};
use booking_rules::values::{Currency, Money};
use chrono::{DateTime, TimeDelta, Utc};
use store::{AgendaQuery, LedgerCursor, keys};

use super::Period;
use crate::app::App;
use crate::failure::Failure;

/// Entries read at a time.
const ENTRIES: usize = 1_000;
/// Bookings read at a time.
const BOOKINGS: usize = 1_000;
/// Entries lie by the instant they were recorded at and count by their day of the books, which may lie before that and not
/// after; clocks and a shop that changed its zone are given this much.
const MARGIN: TimeDelta = TimeDelta::days(2);

/// Sums of entries in minor units: `net + vat = gross`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) net: i64,
    pub(super) vat: i64,
    pub(super) gross: i64,
}

impl Sum {
    fn add(&mut self, amount: &TaxedAmount) {
        self.net = self.net.saturating_add(amount.net.minor());
        self.vat = self.vat.saturating_add(amount.vat.minor());
        self.gross = self.gross.saturating_add(amount.gross.minor());
    }
}

/// One period of one shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) currency: Currency,
    /// How many money facts there were.
    pub(super) entries: usize,
    /// Facts in another currency than the business's; they are in no sum.
    pub(super) left_out: usize,
    /// What the business earned: without tips, and without deposits before they pay for something.
    pub(super) total: Sum,
    /// What came in, whatever for; paying with a deposit brings in nothing.
    pub(super) taken: Sum,
    /// Of the revenue.
    pub(super) by_rate: BTreeMap<VatRate, Sum>,
    pub(super) by_method: BTreeMap<PaymentMethod, Sum>,
    pub(super) by_kind: BTreeMap<EntryKind, Sum>,
    /// Of the bookings that begin in the period.
    pub(super) bookings: BTreeMap<&'static str, usize>,
}

impl Figures {
    fn none(currency: Currency) -> Self {
        Self {
            currency,
            entries: 0,
            left_out: 0,
            total: Sum::default(),
            taken: Sum::default(),
            by_rate: BTreeMap::new(),
            by_method: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            bookings: BTreeMap::new(),
        }
    }

    pub(super) fn revenue(&self) -> Money {
        Money::new(self.total.gross, self.currency)
    }

    pub(super) fn booked(&self, status: Status) -> usize {
        self.bookings.get(status.as_str()).copied().unwrap_or_default()
    }

    pub(super) fn all_bookings(&self) -> usize {
        self.bookings.values().sum()
    }

    fn add(&mut self, entry: &LedgerEntry) {
        self.entries += 1;
        let amount = &entry.amount;
        if amount.gross.currency() != self.currency {
            self.left_out += 1;
            return;
        }
        if entry.kind.is_revenue() {
            self.total.add(amount);
            self.by_rate.entry(amount.rate).or_default().add(amount);
        }
        if entry.method != PaymentMethod::Deposit {
            self.taken.add(amount);
        }
        self.by_method.entry(entry.method).or_default().add(amount);
        self.by_kind.entry(entry.kind).or_default().add(amount);
    }

    fn count(&mut self, booking: &Booking) {
        *self.bookings.entry(booking.status.as_str()).or_default() += 1;
    }
}

/// A period and the one before, as the books and the agenda have them now.
pub(super) async fn read(
    app: &App,
    shop: &Shop,
    currency: Currency,
    period: Period,
) -> Result<(Figures, Figures), Failure> {
    let before = period.before().unwrap_or(period);
    let (mut now, mut earlier) = (Figures::none(currency), Figures::none(currency));
    let begin = shop.time_zone.day_span(before.first()).start() - MARGIN;
    let mut month = LedgerMonth::of(before.first());
    while month <= LedgerMonth::of(period.last()) {
        read_month(app, shop, month, begin, |entry| {
            if period.contains(entry.day) {
                now.add(entry);
            } else if before.contains(entry.day) {
                earlier.add(entry);
            }
        })
        .await?;
        month = month.next();
    }
    if now.entries + earlier.entries > 0 {
        count_bookings(app, shop, period, &mut now).await?;
        count_bookings(app, shop, before, &mut earlier).await?;
    }
    if now.left_out + earlier.left_out > 0 {
        tracing::error!(shop.id = %shop.id, "money facts in another currency stand in no report");
    }
    Ok((now, earlier))
}

async fn read_month(
    app: &App,
    shop: &Shop,
    month: LedgerMonth,
    begin: DateTime<Utc>,
    mut add: impl FnMut(&LedgerEntry),
) -> Result<(), Failure> {
    let mut after = Some(LedgerCursor(keys::instant(begin)));
    loop {
        let business = shop.id.business();
        let page = app.store.ledger_page(business, month, after.as_ref(), ENTRIES).await?;
        page.entries
            .iter()
            .filter(|entry| entry.shop == shop.id)
            .for_each(&mut add);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn count_bookings(app: &App, shop: &Shop, period: Period, figures: &mut Figures) -> Result<(), Failure> {
    let mut query = AgendaQuery {
        business: shop.id.business(),
        from: shop.time_zone.day_span(period.first()).start(),
        to: shop.time_zone.day_span(period.last()).end(),
        limit: BOOKINGS,
        after: None,
    };
    loop {
        let page = app.store.agenda(query, |booking| booking.shop == shop.id).await?;
        page.bookings.iter().for_each(|booking| figures.count(&booking.record));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(()),
        }
    }
}
