use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::free_starts::Rows;
use super::{Question, StartGrid, instant, minute_set};
use crate::ids::StaffId;

const DAY: i64 = 24 * 60;

/// The free starts of a search, in the order they are shown.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// Every candidate asked, with the minutes they take.
    staff: Vec<(StaffId, i64)>,
    starts: Vec<DateTime<Utc>>,
    /// Of each start, one bit a candidate: who is free.
    free: Vec<u64>,
    /// Likewise, who can serve without leaving an unusable gap; empty where the grid does not ask.
    snug: Vec<u64>,
}

/// One free start and who can serve then.
#[derive(Debug, Clone, Copy)]
pub struct Slot<'a> {
    offers: &'a Offers,
    index: usize,
}

/// A staff member who is free, and when they would be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeStaff {
    pub staff: StaffId,
    pub end: DateTime<Utc>,
}

impl Offers {
    pub(super) fn new(question: &Question<'_>, rows: Rows) -> Self {
        let union = rows.union();
        let (ranks, starts) = ranks_and_starts(&union, rows.from);
        let staff: Vec<(StaffId, i64)> = question
            .candidates
            .iter()
            .map(|c| (c.staff, c.terms.minutes()))
            .collect();
        let turned = |cells: &[u64]| turned(cells, &union, &ranks, starts.len(), staff.len().div_ceil(64));
        let (free, snug) = (turned(&rows.free), turned(&rows.snug));
        let offers = Self {
            staff,
            starts,
            free,
            snug,
        };
        if question.policy.start_grid == StartGrid::FewestGaps {
            offers.snug_first(question)
        } else {
            offers
        }
    }

    /// How many starts are offered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether nothing is free.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The slots, in the order they are shown.
    #[inline]
    pub fn slots(&self) -> impl ExactSizeIterator<Item = Slot<'_>> + '_ {
        (0..self.starts.len()).map(|index| Slot { offers: self, index })
    }

    /// Only the first `limit`.
    #[must_use]
    pub fn first(self, limit: usize) -> Self {
        let kept: Vec<usize> = (0..self.len().min(limit)).collect();
        if kept.len() == self.len() {
            self
        } else {
            self.reordered(&kept)
        }
    }

    /// Only what one staff member can serve. The horizon stays that of the whole question.
    #[must_use]
    pub fn only(mut self, question: &Question<'_>, wanted: StaffId) -> Self {
        let width = self.width();
        let mut mask = vec![0; width];
        let listed = self.staff.iter().enumerate().filter(|(_, (staff, _))| *staff == wanted);
        listed.for_each(|(i, _)| minute_set::insert(&mut mask, i as i64));
        for cells in [&mut self.free, &mut self.snug] {
            for cell in cells.chunks_exact_mut(width.max(1)) {
                cell.iter_mut().zip(&mask).for_each(|(word, mask)| *word &= mask);
            }
        }
        let kept: Vec<usize> = self
            .slots()
            .filter(|s| s.staff().next().is_some())
            .map(|s| s.index)
            .collect();
        let mut offers = self.reordered(&kept);
        if question.policy.start_grid == StartGrid::FewestGaps {
            offers = offers.snug_first(question);
        }
        offers
    }

    fn width(&self) -> usize {
        self.staff.len().div_ceil(64)
    }

    /// By local date, then those that leave no gap, then by start.
    fn snug_first(self, question: &Question<'_>) -> Self {
        let mut order: Vec<_> = self
            .slots()
            .map(|slot| {
                (
                    question.zone.local_date(slot.start()),
                    slot.leaves_gap(),
                    slot.start(),
                    slot.index,
                )
            })
            .collect();
        order.sort_unstable();
        let order: Vec<usize> = order.into_iter().map(|(.., index)| index).collect();
        self.reordered(&order)
    }

    fn reordered(self, order: &[usize]) -> Self {
        let width = self.width();
        let cells = |all: &[u64]| -> Vec<u64> {
            order
                .iter()
                .flat_map(|i| all.get(i * width..(i + 1) * width).unwrap_or_default())
                .copied()
                .collect()
        };
        let starts = order.iter().filter_map(|i| self.starts.get(*i)).copied().collect();
        Self {
            starts,
            free: cells(&self.free),
            snug: cells(&self.snug),
            staff: self.staff,
        }
    }
}

/// How many starts lie before each word, and the starts themselves.
fn ranks_and_starts(union: &[u64], from: i64) -> (Vec<usize>, Vec<DateTime<Utc>>) {
    let count = union.iter().map(|word| word.count_ones() as usize).sum();
    let (mut ranks, mut starts) = (Vec::with_capacity(union.len()), Vec::with_capacity(count));
    // Reading a date off the calendar is dear, so it is done once a day.
    let mut midnight = (i64::MIN, DateTime::<Utc>::MIN_UTC.naive_utc());
    for (index, word) in (0i64..).zip(union) {
        ranks.push(starts.len());
        let mut rest = *word;
        while rest != 0 {
            let minute = from + index * 64 + i64::from(rest.trailing_zeros());
            let day = minute.div_euclid(DAY);
            if midnight.0 != day {
                midnight = (day, instant(day * DAY).naive_utc());
            }
            let seconds = u32::try_from((minute - day * DAY) * 60).unwrap_or_default();
            let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default();
            starts.push(midnight.1.date().and_time(time).and_utc());
            rest &= rest - 1;
        }
    }
    (ranks, starts)
}

/// Turns rows of minutes, one a candidate, into cells of candidates, one a start.
fn turned(rows: &[u64], union: &[u64], ranks: &[usize], starts: usize, width: usize) -> Vec<u64> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut cells = vec![0u64; starts * width];
    for (candidate, row) in rows.chunks_exact(union.len().max(1)).enumerate() {
        let (column, bit) = (candidate / 64, 1u64 << (candidate % 64));
        if row == union {
            cells
                .iter_mut()
                .skip(column)
                .step_by(width)
                .for_each(|cell| *cell |= bit);
            continue;
        }
        for ((word, all), rank) in row.iter().zip(union).zip(ranks) {
            let mut rest = *word;
            while rest != 0 {
                let below = (rest & rest.wrapping_neg()) - 1;
                let index = rank + (all & below).count_ones() as usize;
                if let Some(cell) = cells.get_mut(index * width + column) {
                    *cell |= bit;
                }
                rest &= rest - 1;
            }
        }
    }
    cells
}

impl<'a> Slot<'a> {
    /// When the service begins.
    #[must_use]
    #[inline]
    pub fn start(&self) -> DateTime<Utc> {
        self.offers.starts.get(self.index).copied().unwrap_or_default()
    }

    /// When the first listed of the free candidates would be done.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.free().next().map_or_else(|| self.start(), |free| free.end)
    }

    /// Who is free, in the order of the candidates.
    #[inline]
    pub fn staff(&self) -> impl Iterator<Item = StaffId> + 'a {
        self.listed().map(|(staff, _)| *staff)
    }

    /// Who is free and when they would be done, for durations may differ.
    pub fn free(&self) -> impl Iterator<Item = FreeStaff> + 'a {
        let start = self.start();
        self.listed().map(move |(staff, minutes)| {
            let end = start
                .checked_add_signed(TimeDelta::minutes(*minutes))
                .unwrap_or(DateTime::<Utc>::MAX_UTC);
            FreeStaff { staff: *staff, end }
        })
    }

    #[inline]
    fn listed(&self) -> impl Iterator<Item = &'a (StaffId, i64)> + 'a {
        let staff = &self.offers.staff;
        minute_set::iter(self.cell(&self.offers.free)).filter_map(move |i| staff.get(i))
    }

    /// Whether every candidate who is free would be left with a gap shorter than the service. Always `false` unless
    /// the grid is [`StartGrid::FewestGaps`].
    #[must_use]
    pub fn leaves_gap(&self) -> bool {
        !self.offers.snug.is_empty() && self.cell(&self.offers.snug).iter().all(|word| *word == 0)
    }

    #[inline]
    fn cell(&self, cells: &'a [u64]) -> &'a [u64] {
        let width = self.offers.width();
        cells
            .get(self.index * width..(self.index + 1) * width)
            .unwrap_or_default()
    }
}
