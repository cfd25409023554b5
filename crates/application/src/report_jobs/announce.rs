//! Who hears of a report: owners, and those managers whose matter the whole shop's money is.

use booking_rules::booking::Status;
use booking_rules::ids::{AppNoticeId, LetterId};
use booking_rules::values::{Locale, Money};
use futures::future::try_join_all;
use store::{Account, AppNotice, Letter, Membership, ReportFile, Told};

use super::figures::Figures;
use super::{FILES_KEPT, Report, ReportKind, fetching};
use crate::announcements::{name_of, reach, reads_finances};
use crate::app::App;
use crate::app_notices::AppNoticeKind;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_email};
use crate::notices::render::{moment_in_words, price_in_words};

/// Most people that one report is told to.
const MOST: usize = 100;

/// Tells each of them once, whichever run does it; how much of it is new. A day without money facts is told to nobody.
pub(super) async fn announce(app: &App, report: &Report<'_>, file: &ReportFile) -> Result<usize, Failure> {
    if report.period.kind() == ReportKind::Daily && report.now.entries == 0 {
        return Ok(0);
    }
    let members = app.store.members(report.shop.id.business()).await?;
    let members: Vec<Membership> = members.into_iter().map(|member| member.record).collect();
    let concerned = |place: &&Membership| {
        // What counts a whole shop must not tell of what is out of reach.
        reads_finances(place) && reach(place).covers_shop(report.shop.id) && reach(place).covers_everybody()
    };
    let readers: Vec<&Membership> = members.iter().filter(concerned).take(MOST).collect();
    if readers.is_empty() {
        return Ok(0);
    }
    let ids: Vec<_> = readers.iter().map(|place| place.account).collect();
    let accounts = app.store.accounts(&ids).await?;
    let mut notices = Vec::new();
    let mut letters = Vec::new();
    for account in accounts.iter().filter(|account| !account.closed) {
        notices.push(notice(app, report, account));
        let wants = readers
            .iter()
            .any(|place| place.account == account.id && place.letters.digest);
        letters.extend(letter(app, report, file, account).filter(|_| wants));
    }
    let told = try_join_all(notices.iter().map(|notice| app.store.write_once(notice))).await?;
    let written = try_join_all(letters.iter().map(|letter| app.store.write_once(letter))).await?;
    Ok(told.into_iter().chain(written).filter(|new| *new).count())
}

/// The name of what is told to somebody of a report, the same whichever run tells it.
fn named(report: &Report<'_>, account: &Account, as_what: &str) -> uuid::Uuid {
    let begin = report.shop.time_zone.day_span(report.period.first()).start();
    let (shop, reader) = (report.shop.id.to_string(), account.id.to_string());
    let (kind, period) = (report.period.kind().as_str(), report.period.name());
    name_of(begin, &[&shop, kind, &period, &reader, as_what])
}

fn notice(app: &App, report: &Report<'_>, account: &Account) -> AppNotice {
    let days = report.catalogue.notice_settings().retention_days;
    let zone = report.shop.time_zone;
    let kind = kind_in_words(report.period.kind(), account.locale);
    let revenue = price_in_words(report.now.revenue(), account.locale);
    AppNotice {
        id: AppNoticeId::new(named(report, account, "notice")),
        account: account.id,
        kind: AppNoticeKind::ReportReady.as_str().to_owned(),
        business: report.shop.id.business(),
        shop: Some(report.shop.id),
        booking: None,
        told: Told {
            shop: report.shop.name.to_string(),
            text: format!("{kind}, {}: {revenue}", report.period.name()),
            start: Some(zone.day_span(report.period.first()).start()),
            zone: Some(zone),
            ..Told::default()
        },
        created_at: app.now(),
        read_at: None,
        expires_at: app.now() + chrono::TimeDelta::days(i64::from(days)),
    }
}

fn letter(app: &App, report: &Report<'_>, file: &ReportFile, account: &Account) -> Option<Letter> {
    let (address, locale) = (account.email.clone()?, account.locale);
    let facts = facts(app, report, file, locale);
    let letter = to_email(app, LetterKind::ReportReady, address, locale, &facts, FILES_KEPT);
    Some(Letter {
        id: LetterId::new(named(report, account, "letter")),
        ..from_business(letter, report.shop.id.business())
    })
}

fn facts(app: &App, report: &Report<'_>, file: &ReportFile, locale: Locale) -> Vec<(&'static str, String)> {
    let money = |minor: i64, figures: &Figures| price_in_words(Money::new(minor, figures.currency), locale);
    let (now, before) = (&report.now, &report.before);
    vec![
        ("business", report.catalogue.business.record.name.to_string()),
        ("shop", report.shop.name.to_string()),
        ("report", kind_in_words(report.period.kind(), locale).to_owned()),
        ("period", report.period.name()),
        ("from", report.period.first().to_string()),
        ("to", report.period.last().to_string()),
        ("revenue", money(now.total.gross, now)),
        ("net", money(now.total.net, now)),
        ("vat", money(now.total.vat, now)),
        ("revenue_before", money(before.total.gross, before)),
        ("taken", money(now.taken.gross, now)),
        ("taken_before", money(before.taken.gross, before)),
        ("bookings", now.all_bookings().to_string()),
        ("bookings_before", before.all_bookings().to_string()),
        ("completed", now.booked(Status::Completed).to_string()),
        ("cancelled", now.booked(Status::Cancelled).to_string()),
        ("missed", now.booked(Status::NoShow).to_string()),
        ("link", fetching::page(app, file)),
        ("when", moment_in_words(file.kept_until, report.shop.time_zone, locale)),
    ]
}

fn kind_in_words(kind: ReportKind, locale: Locale) -> &'static str {
    let [pl, en, ar] = match kind {
        ReportKind::Daily => ["Raport dzienny", "Daily report", "تقرير يومي"],
        ReportKind::Monthly => ["Raport miesięczny", "Monthly report", "تقرير شهري"],
        ReportKind::Quarterly => ["Raport kwartalny", "Quarterly report", "تقرير ربع سنوي"],
    };
    match locale {
        Locale::Pl => pl,
        Locale::En => en,
        Locale::Ar => ar,
    }
}
