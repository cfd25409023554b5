//! Spreadsheets: a sheet a month, and the months' revenue in front, drawn.

use std::collections::BTreeMap;

use booking_rules::ledger::LedgerMonth;
use booking_rules::values::Locale;
use documents::workbook::{Book, MonthFigures, Summary, Words};
use documents::{Amount, Cell};
use store::{Export, ExportRequest, ExportWhat};

use super::columns::{self, title};
use super::lines::Trouble;
use super::names::Names;
use super::object::MOST_SPREADSHEET_ROWS;
use super::records::Records;
use super::vat::VatSummary;

/// A spreadsheet in the making.
pub(super) struct Sheets<'a> {
    names: &'a Names,
    what: ExportWhat,
    locale: Locale,
    book: Book,
    /// The month whose sheet rows go to.
    open: Option<String>,
    months: Vec<String>,
    /// What counts as revenue, by month.
    revenue: BTreeMap<String, [i64; 3]>,
    rows: u64,
}

impl<'a> Sheets<'a> {
    pub(super) fn of(export: &Export, names: &'a Names) -> Result<Self, Trouble> {
        let (what, locale) = (export.request.what, names.business().locale);
        let words = Words {
            summary: title("summary", locale).to_owned(),
            month: title("month", locale).to_owned(),
            total: title("total", locale).to_owned(),
            chart: title("revenue", locale).to_owned(),
            reads_right_to_left: locale.tag() == "ar",
        };
        let book = Book::new(columns::titled(what, locale), words, &std::env::temp_dir())?;
        Ok(Self {
            names,
            what,
            locale,
            book,
            open: None,
            months: months(&export.request),
            revenue: BTreeMap::new(),
            rows: 0,
        })
    }

    /// The rows of some records, which come in the order of months.
    pub(super) fn write(&mut self, records: &Records) -> Result<u64, Trouble> {
        match records {
            Records::Entries(_) => self.count(records),
            Records::Bookings(bookings) => {
                let kept = bookings.iter().filter(|booking| booking.status.as_str() == "completed");
                for booking in kept {
                    let month = booking.local_start.format("%Y-%m").to_string();
                    self.earned(month, [booking.price.minor(), 0, 0]);
                }
            }
            Records::Customers(_) => {}
        }
        self.rows(columns::rows(self.names, records))
    }

    /// The rows of the sums, and what they say of the months in front.
    pub(super) fn write_sums(&mut self, sums: &VatSummary) -> Result<u64, Trouble> {
        for (month, figures) in sums.revenue() {
            self.earned(month.to_string(), figures);
        }
        self.rows(sums.rows(self.names))
    }

    /// Counts towards the months in front.
    fn count(&mut self, records: &Records) {
        let Records::Entries(entries) = records else { return };
        for entry in entries.iter().filter(|entry| entry.kind.is_revenue()) {
            let amount = &entry.amount;
            let figures = [amount.gross.minor(), amount.net.minor(), amount.vat.minor()];
            self.earned(entry.month().to_string(), figures);
        }
    }

    fn earned(&mut self, month: String, figures: [i64; 3]) {
        let sums = self.revenue.entry(month).or_default();
        for (sum, figure) in sums.iter_mut().zip(figures) {
            *sum = sum.saturating_add(figure);
        }
    }

    fn rows(&mut self, rows: Vec<(String, Vec<Cell>)>) -> Result<u64, Trouble> {
        let count = rows.len() as u64;
        self.rows += count;
        if self.rows > MOST_SPREADSHEET_ROWS {
            return Err(Trouble::Final("too_many_rows_for_xlsx"));
        }
        for (month, cells) in rows {
            // Near the turn of a month, visits of shops in other zones come a little out of order; they stay on the open sheet.
            if self.open.as_ref().is_none_or(|open| *open < month) {
                let name = if month.is_empty() {
                    title("customers", self.locale)
                } else {
                    month.as_str()
                };
                self.book.begin(name)?;
                self.open = Some(month);
            }
            self.book.row(&cells)?;
        }
        Ok(count)
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Trouble> {
        let (names, locale) = (self.names, self.locale);
        let columns: &[&str] = match self.what {
            ExportWhat::Customers => &[],
            ExportWhat::Bookings => &["price"],
            _ => &["gross", "net", "vat"],
        };
        let figures = |month: &String| {
            let sums = self.revenue.get(month).copied().unwrap_or_default();
            let amounts: Vec<Amount> = sums
                .iter()
                .take(columns.len())
                .map(|minor| names.minor(*minor))
                .collect();
            MonthFigures {
                month: month.clone(),
                figures: amounts,
            }
        };
        let summary = Summary {
            titles: columns.iter().map(|name| title(name, locale).to_owned()).collect(),
            months: self.months.iter().map(figures).collect(),
            has_chart: !columns.is_empty(),
        };
        Ok(self.book.finish(&summary)?)
    }
}

/// Every month of the period, also those without a row.
fn months(request: &ExportRequest) -> Vec<String> {
    if request.what == ExportWhat::Customers {
        return Vec::new();
    }
    let last = LedgerMonth::of(request.to);
    let mut months = vec![LedgerMonth::of(request.from)];
    while let Some(month) = months.last().map(|month| month.next()).filter(|month| *month <= last) {
        months.push(month);
    }
    months.iter().map(ToString::to_string).collect()
}
