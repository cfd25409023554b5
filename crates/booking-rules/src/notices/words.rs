//! What somebody means who answers a text message with a word.

/// The meaning of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Nothing more to this number.
    Stop,
    /// Messages to this number again.
    Start,
    /// The visit is confirmed.
    Yes,
    /// The visit is to be cancelled.
    No,
    Help,
    /// Words for people to read.
    Other,
}

/// The opt-out words of carriers and of Twilio's default list, and the words of our readers' languages.
///
/// `CANCEL` is among them though somebody may mean their visit: carriers and Twilio block the number at that word
/// whatever we think, so to take it for anything else would be to confirm a cancellation nobody hears of. The Arabic word
/// for it is the same word. `NO`, `NIE` and `لا` are in no such list: they answer the question that was asked.
const STOP: &[&str] = &[
    "stop",
    "stopall",
    "stop all",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "optout",
    "opt out",
    "revoke",
    "koniec",
    "wypisz",
    "wypisz mnie",
    "nie pisz",
    "nie pisac",
    "arret",
    "arreter",
    "desabonner",
    "ايقاف",
    "اوقف",
    "توقف",
    "قف",
    "وقف",
    "الغاء",
    "الغاء الاشتراك",
];

/// Twilio's list has `YES` here too; whoever says so to us was asked about a visit.
const START: &[&str] = &[
    "start",
    "unstop",
    "resume",
    "subscribe",
    "wznow",
    "wznawiam",
    "zapisz mnie",
    "ابدا",
    "بدء",
    "استئناف",
    "اشتراك",
    "تفعيل",
];

const YES: &[&str] = &[
    "yes",
    "y",
    "yeah",
    "yep",
    "ok",
    "okay",
    "confirm",
    "confirmed",
    "tak",
    "t",
    "potwierdzam",
    "نعم",
    "اجل",
    "اوكي",
    "موافق",
    "اوافق",
    "تاكيد",
    "اؤكد",
];

const NO: &[&str] = &["no", "n", "nope", "nie", "odwoluje", "odwolaj", "لا", "كلا"];

const HELP: &[&str] = &["help", "info", "pomoc", "مساعدة", "معلومات"];

impl Reply {
    /// An answer counts as a word when it is nothing but that word: `STOP.`, not `Please stop by at five`. Whoever writes
    /// more is read by people.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let said = plain(text);
        let among = |words: &[&str]| words.iter().any(|word| plain(word) == said);
        if among(STOP) {
            Self::Stop
        } else if among(START) {
            Self::Start
        } else if among(YES) {
            Self::Yes
        } else if among(NO) {
            Self::No
        } else if among(HELP) {
            Self::Help
        } else {
            Self::Other
        }
    }
}

/// No word in the lists is longer, so what is longer is none of them and is not read on.
const LONGEST: usize = 64;

/// The letters and digits of a text in one spelling, words apart by one space.
fn plain(text: &str) -> String {
    let mut said = String::new();
    for c in text.trim().chars().take(LONGEST).flat_map(char::to_lowercase) {
        match simple(c) {
            Some(letter) if letter.is_alphanumeric() => said.push(letter),
            Some(_) if !said.is_empty() && !said.ends_with(' ') => said.push(' '),
            _ => {}
        }
    }
    said.truncate(said.trim_end().len());
    // What was cut off must not make a word of a sentence.
    if text.trim().chars().nth(LONGEST).is_some() {
        said.push('…');
    }
    said
}

/// A lower-case letter without its marks; `None` for what only changes how a text looks.
fn simple(c: char) -> Option<char> {
    Some(match c {
        'ą' | 'à' | 'â' => 'a',
        'ć' | 'ç' => 'c',
        'ę' | 'é' | 'è' | 'ê' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        // Alef with and without its marks, and the letters that are written for one another.
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        // Tatweel, vowel marks, combining accents, and the invisible marks of direction and joining.
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{300}'..='\u{36f}' => return None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => return None,
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_is_known_in_any_dress() {
        for (text, want) in [
            ("STOP", Reply::Stop),
            (" Stop. ", Reply::Stop),
            ("stop!!!", Reply::Stop),
            ("\"STOP\"", Reply::Stop),
            ("STOP ALL", Reply::Stop),
            ("Stop-All", Reply::Stop),
            ("Unsubscribe", Reply::Stop),
            ("CANCEL", Reply::Stop),
            ("END", Reply::Stop),
            ("Quit", Reply::Stop),
            ("KONIEC", Reply::Stop),
            ("ARRÊT", Reply::Stop),
            ("ARRE\u{302}T", Reply::Stop),
            ("إيقاف", Reply::Stop),
            ("ايقاف", Reply::Stop),
            ("إيقـــاف", Reply::Stop),
            ("إِيقَاف", Reply::Stop),
            ("\u{200f}إيقاف\u{200f}", Reply::Stop),
            ("الغاء", Reply::Stop),
            ("إلغاء.", Reply::Stop),
            ("START", Reply::Start),
            ("unstop", Reply::Start),
            ("WZNÓW", Reply::Start),
            ("wznow", Reply::Start),
            ("ابدأ", Reply::Start),
            ("Yes!", Reply::Yes),
            ("TAK", Reply::Yes),
            ("tak 👍", Reply::Yes),
            ("ok", Reply::Yes),
            ("نعم", Reply::Yes),
            ("أؤكد", Reply::Yes),
            ("NO", Reply::No),
            ("Nie.", Reply::No),
            ("odwołuję", Reply::No),
            ("لا", Reply::No),
            ("لا،", Reply::No),
            ("HELP", Reply::Help),
            ("Pomoc?", Reply::Help),
            ("مساعده", Reply::Help),
        ] {
            assert_eq!(Reply::parse(text), want, "{text}");
        }
    }

    #[test]
    fn whoever_writes_more_is_read_by_people() {
        let long = format!("STOP{}", " ".repeat(100) + "by at five?");
        for text in [
            "",
            "   ",
            "…",
            "Please stop by at five",
            "I can't stop smiling",
            "nie wiem",
            "Yes but later",
            "stopped",
            "noo",
            "anuluj",
            "12:30",
            &long,
        ] {
            assert_eq!(Reply::parse(text), Reply::Other, "{text}");
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let lists = [STOP, START, YES, NO, HELP];
        let mut seen = Vec::new();
        for word in lists.into_iter().flatten().map(|word| plain(word)) {
            assert!(!word.is_empty() && !seen.contains(&word), "{word}");
            seen.push(word);
        }
    }

    proptest! {
        #[test]
        fn dress_changes_nothing_and_nothing_panics(text in "\\PC{0,80}", before in "[ .!\u{200f}]{0,3}", after in "[ .!?]{0,3}") {
            let _ = Reply::parse(&text);
            for word in [STOP, START, YES, NO, HELP].into_iter().flatten() {
                let dressed = format!("{before}{}{after}", word.to_uppercase());
                prop_assert_eq!(Reply::parse(&dressed), Reply::parse(word));
            }
        }
    }
}
