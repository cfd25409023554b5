//! Spreadsheets (XLSX): one sheet a month with typed cells and totals, and a summary with a chart in front.
//!
//! Rows go to a temporary file as they come, so that memory does not grow with them; the file is put together at the end.

use std::path::Path;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use crate::{Amount, Cell, WriteError};

/// Rows that a sheet has room for, its head and totals left out (Excel: 1,048,576 in all).
pub const MOST_ROWS: u32 = 1_048_574;
/// The sheet in front comes first.
const SUMMARY: usize = 0;

/// One column of the sheets.
#[derive(Debug, Clone)]
pub struct Column {
    pub title: String,
    /// In characters.
    pub width: u16,
    /// Whether its money is added up under the rows.
    pub is_summed: bool,
}

/// The words of a workbook, in its reader's language.
#[derive(Debug, Clone)]
pub struct Words {
    pub summary: String,
    pub month: String,
    pub total: String,
    pub chart: String,
    pub reads_right_to_left: bool,
}

/// One line of the summary: a month and its figures, one for each column of [`Summary::titles`].
#[derive(Debug, Clone)]
pub struct MonthFigures {
    pub month: String,
    pub figures: Vec<Amount>,
}

/// What stands in front of the months.
#[derive(Debug, Clone)]
pub struct Summary {
    pub titles: Vec<String>,
    pub months: Vec<MonthFigures>,
    /// The first column is drawn.
    pub has_chart: bool,
}

/// A workbook in the making.
pub struct Book {
    workbook: Workbook,
    columns: Vec<Column>,
    words: Words,
    styles: Styles,
    /// The sheet that rows go to.
    open: Option<Open>,
}

struct Open {
    index: usize,
    /// The next free row.
    row: u32,
    totals: Vec<Option<Amount>>,
}

struct Styles {
    head: Format,
    day: Format,
    moment: Format,
    total: Format,
}

impl Book {
    /// `folder` is where rows wait until the file is put together.
    ///
    /// # Errors
    /// [`WriteError`] when the folder cannot be written to.
    pub fn new(columns: Vec<Column>, words: Words, folder: &Path) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let summary = workbook.add_worksheet();
        summary.set_name(&words.summary)?;
        summary.set_right_to_left(words.reads_right_to_left);
        print_on_one_width(summary);
        Ok(Self {
            workbook,
            columns,
            words,
            styles: Styles {
                head: Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
                day: Format::new().set_num_format("yyyy-mm-dd"),
                moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
                total: Format::new().set_bold().set_border_top(FormatBorder::Thin),
            },
            open: None,
        })
    }

    /// Ends the sheet before and begins one of this name.
    ///
    /// # Errors
    /// [`WriteError`] for a name that a sheet cannot have, or is there already.
    pub fn begin(&mut self, name: &str) -> Result<(), WriteError> {
        self.end()?;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_right_to_left(self.words.reads_right_to_left);
        sheet.set_freeze_panes(1, 0)?;
        print_on_one_width(sheet);
        sheet.set_repeat_rows(0, 0)?;
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.set_column_width(at, f64::from(column.width))?;
        }
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, at, &column.title, &self.styles.head)?;
        }
        let index = self.workbook.worksheets().len() - 1;
        self.open = Some(Open {
            index,
            row: 1,
            totals: vec![None; self.columns.len()],
        });
        Ok(())
    }

    /// Writes a row into the sheet begun last.
    ///
    /// # Errors
    /// [`WriteError`] when no sheet was begun or the sheet is full.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        let open = self.open.as_mut().ok_or_else(no_sheet)?;
        if open.row > MOST_ROWS {
            return Err(WriteError("a sheet has no room for more rows".to_owned()));
        }
        let sheet = self.workbook.worksheet_from_index(open.index)?;
        for (at, cell) in (0u16..).zip(cells) {
            write(sheet, &self.styles, open.row, at, cell)?;
            if let (Cell::Money(amount), Some(total)) = (cell, open.totals.get_mut(usize::from(at))) {
                let before = total.map_or(0, |total| total.minor);
                *total = Some(Amount {
                    minor: before.saturating_add(amount.minor),
                    ..*amount
                });
            }
        }
        open.row += 1;
        Ok(())
    }

    /// The totals under the rows of the open sheet.
    fn end(&mut self) -> Result<(), WriteError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let sheet = self.workbook.worksheet_from_index(open.index)?;
        if open.row == 1 {
            return Ok(());
        }
        let mut named = false;
        for ((at, column), total) in (0u16..).zip(&self.columns).zip(&open.totals) {
            match total.filter(|_| column.is_summed) {
                Some(total) => {
                    let format = self.styles.total.clone().set_num_format(money_format(total.decimals));
                    sum(sheet, open.row, at, (1, open.row - 1), total, &format)?;
                }
                None if !named => {
                    sheet.write_string_with_format(open.row, at, &self.words.total, &self.styles.total)?;
                    named = true;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Fills the summary and puts the file together.
    ///
    /// # Errors
    /// [`WriteError`] when there is no room for it.
    pub fn finish(mut self, summary: &Summary) -> Result<Vec<u8>, WriteError> {
        self.end()?;
        let name = self.words.summary.clone();
        let sheet = self.workbook.worksheet_from_index(SUMMARY)?;
        sheet.set_column_width(0, 12)?;
        sheet.write_string_with_format(0, 0, &self.words.month, &self.styles.head)?;
        for (at, title) in (1u16..).zip(&summary.titles) {
            sheet.set_column_width(at, 16)?;
            sheet.write_string_with_format(0, at, title, &self.styles.head)?;
        }
        let mut row = 1;
        for line in &summary.months {
            sheet.write_string(row, 0, &line.month)?;
            for (at, figure) in (1u16..).zip(&line.figures) {
                write(sheet, &self.styles, row, at, &Cell::Money(*figure))?;
            }
            row += 1;
        }
        if row > 1 {
            sheet.write_string_with_format(row, 0, &self.words.total, &self.styles.total)?;
            for (at, column) in (1u16..).zip(0..summary.titles.len()) {
                let figures = summary.months.iter().filter_map(|month| month.figures.get(column));
                let Some(total) = added(figures) else { continue };
                let format = self.styles.total.clone().set_num_format(money_format(total.decimals));
                sum(sheet, row, at, (1, row - 1), total, &format)?;
            }
            if summary.has_chart {
                let at = u16::try_from(summary.titles.len()).unwrap_or_default() + 2;
                sheet.insert_chart(1, at, &chart(&name, &self.words, summary, row - 1))?;
            }
        }
        Ok(self.workbook.save_to_buffer()?)
    }
}

/// On paper no column and no chart goes on on another page; A4, lying.
fn print_on_one_width(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
}

fn no_sheet() -> WriteError {
    WriteError("a row came before its sheet".to_owned())
}

fn added<'a>(amounts: impl Iterator<Item = &'a Amount>) -> Option<Amount> {
    amounts.copied().reduce(|sum, amount| Amount {
        minor: sum.minor.saturating_add(amount.minor),
        ..sum
    })
}

fn chart(sheet: &str, words: &Words, summary: &Summary, last: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Column);
    let series = chart.add_series().set_categories((sheet, 1, 0, last, 0));
    series.set_values((sheet, 1, 1, last, 1));
    series.set_name(summary.titles.first().map_or("", String::as_str));
    chart.title().set_name(&words.chart);
    chart.legend().set_hidden();
    chart.set_width(640).set_height(360);
    chart
}

fn money_format(decimals: u32) -> String {
    match decimals {
        0 => "#,##0".to_owned(),
        places => format!("#,##0.{}", "0".repeat(places as usize)),
    }
}

/// A spreadsheet's numbers are binary fractions; this is the one nearest to the amount, which prints as it.
fn number(amount: Amount) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

fn write(sheet: &mut Worksheet, styles: &Styles, row: u32, at: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string(row, at, text)?,
        Cell::Count(count) => sheet.write_number(row, at, *count as f64)?,
        Cell::Money(amount) => {
            let format = Format::new().set_num_format(money_format(amount.decimals));
            sheet.write_number_with_format(row, at, number(*amount), &format)?
        }
        Cell::Day(day) => sheet.write_datetime_with_format(row, at, date(*day)?, &styles.day)?,
        Cell::Moment(moment) => sheet.write_datetime_with_format(row, at, instant(*moment)?, &styles.moment)?,
        Cell::Empty => return Ok(()),
    };
    Ok(())
}

/// The sum with its result, for readers that do not compute.
fn sum(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    (first, last): (u32, u32),
    total: Amount,
    format: &Format,
) -> Result<(), XlsxError> {
    let column = rust_xlsxwriter::column_number_to_name(at);
    let formula = Formula::new(format!("=SUM({column}{}:{column}{})", first + 1, last + 1));
    sheet.write_formula_with_format(row, at, formula.set_result(total.to_string()), format)?;
    Ok(())
}

fn date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or_default(),
        part(day.month()),
        part(day.day()),
    )
}

fn instant(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let hours = u16::try_from(at.hour()).unwrap_or_default();
    date(at.date())?.and_hms(hours, u8::try_from(at.minute()).unwrap_or_default(), 0)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn words() -> Words {
        Words {
            summary: "Podsumowanie".to_owned(),
            month: "Miesiąc".to_owned(),
            total: "Razem".to_owned(),
            chart: "Przychód".to_owned(),
            reads_right_to_left: false,
        }
    }

    fn zloty(minor: i64) -> Amount {
        Amount { minor, decimals: 2 }
    }

    fn columns() -> Vec<Column> {
        [("Dzień", false), ("Opis", false), ("Brutto", true)]
            .map(|(title, is_summed)| Column {
                title: title.to_owned(),
                width: 14,
                is_summed,
            })
            .into()
    }

    fn book() -> Vec<u8> {
        let folder = std::env::temp_dir();
        let mut book = Book::new(columns(), words(), &folder).unwrap();
        let day = |d| Cell::Day(NaiveDate::from_ymd_opt(2027, 3, d).unwrap());
        book.begin("2027-03").unwrap();
        book.row(&[day(8), Cell::text("=1+1 żółć"), Cell::Money(zloty(12_345))])
            .unwrap();
        book.row(&[day(9), Cell::text("قصّة"), Cell::Money(zloty(-345))])
            .unwrap();
        book.begin("2027-04").unwrap();
        let summary = Summary {
            titles: vec!["Brutto".to_owned()],
            months: vec![
                MonthFigures {
                    month: "2027-03".to_owned(),
                    figures: vec![zloty(12_000)],
                },
                MonthFigures {
                    month: "2027-04".to_owned(),
                    figures: vec![zloty(0)],
                },
            ],
            has_chart: true,
        };
        book.finish(&summary).unwrap()
    }

    #[test]
    fn another_reader_finds_typed_cells_totals_and_the_months() {
        let mut found: Xlsx<_> = Xlsx::new(Cursor::new(book())).unwrap();
        assert_eq!(found.sheet_names(), ["Podsumowanie", "2027-03", "2027-04"]);
        let march = found.worksheet_range("2027-03").unwrap();
        assert_eq!(march.get((0, 2)), Some(&Data::String("Brutto".to_owned())));
        assert!(matches!(march.get((1, 0)), Some(Data::DateTime(_))), "{march:?}");
        // Text stays text: a string cell is never run.
        assert_eq!(march.get((1, 1)), Some(&Data::String("=1+1 żółć".to_owned())));
        assert_eq!(march.get((1, 2)), Some(&Data::Float(123.45)));
        assert_eq!(march.get((3, 0)), Some(&Data::String("Razem".to_owned())));
        assert_eq!(march.get((3, 2)), Some(&Data::Float(120.0)));
        let sums = found.worksheet_formula("2027-03").unwrap();
        assert_eq!(sums.get_value((3, 2)).map(String::as_str), Some("SUM(C2:C3)"));
        let summary = found.worksheet_range("Podsumowanie").unwrap();
        assert_eq!(summary.get((3, 1)), Some(&Data::Float(120.0)));
    }

    #[test]
    fn a_month_without_rows_has_a_head_alone() {
        let mut found: Xlsx<_> = Xlsx::new(Cursor::new(book())).unwrap();
        assert_eq!(found.worksheet_range("2027-04").unwrap().height(), 1);
    }

    #[test]
    fn a_row_without_a_sheet_is_refused() {
        let mut book = Book::new(columns(), words(), &std::env::temp_dir()).unwrap();
        assert!(book.row(&[Cell::Empty]).is_err());
    }
}
