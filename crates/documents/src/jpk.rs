//! Invoices as the Polish tax office asks for them on demand: JPK_FA, variant 4.
//!
//! Namespaces, header and the order of elements are those that two independent open generators agree on; the schema itself
//! (XSD) could not be read where this was written. Decision 34 says which facts are proven and which are not.

use chrono::{DateTime, NaiveDate, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::{Amount, WriteError};

const NAMESPACE: &str = "http://jpk.mf.gov.pl/wzor/2022/02/17/02171/";
const TYPES: &str = "http://crd.gov.pl/xml/schematy/dziedzinowe/mf/2018/08/24/eD/DefinicjeTypy/";
/// The longest text of a field.
const LONGEST: usize = 256;

/// Who submits the file, and of which period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub made_at: DateTime<Utc>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// KodUrzedu: four digits.
    pub tax_office: String,
    pub seller: Seller,
}

/// The seller as the tax office knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// NIP: ten digits.
    pub tax_id: String,
    pub legal_name: String,
    pub province: String,
    pub county: String,
    pub municipality: String,
    pub street: Option<String>,
    pub building: String,
    pub flat: Option<String>,
    pub city: String,
    pub postal_code: String,
}

impl Seller {
    /// The address as an invoice prints it.
    #[must_use]
    pub fn address(&self) -> String {
        let street = self.street.as_deref().unwrap_or(&self.city);
        let flat = self.flat.as_ref().map_or_else(String::new, |flat| format!("/{flat}"));
        format!("{street} {}{flat}, {} {}", self.building, self.postal_code, self.city)
    }
}

/// The tax of a line as the form has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rate {
    /// 23, 22, 8, 7, 5 or 0.
    Percent(u8),
    /// `zw`
    Exempt,
    /// `np`
    NotSubject,
}

/// The form has no place for this rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form has no place for a rate of {0} per cent")]
pub struct NoSuchRate(pub u8);

impl Rate {
    /// # Errors
    /// [`NoSuchRate`].
    pub fn percent(percent: u8) -> Result<Self, NoSuchRate> {
        match percent {
            23 | 22 | 8 | 7 | 5 | 0 => Ok(Self::Percent(percent)),
            other => Err(NoSuchRate(other)),
        }
    }

    /// P_12.
    fn text(self) -> String {
        match self {
            Self::Percent(percent) => percent.to_string(),
            Self::Exempt => "zw".to_owned(),
            Self::NotSubject => "np".to_owned(),
        }
    }

    /// Where its sums stand, in the order of the form: the net sum's field, and the tax's if there is one.
    fn place(self) -> (u8, &'static str, Option<&'static str>) {
        match self {
            Self::Percent(23 | 22) => (1, "P_13_1", Some("P_14_1")),
            Self::Percent(8 | 7) => (2, "P_13_2", Some("P_14_2")),
            Self::Percent(5) => (3, "P_13_3", Some("P_14_3")),
            Self::NotSubject => (5, "P_13_5", None),
            Self::Percent(_) => (6, "P_13_6", None),
            Self::Exempt => (7, "P_13_7", None),
        }
    }
}

/// What the lines of one rate add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateSum {
    pub rate: Rate,
    pub net: Amount,
    pub vat: Amount,
}

/// One invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// ISO 4217.
    pub currency: String,
    pub day: NaiveDate,
    pub number: String,
    pub sums: Vec<RateSum>,
    pub gross: Amount,
    /// Why a line is exempt of tax: the provision of the law.
    pub exemption: Option<String>,
    pub corrects: Option<Correction>,
    /// Whether it corrects another one.
    pub is_correction: bool,
}

/// Which invoice is corrected, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub reason: String,
    pub number: String,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: String,
    pub what: String,
    pub rate: Rate,
    pub net: Amount,
    pub gross: Amount,
}

/// Appends elements to a file that is written part by part.
pub struct Form<'a> {
    writer: Writer<&'a mut Vec<u8>>,
}

impl<'a> Form<'a> {
    #[must_use]
    pub fn on(out: &'a mut Vec<u8>) -> Self {
        Self {
            writer: Writer::new(out),
        }
    }

    /// What stands before the invoices.
    ///
    /// # Errors
    /// [`WriteError`] never for a buffer in memory; so everywhere here.
    pub fn head(&mut self, header: &Header) -> Result<(), WriteError> {
        self.writer
            .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = BytesStart::new("JPK").with_attributes([("xmlns", NAMESPACE), ("xmlns:etd", TYPES)]);
        self.writer.write_event(Event::Start(root))?;
        self.open("Naglowek")?;
        let code =
            BytesStart::new("KodFormularza").with_attributes([("kodSystemowy", "JPK_FA (4)"), ("wersjaSchemy", "1-0")]);
        self.writer.write_event(Event::Start(code))?;
        self.writer.write_event(Event::Text(BytesText::new("JPK_FA")))?;
        self.close("KodFormularza")?;
        self.put("WariantFormularza", "4")?;
        self.put("CelZlozenia", "1")?;
        self.put(
            "DataWytworzeniaJPK",
            &header.made_at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        )?;
        self.put("DataOd", &header.from.to_string())?;
        self.put("DataDo", &header.to.to_string())?;
        self.put("KodUrzedu", &header.tax_office)?;
        self.close("Naglowek")?;
        self.seller(&header.seller)
    }

    fn seller(&mut self, seller: &Seller) -> Result<(), WriteError> {
        self.open("Podmiot1")?;
        self.open("IdentyfikatorPodmiotu")?;
        self.put("NIP", &seller.tax_id)?;
        self.put("PelnaNazwa", &seller.legal_name)?;
        self.close("IdentyfikatorPodmiotu")?;
        self.open("AdresPodmiotu")?;
        self.put("etd:KodKraju", "PL")?;
        self.put("etd:Wojewodztwo", &seller.province)?;
        self.put("etd:Powiat", &seller.county)?;
        self.put("etd:Gmina", &seller.municipality)?;
        if let Some(street) = &seller.street {
            self.put("etd:Ulica", street)?;
        }
        self.put("etd:NrDomu", &seller.building)?;
        if let Some(flat) = &seller.flat {
            self.put("etd:NrLokalu", flat)?;
        }
        self.put("etd:Miejscowosc", &seller.city)?;
        self.put("etd:KodPocztowy", &seller.postal_code)?;
        self.close("AdresPodmiotu")?;
        self.close("Podmiot1")
    }

    /// # Errors
    /// As [`Form::head`].
    pub fn invoice(&mut self, seller: &Seller, invoice: &Invoice) -> Result<(), WriteError> {
        self.open("Faktura")?;
        self.put("KodWaluty", &invoice.currency)?;
        self.put("P_1", &invoice.day.to_string())?;
        self.put("P_2A", &invoice.number)?;
        self.put("P_3C", &seller.legal_name)?;
        self.put("P_3D", &seller.address())?;
        self.put("P_4B", &seller.tax_id)?;
        self.put("P_6", &invoice.day.to_string())?;
        for (net, vat, sum) in placed(&invoice.sums) {
            self.put(net, &sum.net.to_string())?;
            if let Some(vat) = vat {
                self.put(vat, &sum.vat.to_string())?;
            }
        }
        self.put("P_15", &invoice.gross.to_string())?;
        for no in ["P_16", "P_17", "P_18", "P_18A"] {
            self.put(no, "false")?;
        }
        self.put("P_19", if invoice.exemption.is_some() { "true" } else { "false" })?;
        if let Some(provision) = &invoice.exemption {
            self.put("P_19A", provision)?;
        }
        for no in ["P_20", "P_21", "P_22", "P_23", "P_106E_2", "P_106E_3"] {
            self.put(no, "false")?;
        }
        self.put("RodzajFaktury", if invoice.is_correction { "KOREKTA" } else { "VAT" })?;
        if let Some(Correction { reason, number }) = &invoice.corrects {
            self.put("PrzyczynaKorekty", reason)?;
            self.put("NrFaKorygowanej", number)?;
        }
        self.close("Faktura")
    }

    /// How many invoices there were, and what they came to.
    ///
    /// # Errors
    /// As [`Form::head`].
    pub fn invoices_end(&mut self, count: u64, gross: Amount) -> Result<(), WriteError> {
        self.open("FakturaCtrl")?;
        self.put("LiczbaFaktur", &count.to_string())?;
        self.put("WartoscFaktur", &gross.to_string())?;
        self.close("FakturaCtrl")
    }

    /// # Errors
    /// As [`Form::head`].
    pub fn line(&mut self, line: &Line) -> Result<(), WriteError> {
        self.open("FakturaWiersz")?;
        self.put("P_2B", &line.number)?;
        self.put("P_7", &line.what)?;
        self.put("P_8A", "usł.")?;
        self.put("P_8B", "1")?;
        self.put("P_9B", &line.gross.to_string())?;
        self.put("P_11", &line.net.to_string())?;
        self.put("P_11A", &line.gross.to_string())?;
        self.put("P_12", &line.rate.text())?;
        self.close("FakturaWiersz")
    }

    /// How many lines there were, and what their net values came to. The file ends here.
    ///
    /// # Errors
    /// As [`Form::head`].
    pub fn lines_end(&mut self, count: u64, net: Amount) -> Result<(), WriteError> {
        self.open("FakturaWierszCtrl")?;
        self.put("LiczbaWierszyFaktur", &count.to_string())?;
        self.put("WartoscWierszyFaktur", &net.to_string())?;
        self.close("FakturaWierszCtrl")?;
        self.close("JPK")
    }

    fn open(&mut self, name: &str) -> Result<(), WriteError> {
        Ok(self.writer.write_event(Event::Start(BytesStart::new(name)))?)
    }

    fn close(&mut self, name: &str) -> Result<(), WriteError> {
        Ok(self.writer.write_event(Event::End(BytesEnd::new(name)))?)
    }

    /// Text without what XML cannot hold, at most as long as a field may be.
    fn put(&mut self, name: &str, text: &str) -> Result<(), WriteError> {
        let plain: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(LONGEST)
            .collect();
        self.open(name)?;
        self.writer.write_event(Event::Text(BytesText::new(&plain)))?;
        self.close(name)
    }
}

/// Sums of the same place added up, in the order of the form.
fn placed(sums: &[RateSum]) -> Vec<(&'static str, Option<&'static str>, RateSum)> {
    let mut placed: Vec<(u8, &'static str, Option<&'static str>, RateSum)> = Vec::new();
    for sum in sums {
        let (order, net, vat) = sum.rate.place();
        match placed.iter_mut().find(|(known, ..)| *known == order) {
            Some((.., known)) => {
                known.net.minor += sum.net.minor;
                known.vat.minor += sum.vat.minor;
            }
            None => placed.push((order, net, vat, *sum)),
        }
    }
    placed.sort_by_key(|(order, ..)| *order);
    placed.into_iter().map(|(_, net, vat, sum)| (net, vat, sum)).collect()
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::*;

    fn zloty(minor: i64) -> Amount {
        Amount { minor, decimals: 2 }
    }

    fn seller() -> Seller {
        Seller {
            tax_id: "5260001246".to_owned(),
            legal_name: "Salon Ola & Żółć sp. z o.o.".to_owned(),
            province: "mazowieckie".to_owned(),
            county: "Warszawa".to_owned(),
            municipality: "Warszawa".to_owned(),
            street: Some("Piękna".to_owned()),
            building: "12".to_owned(),
            flat: Some("3".to_owned()),
            city: "Warszawa".to_owned(),
            postal_code: "00-549".to_owned(),
        }
    }

    fn form() -> String {
        let day = NaiveDate::from_ymd_opt(2027, 3, 8).unwrap();
        let mut out = Vec::new();
        let mut form = Form::on(&mut out);
        let header = Header {
            made_at: "2027-04-01T08:30:00Z".parse().unwrap(),
            from: day,
            to: day,
            tax_office: "1433".to_owned(),
            seller: seller(),
        };
        form.head(&header).unwrap();
        let sum = |rate, net, vat| RateSum {
            rate,
            net: zloty(net),
            vat: zloty(vat),
        };
        let invoice = Invoice {
            currency: "PLN".to_owned(),
            day,
            number: "2027/03/000001".to_owned(),
            sums: vec![
                sum(Rate::Exempt, 1_000, 0),
                sum(Rate::Percent(8), 10_000, 800),
                sum(Rate::Percent(23), 10_000, 2_300),
                sum(Rate::Percent(7), 100, 7),
            ],
            gross: zloty(24_207),
            exemption: Some("art. 43 ust. 1 pkt 19".to_owned()),
            corrects: None,
            is_correction: false,
        };
        form.invoice(&seller(), &invoice).unwrap();
        let correction = Invoice {
            number: "2027/03/000002".to_owned(),
            sums: vec![sum(Rate::Percent(23), -10_000, -2_300)],
            gross: zloty(-12_300),
            exemption: None,
            corrects: Some(Correction {
                reason: "zwrot".to_owned(),
                number: "2027/03/000001".to_owned(),
            }),
            is_correction: true,
            ..invoice
        };
        form.invoice(&seller(), &correction).unwrap();
        form.invoices_end(2, zloty(11_907)).unwrap();
        form.line(&Line {
            number: "2027/03/000001".to_owned(),
            what: "Strzyżenie <długie>\u{1}".to_owned(),
            rate: Rate::Percent(23),
            net: zloty(10_000),
            gross: zloty(12_300),
        })
        .unwrap();
        form.lines_end(1, zloty(10_000)).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Names in the order of the document, read by another reader than the writer.
    fn elements(xml: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(xml);
        let (mut open, mut found) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    open.push(String::from_utf8(start.name().as_ref().to_vec()).unwrap());
                    found.push((open.join("/"), String::new()));
                }
                Event::Text(text) => {
                    found.last_mut().unwrap().1.push_str(&text.decode().unwrap());
                }
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap().into_owned();
                    found.last_mut().unwrap().1.push_str(&format!("&{name};"));
                }
                Event::End(_) => drop(open.pop()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(open.is_empty(), "well formed");
        found
    }

    #[test]
    fn elements_stand_in_the_order_of_the_form() {
        let xml = form();
        let found = elements(&xml);
        let of = |parent: &str| -> Vec<&str> {
            let inside = found.iter().filter_map(|(path, _)| path.strip_prefix(parent));
            inside.filter_map(|name| name.strip_prefix('/')).collect()
        };
        let top: Vec<_> = of("JPK").into_iter().filter(|name| !name.contains('/')).collect();
        assert_eq!(
            top,
            [
                "Naglowek",
                "Podmiot1",
                "Faktura",
                "Faktura",
                "FakturaCtrl",
                "FakturaWiersz",
                "FakturaWierszCtrl"
            ]
        );
        assert_eq!(
            of("JPK/Naglowek"),
            [
                "KodFormularza",
                "WariantFormularza",
                "CelZlozenia",
                "DataWytworzeniaJPK",
                "DataOd",
                "DataDo",
                "KodUrzedu"
            ]
        );
        let invoices = of("JPK/Faktura");
        assert_eq!(
            invoices[..18],
            [
                "KodWaluty",
                "P_1",
                "P_2A",
                "P_3C",
                "P_3D",
                "P_4B",
                "P_6",
                "P_13_1",
                "P_14_1",
                "P_13_2",
                "P_14_2",
                "P_13_7",
                "P_15",
                "P_16",
                "P_17",
                "P_18",
                "P_18A",
                "P_19"
            ]
        );
        assert_eq!(
            invoices[18..26],
            [
                "P_19A",
                "P_20",
                "P_21",
                "P_22",
                "P_23",
                "P_106E_2",
                "P_106E_3",
                "RodzajFaktury"
            ]
        );
        assert_eq!(
            invoices[invoices.len() - 3..],
            ["RodzajFaktury", "PrzyczynaKorekty", "NrFaKorygowanej"]
        );
        assert_eq!(
            of("JPK/FakturaWiersz"),
            ["P_2B", "P_7", "P_8A", "P_8B", "P_9B", "P_11", "P_11A", "P_12"]
        );
    }

    #[test]
    fn values_are_escaped_summed_and_signed() {
        let xml = form();
        assert!(xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><JPK xmlns=\"http://jpk.mf.gov.pl/wzor/2022/02/17/02171/\""
        ));
        assert!(xml.contains("<KodFormularza kodSystemowy=\"JPK_FA (4)\" wersjaSchemy=\"1-0\">JPK_FA</KodFormularza>"));
        assert!(xml.contains("<PelnaNazwa>Salon Ola &amp; Żółć sp. z o.o.</PelnaNazwa>"));
        assert!(xml.contains("<P_7>Strzyżenie &lt;długie&gt; </P_7>"));
        assert!(xml.contains("<P_3D>Piękna 12/3, 00-549 Warszawa</P_3D>"));
        assert!(xml.contains("<P_13_2>101.00</P_13_2><P_14_2>8.07</P_14_2>"));
        assert!(xml.contains("<P_15>-123.00</P_15>"));
        assert!(xml.contains("<RodzajFaktury>KOREKTA</RodzajFaktury><PrzyczynaKorekty>zwrot</PrzyczynaKorekty>"));
    }

    #[test]
    fn a_rate_that_the_form_has_not_is_refused() {
        assert_eq!(Rate::percent(20), Err(NoSuchRate(20)));
        assert_eq!(Rate::percent(8), Ok(Rate::Percent(8)));
    }
}
