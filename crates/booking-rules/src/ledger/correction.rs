//! Putting a wrong entry right by further entries: the difference between what the books say and what they should say.

use std::collections::BTreeMap;

use super::settlement::{Draft, Ground, Running, Settled};
use super::tab::{Tab, TabLine};
use super::{EntryKind, PaymentMethod, VatRate};
use crate::ids::{LedgerEntryId, ServiceId, StaffId};
use crate::refusal::Refusal;
use crate::values::Notes;

/// What an entry should have said; what is `None` was right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Right {
    /// Gross, in minor units, without the sign that its kind gives it; zero undoes the entry.
    pub amount: Option<i64>,
    pub rate: Option<VatRate>,
    pub method: Option<PaymentMethod>,
    pub service: Option<ServiceId>,
    pub staff: Option<StaffId>,
}

/// What tells two amounts of one charge apart in the books.
type Account = (VatRate, PaymentMethod, Option<ServiceId>, Option<StaffId>);

/// What the books say of a line and all that belongs to it.
fn accounts_of(tab: &Tab, head: LedgerEntryId) -> BTreeMap<Account, i64> {
    let mut accounts = BTreeMap::new();
    for line in tab.family(head) {
        let account = (line.rate, line.method, line.service, line.staff);
        *accounts.entry(account).or_default() += line.amount;
    }
    accounts
}

/// Puts an entry right. What was discounted and refunded of a charge moves with it to another rate, service or person; a
/// discount moves to another method too, a refund does not: it left the till as it left it.
///
/// # Errors
/// [`Refusal::MonthClosed`], [`Refusal::TabFull`], [`Refusal::NothingToCorrect`], [`Refusal::CorrectionBelowRefunds`],
/// [`Refusal::CorrectTheCharge`], [`Refusal::NotTaxed`], [`Refusal::DepositByDeposit`], [`Refusal::DepositTooSmall`].
pub fn correct(ground: Ground<'_>, of: LedgerEntryId, right: &Right, reason: &Notes) -> Result<Settled, Refusal> {
    let mut draft = Draft::begin(ground)?;
    let before = draft.tab().clone();
    let wrong = before.line(of).ok_or(Refusal::NothingToCorrect)?;
    refuse_wrong_part(wrong, right)?;
    let head = wrong.of.unwrap_or(of);
    put_right(draft.tab(), of, right);
    let after = draft.tab().clone();
    if after.left_of(head) < 0 {
        return Err(Refusal::CorrectionBelowRefunds);
    }
    let differences = differences(&accounts_of(&before, head), &accounts_of(&after, head));
    if differences.is_empty() {
        return Err(Refusal::NothingToCorrect);
    }
    // Tips and deposits are put right by their own kind: neither is revenue, and corrections are.
    let kind = before.line(head).map_or(wrong.kind, |line| line.kind);
    let kind = if kind.is_revenue() { EntryKind::Correction } else { kind };
    let mut running: BTreeMap<VatRate, Running> = BTreeMap::new();
    for ((rate, method, service, staff), amount) in differences {
        let left = || before.family(head).filter(|l| l.rate == rate).map(|l| l.amount).sum();
        let running = running
            .entry(rate)
            .or_insert_with(|| Running::from(rate, before.currency, left()));
        let line = TabLine {
            kind,
            method,
            service,
            staff,
            ..wrong.clone()
        };
        draft.write(&line, running.step(amount), Some(of), Some(reason));
    }
    draft.finish()
}

fn refuse_wrong_part(wrong: &TabLine, right: &Right) -> Result<(), Refusal> {
    let follows = right.rate.is_some() || right.service.is_some() || right.staff.is_some();
    let follows = follows || (wrong.kind == EntryKind::Discount && right.method.is_some());
    if wrong.lowers() && follows {
        return Err(Refusal::CorrectTheCharge);
    }
    if right.rate.is_some() && !wrong.kind.is_revenue() {
        return Err(Refusal::NotTaxed);
    }
    if wrong.kind == EntryKind::Deposit && right.method == Some(PaymentMethod::Deposit) {
        return Err(Refusal::DepositByDeposit);
    }
    Ok(())
}

fn put_right(tab: &mut Tab, of: LedgerEntryId, right: &Right) {
    for line in tab
        .lines
        .iter_mut()
        .filter(|line| line.entry == of || line.of == Some(of))
    {
        line.rate = right.rate.unwrap_or(line.rate);
        line.service = right.service.or(line.service);
        line.staff = right.staff.or(line.staff);
        let is_wrong = line.entry == of;
        if is_wrong || line.kind == EntryKind::Discount {
            line.method = right.method.unwrap_or(line.method);
        }
        if let Some(amount) = right.amount.filter(|_| is_wrong) {
            line.amount = if line.lowers() { -amount } else { amount };
        }
    }
}

fn differences(before: &BTreeMap<Account, i64>, after: &BTreeMap<Account, i64>) -> BTreeMap<Account, i64> {
    let mut differences = after.clone();
    for (account, amount) in before {
        *differences.entry(*account).or_default() -= amount;
    }
    differences.retain(|_, amount| *amount != 0);
    differences
}
