//! Date, time and zone in the reader's language.
//!
//! Arabic keeps western digits: they are read wherever Arabic is (the Maghreb uses no others), stay one run with
//! `UTC+3`, and can be copied into any program.

use booking_rules::time::Zone;
use booking_rules::values::Locale;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

use super::wording::left_to_right;

/// Full names, Monday first; Polish months stand in the genitive, as a date needs them.
struct Names {
    weekdays: [&'static str; 7],
    weekdays_short: [&'static str; 7],
    months: [&'static str; 12],
}

const POLISH: Names = Names {
    weekdays: [
        "poniedziałek",
        "wtorek",
        "środa",
        "czwartek",
        "piątek",
        "sobota",
        "niedziela",
    ],
    weekdays_short: ["pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."],
    months: [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ],
};

const ENGLISH: Names = Names {
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    weekdays_short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

const ARABIC: Names = Names {
    weekdays: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    weekdays_short: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
};

impl Names {
    fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Pl => &POLISH,
            Locale::En => &ENGLISH,
            Locale::Ar => &ARABIC,
        }
    }

    fn weekday(&self, local: NaiveDateTime) -> &'static str {
        named(&self.weekdays, local.weekday().num_days_from_monday())
    }

    fn weekday_short(&self, local: NaiveDateTime) -> &'static str {
        named(&self.weekdays_short, local.weekday().num_days_from_monday())
    }

    fn month(&self, local: NaiveDateTime) -> &'static str {
        named(&self.months, local.month0())
    }
}

fn named(names: &[&'static str], index: u32) -> &'static str {
    names.get(index as usize).copied().unwrap_or_default()
}

/// `wtorek, 16 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)`
pub(super) fn full(at: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    let local = zone.local(at);
    let names = Names::of(locale);
    let (weekday, month) = (names.weekday(local), names.month(local));
    let (day, year, time) = (local.day(), local.year(), clock(local));
    let place = format!("{}, {}", zone.name(), offset(at, zone));
    match locale {
        Locale::Pl => format!("{weekday}, {day} {month} {year}, {time} (czas: {place})"),
        Locale::En => format!("{weekday}, {day} {month} {year}, {time} (time zone: {place})"),
        Locale::Ar => {
            format!(
                "{weekday}، {day} {month} {year}، الساعة {time} (التوقيت: {})",
                left_to_right(&place, locale)
            )
        }
    }
}

/// `wt. 16.03.2027 10:00 (Europe/Warsaw UTC+1)`
pub(super) fn short(at: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    format!("{} ({} {})", brief(at, zone, locale), zone.name(), offset(at, zone))
}

/// `wt. 16.03.2027 10:00`, for where the zone is named nearby.
pub(super) fn brief(at: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    let local = zone.local(at);
    let names = Names::of(locale);
    let weekday = names.weekday_short(local);
    let (day, month, year, time) = (local.day(), local.month(), local.year(), clock(local));
    match locale {
        Locale::Pl => format!("{weekday} {day:02}.{month:02}.{year} {time}"),
        // Spelt: 03/04 is two different days on the two sides of the Atlantic.
        Locale::En => format!(
            "{weekday} {day} {} {year} {time}",
            names.month(local).get(..3).unwrap_or_default()
        ),
        Locale::Ar => format!("{weekday} {day:02}/{month:02}/{year} {time}"),
    }
}

/// [`brief`], with the offset where it differs from that of the `other` time: the clocks change in between.
pub(super) fn brief_beside(at: DateTime<Utc>, other: DateTime<Utc>, zone: Zone, locale: Locale) -> String {
    let brief = brief(at, zone, locale);
    if zone.offset_seconds(at) == zone.offset_seconds(other) {
        brief
    } else {
        format!("{brief} {}", offset(at, zone))
    }
}

fn clock(local: NaiveDateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `UTC`, `UTC+1`, `UTC-3:30`; tells the two readings of a repeated hour apart.
fn offset(at: DateTime<Utc>, zone: Zone) -> String {
    let seconds = zone.offset_seconds(at);
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn a_moment_is_told_with_weekday_date_time_and_zone() {
        let (moment, warsaw) = (at("2027-03-16T09:00:00Z"), zone("Europe/Warsaw"));
        assert_eq!(
            full(moment, warsaw, Locale::Pl),
            "wtorek, 16 marca 2027, 10:00 (czas: Europe/Warsaw, UTC+1)"
        );
        assert_eq!(
            full(moment, warsaw, Locale::En),
            "Tuesday, 16 March 2027, 10:00 (time zone: Europe/Warsaw, UTC+1)"
        );
        assert_eq!(
            full(moment, warsaw, Locale::Ar),
            "الثلاثاء، 16 مارس 2027، الساعة 10:00 (التوقيت: \u{2066}Europe/Warsaw, UTC+1\u{2069})"
        );
        assert_eq!(
            short(moment, warsaw, Locale::Pl),
            "wt. 16.03.2027 10:00 (Europe/Warsaw UTC+1)"
        );
        assert_eq!(
            short(moment, warsaw, Locale::En),
            "Tue 16 Mar 2027 10:00 (Europe/Warsaw UTC+1)"
        );
    }

    #[test]
    fn the_zone_follows_the_clock_change() {
        let warsaw = zone("Europe/Warsaw");
        for (instant, time) in [
            ("2027-03-28T00:30:00Z", "01:30 (Europe/Warsaw UTC+1)"),
            ("2027-03-28T01:00:00Z", "03:00 (Europe/Warsaw UTC+2)"),
        ] {
            assert!(short(at(instant), warsaw, Locale::Pl).ends_with(time), "{instant}");
        }
        for (instant, time) in [
            ("2027-10-31T00:30:00Z", "02:30 (Europe/Warsaw UTC+2)"),
            ("2027-10-31T01:30:00Z", "02:30 (Europe/Warsaw UTC+1)"),
        ] {
            assert!(short(at(instant), warsaw, Locale::En).ends_with(time), "{instant}");
        }
        let (before, after) = (at("2027-03-27T09:00:00Z"), at("2027-03-29T08:00:00Z"));
        assert_eq!(
            brief_beside(before, after, warsaw, Locale::Pl),
            "sob. 27.03.2027 10:00 UTC+1"
        );
        assert_eq!(
            brief_beside(before, before, warsaw, Locale::Pl),
            "sob. 27.03.2027 10:00"
        );
    }

    #[test]
    fn zones_with_odd_offsets_and_another_date_are_told_right() {
        for (name, expected) in [
            (
                "Asia/Riyadh",
                "Wednesday, 17 March 2027, 01:30 (time zone: Asia/Riyadh, UTC+3)",
            ),
            (
                "Asia/Kolkata",
                "Wednesday, 17 March 2027, 04:00 (time zone: Asia/Kolkata, UTC+5:30)",
            ),
            (
                "America/St_Johns",
                "Tuesday, 16 March 2027, 20:00 (time zone: America/St_Johns, UTC-2:30)",
            ),
            ("UTC", "Tuesday, 16 March 2027, 22:30 (time zone: UTC, UTC)"),
        ] {
            assert_eq!(full(at("2027-03-16T22:30:00Z"), zone(name), Locale::En), expected);
        }
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let utc = Zone::UTC;
        let mut seen = std::collections::BTreeSet::new();
        for locale in Locale::ALL {
            for day in 0..365 {
                let moment = at("2027-01-01T12:00:00Z") + chrono::TimeDelta::days(day);
                let told = full(moment, utc, locale);
                let words: Vec<&str> = told.split(' ').collect();
                seen.insert((locale.tag(), words[0].to_owned()));
                seen.insert((locale.tag(), words[2].to_owned()));
            }
        }
        assert_eq!(seen.len(), 3 * (7 + 12));
        assert_eq!(
            full(at("2027-10-01T12:00:00Z"), utc, Locale::Pl).split(' ').nth(2),
            Some("października")
        );
    }
}
