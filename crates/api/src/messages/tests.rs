use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

/// Where codes are given in the sources, and which string literal after the marker is the code.
const GIVERS: [(&str, usize); 9] = [
    ("Invalid::new(", 0),
    ("Failure::Conflict(", 0),
    ("ApiError::new(", 0),
    ("Failure::field(", 1),
    ("FieldFault::new(", 1),
    ("ApiError::field(", 1),
    (".fault(", 1),
    (".require(", 1),
    ("with_message(", 0),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" && name != "target" {
            rust_files(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// Literals that look like a code, up to the end of the call.
fn literals(call: &str) -> Vec<&str> {
    let call = call.split(';').next().unwrap_or_default();
    call.split('"').skip(1).step_by(2).collect()
}

fn looks_like_a_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// Every code that the sources of the domain, the use cases and the endpoints give.
fn codes_in_the_sources() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in [
        "crates/booking-rules/src",
        "crates/application/src",
        "crates/api/src",
        "functions",
    ] {
        rust_files(&root.join(folder), &mut files);
    }
    let mut codes = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (marker, position) in GIVERS {
            for call in text.split(marker).skip(1) {
                // The path may be an expression; then the code is the only literal.
                let found = literals(call.get(..call.len().min(160)).unwrap_or_default());
                let code = found
                    .get(position)
                    .filter(|c| looks_like_a_code(c))
                    .or_else(|| found.first());
                codes.extend(
                    code.filter(|c| position == 0 || found.len() > position && looks_like_a_code(c))
                        .map(|c| (*c).to_owned()),
                );
            }
        }
        if file.ends_with("refusal.rs") {
            codes.extend(
                text.lines()
                    .filter(|l| l.contains("=> \""))
                    .filter_map(|l| l.split('"').nth(1))
                    .map(str::to_owned),
            );
        }
    }
    codes.retain(|code| looks_like_a_code(code));
    codes
}

#[test]
fn every_code_in_the_sources_has_a_sentence() {
    let codes = codes_in_the_sources();
    // Proof that the walk sees each kind of giver.
    for seen in ["time_taken", "invalid_email", "no_such_route", "reversed_interval"] {
        assert!(codes.contains(seen), "the walk no longer finds {seen}");
    }
    let missing: Vec<&String> = codes.iter().filter(|code| known_code(code).is_none()).collect();
    assert!(missing.is_empty(), "codes without a sentence: {missing:?}");
}

#[test]
fn no_code_has_two_sentences() {
    let mut seen = BTreeSet::new();
    for sentence in all() {
        assert!(seen.insert(sentence.code), "{} is there twice", sentence.code);
    }
}

#[test]
fn every_sentence_mentions_the_same_things_in_each_language() {
    let mentioned = |text: &str| -> BTreeSet<String> {
        text.split('{')
            .skip(1)
            .filter_map(|t| t.split('}').next())
            .map(str::to_owned)
            .collect()
    };
    for sentence in all() {
        let english = mentioned(sentence.en);
        for locale in Locale::ALL {
            let text = sentence.template(locale);
            assert!(
                !text.is_empty(),
                "{} has no sentence in {}",
                sentence.code,
                locale.tag()
            );
            assert_eq!(mentioned(text), english, "{} in {}", sentence.code, locale.tag());
        }
    }
}

#[test]
fn numbers_are_written_into_the_sentence() {
    let say = |minutes, locale| {
        sentence(
            "too_soon",
            &[("notice", Argument::Minutes(Minutes::new(minutes)))],
            locale,
        )
    };
    assert_eq!(say(60, Locale::En), "Bookings are taken at least 1 h ahead.");
    assert_eq!(
        say(90, Locale::Pl),
        "Rezerwacji można dokonać najpóźniej 90 min przed wizytą."
    );
    assert_eq!(say(1440, Locale::Ar), "يجب الحجز قبل الموعد بمدة لا تقل عن 24 ساعة.");
    assert_eq!(
        sentence("over_capacity", &[("capacity", Argument::Number(3))], Locale::En),
        "At most 3 persons can come at once."
    );
    assert_eq!(
        sentence(
            "not_allowed_now",
            &[("status", Argument::Status(Status::NoShow))],
            Locale::Pl
        ),
        "Nie można tego zrobić przy obecnym statusie rezerwacji: nieobecność klienta."
    );
}

#[test]
fn an_unknown_code_gets_the_catch_all() {
    assert_eq!(sentence("code_of_tomorrow", &[], Locale::En), "This is not accepted.");
}
