//! Money as its reader writes it.

use booking_rules::values::{Locale, Money};

/// `120,50 zł`, `PLN 120.50`, `120.50 ر.س`.
pub(super) fn price(money: Money, locale: Locale) -> String {
    let exponent = money.currency().exponent() as usize;
    let code = money.currency().code();
    let digits = format!("{:0>width$}", money.minor().unsigned_abs(), width = exponent + 1);
    let (whole, part) = digits.split_at(digits.len() - exponent);
    let sign = if money.minor() < 0 { "-" } else { "" };
    let (group, point) = match locale {
        Locale::Pl => ("\u{a0}", ","),
        Locale::En | Locale::Ar => (",", "."),
    };
    // Polish orthography leaves four digits together.
    let whole = if locale == Locale::Pl && whole.len() < 5 {
        whole.to_owned()
    } else {
        grouped(whole, group)
    };
    let amount = if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{point}{part}")
    };
    match (locale, code) {
        (Locale::Pl, "PLN") => format!("{amount}\u{a0}zł"),
        (Locale::En, _) => format!("{code}\u{a0}{amount}"),
        (Locale::Ar, "SAR") => format!("{amount}\u{a0}ر.س"),
        (Locale::Pl | Locale::Ar, _) => format!("{amount}\u{a0}{code}"),
    }
}

fn grouped(digits: &str, separator: &str) -> String {
    let lead = digits.len() % 3;
    let (head, tail) = digits.split_at(lead);
    let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
    groups.extend(
        tail.as_bytes()
            .chunks(3)
            .filter_map(|chunk| std::str::from_utf8(chunk).ok()),
    );
    groups.join(separator)
}

#[cfg(test)]
mod tests {
    use booking_rules::values::Currency;

    use super::*;

    #[test]
    fn money_is_written_as_its_reader_writes_it() {
        let shown = |minor, code, locale| {
            price(Money::new(minor, Currency::parse(code).unwrap()), locale).replace('\u{a0}', " ")
        };
        for (minor, code, pl, en, ar) in [
            (12_050, "PLN", "120,50 zł", "PLN 120.50", "120.50 PLN"),
            (5, "PLN", "0,05 zł", "PLN 0.05", "0.05 PLN"),
            (0, "SAR", "0,00 SAR", "SAR 0.00", "0.00 ر.س"),
            (123_456, "EUR", "1234,56 EUR", "EUR 1,234.56", "1,234.56 EUR"),
            (
                123_456_789,
                "PLN",
                "1 234 567,89 zł",
                "PLN 1,234,567.89",
                "1,234,567.89 PLN",
            ),
            (1_500, "JPY", "1500 JPY", "JPY 1,500", "1,500 JPY"),
            (12_345, "KWD", "12,345 KWD", "KWD 12.345", "12.345 KWD"),
            (-250, "PLN", "-2,50 zł", "PLN -2.50", "-2.50 PLN"),
        ] {
            assert_eq!(shown(minor, code, Locale::Pl), pl);
            assert_eq!(shown(minor, code, Locale::En), en);
            assert_eq!(shown(minor, code, Locale::Ar), ar);
        }
    }
}
