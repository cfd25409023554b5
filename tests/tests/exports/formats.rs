//! What the files hold, as other programs read it.

use std::io::Cursor;

use booking_rules::ledger::{EntryKind, VatRate};
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use testkit::Salon;

use crate::till::{asked, book, fact, file, known_to_the_tax_office, read_by_python, shown};

fn month(what: &str) -> Value {
    json!({ "what": what, "from": "2027-03", "to": "2027-03" })
}

#[tokio::test]
async fn a_ledger_file_is_what_stands_in_the_books() {
    let salon = Salon::open().await;
    let charge = fact("2027-03-08", 12_300, 1);
    let mut refund = fact("2027-03-08", -12_300, 2);
    refund.kind = EntryKind::Refund;
    refund.reason = Some("=HYPERLINK(\"http://evil\"), \"źle\"\nقصّة".to_owned());
    let mut tip = fact("2027-03-09", 500, 3);
    tip.kind = EntryKind::Tip;
    tip.rate = VatRate::NotSubject;
    tip.with_service = false;
    let entries = book(&salon, &[charge, refund, tip, fact("2027-04-01", 1, 1)]).await;
    let bytes = file(&salon, month("ledger")).await;
    let id = |at: usize| entries[at].id.to_string();
    let sale = |at: usize| match entries[at].sale {
        booking_rules::ledger::SaleRef::Counter(id) => id.to_string(),
        booking_rules::ledger::SaleRef::Booking(id) => id.to_string(),
    };
    let expected = [
        "day,at,document,kind,shop,service,staff,method,vat_rate,net,vat,gross,currency,customer_id,sale_id,corrects,reason,\
         entry_id\r\n"
            .to_owned(),
        format!(
            "2027-03-08,2027-03-08 10:01,2027/03/000001,charge,Śródmieście,Strzyżenie,Anna,cash,23,100.00,23.00,123.00,PLN,,\
             {},,,{}\r\n",
            sale(0),
            id(0)
        ),
        format!(
            "2027-03-08,2027-03-08 10:02,2027/03/000002,refund,Śródmieście,Strzyżenie,Anna,cash,23,-100.00,-23.00,-123.00,PLN,,\
             {},,\"'=HYPERLINK(\"\"http://evil\"\"), \"\"źle\"\"\nقصّة\",{}\r\n",
            sale(1),
            id(1)
        ),
        format!(
            "2027-03-09,2027-03-09 10:03,2027/03/000003,tip,Śródmieście,,Anna,cash,not_subject,5.00,0.00,5.00,PLN,,{},,,{}\r\n",
            sale(2),
            id(2)
        ),
    ]
    .concat();
    assert_eq!(String::from_utf8(bytes.clone()).expect("text"), expected);
    let rows = read_by_python(&bytes, ",");
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.len() == 18));
    assert_eq!(rows[2][16], "'=HYPERLINK(\"http://evil\"), \"źle\"\nقصّة");
}

#[tokio::test]
async fn for_excel_in_poland_it_begins_with_a_mark_and_separates_by_semicolons() {
    let salon = Salon::open().await;
    book(&salon, &[fact("2027-03-08", 12_345, 1)]).await;
    let mut body = month("ledger");
    body["options"] = json!({ "bom": true, "separator": "semicolon" });
    let bytes = file(&salon, body).await;
    assert!(bytes.starts_with(b"\xef\xbb\xbfday;at;"));
    let rows = read_by_python(&bytes, ";");
    assert_eq!(rows[1][9..12], ["100,37", "23,08", "123,45"]);
}

#[tokio::test]
async fn a_day_of_the_books_bounds_a_file_not_an_instant() {
    let salon = Salon::open().await;
    let days = ["2027-03-07", "2027-03-08", "2027-03-09", "2027-03-10"];
    let facts: Vec<_> = (1..).zip(days).map(|(place, day)| fact(day, 100, place)).collect();
    book(&salon, &facts).await;
    let body = json!({ "what": "ledger", "from": "2027-03-08", "to": "2027-03-09" });
    let rows = read_by_python(&file(&salon, body).await, ",");
    let days: Vec<_> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(days, ["2027-03-08", "2027-03-09"]);
}

#[tokio::test]
async fn bookings_and_customers_have_files_of_their_own() {
    let salon = Salon::open().await;
    salon.book("2027-03-10T09:00:00Z", "anna").await.expect(201);
    salon.book("2027-03-31T09:00:00Z", "ewa").await.expect(201);
    salon.book("2027-04-01T09:00:00Z", "ola").await.expect(201);
    let rows = read_by_python(&file(&salon, month("bookings")).await, ",");
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[1][..8],
        [
            "2027-03-10 10:00",
            "2027-03-10 11:00",
            "Śródmieście",
            "confirmed",
            "Strzyżenie",
            "Anna",
            "1",
            "120.00"
        ]
    );
    assert!(
        !rows.iter().flatten().any(|field| field.contains('@')),
        "no contact data in a file of bookings"
    );
    let rows = read_by_python(&file(&salon, month("customers")).await, ",");
    let names: Vec<_> = rows[1..]
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str(), row[2].as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("anna", "anna@guests.example", "'+48601234567"),
            ("ewa", "ewa@guests.example", "'+48601234567"),
            ("ola", "ola@guests.example", "'+48601234567")
        ]
    );
}

#[tokio::test]
async fn a_vat_summary_adds_up_to_its_entries() {
    let salon = Salon::open().await;
    let mut low = fact("2027-03-08", 10_800, 2);
    low.rate = VatRate::Percent(8);
    let mut back = fact("2027-03-09", -12_300, 3);
    back.kind = EntryKind::Refund;
    book(
        &salon,
        &[fact("2027-03-08", 12_300, 1), low, back, fact("2027-03-10", 24_600, 4)],
    )
    .await;
    let rows = read_by_python(&file(&salon, month("vat_summary")).await, ",");
    let found: Vec<_> = rows[1..].iter().map(|row| row[2..8].join(" ")).collect();
    assert_eq!(
        found,
        [
            "8 charge 1 100.00 8.00 108.00",
            "23 charge 2 300.00 69.00 369.00",
            "23 refund 1 -100.00 -23.00 -123.00"
        ]
    );
}

#[tokio::test]
async fn a_spreadsheet_has_a_sheet_a_month_typed_cells_and_totals() {
    let salon = Salon::open().await;
    let mut facts = vec![fact("2027-02-08", 12_300, 1), fact("2027-03-08", 24_600, 1)];
    facts[1].reason = Some("=1+1".to_owned());
    let mut tip = fact("2027-03-09", 500, 2);
    tip.kind = EntryKind::Tip;
    tip.rate = VatRate::NotSubject;
    facts.push(tip);
    book(&salon, &facts).await;
    let body = json!({ "what": "ledger", "format": "xlsx", "from": "2027-01", "to": "2027-03" });
    let bytes = file(&salon, body).await;
    let mut found: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(found.sheet_names(), ["Podsumowanie", "2027-02", "2027-03"]);
    let march = found.worksheet_range("2027-03").expect("a sheet");
    assert_eq!(march.get((0, 11)), Some(&Data::String("Brutto".to_owned())));
    assert!(matches!(march.get((1, 0)), Some(Data::DateTime(_))));
    assert_eq!(march.get((1, 11)), Some(&Data::Float(246.0)));
    assert_eq!(
        march.get((1, 16)),
        Some(&Data::String("=1+1".to_owned())),
        "text, not a formula"
    );
    assert_eq!(march.get((3, 0)), Some(&Data::String("Razem".to_owned())));
    assert_eq!(march.get((3, 11)), Some(&Data::Float(251.0)));
    let summary = found.worksheet_range("Podsumowanie").expect("a sheet");
    let months: Vec<_> = (1..5)
        .map(|row| (summary.get((row, 0)).cloned(), summary.get((row, 1)).cloned()))
        .collect();
    let text = |text: &str| Some(Data::String(text.to_owned()));
    assert_eq!(
        months,
        [
            (text("2027-01"), Some(Data::Float(0.0))),
            (text("2027-02"), Some(Data::Float(123.0))),
            // The tip is the staff's.
            (text("2027-03"), Some(Data::Float(246.0))),
            (text("Razem"), Some(Data::Float(369.0)))
        ]
    );
    let sums = json!({ "what": "vat_summary", "format": "xlsx", "from": "2027-02", "to": "2027-03" });
    let mut found: Xlsx<_> = Xlsx::new(Cursor::new(file(&salon, sums).await)).expect("a workbook");
    assert_eq!(found.sheet_names(), ["Podsumowanie", "2027-02", "2027-03"]);
    assert_eq!(
        found.worksheet_range("2027-03").expect("a sheet").get((1, 7)),
        Some(&Data::Float(246.0))
    );
}

#[tokio::test]
async fn the_polish_form_tells_documents_their_lines_and_what_they_correct() {
    let salon = Salon::open().await;
    known_to_the_tax_office(&salon).await;
    // One document of two lines, of another rate each.
    let mut second = fact("2027-03-08", 10_800, 1);
    second.rate = VatRate::Percent(8);
    // As the till writes: the id is of the instant of the entry.
    salon
        .system
        .clock
        .set("2027-03-08T09:01:00Z".parse().expect("an instant"));
    let sold = book(&salon, &[fact("2027-03-08", 12_300, 1), second]).await;
    let mut refund = fact("2027-03-09", -12_300, 2);
    refund.kind = EntryKind::Refund;
    refund.of = Some(sold[0].id);
    refund.reason = Some("zwrot <usługi>".to_owned());
    let mut tip = fact("2027-03-09", 500, 2);
    tip.kind = EntryKind::Tip;
    tip.rate = VatRate::NotSubject;
    book(&salon, &[refund, tip]).await;
    let xml = String::from_utf8(file(&salon, month("jpk_fa")).await).expect("text");
    assert_eq!(xml.matches("<Faktura>").count(), 2);
    assert_eq!(xml.matches("<FakturaWiersz>").count(), 3, "a tip is on no invoice");
    assert!(xml.contains(
        "<P_13_1>100.00</P_13_1><P_14_1>23.00</P_14_1><P_13_2>100.00</P_13_2><P_14_2>8.00</P_14_2><P_15>231.00</P_15>"
    ));
    assert!(
        xml.contains(
            "<RodzajFaktury>KOREKTA</RodzajFaktury><PrzyczynaKorekty>zwrot &lt;usługi&gt;</PrzyczynaKorekty>\
             <NrFaKorygowanej>2027/03/000001</NrFaKorygowanej>"
        ),
        "{xml}"
    );
    assert!(
        xml.contains("<FakturaCtrl><LiczbaFaktur>2</LiczbaFaktur><WartoscFaktur>108.00</WartoscFaktur></FakturaCtrl>")
    );
    assert!(xml.ends_with(
        "<FakturaWierszCtrl><LiczbaWierszyFaktur>3</LiczbaWierszyFaktur>\
         <WartoscWierszyFaktur>100.00</WartoscWierszyFaktur></FakturaWierszCtrl></JPK>"
    ));
}

#[tokio::test]
async fn the_polish_form_fails_with_a_reason_where_it_cannot_be_filled_in() {
    let salon = Salon::open().await;
    known_to_the_tax_office(&salon).await;
    let id = asked(&salon, month("jpk_fa")).await;
    salon.system.settle().await.expect("at rest");
    let export = shown(&salon, &id).await;
    assert_eq!(
        (&export["status"], &export["reason"]),
        (&json!("failed"), &json!("nothing_to_export"))
    );
    let mut exempt = fact("2027-03-08", 5_000, 1);
    exempt.rate = VatRate::Exempt;
    book(&salon, &[exempt]).await;
    let id = asked(&salon, month("jpk_fa")).await;
    salon.system.settle().await.expect("at rest");
    assert_eq!(shown(&salon, &id).await["reason"], "exemption_missing");
    let mut body = month("jpk_fa");
    body["options"] = json!({ "exemption": "art. 113 ust. 1" });
    let xml = String::from_utf8(file(&salon, body).await).expect("text");
    assert!(xml.contains("<P_13_7>50.00</P_13_7><P_15>50.00</P_15>"));
    assert!(xml.contains("<P_19>true</P_19><P_19A>art. 113 ust. 1</P_19A>"));
}

#[tokio::test]
async fn postings_are_in_the_encoding_and_the_columns_of_datev() {
    let salon = Salon::open().await;
    let mut back = fact("2027-03-09", -12_300, 2);
    back.kind = EntryKind::Refund;
    book(&salon, &[fact("2027-03-08", 12_300, 1), back]).await;
    let mut body = month("datev");
    body["options"] = json!({ "datev": { "consultant": 29_098, "client": 55_003, "chart": "skr03" } });
    let bytes = file(&salon, body).await;
    let text: String = bytes.iter().copied().map(char::from).collect();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("\"EXTF\";700;21;\"Buchungsstapel\";13;"));
    assert!(lines[1].contains("BU-Schlüssel"), "one byte a letter");
    assert!(
        lines[2].starts_with(
            "123,00;\"S\";\"\";;;\"\";1000;8200;\"\";0803;\"2027/03/000001\";\"\";;\"charge Strzyzenie\";"
        ),
        "{}",
        lines[2]
    );
    assert!(lines[3].starts_with("123,00;\"H\";"), "{}", lines[3]);
    assert_eq!(lines[3].split(';').count(), 125);
}
