use super::*;

#[test]
fn a_receipt_tells_who_sold_what_with_which_tax_and_what_it_is_not() {
    let mail = render_email(&facts(NoticeKind::Receipt, Locale::Pl), &Words::platform());
    let text = mail.text.replace('\u{a0}', " ");
    for line in [
        "Sprzedawca: Łóżko i Spółka, NIP 5260001246",
        "Numer: 2027/03/000017",
        "Wystawiono: wtorek, 16 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)",
        "Strzyżenie i modelowanie: 120,50 zł (VAT 23%)",
        "napiwek: 10,00 zł (bez VAT)",
        "Strzyżenie i modelowanie: rabat: -5,50 zł (VAT 23%)",
        "VAT 23%: netto 93,50 zł, podatek 21,50 zł, brutto 115,00 zł",
        "Razem: 125,00 zł",
        "Zapłata: gotówka 10,00 zł, karta 115,00 zł",
        "To nie jest paragon fiskalny ani faktura.",
    ] {
        assert!(text.lines().any(|told| told == line), "{line} in {text}");
    }
    assert!(mail.calendar.is_none());
}

#[test]
fn no_receipt_in_any_words_passes_for_one_of_a_till() {
    for locale in Locale::ALL {
        let facts = facts(NoticeKind::Receipt, locale);
        let said = match locale {
            Locale::Pl => "paragon fiskalny ani faktura",
            Locale::En => "not a fiscal receipt or an invoice",
            Locale::Ar => "هذا ليس إيصالًا ضريبيًا ولا فاتورة",
        };
        let own = Words::read(facts.kind, Channel::Email, Some("Hi"), Some("Thanks!")).unwrap();
        for words in [Words::platform(), own] {
            let mail = render_email(&facts, &words);
            assert!(mail.text.contains(said) && mail.html.contains(said), "{}", mail.text);
        }
        assert!(render_sms(&facts, &Words::platform()).contains(said), "{said}");
    }
    let silent = Words::read(NoticeKind::Receipt, Channel::Sms, None, Some("{{ total }}, {{ when }}")).unwrap_err();
    assert_eq!(silent[0].fault.code, "template_without_disclaimer");
    let telling = "{{ total }}, {{ when }}. {{ disclaimer }}";
    assert!(Words::read(NoticeKind::Receipt, Channel::Sms, None, Some(telling)).is_ok());
    let elsewhere = Words::read(NoticeKind::BookingReminder, Channel::Email, None, Some("{{ total }}")).unwrap_err();
    assert_eq!(elsewhere[0].fault.code, "unknown_variable");
}

#[test]
fn a_refund_is_called_one_and_a_sale_of_another_day_says_which() {
    let mut facts = facts(NoticeKind::Receipt, Locale::En);
    let sold = facts.document.take().unwrap();
    facts.document = Some(SaleDocument {
        kind: DocumentKind::Refund,
        day: sold.day.pred_opt().unwrap(),
        ..sold
    });
    let mail = render_email(&facts, &Words::platform());
    assert!(
        mail.subject.starts_with("Confirmation of refund 2027/03/000017: "),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("Date of sale: 2027-03-15"), "{}", mail.text);
    assert!(mail.text.contains("VAT exempt: net"), "{}", mail.text);
}
