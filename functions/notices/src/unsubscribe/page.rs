//! The pages, in the reader's language.

use application::wishes::Left;
use booking_rules::notices::Purpose;
use booking_rules::values::Locale;

/// What the pages say.
struct Words {
    title: &'static str,
    /// With `{business}`.
    reminders: &'static str,
    news: &'static str,
    stop_these: &'static str,
    stop_all: &'static str,
    done: &'static str,
    kept: &'static str,
    unknown: &'static str,
}

const POLISH: Words = Words {
    title: "Rezygnacja z wiadomości",
    reminders: "Nie chcesz dostawać przypomnień o wizytach od: {business}?",
    news: "Nie chcesz dostawać próśb o opinię i ofert od: {business}?",
    stop_these: "Nie wysyłajcie ich",
    stop_all: "Wysyłajcie tylko potwierdzenia moich rezerwacji",
    done: "Gotowe. Tych wiadomości od: {business} już nie będzie.",
    kept: "Potwierdzenia, zmiany i odwołania Twoich rezerwacji nadal będą przychodzić.",
    unknown: "Ten link nie działa. Otwórz go w całości z ostatniej wiadomości.",
};

const ENGLISH: Words = Words {
    title: "Stop messages",
    reminders: "You no longer want reminders of your bookings from {business}?",
    news: "You no longer want review requests and offers from {business}?",
    stop_these: "Stop these",
    stop_all: "Send only confirmations of my bookings",
    done: "Done. You will get no more of these messages from {business}.",
    kept: "Confirmations, changes and cancellations of your bookings will still reach you.",
    unknown: "This link does not work. Open it in full from your latest message.",
};

const ARABIC: Words = Words {
    title: "إيقاف الرسائل",
    reminders: "ألم تعد ترغب في تلقي تذكيرات بمواعيدك من {business}؟",
    news: "ألم تعد ترغب في تلقي طلبات التقييم والعروض من {business}؟",
    stop_these: "أوقفوا هذه الرسائل",
    stop_all: "أرسلوا تأكيدات حجوزاتي فقط",
    done: "تم. لن تصلك هذه الرسائل من {business} بعد الآن.",
    kept: "ستظل تصلك تأكيدات حجوزاتك وتعديلاتها وإلغاؤها.",
    unknown: "هذا الرابط لا يعمل. افتحه كاملًا من آخر رسالة وصلتك.",
};

fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Pl => &POLISH,
        Locale::En => &ENGLISH,
        Locale::Ar => &ARABIC,
    }
}

/// Asks what the reader wants to stop. The form goes to the address of the page itself.
pub(super) fn ask(left: &Left) -> String {
    let words = words(left.locale);
    let question = if left.purpose == Purpose::Reminders {
        words.reminders
    } else {
        words.news
    };
    let body = format!(
        "<p>{}</p><form method=\"post\"><p><button name=\"scope\" value=\"these\">{}</button></p>\
         <p><button name=\"scope\" value=\"all\">{}</button></p></form><p>{}</p>",
        of_business(question, left),
        words.stop_these,
        words.stop_all,
        words.kept
    );
    page(left.locale, words.title, &body)
}

pub(super) fn done(left: &Left) -> String {
    let words = words(left.locale);
    let body = format!("<p>{}</p><p>{}</p>", of_business(words.done, left), words.kept);
    page(left.locale, words.title, &body)
}

pub(super) fn unknown(locale: Locale) -> String {
    let words = words(locale);
    page(locale, words.title, &format!("<p>{}</p>", words.unknown))
}

fn of_business(sentence: &str, left: &Left) -> String {
    let name = format!("<bdi>{}</bdi>", escaped(left.business.as_str()));
    sentence.replace("{business}", &name)
}

fn page(locale: Locale, title: &str, body: &str) -> String {
    let direction = if locale == Locale::Ar { "rtl" } else { "ltr" };
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>body{{margin:0 auto;max-width:32em;padding:2em 1em;font:1.1em/1.6 sans-serif}}\
         button{{font:inherit;padding:.6em 1em;width:100%}}</style></head><body><h1>{title}</h1>{body}</body></html>\n",
        locale.tag()
    )
}

/// A business chose its name; it must not choose our page.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use booking_rules::notices::Channel;
    use booking_rules::values::Name;

    use super::*;

    #[test]
    fn each_language_asks_and_says_it_is_done_and_a_name_is_only_a_name() {
        for locale in Locale::ALL {
            let left = Left {
                business: Name::parse("<script>A & \"B\"</script>").unwrap(),
                purpose: Purpose::Reminders,
                channel: Channel::Email,
                locale,
            };
            for page in [ask(&left), done(&left)] {
                assert!(
                    page.contains("&lt;script&gt;A &amp; &quot;B&quot;&lt;/script&gt;"),
                    "{page}"
                );
                assert!(!page.contains("<script") && !page.contains("{business}"), "{page}");
                assert!(page.contains(&format!("lang=\"{}\"", locale.tag())), "{page}");
                assert_eq!(page.contains("dir=\"rtl\""), locale == Locale::Ar);
            }
            assert!(ask(&left).contains("method=\"post\"") && !done(&left).contains("<form"));
            let offers = Left {
                purpose: Purpose::Offers,
                ..left.clone()
            };
            assert_ne!(ask(&offers), ask(&left));
        }
    }
}
