//! Sets of minutes, one bit each; positions outside the set are ignored.

/// Words that hold `minutes` bits.
pub(super) fn words(minutes: i64) -> usize {
    usize::try_from(minutes.max(0)).unwrap_or(0).div_ceil(64)
}

pub(super) fn insert(set: &mut [u64], minute: i64) {
    if let Ok(minute) = usize::try_from(minute)
        && let Some(word) = set.get_mut(minute / 64)
    {
        *word |= 1 << (minute % 64);
    }
}

#[cfg(test)]
fn contains(set: &[u64], minute: usize) -> bool {
    set.get(minute / 64).is_some_and(|word| word >> (minute % 64) & 1 == 1)
}

/// Removes `from..to`.
pub(super) fn remove_range(set: &mut [u64], from: i64, to: i64) {
    over_range(set, from, to, |word, mask| *word &= !mask);
}

/// Adds `from..to`.
pub(super) fn insert_range(set: &mut [u64], from: i64, to: i64) {
    over_range(set, from, to, |word, mask| *word |= mask);
}

fn over_range(set: &mut [u64], from: i64, to: i64, change: impl Fn(&mut u64, u64)) {
    let end = i64::try_from(set.len() * 64).unwrap_or(i64::MAX);
    let (from, to) = (from.max(0), to.min(end));
    if from >= to {
        return;
    }
    let (from, last) = (from as usize, (to - 1) as usize);
    let (first_mask, last_mask) = (u64::MAX << (from % 64), u64::MAX >> (63 - last % 64));
    match set.get_mut(from / 64..=last / 64) {
        Some([only]) => change(only, first_mask & last_mask),
        Some([first, inner @ .., last]) => {
            change(first, first_mask);
            inner.iter_mut().for_each(|word| change(word, u64::MAX));
            change(last, last_mask);
        }
        _ => {}
    }
}

/// The positions in the set, in order.
#[inline]
pub(super) fn iter(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(index, word)| {
        let mut rest = *word;
        core::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            (rest != 0).then(|| {
                rest &= rest - 1;
                index * 64 + bit
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_range_changes_its_own_minutes_only(from in -100i64..400, to in -100i64..400, seed in any::<[u64; 5]>()) {
            let (mut with, mut without) = (seed, seed);
            insert_range(&mut with, from, to);
            remove_range(&mut without, from, to);
            for minute in 0..320usize {
                let inside = (from..to).contains(&(minute as i64));
                prop_assert_eq!(contains(&with, minute), inside || contains(&seed, minute));
                prop_assert_eq!(contains(&without, minute), !inside && contains(&seed, minute));
            }
            let listed: Vec<usize> = iter(&seed).collect();
            prop_assert_eq!(listed, (0..320).filter(|m| contains(&seed, *m)).collect::<Vec<_>>());
        }
    }
}
