//! A small spreadsheet with its chart, to be looked at: `cargo run --workspace --example small_workbook -- revenue.xlsx`, then
//! `soffice --headless --convert-to pdf revenue.xlsx` or any program that opens it.

use chrono::NaiveDate;
use documents::workbook::{Book, Column, MonthFigures, Summary, Words};
use documents::{Amount, Cell};

const MONTHS: [(&str, u32, i64); 4] = [
    ("2027-01", 1, 1_204_500),
    ("2027-02", 2, 980_050),
    ("2027-03", 3, 1_560_000),
    ("2027-04", 4, -12_300),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let column = |title: &str, width, is_summed| Column {
        title: title.to_owned(),
        width,
        is_summed,
    };
    let columns = vec![
        column("Dzień", 12, false),
        column("Usługa", 28, false),
        column("Brutto", 14, true),
    ];
    let words = Words {
        summary: "Podsumowanie".to_owned(),
        month: "Miesiąc".to_owned(),
        total: "Razem".to_owned(),
        chart: "Przychód".to_owned(),
        reads_right_to_left: false,
    };
    let money = |minor| Amount { minor, decimals: 2 };
    let mut book = Book::new(columns, words, &std::env::temp_dir())?;
    let mut months = Vec::new();
    for (month, number, revenue) in MONTHS {
        book.begin(month)?;
        for (day, share) in [(8, 4), (9, 4), (10, 2)] {
            let day = NaiveDate::from_ymd_opt(2027, number, day).ok_or("no such day")?;
            book.row(&[
                Cell::Day(day),
                Cell::text("Strzyżenie, modelowanie"),
                Cell::Money(money(revenue / share)),
            ])?;
        }
        months.push(MonthFigures {
            month: month.to_owned(),
            figures: vec![money(revenue)],
        });
    }
    let summary = Summary {
        titles: vec!["Brutto".to_owned()],
        months,
        has_chart: true,
    };
    std::fs::write(path, book.finish(&summary)?)?;
    Ok(())
}
