use proptest::prelude::*;

use super::*;

const LONGEST: usize = 400;

fn read(source: &str) -> Template {
    Template::parse(source, LONGEST).unwrap_or_else(|fault| panic!("{source:?}: {fault}"))
}

fn fault(source: &str) -> (&'static str, usize, usize, String) {
    let fault = Template::parse(source, LONGEST).expect_err(source);
    (fault.code, fault.place.line, fault.place.column, fault.found)
}

fn facts(name: &str) -> Option<&'static str> {
    match name {
        "shop" => Some("Salon"),
        "when" => Some("wt. 10:00"),
        "reason" => Some(""),
        _ => None,
    }
}

#[test]
fn names_become_facts_and_passages_depend_on_them() {
    for (source, wanted) in [
        ("{{ shop }}: {{when}}", "Salon: wt. 10:00"),
        ("a{% if reason %} b {{ reason }}{% endif %}.", "a."),
        ("a{% if reason %}b{% else %}c{% endif %}d", "acd"),
        (
            "a{% if shop %}b{% if absent %}c{% else %}e{% endif %}{% endif %}d",
            "abed",
        ),
        ("one\n{% if shop %}\ntwo\n{% endif %}\nthree", "one\ntwo\nthree"),
        ("one\n  {% if reason %}\ntwo\n  {% endif %}\nthree", "one\nthree"),
        ("}} %} { } {x} 100 %", "}} %} { } {x} 100 %"),
        ("\r\n a \r\n", "a"),
    ] {
        assert_eq!(read(source).render(facts), wanted, "{source:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (source, wanted) in [
        ("", ("template_empty", 1, 1, "")),
        (" \n ", ("template_empty", 1, 1, "")),
        ("ab\nżółw {{ when", ("template_not_closed", 2, 6, "{{ when")),
        ("{{ when\n}}", ("template_not_closed", 1, 1, "{{ when\n}}")),
        ("a\n\n{% if when %}b", ("template_not_closed", 3, 1, "{% if %}")),
        ("{{ when|upper }}", ("template_not_offered", 1, 1, "when|upper")),
        ("a {{ 'x' * 9 }}", ("template_not_offered", 1, 3, "'x' * 9")),
        ("{{ shop.name }}", ("template_not_offered", 1, 1, "shop.name")),
        ("{{ }}", ("template_not_offered", 1, 1, "")),
        (
            "{% for a in b %}x{% endfor %}",
            ("template_not_offered", 1, 1, "for a in b"),
        ),
        ("{% include 'x' %}", ("template_not_offered", 1, 1, "include 'x'")),
        (
            "{% if a and b %}x{% endif %}",
            ("template_not_offered", 1, 1, "if a and b"),
        ),
        ("{%- if a %}x{% endif %}", ("template_not_offered", 1, 1, "- if a")),
        ("a {# b #}", ("template_not_offered", 1, 3, "{# b #}")),
        ("a{% endif %}", ("template_nothing_open", 1, 2, "endif")),
        (
            "{% if a %}{% else %}{% else %}{% endif %}",
            ("template_nothing_open", 1, 21, "else"),
        ),
        ("a\u{202e}b", ("template_has_hidden_characters", 1, 2, "")),
        ("a\nb\u{7}", ("template_has_hidden_characters", 2, 2, "")),
        (&"{% if a %}".repeat(5), ("template_too_deep", 1, 41, "a")),
        (&"ab\n".repeat(134), ("template_too_long", 134, 2, "")),
    ] {
        let (code, line, column, found) = fault(source);
        assert_eq!((code, line, column, found.as_str()), wanted, "{source:?}");
    }
    let many = "{{a}}".repeat(Template::MOST_NAMES + 1);
    assert_eq!(fault(&many).0, "template_names_too_much");
}

#[test]
fn an_unknown_name_is_told_with_its_line() {
    let template = read("{{ shop }}\n{% if shop %}\n  {{ whem }}{% endif %}");
    let known = |name: &str| matches!(name, "shop" | "when");
    let fault = template.expect_known(known).unwrap_err();
    assert_eq!((fault.code, fault.found.as_str()), ("unknown_variable", "whem"));
    assert_eq!(fault.place, Place { line: 3, column: 3 });
    assert_eq!(read("{{ shop }} {{ when }}").expect_known(known), Ok(()));
}

#[test]
fn a_name_counts_as_always_there_only_where_no_fact_decides() {
    for (source, always) in [
        ("{{ when }}", true),
        ("{{ when_short }}", true),
        ("{% if a %}{{ when }}{% endif %}", false),
        ("{% if when %}x{% endif %}", false),
        ("{% if a %}{{ when }}{% else %}{{ when_short }}{% endif %}", true),
        ("{{ when_brief }}", false),
    ] {
        assert_eq!(read(source).always_names(&["when", "when_short"]), always, "{source}");
    }
}

#[test]
fn a_subject_is_one_line() {
    assert_eq!(read("a {{ when }}\n").expect_one_line(), Ok(()));
    let fault = read("a\nb").expect_one_line().unwrap_err();
    assert_eq!((fault.code, fault.place.line), ("subject_has_lines", 2));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_line_that_it_has(
        parts in prop::collection::vec(prop_oneof![
            "[a-z {}%#\n\u{105}\u{202e}]{0,6}",
            Just("{{ when }}".to_owned()),
            Just("{% if shop %}".to_owned()),
            Just("{% else %}".to_owned()),
            Just("{% endif %}".to_owned()),
            Just("{{".to_owned()),
        ], 0..40)
    ) {
        let source = parts.concat();
        match Template::parse(&source, LONGEST) {
            Ok(template) => {
                let text = template.render(facts);
                // Every name is at most as long as a fact of these, so nothing grows beyond that.
                prop_assert!(text.chars().count() <= source.chars().count() + 60 * 10);
            }
            Err(fault) => {
                prop_assert!(fault.place.line >= 1 && fault.place.line <= source.matches('\n').count() + 1);
                prop_assert!(fault.place.column >= 1);
            }
        }
    }
}
