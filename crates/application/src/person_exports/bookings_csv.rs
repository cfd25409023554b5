//! Bookings as a table for a spreadsheet (RFC 4180).

use documents::separated::harmless;
use serde_json::Value;

use crate::failure::Failure;

/// Heading, and where its value stands in a booking of the JSON file.
const COLUMNS: [(&str, &str); 16] = [
    ("booking_id", "/id"),
    ("shop_id", "/shop"),
    ("customer_id", "/customer"),
    ("status", "/status"),
    ("start", "/span/start"),
    ("end", "/span/end"),
    ("local_start", "/local_start"),
    ("time_zone", "/zone"),
    ("persons", "/persons"),
    ("price_minor_units", "/price/amount"),
    ("currency", "/price/currency"),
    ("notes", "/notes"),
    ("name", "/contact/name"),
    ("email", "/contact/email"),
    ("phone", "/contact/phone"),
    ("created_at", "/created_at"),
];

/// The file, for a list of bookings as the JSON file has them.
pub(super) fn of(bookings: Option<&Value>) -> Result<Vec<u8>, Failure> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    table
        .write_record(COLUMNS.map(|(heading, _)| heading))
        .map_err(Failure::internal)?;
    for booking in bookings.and_then(Value::as_array).into_iter().flatten() {
        let row = COLUMNS.map(|(_, place)| harmless(&text(booking.pointer(place))));
        table.write_record(row).map_err(Failure::internal)?;
    }
    table.into_inner().map_err(|error| Failure::internal(error.to_string()))
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_people_wrote_is_a_cell_and_no_formula() {
        let bookings = json!([{
            "id": "bkg_1", "notes": "=HYPERLINK(\"http://evil.example\"), \"quoted\"\nnext line",
            "contact": { "phone": "+48601234567" }, "persons": 2, "price": { "amount": 12_000, "currency": "PLN" }
        }]);
        let file = String::from_utf8(of(Some(&bookings)).unwrap()).unwrap();
        let mut read = csv::Reader::from_reader(file.as_bytes());
        let headings = read.headers().unwrap().clone();
        let rows: Vec<_> = read.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        let cell = |heading: &str| {
            let at = headings.iter().position(|h| h == heading).unwrap();
            rows[0].get(at).unwrap().to_owned()
        };
        assert_eq!(cell("phone"), "'+48601234567");
        assert!(cell("notes").starts_with("'=HYPERLINK") && cell("notes").ends_with("next line"));
        assert_eq!(
            (cell("persons").as_str(), cell("price_minor_units").as_str()),
            ("2", "12000")
        );
    }

    #[test]
    fn nobody_without_bookings_gets_a_broken_file() {
        let file = String::from_utf8(of(None).unwrap()).unwrap();
        assert_eq!(file.lines().count(), 1);
    }
}
