//! Codes as people type them.

/// The digits of a code, whichever a keyboard has (European, Arabic-Indic, Persian), without the spaces and dashes that
/// people group them by. `None` unless they are six.
pub(crate) fn six_digits(text: &str) -> Option<String> {
    let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let digits: String = kept.map(european).collect::<Option<_>>()?;
    (digits.len() == 6).then_some(digits)
}

fn european(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_may_be_typed() {
        for good in ["482913", " 482 913 ", "482-913", "٤٨٢٩١٣", "۴۸۲۹۱۳"] {
            assert_eq!(six_digits(good).as_deref(), Some("482913"), "{good}");
        }
        for bad in ["", "48291", "4829133", "48291a", "+48291", "४८२९१३"] {
            assert_eq!(six_digits(bad), None, "{bad}");
        }
    }
}
