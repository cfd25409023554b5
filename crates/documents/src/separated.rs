//! Text of separated values (RFC 4180), safe to open in a spreadsheet.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::{Cell, WriteError};

/// How the values are separated. With semicolons, as spreadsheets in Poland and Germany expect, decimals follow a comma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    #[default]
    Comma,
    Semicolon,
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }

    fn decimal_sign(self) -> char {
        match self {
            Self::Comma => '.',
            Self::Semicolon => ',',
        }
    }
}

/// What a UTF-8 file begins with for programs that would take it for another encoding.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Appends one row, ended by CR LF.
///
/// # Errors
/// [`WriteError`] never for a buffer in memory.
pub fn row(out: &mut Vec<u8>, separator: Separator, cells: &[Cell]) -> Result<(), WriteError> {
    let mut writer = WriterBuilder::new()
        .delimiter(separator.byte())
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(out);
    writer.write_record(cells.iter().map(|cell| field(cell, separator)))?;
    writer.flush()?;
    Ok(())
}

/// Appends the names of the columns, after a byte order mark if one is wanted.
///
/// # Errors
/// As [`row`].
pub fn head(out: &mut Vec<u8>, separator: Separator, mark: bool, columns: &[&str]) -> Result<(), WriteError> {
    if mark {
        out.extend_from_slice(BYTE_ORDER_MARK);
    }
    let columns: Vec<_> = columns.iter().map(|column| Cell::text(*column)).collect();
    row(out, separator, &columns)
}

fn field(cell: &Cell, separator: Separator) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Money(amount) => amount.text(separator.decimal_sign()),
        Cell::Day(day) => day.format("%Y-%m-%d").to_string(),
        Cell::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        Cell::Empty => String::new(),
    }
}

/// A spreadsheet takes a text that begins so for a formula and runs it; an apostrophe in front makes it text again
/// (OWASP, "CSV Injection"). What is in front of the sign may be blank, which spreadsheets pass over.
#[must_use]
pub fn harmless(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let is_formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    );
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::Amount;

    fn line(separator: Separator, cells: &[Cell]) -> String {
        let mut out = Vec::new();
        row(&mut out, separator, cells).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn of(text: &str) -> String {
        line(Separator::Comma, &[Cell::text(text), Cell::Count(1)])
    }

    #[test]
    fn rows_end_and_quote_as_the_standard_says() {
        assert_eq!(of("plain"), "plain,1\r\n");
        assert_eq!(of("a,b"), "\"a,b\",1\r\n");
        assert_eq!(of("say \"yes\""), "\"say \"\"yes\"\"\",1\r\n");
        assert_eq!(of("two\nlines"), "\"two\nlines\",1\r\n");
        assert_eq!(of("zażółć gęślą jaźń"), "zażółć gęślą jaźń,1\r\n");
        assert_eq!(of("قصّة شعر"), "قصّة شعر,1\r\n");
        assert_eq!(line(Separator::Comma, &[Cell::Empty]), "\"\"\r\n");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (text, field) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+48601234567", "'+48601234567"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "'  =1"),
            ("a=b", "a=b"),
            ("1-2", "1-2"),
        ] {
            assert_eq!(of(text), format!("{field},1\r\n"), "{text:?}");
        }
    }

    #[test]
    fn numbers_stay_numbers_and_follow_the_separator() {
        let cells = [
            Cell::Money(Amount {
                minor: -12_345,
                decimals: 2,
            }),
            Cell::Count(-3),
            Cell::Day(NaiveDate::from_ymd_opt(2027, 3, 8).unwrap()),
            Cell::Moment(
                NaiveDate::from_ymd_opt(2027, 3, 8)
                    .unwrap()
                    .and_hms_opt(9, 5, 59)
                    .unwrap(),
            ),
            Cell::Empty,
        ];
        assert_eq!(
            line(Separator::Comma, &cells),
            "-123.45,-3,2027-03-08,2027-03-08 09:05,\r\n"
        );
        assert_eq!(
            line(Separator::Semicolon, &cells),
            "-123,45;-3;2027-03-08;2027-03-08 09:05;\r\n"
        );
    }

    #[test]
    fn a_mark_is_there_only_if_it_is_wanted() {
        let of = |mark| {
            let mut out = Vec::new();
            head(&mut out, Separator::Semicolon, mark, &["day", "gross"]).unwrap();
            out
        };
        assert_eq!(of(false), b"day;gross\r\n");
        assert_eq!(of(true), b"\xef\xbb\xbfday;gross\r\n");
    }
}
