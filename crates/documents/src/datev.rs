//! A batch of postings as DATEV's programs read it: format "EXTF", header version 700, Buchungsstapel version 13.
//!
//! Names and order of header and columns as on <https://developer.datev.de/datev/platform/de/dtvf/einstieg> and
//! <https://developer.datev.de/datev/platform/de/dtvf/formate/buchungsstapel>. No program of DATEV has read these files yet.

use chrono::{DateTime, NaiveDate, Utc};
use encoding_rs::WINDOWS_1252;

use crate::Amount;

/// What the names of such files must begin with.
pub const FILE_NAME: &str = "EXTF_Buchungsstapel.csv";
/// The largest amount of one posting has ten digits before the comma.
pub const LARGEST: u64 = 999_999_999_999;

/// The columns before and after those that come in numbered pairs.
const FIRST: [&str; 20] = [
    "Umsatz (ohne Soll/Haben-Kz)",
    "Soll/Haben-Kennzeichen",
    "WKZ Umsatz",
    "Kurs",
    "Basis-Umsatz",
    "WKZ Basis-Umsatz",
    "Konto",
    "Gegenkonto (ohne BU-Schlüssel)",
    "BU-Schlüssel",
    "Belegdatum",
    "Belegfeld 1",
    "Belegfeld 2",
    "Skonto",
    "Buchungstext",
    "Postensperre",
    "Diverse Adressnummer",
    "Geschäftspartnerbank",
    "Sachverhalt",
    "Zinssperre",
    "Beleglink",
];
const NOTES: usize = 8;
const MIDDLE: [&str; 11] = [
    "KOST1 - Kostenstelle",
    "KOST2 - Kostenstelle",
    "Kost-Menge",
    "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)",
    "Abw. Versteuerungsart",
    "Sachverhalt L+L",
    "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp",
    "BU 49 Hauptfunktionsnummer",
    "BU 49 Funktionsergänzung",
];
const EXTRAS: usize = 20;
const LAST: [&str; 38] = [
    "Stück",
    "Gewicht",
    "Zahlweise",
    "Forderungsart",
    "Veranlagungsjahr",
    "Zugeordnete Fälligkeit",
    "Skontotyp",
    "Auftragsnummer",
    "Buchungstyp",
    "USt-Schlüssel (Anzahlungen)",
    "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)",
    "EU-Steuersatz (Anzahlungen)",
    "Erlöskonto (Anzahlungen)",
    "Herkunft-Kz",
    "Buchungs GUID",
    "KOST-Datum",
    "SEPA-Mandatsreferenz",
    "Skontosperre",
    "Gesellschaftername",
    "Beteiligtennummer",
    "Identifikationsnummer",
    "Zeichnernummer",
    "Postensperre bis",
    "Bezeichnung SoBil-Sachverhalt",
    "Kennzeichen SoBil-Buchung",
    "Festschreibung",
    "Leistungsdatum",
    "Datum Zuord. Steuerperiode",
    "Fälligkeit",
    "Generalumkehr (GU)",
    "Steuersatz",
    "Land",
    "Abrechnungsreferenz",
    "BVV-Position",
    "EU-Land u. UStID (Ursprung)",
    "EU-Steuersatz (Ursprung)",
    "Abw. Skontokonto",
];
/// How many columns version 13 has.
pub const COLUMNS: usize = 125;

/// Who keeps the books, and of which period the batch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub made_at: DateTime<Utc>,
    /// Beraternummer.
    pub consultant: u32,
    /// Mandantennummer.
    pub client: u32,
    pub year_begins: NaiveDate,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// ISO 4217.
    pub currency: String,
    /// Sachkontenrahmen: `03` or `04`.
    pub chart: &'static str,
}

/// One posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Gross; below zero it goes to the other side of the account.
    pub amount: Amount,
    pub account: u32,
    pub contra_account: u32,
    pub day: NaiveDate,
    /// Belegfeld 1.
    pub document: String,
    pub text: String,
}

/// Appends the header and the names of the columns.
pub fn head(out: &mut Vec<u8>, header: &Header) {
    let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
    let quoted = |text: &str| format!("\"{text}\"");
    let fields = [
        quoted("EXTF"),
        "700".to_owned(),
        "21".to_owned(),
        quoted("Buchungsstapel"),
        "13".to_owned(),
        header.made_at.format("%Y%m%d%H%M%S%3f").to_string(),
        String::new(),
        quoted("SB"),
        quoted("Salonbook"),
        quoted(""),
        header.consultant.to_string(),
        header.client.to_string(),
        day(header.year_begins),
        // Sachkontenlänge.
        "4".to_owned(),
        day(header.from),
        day(header.to),
        quoted("Kasse"),
        quoted(""),
        // A batch of the books, for every purpose, not made fast.
        "1".to_owned(),
        "0".to_owned(),
        "0".to_owned(),
        quoted(&header.currency),
        String::new(),
        quoted(""),
        String::new(),
        String::new(),
        quoted(header.chart),
        String::new(),
        String::new(),
        quoted(""),
        quoted(""),
    ];
    line(out, &fields.join(";"));
    line(out, &columns().join(";"));
}

/// Appends a posting. One of nothing says nothing, so it is left out.
pub fn posting(out: &mut Vec<u8>, posting: &Posting) {
    if posting.amount.minor == 0 {
        return;
    }
    let side = if posting.amount.minor < 0 { "H" } else { "S" };
    let amount = posting.amount.text(',');
    let mut fields = vec![String::new(); COLUMNS];
    let first = [
        amount.trim_start_matches('-').to_owned(),
        format!("\"{side}\""),
        "\"\"".to_owned(),
        String::new(),
        String::new(),
        "\"\"".to_owned(),
        posting.account.to_string(),
        posting.contra_account.to_string(),
        "\"\"".to_owned(),
        posting.day.format("%d%m").to_string(),
        quoted(&posting.document, 36),
        "\"\"".to_owned(),
        String::new(),
        quoted(&posting.text, 60),
    ];
    for (field, text) in fields.iter_mut().zip(first) {
        *field = text;
    }
    line(out, &fields.join(";"));
}

fn columns() -> Vec<String> {
    let pair = |first: &str, second: &str, number: usize| [format!("{first} {number}"), format!("{second} {number}")];
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let notes = (1..=NOTES).flat_map(|number| pair("Beleginfo - Art", "Beleginfo - Inhalt", number));
    let extras = (1..=EXTRAS).flat_map(|number| pair("Zusatzinformation - Art", "Zusatzinformation- Inhalt", number));
    owned(&FIRST)
        .into_iter()
        .chain(notes)
        .chain(owned(&MIDDLE))
        .chain(extras)
        .chain(owned(&LAST))
        .collect()
}

/// Text of at most so many characters, without control characters.
fn quoted(text: &str, most: usize) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(most).collect();
    format!("\"{}\"", plain.replace('"', "\"\""))
}

fn line(out: &mut Vec<u8>, text: &str) {
    for character in text.chars() {
        encode(out, character);
    }
    out.extend_from_slice(b"\r\n");
}

/// Windows-1252, which is what DATEV reads; letters it has not are written by their nearest one.
fn encode(out: &mut Vec<u8>, character: char) {
    let mut buffer = [0; 4];
    let (bytes, _, failed) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
    if failed {
        out.push(nearest(character));
    } else {
        out.extend_from_slice(&bytes);
    }
}

fn nearest(character: char) -> u8 {
    match character {
        'ą' | 'ă' | 'ā' => b'a',
        'Ą' | 'Ă' | 'Ā' => b'A',
        'ć' | 'č' => b'c',
        'Ć' | 'Č' => b'C',
        'ď' | 'đ' => b'd',
        'ę' | 'ě' | 'ē' => b'e',
        'Ę' | 'Ě' | 'Ē' => b'E',
        'ł' => b'l',
        'Ł' => b'L',
        'ń' | 'ň' => b'n',
        'Ń' | 'Ň' => b'N',
        'ő' => b'o',
        'ř' => b'r',
        'ś' | 'ş' | 'ș' => b's',
        'Ś' | 'Ş' | 'Ș' => b'S',
        'ť' | 'ţ' | 'ț' => b't',
        'ű' | 'ů' => b'u',
        'ź' | 'ż' => b'z',
        'Ź' | 'Ż' => b'Z',
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, month, day).unwrap()
    }

    fn header() -> Header {
        Header {
            made_at: "2027-04-01T08:30:00Z".parse().unwrap(),
            consultant: 29_098,
            client: 55_003,
            year_begins: day(1, 1),
            from: day(3, 1),
            to: day(3, 31),
            currency: "EUR".to_owned(),
            chart: "03",
        }
    }

    fn line_of(amount: i64, text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        posting(
            &mut out,
            &Posting {
                amount: Amount {
                    minor: amount,
                    decimals: 2,
                },
                account: 1_000,
                contra_account: 8_400,
                day: day(3, 8),
                document: "2027/03/000017".to_owned(),
                text: text.to_owned(),
            },
        );
        out
    }

    #[test]
    fn the_head_is_that_of_version_13() {
        let mut out = Vec::new();
        head(&mut out, &header());
        let (text, _, _) = WINDOWS_1252.decode(&out);
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "\"EXTF\";700;21;\"Buchungsstapel\";13;20270401083000000;;\"SB\";\"Salonbook\";\"\";29098;55003;20270101;4;\
             20270301;20270331;\"Kasse\";\"\";1;0;0;\"EUR\";;\"\";;;\"03\";;;\"\";\"\""
        );
        assert_eq!(lines[0].split(';').count(), 31);
        let columns: Vec<_> = lines[1].split(';').collect();
        assert_eq!(columns.len(), COLUMNS);
        // Numbered as DATEV's description numbers them.
        for (number, name) in [
            (9, "BU-Schlüssel"),
            (14, "Buchungstext"),
            (37, "KOST1 - Kostenstelle"),
            (114, "Festschreibung"),
            (119, "Steuersatz"),
            (125, "Abw. Skontokonto"),
        ] {
            assert_eq!(columns[number - 1], name);
        }
        // One byte a letter.
        assert!(out.windows(9).any(|bytes| bytes == b"BU-Schl\xfcs"));
    }

    #[test]
    fn a_posting_has_its_side_and_its_place() {
        let text = String::from_utf8(line_of(12_300, "Haarschnitt \"kurz\"\n")).unwrap();
        assert!(
            text.starts_with(
                "123,00;\"S\";\"\";;;\"\";1000;8400;\"\";0803;\"2027/03/000017\";\"\";;\"Haarschnitt \"\"kurz\"\"\";"
            ),
            "{text}"
        );
        assert!(text.ends_with("\r\n"));
        assert_eq!(text.trim_end().split(';').count(), COLUMNS);
        assert!(line_of(-12_300, "").starts_with(b"123,00;\"H\""));
        assert!(line_of(0, "nothing").is_empty());
    }

    #[test]
    fn letters_that_the_encoding_has_not_are_their_nearest() {
        let line = line_of(1, "Żółć für 5 € قص");
        let place = line
            .windows(4)
            .position(|bytes| bytes == b"Z\xf3lc")
            .expect("transliterated");
        assert_eq!(&line[place..place + 15], b"Z\xf3lc f\xfcr 5 \x80 ??");
    }
}
