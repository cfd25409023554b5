use chrono::{DateTime, TimeDelta, Utc};

use super::free_starts::Rows;
use super::{Question, StartGrid, instant, minute_set};
use crate::ids::StaffId;

/// The free starts of a search, in the order they are shown.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// Every candidate asked, with the minutes they take.
    staff: Vec<(StaffId, i64)>,
    /// Minutes since 1970.
    starts: Vec<i64>,
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
        let ranks: Vec<usize> = union
            .iter()
            .scan(0, |before, word| {
                let rank = *before;
                *before += word.count_ones() as usize;
                Some(rank)
            })
            .collect();
        let starts: Vec<i64> = minute_set::iter(&union).map(|m| rows.from + m as i64).collect();
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
                    slot.minute(),
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

/// Turns rows of minutes, one a candidate, into cells of candidates, one a start.
fn turned(rows: &[u64], union: &[u64], ranks: &[usize], starts: usize, width: usize) -> Vec<u64> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut cells = vec![0u64; starts * width];
    for (candidate, row) in rows.chunks_exact(union.len().max(1)).enumerate() {
        let (column, bit) = (candidate / 64, 1u64 << (candidate % 64));
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
    pub fn start(&self) -> DateTime<Utc> {
        instant(self.minute())
    }

    /// When the first listed of the free candidates would be done.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.free().next().map_or_else(|| self.start(), |free| free.end)
    }

    /// Who is free, in the order of the candidates.
    pub fn staff(&self) -> impl Iterator<Item = StaffId> + 'a {
        self.free().map(|free| free.staff)
    }

    /// Who is free and when they would be done, for durations may differ.
    pub fn free(&self) -> impl Iterator<Item = FreeStaff> + 'a {
        let (offers, start) = (self.offers, self.start());
        minute_set::iter(self.cell(&offers.free))
            .filter_map(move |i| offers.staff.get(i))
            .map(move |(staff, minutes)| {
                let end = start
                    .checked_add_signed(TimeDelta::minutes(*minutes))
                    .unwrap_or(DateTime::<Utc>::MAX_UTC);
                FreeStaff { staff: *staff, end }
            })
    }

    /// Whether every candidate who is free would be left with a gap shorter than the service. Always `false` unless
    /// the grid is [`StartGrid::FewestGaps`].
    #[must_use]
    pub fn leaves_gap(&self) -> bool {
        !self.offers.snug.is_empty() && self.cell(&self.offers.snug).iter().all(|word| *word == 0)
    }

    fn minute(&self) -> i64 {
        self.offers.starts.get(self.index).copied().unwrap_or_default()
    }

    fn cell(&self, cells: &'a [u64]) -> &'a [u64] {
        let width = self.offers.width();
        cells
            .get(self.index * width..(self.index + 1) * width)
            .unwrap_or_default()
    }
}
