//! What a large file costs: a million rows of each format, given out in parts of 8 MiB as the worker does, and a spreadsheet of
//! as many rows as are allowed. `cargo build --workspace --example export_rows`, then
//! `target/debug/examples/export_rows`.

use std::io::Write;
use std::time::Instant;

use chrono::NaiveDate;
use documents::datev::{self, Posting};
use documents::jpk::{Form, Line, Rate};
use documents::separated::{self, Separator};
use documents::workbook::{Book, Column, Summary, Words};
use documents::{Amount, Cell};

const ROWS: i64 = 1_000_000;
const SPREADSHEET_ROWS: i64 = 200_000;
const PART: usize = 8 * 1024 * 1024;

fn cells(at: i64) -> Vec<Cell> {
    let day = NaiveDate::from_ymd_opt(2027, 3, 1 + u32::try_from(at % 28).unwrap_or_default()).unwrap_or_default();
    let money = |minor| Cell::Money(Amount { minor, decimals: 2 });
    let id = |kind: &str| Cell::text(format!("{kind}_06j4gcw401d11c0c{at:026}"));
    vec![
        Cell::Day(day),
        Cell::Moment(day.and_hms_opt(9, 30, 0).unwrap_or_default()),
        Cell::text(format!("2027/03/{at:06}")),
        Cell::text("charge"),
        Cell::text("Śródmieście"),
        Cell::text("Strzyżenie, modelowanie"),
        Cell::text("Anna"),
        Cell::text("card_terminal"),
        Cell::text("23"),
        money(10_000 + at),
        money(2_300),
        money(12_300 + at),
        Cell::text("PLN"),
        id("cus"),
        id("bkg"),
        Cell::Empty,
        Cell::Empty,
        id("led"),
    ]
}

fn line(at: i64) -> Line {
    let amount = |minor| Amount { minor, decimals: 2 };
    Line {
        number: format!("2027/03/{at:06}"),
        what: "Strzyżenie, modelowanie".to_owned(),
        rate: Rate::Percent(23),
        net: amount(10_000 + at),
        gross: amount(12_300 + at),
    }
}

fn posting(at: i64) -> Posting {
    Posting {
        amount: Amount {
            minor: 12_300 + at,
            decimals: 2,
        },
        account: 1_000,
        contra_account: 8_400,
        day: NaiveDate::from_ymd_opt(2027, 3, 8).unwrap_or_default(),
        document: format!("2027/03/{at:06}"),
        text: "charge Strzyżenie".to_owned(),
    }
}

/// The most memory this process has had, in MB, as Linux tells it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn told(out: &mut impl Write, what: &str, rows: i64, bytes: usize, begun: Instant) -> std::io::Result<()> {
    let seconds = begun.elapsed().as_secs_f64();
    writeln!(
        out,
        "{what:<24} {rows:>9} rows {:>6} MB {seconds:>7.1} s, peak memory so far {} MB",
        bytes / 1_000_000,
        peak()
    )
}

/// Rows into a buffer that is given away as soon as it makes a part.
fn in_parts(mut write: impl FnMut(&mut Vec<u8>, i64)) -> usize {
    let (mut buffer, mut bytes) = (Vec::new(), 0);
    for at in 0..ROWS {
        write(&mut buffer, at);
        if buffer.len() >= PART {
            bytes += std::mem::take(&mut buffer).len();
        }
    }
    bytes + buffer.len()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout();
    let begun = Instant::now();
    let bytes = in_parts(|buffer, at| drop(separated::row(buffer, Separator::Comma, &cells(at))));
    told(&mut out, "ledger, csv", ROWS, bytes, begun)?;
    let begun = Instant::now();
    let bytes = in_parts(|buffer, at| datev::posting(buffer, &posting(at)));
    told(&mut out, "datev", ROWS, bytes, begun)?;
    let begun = Instant::now();
    let bytes = in_parts(|buffer, at| drop(Form::on(buffer).line(&line(at))));
    told(&mut out, "jpk_fa, lines", ROWS, bytes, begun)?;
    let begun = Instant::now();
    let column = |at: usize| Column {
        title: format!("Column {at}"),
        width: 14,
        is_summed: (9..12).contains(&at),
    };
    let words = Words {
        summary: "Summary".to_owned(),
        month: "Month".to_owned(),
        total: "Total".to_owned(),
        chart: "Revenue".to_owned(),
        reads_right_to_left: false,
    };
    let mut book = Book::new((0..18).map(column).collect(), words, &std::env::temp_dir())?;
    book.begin("2027-03")?;
    for at in 0..SPREADSHEET_ROWS {
        book.row(&cells(at))?;
    }
    let none = Summary {
        titles: Vec::new(),
        months: Vec::new(),
        has_chart: false,
    };
    let bytes = book.finish(&none)?.len();
    told(&mut out, "ledger, xlsx", SPREADSHEET_ROWS, bytes, begun)?;
    Ok(())
}
