//! Taking money for a sale and giving it back: one decision, all of whose entries carry one document number.

use chrono::{DateTime, Datelike, Months, NaiveDate, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::tab::{Tab, TabLine};
use super::{Books, DocumentNumber, EntryKind, LedgerEntry, LedgerMonth, PaymentMethod, TaxedAmount, VatRate};
use crate::ids::{LedgerEntryId, ServiceId, ShopId, StaffId};
use crate::refusal::Refusal;
use crate::time::Zone;
use crate::values::{Currency, Invalid, Money, Notes};

/// How many months before the present one an entry may be dated into, while they are open.
pub const MONTHS_BACK: u32 = 3;

/// The day of the books that an entry is for: today by the shop's clock, or a day before it.
///
/// # Errors
/// `day_in_future`; `day_too_far_back` before the third month back.
pub fn books_day(wanted: Option<NaiveDate>, zone: Zone, now: DateTime<Utc>) -> Result<NaiveDate, Invalid> {
    let today = zone.local_date(now);
    let day = wanted.unwrap_or(today);
    if day > today {
        return Err(Invalid::new("day_in_future"));
    }
    let first = today
        .with_day(1)
        .and_then(|d| d.checked_sub_months(Months::new(MONTHS_BACK)));
    if first.is_some_and(|first| day < first) {
        return Err(Invalid::new("day_too_far_back"));
    }
    Ok(day)
}

/// When an entry was recorded, as its id says: with its month, all that its key is made of. None for an id that no clock made.
#[must_use]
pub fn recorded_at(id: LedgerEntryId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.own().get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// What a settlement is decided on, and where its ids come from.
pub struct Ground<'a> {
    pub shop: ShopId,
    pub now: DateTime<Utc>,
    /// From [`books_day`]; the books are those of its month.
    pub day: NaiveDate,
    pub tab: Tab,
    pub books: Books,
    pub ids: &'a mut (dyn FnMut() -> LedgerEntryId + Send),
}

/// The charge that a discount lowers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowers {
    /// The only one of the same request.
    Only,
    /// By its place in the same request.
    Line(usize),
    /// One of before.
    Entry(LedgerEntryId),
}

/// One line of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleLine {
    /// Charge, fee, tip, deposit or discount.
    pub kind: EntryKind,
    /// Gross, in minor units, above zero; a discount too.
    pub amount: i64,
    /// The tax it includes; tips and deposits include none, and a discount that of its charge.
    pub rate: VatRate,
    pub method: PaymentMethod,
    pub service: Option<ServiceId>,
    pub staff: Option<StaffId>,
    /// Of discounts.
    pub lowers: Lowers,
}

/// What a settlement writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub document: DocumentNumber,
    pub entries: Vec<LedgerEntry>,
    pub tab: Tab,
    pub books: Books,
}

/// Splits what is added to or taken from an amount so that the tax of all parts is the tax of what is left: the tax of a
/// discount or refund is the difference it makes (ustawa o VAT, art. 106j), so a charge given back in parts leaves no
/// grosz of tax behind.
pub(super) struct Running {
    rate: VatRate,
    currency: Currency,
    left: i64,
}

impl Running {
    pub(super) fn from(rate: VatRate, currency: Currency, left: i64) -> Self {
        Self { rate, currency, left }
    }

    pub(super) fn step(&mut self, amount: i64) -> TaxedAmount {
        let money = |minor| Money::new(minor, self.currency);
        let tax = |gross| self.rate.split(money(gross)).vat.minor();
        let vat = tax(self.left + amount) - tax(self.left);
        self.left += amount;
        TaxedAmount {
            rate: self.rate,
            net: Money::new(amount - vat, self.currency),
            vat: Money::new(vat, self.currency),
            gross: Money::new(amount, self.currency),
        }
    }
}

/// A settlement in the making.
pub(super) struct Draft<'a> {
    ground: Ground<'a>,
    document: DocumentNumber,
    entries: Vec<LedgerEntry>,
}

impl<'a> Draft<'a> {
    /// # Errors
    /// [`Refusal::MonthClosed`], [`Refusal::TabFull`].
    pub(super) fn begin(mut ground: Ground<'a>) -> Result<Self, Refusal> {
        let document = ground.books.next_document()?;
        if ground.tab.documents >= Tab::MOST_DOCUMENTS {
            return Err(Refusal::TabFull);
        }
        ground.tab.documents += 1;
        Ok(Self {
            ground,
            document,
            entries: Vec::new(),
        })
    }

    pub(super) fn tab(&mut self) -> &mut Tab {
        &mut self.ground.tab
    }

    /// Writes an entry of what `line` says; its own id is new.
    pub(super) fn write(
        &mut self,
        line: &TabLine,
        amount: TaxedAmount,
        of: Option<LedgerEntryId>,
        reason: Option<&Notes>,
    ) -> LedgerEntryId {
        let id = (self.ground.ids)();
        self.entries.push(LedgerEntry {
            id,
            shop: self.ground.shop,
            occurred_at: recorded_at(id).unwrap_or_else(|| self.ground.now.trunc_subsecs(3)),
            day: self.ground.day,
            kind: line.kind,
            amount,
            method: line.method,
            document: self.document,
            sale: self.ground.tab.sale,
            service: line.service,
            staff: line.staff,
            customer: self.ground.tab.customer,
            of,
            reason: reason.cloned(),
        });
        id
    }

    /// Writes an entry and the line it makes on the tab.
    fn add(&mut self, line: TabLine, reason: Option<&Notes>) -> Result<LedgerEntryId, Refusal> {
        if self.ground.tab.lines.len() >= Tab::MOST_LINES {
            return Err(Refusal::TabFull);
        }
        let left = line.of.map_or(0, |head| self.ground.tab.left_of(head));
        let amount = Running::from(line.rate, self.ground.tab.currency, left).step(line.amount);
        let entry = self.write(&line, amount, line.of, reason);
        self.ground.tab.lines.push(TabLine { entry, ..line });
        Ok(entry)
    }

    /// # Errors
    /// [`Refusal::DepositTooSmall`] when more of the deposits is used than there is.
    pub(super) fn finish(self) -> Result<Settled, Refusal> {
        let Ground { tab, mut books, .. } = self.ground;
        if tab.deposit_left() < 0 {
            return Err(Refusal::DepositTooSmall);
        }
        books.record(&self.entries);
        Ok(Settled {
            document: self.document,
            entries: self.entries,
            tab,
            books,
        })
    }

    /// A line that is not written yet: its entry is named when it is.
    fn line(&self, kind: EntryKind, amount: i64, rate: VatRate, method: PaymentMethod) -> TabLine {
        TabLine {
            entry: LedgerEntryId::new(self.ground.shop.business(), uuid::Uuid::nil()),
            month: LedgerMonth::of(self.ground.day),
            kind,
            amount,
            rate,
            method,
            service: None,
            staff: None,
            of: None,
        }
    }
}

/// Records what was sold, tipped, taken ahead and taken off.
///
/// # Errors
/// [`Refusal::MonthClosed`], [`Refusal::TabFull`], [`Refusal::NoSuchCharge`], [`Refusal::DiscountAboveCharge`],
/// [`Refusal::DepositByDeposit`], [`Refusal::DepositTooSmall`].
pub fn sell(ground: Ground<'_>, lines: &[SaleLine]) -> Result<Settled, Refusal> {
    let mut draft = Draft::begin(ground)?;
    let mut written: Vec<Option<LedgerEntryId>> = vec![None; lines.len()];
    // Charges first: a discount may stand before what it lowers.
    for (place, line) in lines.iter().enumerate() {
        if line.kind == EntryKind::Discount {
            continue;
        }
        if line.kind == EntryKind::Deposit && line.method == PaymentMethod::Deposit {
            return Err(Refusal::DepositByDeposit);
        }
        let rate = if is_taxed(line.kind) {
            line.rate
        } else {
            VatRate::NotSubject
        };
        let new = TabLine {
            service: line.service,
            staff: line.staff,
            ..draft.line(line.kind, line.amount, rate, line.method)
        };
        let entry = draft.add(new, None)?;
        if let Some(slot) = written.get_mut(place) {
            *slot = Some(entry);
        }
    }
    for line in lines.iter().filter(|line| line.kind == EntryKind::Discount) {
        let head = lowered(&draft.ground.tab, line, lines, &written)?;
        if line.amount > draft.ground.tab.left_of(head.entry) {
            return Err(Refusal::DiscountAboveCharge);
        }
        // What is taken off in the same request is money that never moved; later it goes back as the request says.
        let method = match line.lowers {
            Lowers::Entry(_) => line.method,
            Lowers::Only | Lowers::Line(_) => head.method,
        };
        let new = TabLine {
            service: head.service,
            staff: head.staff,
            of: Some(head.entry),
            ..draft.line(EntryKind::Discount, -line.amount, head.rate, method)
        };
        draft.add(new, None)?;
    }
    draft.finish()
}

/// Whether entries of this kind include tax.
fn is_taxed(kind: EntryKind) -> bool {
    kind.is_revenue()
}

fn lowered(
    tab: &Tab,
    discount: &SaleLine,
    lines: &[SaleLine],
    written: &[Option<LedgerEntryId>],
) -> Result<TabLine, Refusal> {
    let entry = match discount.lowers {
        Lowers::Entry(entry) => Some(entry),
        Lowers::Line(place) => written.get(place).copied().flatten(),
        Lowers::Only => {
            let mut charges = lines
                .iter()
                .zip(written)
                .filter(|(line, _)| line.kind == EntryKind::Charge);
            match (charges.next(), charges.next()) {
                (Some((_, entry)), None) => *entry,
                _ => None,
            }
        }
    };
    let line = entry.and_then(|entry| tab.line(entry));
    let charge = line.filter(|line| matches!(line.kind, EntryKind::Charge | EntryKind::Fee));
    charge.cloned().ok_or(Refusal::NoSuchCharge)
}

/// Gives back some of what was taken by the entry `of`. A tip or deposit goes back as a negative one: neither was revenue.
///
/// # Errors
/// [`Refusal::MonthClosed`], [`Refusal::TabFull`], [`Refusal::NothingToRefund`], [`Refusal::RefundAboveCharge`],
/// [`Refusal::DepositByDeposit`], [`Refusal::DepositTooSmall`].
pub fn refund(
    ground: Ground<'_>,
    of: LedgerEntryId,
    amount: i64,
    method: PaymentMethod,
    reason: &Notes,
) -> Result<Settled, Refusal> {
    let mut draft = Draft::begin(ground)?;
    let head = draft.ground.tab.line(of).filter(|line| !line.lowers());
    let head = head.cloned().ok_or(Refusal::NothingToRefund)?;
    if amount > draft.ground.tab.left_of(of) {
        return Err(Refusal::RefundAboveCharge);
    }
    if head.kind == EntryKind::Deposit && method == PaymentMethod::Deposit {
        return Err(Refusal::DepositByDeposit);
    }
    let kind = if head.kind.is_revenue() {
        EntryKind::Refund
    } else {
        head.kind
    };
    let new = TabLine {
        service: head.service,
        staff: head.staff,
        of: Some(of),
        ..draft.line(kind, -amount, head.rate, method)
    };
    draft.add(new, Some(reason))?;
    draft.finish()
}
