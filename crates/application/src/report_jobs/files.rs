//! A report as files: CSV for a spreadsheet (RFC 4180), JSON for programs. The same figures give the same bytes.

use std::collections::BTreeSet;

use booking_rules::booking::Status;
use booking_rules::values::{Currency, Money};
use documents::separated::harmless;
use serde::Serialize;
use store::ReportFile;

use super::Report;
use super::figures::{Figures, Sum};
use crate::app::App;
use crate::failure::Failure;

/// Writes both files; what lay there is replaced.
pub(super) async fn write(app: &App, report: &Report<'_>) -> Result<ReportFile, Failure> {
    let mut file = report.file(app);
    let (objects, lines) = (app.objects()?, lines(report));
    let csv = csv(report, &lines).map_err(Failure::internal)?;
    let json = json(report, &lines).map_err(Failure::internal)?;
    file.bytes = [&csv, &json].map(|bytes| bytes.len() as u64).into();
    for (key, bytes, content_type) in [
        (&file.objects[0], csv, "text/csv; charset=utf-8"),
        (&file.objects[1], json, "application/json"),
    ] {
        objects
            .put(key, bytes, content_type)
            .await
            .map_err(Failure::unavailable)?;
    }
    Ok(file)
}

/// A line of the report: sums, or a number of bookings.
struct Line {
    section: &'static str,
    name: String,
    now: Value,
    before: Value,
}

#[derive(Clone, Copy)]
enum Value {
    Sum(Sum),
    Count(usize),
}

fn lines(report: &Report<'_>) -> Vec<Line> {
    let (now, before) = (&report.now, &report.before);
    let mut lines = vec![
        sum("total", "revenue".to_owned(), now.total, before.total),
        sum("total", "taken".to_owned(), now.taken, before.taken),
    ];
    section(
        &mut lines,
        "vat_rate",
        report,
        |f| f.by_rate.iter().map(|(rate, sum)| (*rate, *sum)).collect(),
        |rate| rate.to_string(),
    );
    section(
        &mut lines,
        "method",
        report,
        |f| f.by_method.iter().map(|(method, sum)| (*method, *sum)).collect(),
        |method| method.as_str().to_owned(),
    );
    section(
        &mut lines,
        "kind",
        report,
        |f| f.by_kind.iter().map(|(kind, sum)| (*kind, *sum)).collect(),
        |kind| kind.as_str().to_owned(),
    );
    lines.extend(Status::ALL.map(|status| Line {
        section: "bookings",
        name: status.as_str().to_owned(),
        now: Value::Count(now.booked(status)),
        before: Value::Count(before.booked(status)),
    }));
    lines
}

fn sum(section: &'static str, name: String, now: Sum, before: Sum) -> Line {
    Line {
        section,
        name,
        now: Value::Sum(now),
        before: Value::Sum(before),
    }
}

/// A line for everything that is in either period.
fn section<K: Ord + Copy>(
    lines: &mut Vec<Line>,
    name: &'static str,
    report: &Report<'_>,
    of: impl Fn(&Figures) -> std::collections::BTreeMap<K, Sum>,
    label: impl Fn(K) -> String,
) {
    let (now, before) = (of(&report.now), of(&report.before));
    let all: BTreeSet<K> = now.keys().chain(before.keys()).copied().collect();
    for key in all {
        let figure = |sums: &std::collections::BTreeMap<K, Sum>| sums.get(&key).copied().unwrap_or_default();
        lines.push(sum(name, label(key), figure(&now), figure(&before)));
    }
}

const COLUMNS: [&str; 15] = [
    "shop",
    "shop_id",
    "from",
    "to",
    "currency",
    "section",
    "name",
    "net",
    "vat",
    "gross",
    "net_before",
    "vat_before",
    "gross_before",
    "count",
    "count_before",
];

fn csv(report: &Report<'_>, lines: &[Line]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let currency = report.now.currency;
    let head = [
        harmless(report.shop.name.as_str()),
        report.shop.id.to_string(),
        report.period.first().to_string(),
        report.period.last().to_string(),
        currency.code().to_owned(),
    ];
    for line in lines {
        let mut cells = head.to_vec();
        cells.extend([line.section.to_owned(), line.name.clone()]);
        for value in [line.now, line.before] {
            let sums = |sum: Sum| [sum.net, sum.vat, sum.gross].map(|minor| decimal(minor, currency));
            cells.extend(match value {
                Value::Sum(sum) => sums(sum),
                Value::Count(_) => Default::default(),
            });
        }
        cells.extend([line.now, line.before].map(|value| match value {
            Value::Sum(_) => String::new(),
            Value::Count(count) => count.to_string(),
        }));
        writer.write_record(&cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// `-12.30`, with as many decimals as the currency has; digits alone, so that no rounding comes near it.
fn decimal(minor: i64, currency: Currency) -> String {
    let exponent = currency.exponent() as usize;
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = exponent + 1);
    let (whole, part) = digits.split_at(digits.len() - exponent);
    let sign = if minor < 0 { "-" } else { "" };
    if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}

#[derive(Serialize)]
struct Document<'a> {
    report: &'static str,
    period: String,
    from: String,
    to: String,
    before: [String; 2],
    business_id: String,
    shop_id: String,
    shop: &'a str,
    time_zone: &'static str,
    currency: &'static str,
    entries: usize,
    /// Entries in another currency, which stand in no sum.
    left_out: usize,
    sums: Vec<SumLine<'a>>,
    bookings: Vec<CountLine<'a>>,
}

#[derive(Serialize)]
struct SumLine<'a> {
    section: &'static str,
    name: &'a str,
    #[serde(flatten)]
    now: Amounts,
    before: Amounts,
}

#[derive(Serialize)]
struct Amounts {
    net: Money,
    vat: Money,
    gross: Money,
}

#[derive(Serialize)]
struct CountLine<'a> {
    status: &'a str,
    count: usize,
    before: usize,
}

fn json(report: &Report<'_>, lines: &[Line]) -> Result<Vec<u8>, serde_json::Error> {
    let currency = report.now.currency;
    let amounts = |sum: Sum| Amounts {
        net: Money::new(sum.net, currency),
        vat: Money::new(sum.vat, currency),
        gross: Money::new(sum.gross, currency),
    };
    let (mut sums, mut bookings) = (Vec::new(), Vec::new());
    for line in lines {
        match (line.now, line.before) {
            (Value::Count(count), Value::Count(before)) => bookings.push(CountLine {
                status: &line.name,
                count,
                before,
            }),
            (Value::Sum(now), Value::Sum(before)) => sums.push(SumLine {
                section: line.section,
                name: &line.name,
                now: amounts(now),
                before: amounts(before),
            }),
            _ => {}
        }
    }
    let before = report.period.before().unwrap_or(report.period);
    serde_json::to_vec_pretty(&Document {
        report: report.period.kind().as_str(),
        period: report.period.name(),
        from: report.period.first().to_string(),
        to: report.period.last().to_string(),
        before: [before.first().to_string(), before.last().to_string()],
        business_id: report.shop.id.business().to_string(),
        shop_id: report.shop.id.to_string(),
        shop: report.shop.name.as_str(),
        time_zone: report.shop.time_zone.name(),
        currency: currency.code(),
        entries: report.now.entries,
        left_out: report.now.left_out,
        sums,
        bookings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_by_their_digits() {
        for (minor, code, text) in [
            (12_050, "PLN", "120.50"),
            (-5, "PLN", "-0.05"),
            (0, "PLN", "0.00"),
            (1_500, "JPY", "1500"),
            (12_345, "KWD", "12.345"),
            (i64::MIN, "PLN", "-92233720368547758.08"),
        ] {
            assert_eq!(decimal(minor, Currency::parse(code).unwrap()), text);
        }
    }

    #[test]
    fn a_name_that_looks_like_a_formula_is_text() {
        for (name, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-Salon", "'-Salon"),
            ("Salon = Ola", "Salon = Ola"),
        ] {
            assert_eq!(harmless(name), cell);
        }
    }
}
