//! The sentence of an entry, in the language of whoever reads it.

use booking_rules::values::Locale;
use store::AppNotice;

use super::AppNoticeKind;
use crate::notices::render::{isolated_words, moment_in_words};

/// Polish, English, Arabic; names in braces stand for what was told.
type Sentences = [&'static str; 3];

fn sentences(kind: AppNoticeKind) -> Sentences {
    match kind {
        AppNoticeKind::BookingRequested => [
            "{shop}: wizyta {service} czeka na potwierdzenie. {when}",
            "{shop}: {service} is waiting for confirmation. {when}",
            "{shop}: حجز {service} بانتظار التأكيد. {when}",
        ],
        AppNoticeKind::BookingConfirmed => [
            "{shop}: wizyta {service} jest potwierdzona. {when}",
            "{shop}: {service} is confirmed. {when}",
            "{shop}: تم تأكيد حجز {service}. {when}",
        ],
        AppNoticeKind::BookingChanged => [
            "{shop}: wizyta {service} ma nowy termin. {when}",
            "{shop}: {service} has a new time. {when}",
            "{shop}: تغيّر موعد {service}. {when}",
        ],
        AppNoticeKind::BookingCancelled => [
            "{shop}: wizyta {service} została odwołana. {when}",
            "{shop}: {service} was cancelled. {when}",
            "{shop}: أُلغي حجز {service}. {when}",
        ],
        AppNoticeKind::BookingRejected => [
            "{shop}: prośba o wizytę {service} została odrzucona. {when}",
            "{shop}: the request for {service} was declined. {when}",
            "{shop}: رُفض طلب حجز {service}. {when}",
        ],
        AppNoticeKind::NewRequest => [
            "Prośba o wizytę do potwierdzenia: {customer}, {service}, {staff}. {when}",
            "A request to confirm: {customer}, {service}, {staff}. {when}",
            "طلب حجز بانتظار تأكيدك: {customer}، {service}، {staff}. {when}",
        ],
        AppNoticeKind::NewBooking => [
            "Nowa wizyta: {customer}, {service}, {staff}. {when}",
            "New booking: {customer}, {service}, {staff}. {when}",
            "حجز جديد: {customer}، {service}، {staff}. {when}",
        ],
        AppNoticeKind::BookingMoved => [
            "Wizyta przeniesiona: {customer}, {service}, {staff}. {when} (poprzednio: {previous})",
            "Booking moved: {customer}, {service}, {staff}. {when} (before: {previous})",
            "نُقل الحجز: {customer}، {service}، {staff}. {when} (سابقًا: {previous})",
        ],
        AppNoticeKind::HandedOver => [
            "Wizytę przejmuje {staff}: {customer}, {service}. {when}",
            "{staff} takes over: {customer}, {service}. {when}",
            "انتقل الحجز إلى {staff}: {customer}، {service}. {when}",
        ],
        AppNoticeKind::CalledOff => [
            "Wizyta odwołana: {customer}, {service}, {staff}. {when}",
            "Booking cancelled: {customer}, {service}, {staff}. {when}",
            "أُلغي الحجز: {customer}، {service}، {staff}. {when}",
        ],
        AppNoticeKind::RequestRejected => [
            "Prośba o wizytę odrzucona: {customer}, {service}, {staff}. {when}",
            "Request declined: {customer}, {service}, {staff}. {when}",
            "رُفض طلب الحجز: {customer}، {service}، {staff}. {when}",
        ],
        AppNoticeKind::Acknowledged => [
            "Klient potwierdza, że przyjdzie: {customer}, {service}. {when}",
            "The customer says they will come: {customer}, {service}. {when}",
            "أكّد العميل حضوره: {customer}، {service}. {when}",
        ],
        AppNoticeKind::SmsReceived => [
            "SMS od klienta {customer} ({service}, {when}): {text}",
            "Text message from {customer} ({service}, {when}): {text}",
            "رسالة نصية من {customer} ({service}، {when}): {text}",
        ],
        AppNoticeKind::ReplyUnclear => [
            "{customer} odpowiada na SMS, ale ma kilka wizyt; nic nie zmieniono. {service}, {when}: {text}",
            "{customer} answered a text message but has several bookings; nothing was changed. {service}, {when}: {text}",
            "ردّ {customer} على رسالة نصية ولديه عدة حجوزات؛ لم يتغيّر شيء. {service}، {when}: {text}",
        ],
        AppNoticeKind::TooLateToCancel => [
            "{customer} chce odwołać wizytę po terminie na odwołanie; wizyta pozostaje. {service}, {when}",
            "{customer} wants to cancel later than allowed; the booking stands. {service}, {when}",
            "يريد {customer} الإلغاء بعد انتهاء المهلة؛ الحجز قائم. {service}، {when}",
        ],
        AppNoticeKind::ManyCancellations => [
            "{shop}: klienci odwołali co najmniej 3 wizyty w ciągu 24 godzin. Ostatnia: {customer}, {service}, {when}",
            "{shop}: customers cancelled at least 3 bookings within 24 hours. The latest: {customer}, {service}, {when}",
            "{shop}: ألغى العملاء 3 حجوزات على الأقل خلال 24 ساعة. آخرها: {customer}، {service}، {when}",
        ],
        AppNoticeKind::ShortNotice => [
            "{shop}: zespół odwołał wizytę tuż przed terminem: {customer}, {service}, {staff}. {when}",
            "{shop}: the team cancelled a booking just before its start: {customer}, {service}, {staff}. {when}",
            "{shop}: ألغى الفريق حجزًا قبيل موعده: {customer}، {service}، {staff}. {when}",
        ],
        AppNoticeKind::NoticesFailed => [
            "{shop}: wiadomości do klientów nie docierają, m.in. do: {customer} ({service}, {when}). Zobacz listę powiadomień.",
            "{shop}: messages to customers do not arrive, among them to: {customer} ({service}, {when}). See the list of notices.",
            "{shop}: رسائل لا تصل إلى العملاء، منها إلى: {customer} ({service}، {when}). راجع قائمة الإشعارات.",
        ],
        AppNoticeKind::ReportReady => [
            "{shop}: {text}. Okres od: {when}",
            "{shop}: {text}. Period from: {when}",
            "{shop}: {text}. الفترة من: {when}",
        ],
    }
}

/// What the entry says; with date, time and zone.
#[must_use]
pub fn sentence(kind: AppNoticeKind, notice: &AppNotice, locale: Locale) -> String {
    let [pl, en, ar] = sentences(kind);
    let sentence = match locale {
        Locale::Pl => pl,
        Locale::En => en,
        Locale::Ar => ar,
    };
    fill(sentence, |name| fact(notice, name, locale))
}

/// Puts facts into a sentence; what a fact itself says in braces stays as it is.
fn fill(sentence: &str, fact: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(sentence.len() * 2);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        text.push_str(&fact(name));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn fact(notice: &AppNotice, name: &str, locale: Locale) -> String {
    let told = &notice.told;
    let moment = |at: Option<_>| {
        let known = at.zip(told.zone);
        known.map_or_else(missing, |(at, zone)| moment_in_words(at, zone, locale))
    };
    let word = |text: &str| match isolated_words(text, locale) {
        words if words.is_empty() => missing(),
        words => words,
    };
    match name {
        "shop" => word(&told.shop),
        "service" => word(&told.service),
        "staff" => word(&told.staff),
        "customer" => word(&told.customer),
        "text" => word(&told.text),
        "when" => moment(told.start),
        "previous" => moment(told.previous),
        _ => missing(),
    }
}

/// What is not known any more.
fn missing() -> String {
    "-".to_owned()
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::{AccountId, AppNoticeId, BusinessId};
    use booking_rules::time::Zone;
    use store::Told;
    use uuid::Uuid;

    use super::*;

    fn notice(customer: &str) -> AppNotice {
        let now = "2027-03-08T09:00:00Z".parse().unwrap();
        AppNotice {
            id: AppNoticeId::new(Uuid::from_u128(1)),
            account: AccountId::new(Uuid::from_u128(2)),
            kind: String::new(),
            business: BusinessId::from_uuid(Uuid::from_u128(3)),
            shop: None,
            booking: None,
            told: Told {
                shop: "Śródmieście".to_owned(),
                service: "Strzyżenie".to_owned(),
                staff: "Ola".to_owned(),
                customer: customer.to_owned(),
                text: "Spóźnię się".to_owned(),
                start: "2027-03-28T01:00:00Z".parse().ok(),
                previous: "2027-03-27T09:00:00Z".parse().ok(),
                zone: Zone::parse("Europe/Warsaw").ok(),
            },
            created_at: now,
            read_at: None,
            expires_at: now,
        }
    }

    #[test]
    fn every_sentence_is_whole_in_every_language_and_names_date_time_and_zone() {
        for kind in AppNoticeKind::ALL {
            let mut seen = std::collections::BTreeSet::new();
            for locale in Locale::ALL {
                let text = sentence(kind, &notice("Anna"), locale);
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(text.contains("03:00") && text.contains("2027"), "{text}");
                assert!(text.contains("Europe/Warsaw, UTC+2"), "{text}");
                assert!(seen.insert(text));
            }
            assert_eq!(AppNoticeKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn a_name_with_braces_fills_nothing_and_stays_one_line() {
        let text = sentence(AppNoticeKind::NewBooking, &notice("{staff}\r\nEve"), Locale::En);
        assert!(text.starts_with("New booking: {staff} Eve, Strzyżenie, Ola."), "{text}");
    }

    #[test]
    fn what_is_not_known_leaves_no_hole() {
        let unknown = AppNotice {
            told: Told::default(),
            ..notice("")
        };
        assert_eq!(
            sentence(AppNoticeKind::NewBooking, &unknown, Locale::En),
            "New booking: -, -, -. -"
        );
    }
}
