//! The engine: one set of minutes a candidate, from which every rule takes its share.

use core::ops::Range;

use chrono::{Days, NaiveDate};

use super::busy::Busy;
use super::grid::{self, Grid, Hours};
use super::minute_set::{iter, remove_range, words};
use super::{Candidate, Question, instant};
use super::{ceil_minute, floor_minute};
use crate::day_book::Entry;
use crate::ids::BookingId;
use crate::policy::StartGrid;
use crate::time::LocalDays;

/// The free starts of every candidate, minutes counted from `from`.
pub(super) struct Rows {
    pub from: i64,
    /// Words of one row.
    pub width: usize,
    pub free: Vec<u64>,
    /// The free starts that leave no unusable gap; empty unless the grid asks.
    pub snug: Vec<u64>,
}

impl Rows {
    /// The starts that anybody has free.
    pub(super) fn union(&self) -> Vec<u64> {
        let mut union = vec![0; self.width];
        for row in self.free.chunks_exact(self.width.max(1)) {
            union.iter_mut().zip(row).for_each(|(u, word)| *u |= word);
        }
        union
    }
}

/// Finds the free starts of the minutes in `range`, which lies inside the bounds of the policy.
pub(super) fn find(question: &Question<'_>, range: Range<i64>) -> Rows {
    let width = words(range.end - range.start);
    let mut rows = Rows {
        from: range.start,
        width,
        free: Vec::new(),
        snug: Vec::new(),
    };
    if width == 0 {
        return rows;
    }
    let sheet = Sheet::new(question, range);
    rows.free = vec![0; width * question.candidates.len()];
    let gaps_matter = question.policy.start_grid == StartGrid::FewestGaps;
    if gaps_matter {
        rows.snug = vec![0; rows.free.len()];
    }
    let mut template = Template {
        width,
        ..Template::default()
    };
    let mut busy = Busy::default();
    let mut snug = rows.snug.chunks_exact_mut(width);
    for (candidate, row) in question.candidates.iter().zip(rows.free.chunks_exact_mut(width)) {
        let snug = snug.next();
        if question.persons() > u32::from(candidate.terms.capacity) {
            continue;
        }
        busy.read(question, candidate);
        sheet.free_of(candidate, &busy, &mut template, row);
        if let Some(snug) = snug {
            sheet.mark_snug(candidate.terms.minutes(), &template.hours, &busy, row, snug);
        }
    }
    rows
}

/// What all candidates of one search share.
struct Sheet<'q> {
    question: &'q Question<'q>,
    range: Range<i64>,
    days: LocalDays,
    closures: Vec<(i64, i64)>,
    clock: Vec<u64>,
    customer: Vec<(i64, i64)>,
    customer_days: Vec<(i64, i64)>,
}

/// The starts that opening hours and closures leave, kept for the next candidate who works the same hours.
#[derive(Default)]
struct Template<'a> {
    width: usize,
    of: Option<&'a Candidate<'a>>,
    hours: Hours,
    starts: Vec<u64>,
}

impl<'q> Sheet<'q> {
    fn new(question: &'q Question<'q>, range: Range<i64>) -> Self {
        let date = |minute| question.zone.local_date(instant(minute));
        // A night shift of the evening before reaches in; the day after resolves the ends of the last night.
        let first = date(range.start)
            .checked_sub_days(Days::new(1))
            .unwrap_or(NaiveDate::MIN);
        let last = date(range.end - 1)
            .checked_add_days(Days::new(1))
            .unwrap_or(NaiveDate::MAX);
        let days = LocalDays::new(question.zone, first, last);
        let clock = match question.policy.start_grid {
            StartGrid::Clock => grid::clock_minutes(&days, range.start, range.end, question.step()),
            _ => Vec::new(),
        };
        let minutes = |span: crate::time::Span| (floor_minute(span.start()), ceil_minute(span.end()));
        let closures = question.closures.iter().map(|c| minutes(c.span)).collect();
        let customer = question
            .customer_entries
            .iter()
            .filter(|e| question.counts(e))
            .map(|e| minutes(e.span))
            .collect();
        let mut sheet = Self {
            question,
            range,
            days,
            closures,
            clock,
            customer,
            customer_days: Vec::new(),
        };
        sheet.customer_days = sheet.full_days(question.customer_entries, question.policy.customer_daily_limit);
        sheet
    }

    fn free_of(&self, candidate: &'q Candidate<'q>, busy: &Busy, template: &mut Template<'q>, row: &mut [u64]) {
        let duration = candidate.terms.minutes();
        self.prepare(candidate, busy, template);
        row.copy_from_slice(template.starts.get(..row.len()).unwrap_or(&template.starts));
        let mut bar = |(from, to): (i64, i64)| self.bar(row, duration, from, to);
        busy.barred.iter().copied().for_each(&mut bar);
        self.customer.iter().copied().for_each(&mut bar);
        let staff_days = self.full_days(candidate.entries, self.question.policy.staff_daily_limit);
        for (from, to) in staff_days.iter().chain(&self.customer_days) {
            remove_range(row, from - self.range.start, to - self.range.start);
        }
        // The last word may reach past the end of the search.
        let length = self.range.end - self.range.start;
        remove_range(row, length, length + 64);
    }

    fn prepare(&self, candidate: &'q Candidate<'q>, busy: &Busy, template: &mut Template<'q>) {
        let rule = self.question.policy.start_grid;
        let follows_bookings = matches!(rule, StartGrid::AfterBooking | StartGrid::FewestGaps);
        let duration = candidate.terms.minutes();
        let same_hours = template.of.is_some_and(|o| o.schedule == candidate.schedule);
        if same_hours && !follows_bookings && template.of.is_some_and(|o| o.terms.minutes() == duration) {
            return;
        }
        if !same_hours {
            template.hours = Hours::of(candidate.schedule, &self.days);
        }
        template.of = Some(candidate);
        template.starts.clear();
        template.starts.resize(template.width, 0);
        let grid = Grid {
            rule,
            step: self.question.step(),
            from: self.range.start,
            clock: &self.clock,
        };
        grid.fill(&mut template.starts, &template.hours, duration, &busy.entries);
        for (from, to) in template.hours.breaks.iter().chain(&self.closures) {
            self.bar(&mut template.starts, duration, *from, *to);
        }
    }

    /// Removes the starts from which the service would touch `from..to`.
    fn bar(&self, row: &mut [u64], duration: i64, from: i64, to: i64) {
        remove_range(row, from - duration + 1 - self.range.start, to - self.range.start);
    }

    /// The local days on which as many bookings start as the limit allows.
    fn full_days(&self, entries: &[Entry], limit: Option<u16>) -> Vec<(i64, i64)> {
        let Some(limit) = limit else { return Vec::new() };
        if limit == 0 {
            return vec![(self.range.start, self.range.end)];
        }
        let starting = entries.iter().filter(|e| self.question.counts(e));
        let mut found: Vec<(usize, BookingId)> = starting
            .filter_map(|e| Some((self.days.position(floor_minute(e.span.start()))?, e.booking()?)))
            .collect();
        found.sort_unstable();
        found.dedup();
        let days = found
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|day| day.len() >= usize::from(limit));
        days.filter_map(|day| day.first().and_then(|(i, _)| self.days.get(*i)))
            .map(|d| (d.start, d.end))
            .collect()
    }

    /// Marks the starts that leave no gap too short for the service itself, neither to what ends before the new
    /// booking nor to what begins after it.
    fn mark_snug(&self, duration: i64, hours: &Hours, busy: &Busy, row: &[u64], snug: &mut [u64]) {
        let walls = hours.breaks.iter().chain(&self.closures).chain(&busy.entries);
        let sorted = |mut minutes: Vec<i64>| {
            minutes.sort_unstable();
            minutes
        };
        let befores = sorted(
            walls
                .clone()
                .map(|w| w.1)
                .chain(hours.windows.iter().map(|w| w.0))
                .collect(),
        );
        let afters = sorted(walls.map(|w| w.0).chain(hours.windows.iter().map(|w| w.1)).collect());
        let (mut befores, mut afters) = (befores.iter().copied().peekable(), afters.iter().copied().peekable());
        let mut before = None;
        let unusable = |gap: Option<i64>| gap.is_some_and(|g| 0 < g && g < duration);
        for minute in iter(row) {
            let start = self.range.start + minute as i64;
            while let Some(end) = befores.next_if(|b| *b <= start) {
                before = Some(end);
            }
            while afters.next_if(|a| *a < start + duration).is_some() {}
            let after = afters.peek().map(|a| a - start - duration);
            if !unusable(before.map(|b| start - b)) && !unusable(after) {
                super::minute_set::insert(snug, minute as i64);
            }
        }
    }
}
