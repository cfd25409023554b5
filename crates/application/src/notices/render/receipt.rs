//! What was paid, as its customer reads it: a confirmation that never passes for a fiscal receipt.

use booking_rules::ledger::{DocumentKind, DocumentLine, EntryKind, PaymentMethod, SaleDocument, TaxedAmount, VatRate};
use booking_rules::values::{Locale, Money};
use serde::Serialize;

use super::wording::{Row, left_to_right, one_line, place};
use super::{NoticeFacts, moment, price};

/// What the words of a receipt may name; nothing of it in another message.
#[derive(Debug, Default, Serialize)]
pub(super) struct Receipt {
    pub(super) document: Option<String>,
    pub(super) document_title: Option<&'static str>,
    pub(super) lines: Option<String>,
    pub(super) vat: Option<String>,
    pub(super) total: Option<String>,
    pub(super) paid_by: Option<String>,
    pub(super) tax_number: Option<String>,
    /// That it is no receipt of a till.
    pub(super) disclaimer: Option<&'static str>,
}

impl Receipt {
    pub(super) fn of(facts: &NoticeFacts) -> Self {
        let (Some(document), locale) = (&facts.document, facts.locale) else {
            return Self::default();
        };
        let lines = document.lines.iter().map(|line| {
            let (name, gross) = (name_of(line, locale), price::price(line.amount.gross, locale));
            format!("{name} {gross}")
        });
        let vat = taxed(document).map(|total| format!("{} {}", rate(total.rate, locale), sums(&total, locale)));
        let paid = document.by_method().into_iter().map(|(by, amount)| {
            let (method, amount) = (method(by, locale), price::price(amount, locale));
            format!("{method} {amount}")
        });
        Self {
            document: Some(number(document, locale)),
            document_title: Some(title(document.kind, locale)),
            lines: Some(listed(lines, locale)),
            vat: Some(listed(vat, locale)),
            total: Some(price::price(document.total(), locale)),
            paid_by: Some(listed(paid, locale)),
            tax_number: tax_number(document, locale),
            disclaimer: Some(disclaimer(locale)),
        }
    }
}

/// The fixed words around the figures.
struct Labels {
    seller: &'static str,
    place: &'static str,
    document: &'static str,
    issued: &'static str,
    day: &'static str,
    visit: &'static str,
    total: &'static str,
    paid: &'static str,
    phone: &'static str,
}

const POLISH: Labels = Labels {
    seller: "Sprzedawca",
    place: "Miejsce",
    document: "Numer",
    issued: "Wystawiono",
    day: "Data sprzedaży",
    visit: "Wizyta",
    total: "Razem",
    paid: "Zapłata",
    phone: "Telefon",
};

const ENGLISH: Labels = Labels {
    seller: "Seller",
    place: "Where",
    document: "Number",
    issued: "Issued",
    day: "Date of sale",
    visit: "Visit",
    total: "Total",
    paid: "Paid by",
    phone: "Phone",
};

const ARABIC: Labels = Labels {
    seller: "البائع",
    place: "المكان",
    document: "الرقم",
    issued: "تاريخ الإصدار",
    day: "تاريخ البيع",
    visit: "الموعد",
    total: "الإجمالي",
    paid: "طريقة الدفع",
    phone: "الهاتف",
};

/// Who sold what and when, line by line, and the tax of each rate; none for a message without a document.
pub(super) fn rows(facts: &NoticeFacts) -> Option<Vec<Row>> {
    let (document, locale) = (facts.document.as_ref()?, facts.locale);
    let labels = match locale {
        Locale::Pl => &POLISH,
        Locale::En => &ENGLISH,
        Locale::Ar => &ARABIC,
    };
    let row = |label: &'static str, value| Row {
        label: label.into(),
        value,
    };
    let (start, zone) = (facts.span.start(), document.zone);
    let visit = [one_line(&facts.service_name), moment::brief(start, zone, locale)];
    let mut rows = vec![
        row(labels.seller, seller(document, locale)),
        row(labels.place, place(facts)),
        row(labels.document, number(document, locale)),
        row(labels.issued, moment::full(document.issued_at, zone, locale)),
    ];
    if document.day != zone.local_date(document.issued_at) {
        rows.push(row(labels.day, left_to_right(&document.day.to_string(), locale)));
    }
    rows.push(row(labels.visit, listed(visit.into_iter(), locale)));
    rows.extend(document.lines.iter().map(|line| Row {
        label: name_of(line, locale).into(),
        value: format!(
            "{} ({})",
            price::price(line.amount.gross, locale),
            rate(line.amount.rate, locale)
        ),
    }));
    rows.extend(taxed(document).map(|total| Row {
        label: rate(total.rate, locale).into(),
        value: sums(&total, locale),
    }));
    rows.push(row(labels.total, price::price(document.total(), locale)));
    let paid = Receipt::of(facts).paid_by.unwrap_or_default();
    rows.push(row(labels.paid, paid));
    if let Some(phone) = &facts.shop_phone {
        rows.push(row(labels.phone, left_to_right(phone.as_str(), locale)));
    }
    Some(rows)
}

/// What the tax is told of: tips and deposits are outside its scope.
fn taxed(document: &SaleDocument) -> impl Iterator<Item = TaxedAmount> {
    let totals = document.by_rate();
    let only_untaxed = totals.iter().all(|total| total.rate == VatRate::NotSubject);
    totals
        .into_iter()
        .filter(move |total| only_untaxed || total.rate != VatRate::NotSubject)
}

fn title(kind: DocumentKind, locale: Locale) -> &'static str {
    let [pl, en, ar] = match kind {
        DocumentKind::Sale => ["Potwierdzenie płatności", "Confirmation of payment", "تأكيد الدفع"],
        DocumentKind::Refund => ["Potwierdzenie zwrotu", "Confirmation of refund", "تأكيد رد المبلغ"],
        DocumentKind::Correction => ["Potwierdzenie korekty", "Confirmation of correction", "تأكيد التصحيح"],
    };
    of(locale, [pl, en, ar])
}

/// A till that issues receipts is the shop's own and certified; this is neither, in every language.
fn disclaimer(locale: Locale) -> &'static str {
    of(
        locale,
        [
            "To nie jest paragon fiskalny ani faktura.",
            "This is not a fiscal receipt or an invoice.",
            "هذا ليس إيصالًا ضريبيًا ولا فاتورة.",
        ],
    )
}

fn method(method: PaymentMethod, locale: Locale) -> &'static str {
    let words = match method {
        PaymentMethod::Cash => ["gotówka", "cash", "نقدًا"],
        PaymentMethod::CardTerminal => ["karta", "card", "بطاقة"],
        PaymentMethod::Voucher => ["bon", "voucher", "قسيمة"],
        PaymentMethod::Deposit => ["zaliczka", "deposit", "عربون"],
    };
    of(locale, words)
}

/// The name of the service on the day of the sale, with what became of its price; else what the line is.
fn name_of(line: &DocumentLine, locale: Locale) -> String {
    let kind = of(
        locale,
        match line.kind {
            EntryKind::Charge => ["sprzedaż", "sale", "بيع"],
            EntryKind::Refund => ["zwrot", "refund", "رد مبلغ"],
            EntryKind::Deposit => ["zaliczka", "deposit", "عربون"],
            EntryKind::Fee => ["opłata", "fee", "رسوم"],
            EntryKind::Tip => ["napiwek", "tip", "إكرامية"],
            EntryKind::Discount => ["rabat", "discount", "خصم"],
            EntryKind::Correction => ["korekta", "correction", "تصحيح"],
        },
    );
    match &line.service_name {
        None => kind.to_owned(),
        Some(name) if line.kind == EntryKind::Charge => one_line(name.as_str()),
        Some(name) => format!("{}: {kind}", one_line(name.as_str())),
    }
}

fn rate(rate: VatRate, locale: Locale) -> String {
    match rate {
        VatRate::Percent(percent) => match locale {
            Locale::Pl | Locale::En => format!("VAT {percent}%"),
            Locale::Ar => format!("ضريبة القيمة المضافة {}", left_to_right(&format!("{percent}%"), locale)),
        },
        VatRate::Exempt => of(locale, ["zw. z VAT", "VAT exempt", "معفى من الضريبة"]).to_owned(),
        VatRate::NotSubject => of(locale, ["bez VAT", "no VAT", "غير خاضع للضريبة"]).to_owned(),
    }
}

fn sums(total: &TaxedAmount, locale: Locale) -> String {
    let [net, vat, gross] = [total.net, total.vat, total.gross].map(|money: Money| price::price(money, locale));
    match locale {
        Locale::Pl => format!("netto {net}, podatek {vat}, brutto {gross}"),
        Locale::En => format!("net {net}, tax {vat}, gross {gross}"),
        Locale::Ar => format!("الصافي {net}، الضريبة {vat}، الإجمالي {gross}"),
    }
}

fn number(document: &SaleDocument, locale: Locale) -> String {
    left_to_right(&document.number.to_string(), locale)
}

fn tax_number(document: &SaleDocument, locale: Locale) -> Option<String> {
    let tax_id = document.seller.tax_id.as_ref()?;
    Some(left_to_right(tax_id.as_str(), locale))
}

fn seller(document: &SaleDocument, locale: Locale) -> String {
    let name = one_line(document.seller.business.as_str());
    match tax_number(document, locale) {
        None => name,
        Some(number) => {
            let label = of(locale, ["NIP", "tax number", "الرقم الضريبي"]);
            listed([name, format!("{label} {number}")].into_iter(), locale)
        }
    }
}

fn listed(parts: impl Iterator<Item = String>, locale: Locale) -> String {
    let separator = if locale == Locale::Ar { "، " } else { ", " };
    parts.collect::<Vec<_>>().join(separator)
}

fn of(locale: Locale, [pl, en, ar]: [&'static str; 3]) -> &'static str {
    match locale {
        Locale::Pl => pl,
        Locale::En => en,
        Locale::Ar => ar,
    }
}
