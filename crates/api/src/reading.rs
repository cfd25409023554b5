//! Turns what serde says about an input into a field and a stable code.
//!
//! Serde reports in English sentences only; the few that matter are recognised here, in one place, and a test pins
//! each of them. A value's own door reports its stable code as the whole message and keeps it.

use application::failure::FieldFault;
use serde_path_to_error::Path;

use crate::messages::known_code;

/// Longest path that is echoed to the caller.
const MAX_PATH_CHARS: usize = 120;

/// The field and code of one deserialisation error.
pub(crate) fn fault(path: &Path, message: &str) -> FieldFault {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(sentence, _)| sentence);
    let (code, member) = classify(message);
    FieldFault::new(join(path, member), code)
}

fn classify(message: &str) -> (&'static str, Option<&str>) {
    for (start, code) in [
        ("unknown field `", "unknown_field"),
        ("missing field `", "required"),
        ("duplicate field `", "duplicate_field"),
    ] {
        if let Some(rest) = message.strip_prefix(start) {
            // The name may itself hold a backtick: it ends where serde goes on with its own words.
            let end = rest.find("`, ").or_else(|| rest.rfind('`')).unwrap_or(rest.len());
            return (code, rest.get(..end));
        }
    }
    if let Some(code) = known_code(message) {
        return (code, None);
    }
    let starts = |sentence: &str| message.starts_with(sentence);
    let code = if starts("unknown variant") {
        "invalid_choice"
    } else if starts("not an id") {
        "invalid_id"
    } else if starts("invalid value: integer") || starts("invalid value: floating") || starts("number too ") {
        "out_of_range"
    } else if [
        "premature end of input",
        "input contains invalid",
        "input is out of range",
        "trailing input",
    ]
    .into_iter()
    .any(starts)
    {
        // The four sentences of chrono; instants have a type of their own, so these are dates.
        "invalid_date"
    } else {
        "wrong_type"
    };
    (code, None)
}

/// `customer.email`, `weekly[2].to`; an unknown member is already the last segment, a missing one is not.
fn join(path: &Path, member: Option<&str>) -> String {
    let parent = path.to_string();
    let parent = if parent == "." { "" } else { parent.as_str() };
    let whole = match member {
        None => parent.to_owned(),
        Some(member) if parent.is_empty() => member.to_owned(),
        Some(member) if path.iter().next_back().is_some_and(|s| s.to_string() == member) => parent.to_owned(),
        Some(member) => format!("{parent}.{member}"),
    };
    whole.chars().filter(|c| !c.is_control()).take(MAX_PATH_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::ShopId;
    use booking_rules::values::Email;
    use chrono::NaiveDate;
    use serde::Deserialize;

    use super::*;
    use crate::instant::Instant;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Day {
        Mon,
    }

    #[expect(dead_code, reason = "only the way in is under test")]
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Window {
        day: Day,
        to: String,
    }

    #[expect(dead_code, reason = "only the way in is under test")]
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        weekly: Vec<Window>,
        persons: Option<u16>,
        email: Option<Email>,
        start: Option<Instant>,
        date: Option<NaiveDate>,
        shop: Option<ShopId>,
    }

    fn fault_of(json: &str) -> (String, &'static str) {
        let error =
            serde_path_to_error::deserialize::<_, Wish>(&mut serde_json::Deserializer::from_str(json)).unwrap_err();
        let fault = fault(error.path(), &error.inner().to_string());
        (fault.path, fault.code)
    }

    #[test]
    fn each_fault_names_its_field_and_code() {
        for (json, path, code) in [
            (r#"{"weekly":[],"emial":1}"#, "emial", "unknown_field"),
            (
                r#"{"weekly":[{"day":"mon","to":"1","too":1}]}"#,
                "weekly[0].too",
                "unknown_field",
            ),
            (r#"{"weekly":[],"a`b":1}"#, "a`b", "unknown_field"),
            (r#"{}"#, "weekly", "required"),
            (r#"{"weekly":[{"day":"mon"}]}"#, "weekly[0].to", "required"),
            (r#"{"weekly":[],"weekly":[]}"#, "weekly", "duplicate_field"),
            (
                r#"{"weekly":[{"day":"sunday","to":"1"}]}"#,
                "weekly[0].day",
                "invalid_choice",
            ),
            (r#"{"weekly":{}}"#, "weekly", "wrong_type"),
            (r#"{"weekly":[{"day":"mon","to":5}]}"#, "weekly[0].to", "wrong_type"),
            (r#"{"weekly":[],"persons":-1}"#, "persons", "out_of_range"),
            (r#"{"weekly":[],"persons":70000}"#, "persons", "out_of_range"),
            (r#"{"weekly":[],"persons":"two"}"#, "persons", "wrong_type"),
            (r#"{"weekly":[],"email":"anna"}"#, "email", "invalid_email"),
            (r#"{"weekly":[],"start":"soon"}"#, "start", "invalid_instant"),
            (r#"{"weekly":[],"date":"2027-02-30"}"#, "date", "invalid_date"),
            (r#"{"weekly":[],"date":"soon"}"#, "date", "invalid_date"),
            (r#"{"weekly":[],"shop":"svc_1"}"#, "shop", "invalid_id"),
            (r#"[]"#, "", "wrong_type"),
        ] {
            assert_eq!(fault_of(json), (path.to_owned(), code), "{json}");
        }
    }

    #[test]
    fn a_long_or_odd_field_name_is_echoed_short_and_clean() {
        let (path, _) = fault_of(&format!("{{\"weekly\":[],\"a\\n{}\":1}}", "x".repeat(500)));
        assert!(
            path.starts_with("ax") && path.chars().count() == MAX_PATH_CHARS,
            "{path}"
        );
    }
}
