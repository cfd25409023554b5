//! Arithmetic of reports: whole numbers, rounded half away from zero.

/// `numerator / denominator`; nothing by nothing is nothing.
fn rounded(numerator: i128, denominator: i128) -> i64 {
    if denominator == 0 {
        return 0;
    }
    let (numerator, denominator) = (numerator * denominator.signum(), denominator.abs());
    let half_up = (2 * numerator.abs() + denominator) / (2 * denominator);
    i64::try_from(half_up * numerator.signum()).unwrap_or(i64::MAX)
}

/// A part of a whole in basis points (10000 is all of it); none of nothing.
#[must_use]
pub fn share_basis_points(part: i64, whole: i64) -> Option<i64> {
    (whole != 0).then(|| rounded(i128::from(part) * 10_000, i128::from(whole)))
}

/// The change from one number to another in basis points of the one before; none from nothing.
#[must_use]
pub fn change_basis_points(now: i64, before: i64) -> Option<i64> {
    let difference = i128::from(now) - i128::from(before);
    (before != 0).then(|| rounded(difference * 10_000, i128::from(before).abs()))
}

/// Minor units that minutes of work cost: each of `(minutes, minor units an hour)`, rounded once, over all of them.
#[must_use]
pub fn staff_cost(work: impl IntoIterator<Item = (i64, i64)>) -> i64 {
    let sum = work
        .into_iter()
        .map(|(minutes, an_hour)| i128::from(minutes) * i128::from(an_hour))
        .sum();
    rounded(sum, 60)
}

/// Minor units that are due of net revenue. Revenue that was given back takes its commission with it.
#[must_use]
pub fn commission(net: i64, percent: u8) -> i64 {
    rounded(i128::from(net) * i128::from(percent), 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_changes_and_costs_are_rounded_half_away_from_zero() {
        assert_eq!(share_basis_points(1, 3), Some(3_333));
        assert_eq!(share_basis_points(2, 3), Some(6_667));
        assert_eq!(share_basis_points(0, 0), None);
        assert_eq!(change_basis_points(150, 100), Some(5_000));
        assert_eq!(change_basis_points(-50, -100), Some(5_000));
        assert_eq!(change_basis_points(0, 100), Some(-10_000));
        assert_eq!(change_basis_points(7, 0), None);
        // 45 min at 61.00 an hour is 45.75; with 15 min at 0.02 an hour, half a minor unit more.
        assert_eq!(staff_cost([(45, 6_100), (15, 2)]), 4_576);
        assert_eq!(commission(9_757, 40), 3_903);
        assert_eq!(commission(-125, 50), -63);
        assert_eq!(share_basis_points(i64::MAX, 1), Some(i64::MAX));
    }
}
