//! The columns of files that are tables, and the row of each record.

use booking_rules::booking::Booking;
use booking_rules::ledger::{LedgerEntry, SaleRef};
use booking_rules::values::Locale;
use documents::Cell;
use documents::workbook::Column;
use store::{CustomerCard, ExportWhat};

use super::names::Names;
use super::records::Records;

/// A column: its name in files for programs, its width in characters, and whether its amounts are added up.
type Plan = (&'static str, u16, bool);

const LEDGER: &[Plan] = &[
    ("day", 11, false),
    ("at", 17, false),
    ("document", 16, false),
    ("kind", 11, false),
    ("shop", 20, false),
    ("service", 24, false),
    ("staff", 18, false),
    ("method", 14, false),
    ("vat_rate", 12, false),
    ("net", 13, true),
    ("vat", 13, true),
    ("gross", 13, true),
    ("currency", 9, false),
    ("customer_id", 24, false),
    ("sale_id", 24, false),
    ("corrects", 24, false),
    ("reason", 24, false),
    ("entry_id", 24, false),
];
const BOOKINGS: &[Plan] = &[
    ("start", 17, false),
    ("end", 17, false),
    ("shop", 20, false),
    ("status", 12, false),
    ("service", 24, false),
    ("staff", 18, false),
    ("persons", 9, false),
    ("price", 13, true),
    ("currency", 9, false),
    ("origin", 10, false),
    ("customer_id", 24, false),
    ("booking_id", 24, false),
];
const CUSTOMERS: &[Plan] = &[
    ("customer", 24, false),
    ("e_mail", 28, false),
    ("telephone", 16, false),
    ("language", 10, false),
    ("has_account", 10, false),
    ("known_since", 12, false),
    ("customer_id", 24, false),
];
const VAT_SUMMARY: &[Plan] = &[
    ("month", 10, false),
    ("shop", 20, false),
    ("vat_rate", 12, false),
    ("kind", 11, false),
    ("entries", 9, false),
    ("net", 13, true),
    ("vat", 13, true),
    ("gross", 13, true),
    ("currency", 9, false),
];

fn plan(what: ExportWhat) -> &'static [Plan] {
    match what {
        ExportWhat::Ledger | ExportWhat::JpkFa | ExportWhat::Datev => LEDGER,
        ExportWhat::Bookings => BOOKINGS,
        ExportWhat::Customers => CUSTOMERS,
        ExportWhat::VatSummary => VAT_SUMMARY,
    }
}

/// Names that programs read: they never change with a language.
pub(super) fn names(what: ExportWhat) -> Vec<&'static str> {
    plan(what).iter().map(|(name, ..)| *name).collect()
}

/// The same for people, in their language.
pub(super) fn titled(what: ExportWhat, locale: Locale) -> Vec<Column> {
    let column = |(name, width, is_summed): &Plan| Column {
        title: title(name, locale).to_owned(),
        width: *width,
        is_summed: *is_summed,
    };
    plan(what).iter().map(column).collect()
}

/// One row a record, with the month it belongs to.
pub(super) fn rows(names: &Names, records: &Records) -> Vec<(String, Vec<Cell>)> {
    match records {
        Records::Entries(entries) => entries
            .iter()
            .map(|e| (e.month().to_string(), entry(names, e)))
            .collect(),
        Records::Bookings(bookings) => {
            let month = |b: &Booking| b.local_start.format("%Y-%m").to_string();
            bookings.iter().map(|b| (month(b), booking(names, b))).collect()
        }
        // Customers are of no month; they stand on one sheet.
        Records::Customers(customers) => customers.iter().map(|c| (String::new(), customer(c))).collect(),
    }
}

fn entry(names: &Names, entry: &LedgerEntry) -> Vec<Cell> {
    let sale = match entry.sale {
        SaleRef::Booking(id) => id.to_string(),
        SaleRef::Counter(id) => id.to_string(),
    };
    vec![
        Cell::Day(entry.day),
        Cell::Moment(names.local(entry.shop, entry.occurred_at)),
        Cell::text(entry.document.to_string()),
        Cell::text(entry.kind.as_str()),
        names.shop(entry.shop),
        names.service(entry.service),
        names.staff(entry.staff),
        Cell::text(entry.method.as_str()),
        Cell::text(entry.amount.rate.to_string()),
        Cell::Money(names.amount(entry.amount.net)),
        Cell::Money(names.amount(entry.amount.vat)),
        Cell::Money(names.amount(entry.amount.gross)),
        Cell::text(entry.amount.gross.currency().code()),
        Cell::maybe(entry.customer.map(|id| id.to_string())),
        Cell::text(sale),
        Cell::maybe(entry.of.map(|id| id.to_string())),
        Cell::maybe(entry.reason.as_ref().map(|reason| reason.as_str())),
        Cell::text(entry.id.to_string()),
    ]
}

fn booking(names: &Names, booking: &Booking) -> Vec<Cell> {
    let listed = |cells: Vec<Cell>| {
        let mut texts: Vec<_> = cells
            .into_iter()
            .filter_map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None })
            .collect();
        texts.dedup();
        Cell::text(texts.join(", "))
    };
    let origin = serde_json::to_value(booking.origin).unwrap_or_default();
    vec![
        Cell::Moment(booking.local_start),
        Cell::Moment(booking.zone.local(booking.span.end())),
        names.shop(booking.shop),
        Cell::text(booking.status.as_str()),
        listed(
            booking
                .segments
                .iter()
                .map(|s| names.service(Some(s.service)))
                .collect(),
        ),
        listed(booking.segments.iter().map(|s| names.staff(Some(s.staff))).collect()),
        Cell::Count(booking.persons.into()),
        Cell::Money(names.amount(booking.price)),
        Cell::text(booking.price.currency().code()),
        Cell::maybe(origin.as_str()),
        Cell::text(booking.customer.to_string()),
        Cell::text(booking.id.to_string()),
    ]
}

fn customer(card: &CustomerCard) -> Vec<Cell> {
    vec![
        Cell::text(card.name.as_str()),
        Cell::maybe(card.email.as_ref().map(|email| email.as_str())),
        Cell::maybe(card.phone.as_ref().map(|phone| phone.as_str())),
        Cell::text(card.locale.tag()),
        Cell::text(if card.account.is_some() { "yes" } else { "no" }),
        Cell::Day(card.created_at.date_naive()),
        Cell::text(card.id.to_string()),
    ]
}

/// What a column is called on a sheet: English, Polish, Arabic.
const TITLES: &[(&str, [&str; 3])] = &[
    ("day", ["Day", "Dzień", "اليوم"]),
    ("at", ["Time", "Czas", "الوقت"]),
    ("document", ["Document", "Dokument", "المستند"]),
    ("kind", ["Kind", "Rodzaj", "النوع"]),
    ("shop", ["Shop", "Salon", "الفرع"]),
    ("service", ["Service", "Usługa", "الخدمة"]),
    ("staff", ["Staff", "Pracownik", "الموظف"]),
    ("method", ["Paid by", "Płatność", "طريقة الدفع"]),
    ("vat_rate", ["VAT rate", "Stawka VAT", "نسبة الضريبة"]),
    ("net", ["Net", "Netto", "الصافي"]),
    ("vat", ["VAT", "VAT", "الضريبة"]),
    ("gross", ["Gross", "Brutto", "الإجمالي"]),
    ("currency", ["Currency", "Waluta", "العملة"]),
    ("customer", ["Customer", "Klient", "العميل"]),
    ("customer_id", ["Customer id", "Id klienta", "معرف العميل"]),
    ("sale_id", ["Sale id", "Id sprzedaży", "معرف البيع"]),
    ("corrects", ["Of entry", "Dotyczy wpisu", "يخص القيد"]),
    ("reason", ["Reason", "Powód", "السبب"]),
    ("entry_id", ["Entry id", "Id wpisu", "معرف القيد"]),
    ("start", ["Start", "Początek", "البداية"]),
    ("end", ["End", "Koniec", "النهاية"]),
    ("status", ["Status", "Stan", "الحالة"]),
    ("persons", ["Persons", "Osoby", "الأشخاص"]),
    ("price", ["Price", "Cena", "السعر"]),
    ("origin", ["Origin", "Źródło", "المصدر"]),
    ("booking_id", ["Booking id", "Id wizyty", "معرف الحجز"]),
    ("e_mail", ["E-mail", "E-mail", "البريد الإلكتروني"]),
    ("telephone", ["Phone", "Telefon", "الهاتف"]),
    ("language", ["Language", "Język", "اللغة"]),
    ("has_account", ["Account", "Konto", "حساب"]),
    ("known_since", ["Known since", "Od kiedy", "منذ"]),
    ("month", ["Month", "Miesiąc", "الشهر"]),
    ("entries", ["Entries", "Wpisy", "القيود"]),
    ("summary", ["Summary", "Podsumowanie", "ملخص"]),
    ("total", ["Total", "Razem", "المجموع"]),
    ("revenue", ["Revenue", "Przychód", "الإيراد"]),
    ("customers", ["Customers", "Klienci", "العملاء"]),
];

/// A word of a sheet in a language.
pub(super) fn title(name: &str, locale: Locale) -> &str {
    let found = TITLES.iter().find(|(known, _)| *known == name);
    let at = match locale.tag() {
        "pl" => 1,
        "ar" => 2,
        _ => 0,
    };
    found.map_or(name, |(_, titles)| titles[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_called_something_in_every_language() {
        for what in [
            ExportWhat::Ledger,
            ExportWhat::Bookings,
            ExportWhat::Customers,
            ExportWhat::VatSummary,
        ] {
            for name in names(what) {
                assert!(TITLES.iter().any(|(known, _)| *known == name), "{name}");
            }
        }
    }
}
