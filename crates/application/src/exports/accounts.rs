//! On which account of the books a money fact is posted: SKR03 and SKR04, the charts of accounts most German advisers use.
//!
//! The numbers are the usual ones of the two charts, taken from common practice and not from DATEV's own lists; the adviser
//! who reads the file may map them otherwise.

use booking_rules::ledger::{EntryKind, LedgerEntry, PaymentMethod, VatRate};
use documents::datev::Posting;
use store::AccountChart;

use super::names::Names;

struct Accounts {
    cash: u32,
    /// Money on its way from the terminal to the bank.
    in_transit: u32,
    /// What passes through: tips of the staff, vouchers.
    passing: u32,
    deposits: u32,
    revenue_19: u32,
    revenue_7: u32,
    revenue_free: u32,
    revenue: u32,
}

const SKR03: Accounts = Accounts {
    cash: 1_000,
    in_transit: 1_360,
    passing: 1_590,
    deposits: 1_710,
    revenue_19: 8_400,
    revenue_7: 8_300,
    revenue_free: 8_100,
    revenue: 8_200,
};
const SKR04: Accounts = Accounts {
    cash: 1_600,
    in_transit: 1_460,
    passing: 1_370,
    deposits: 3_250,
    revenue_19: 4_400,
    revenue_7: 4_300,
    revenue_free: 4_100,
    revenue: 4_200,
};

impl Accounts {
    fn of(chart: AccountChart) -> &'static Self {
        match chart {
            AccountChart::Skr03 => &SKR03,
            AccountChart::Skr04 => &SKR04,
        }
    }

    fn money(&self, method: PaymentMethod) -> u32 {
        match method {
            PaymentMethod::Cash => self.cash,
            PaymentMethod::CardTerminal => self.in_transit,
            PaymentMethod::Voucher => self.passing,
            PaymentMethod::Deposit => self.deposits,
        }
    }

    fn source(&self, entry: &LedgerEntry) -> u32 {
        match (entry.kind, entry.amount.rate) {
            (EntryKind::Tip, _) => self.passing,
            (EntryKind::Deposit, _) => self.deposits,
            (_, VatRate::Percent(19)) => self.revenue_19,
            (_, VatRate::Percent(7)) => self.revenue_7,
            (_, VatRate::Exempt | VatRate::NotSubject | VatRate::Percent(0)) => self.revenue_free,
            (_, VatRate::Percent(_)) => self.revenue,
        }
    }
}

/// The name of a chart in the header of the file.
pub(super) fn code(chart: AccountChart) -> &'static str {
    match chart {
        AccountChart::Skr03 => "03",
        AccountChart::Skr04 => "04",
    }
}

/// Takings stand in debit of the till's account; what was given back stands in credit.
pub(super) fn posting(names: &Names, entry: &LedgerEntry, chart: AccountChart) -> Posting {
    let accounts = Accounts::of(chart);
    let what = match names.service(entry.service) {
        documents::Cell::Text(service) => format!("{} {service}", entry.kind.as_str()),
        _ => entry.kind.as_str().to_owned(),
    };
    Posting {
        amount: names.amount(entry.amount.gross),
        account: accounts.money(entry.method),
        contra_account: accounts.source(entry),
        day: entry.day,
        document: entry.document.to_string(),
        text: what,
    }
}
