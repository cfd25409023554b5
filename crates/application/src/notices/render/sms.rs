//! What a text message costs: its coding and number of segments (3GPP TS 23.038, 23.040).

/// How the characters of a message travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// 160 characters alone, 153 in each part of several.
    Gsm7,
    /// 70 units of UTF-16 alone, 67 in each part of several.
    Ucs2,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    pub encoding: Encoding,
    pub count: usize,
}

/// The default alphabet without its escape.
const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                    abcdefghijklmnopqrstuvwxyzäöñüà";
/// Written as an escape and a second character.
const GSM7_EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The coding and the number of segments of a message.
#[must_use]
pub fn sms_segments(text: &str) -> Segments {
    match text.chars().map(gsm7_width).collect::<Option<Vec<usize>>>() {
        Some(widths) => Segments {
            encoding: Encoding::Gsm7,
            count: parts(&widths, 160, 153),
        },
        None => {
            let widths: Vec<usize> = text.chars().map(char::len_utf16).collect();
            Segments {
                encoding: Encoding::Ucs2,
                count: parts(&widths, 70, 67),
            }
        }
    }
}

/// The first character that no network carries in its default alphabet, and how many stand before it: because of it each
/// segment holds 70 characters in place of 160.
#[must_use]
pub fn first_beyond_gsm7(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, c)| gsm7_width(*c).is_none())
}

fn gsm7_width(c: char) -> Option<usize> {
    if GSM7.contains(c) {
        Some(1)
    } else if GSM7_EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Neither an escape nor a surrogate pair is cut by the end of a part.
fn parts(widths: &[usize], alone: usize, joined: usize) -> usize {
    if widths.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (mut count, mut filled) = (1, 0);
    for width in widths {
        if filled + width > joined {
            count += 1;
            filled = 0;
        }
        filled += width;
    }
    count
}

/// Replaces what a Polish or English text usually holds beyond the default alphabet; the rest stays as it is.
pub(super) fn without_polish_letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ą' => 'a',
            'ć' => 'c',
            'ę' => 'e',
            'ł' => 'l',
            'ń' => 'n',
            'ó' => 'o',
            'ś' => 's',
            'ź' | 'ż' => 'z',
            'Ą' => 'A',
            'Ć' => 'C',
            'Ę' => 'E',
            'Ł' => 'L',
            'Ń' => 'N',
            'Ó' => 'O',
            'Ś' => 'S',
            'Ź' | 'Ż' => 'Z',
            '„' | '”' | '“' | '«' | '»' => '"',
            '’' | '‘' => '\'',
            '–' | '—' | '\u{2011}' => '-',
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_counted_as_networks_count_them() {
        let count = |text: String| {
            let s = sms_segments(&text);
            (s.encoding, s.count)
        };
        for (text, expected) in [
            (String::new(), (Encoding::Gsm7, 1)),
            ("a".repeat(160), (Encoding::Gsm7, 1)),
            ("a".repeat(161), (Encoding::Gsm7, 2)),
            ("a".repeat(306), (Encoding::Gsm7, 2)),
            ("a".repeat(307), (Encoding::Gsm7, 3)),
            ("€".repeat(80), (Encoding::Gsm7, 1)),
            // 153 is odd: an escaped character never straddles two parts.
            ("€".repeat(153), (Encoding::Gsm7, 3)),
            ("ł".repeat(70), (Encoding::Ucs2, 1)),
            ("ł".repeat(71), (Encoding::Ucs2, 2)),
            ("ł".repeat(134), (Encoding::Ucs2, 2)),
            ("ł".repeat(135), (Encoding::Ucs2, 3)),
            ("🙂".repeat(35), (Encoding::Ucs2, 1)),
            ("🙂".repeat(67), (Encoding::Ucs2, 3)),
        ] {
            assert_eq!(count(text.clone()), expected, "{} characters", text.chars().count());
        }
    }

    #[test]
    fn polish_letters_are_written_without_their_marks() {
        let plain = without_polish_letters("Zażółć gęślą jaźń, ZAŻÓŁĆ GĘŚLĄ JAŹŃ – „120,50\u{a0}zł”");
        assert_eq!(plain, "Zazolc gesla jazn, ZAZOLC GESLA JAZN - \"120,50 zl\"");
        assert_eq!(sms_segments(&plain).encoding, Encoding::Gsm7);
    }
}
