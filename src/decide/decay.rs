//! How an event's points fade with its age.

use crate::base::number;
use crate::compile::flat::Decay;

/// Points left of `points` (thousandths) after `age` milliseconds, rounded once, half away from zero.
pub fn decayed(points: i64, age: i64, decay: Decay) -> i64 {
    match decay {
        Decay::HalfLife(half) => {
            let left = libm::exp2(-(age as f64) / half as f64) * points as f64;
            libm::round(left) as i64
        }
        Decay::Linear(length) if age < length => part(points, length - age, length),
        Decay::Linear(_) => 0,
        Decay::Step { share, every } => {
            let lost = i128::from(share) * i128::from(age / every);
            let left = 1000_i128.saturating_sub(lost).max(0) as i64;
            part(points, left, 1000)
        }
        Decay::Expires(length) => {
            if age < length {
                points
            } else {
                0
            }
        }
    }
}

fn part(points: i64, left: i64, whole: i64) -> i64 {
    number::divide(i128::from(points) * i128::from(left), i128::from(whole)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn half_a_life_leaves_half_the_points() {
        assert_eq!(decayed(8_000, 14 * DAY, Decay::HalfLife(14 * DAY)), 4_000);
        assert_eq!(decayed(8_000, 28 * DAY, Decay::HalfLife(14 * DAY)), 2_000);
        assert_eq!(decayed(8_000, 0, Decay::HalfLife(14 * DAY)), 8_000);
    }

    #[test]
    fn what_is_left_is_rounded_half_away_from_zero() {
        assert_eq!(decayed(1, DAY, Decay::HalfLife(DAY)), 1);
        assert_eq!(decayed(-1, DAY, Decay::HalfLife(DAY)), -1);
        assert_eq!(decayed(-1, DAY, Decay::Linear(2 * DAY)), -1);
        assert_eq!(decayed(3, DAY, Decay::Step { share: 500, every: DAY }), 2);
    }

    #[test]
    fn linear_steps_and_expiry_end_when_the_time_is_reached() {
        assert_eq!(decayed(10_000, 30 * DAY - 1, Decay::Linear(30 * DAY)), 0);
        assert_eq!(decayed(10_000, 30 * DAY, Decay::Linear(30 * DAY)), 0);
        assert_eq!(decayed(10_000, 7 * DAY - 1, Decay::Step { share: 250, every: 7 * DAY }), 10_000);
        assert_eq!(decayed(10_000, 7 * DAY, Decay::Step { share: 250, every: 7 * DAY }), 7_500);
        assert_eq!(decayed(10_000, 35 * DAY, Decay::Step { share: 250, every: 7 * DAY }), 0);
        assert_eq!(decayed(10_000, 7 * DAY - 1, Decay::Expires(7 * DAY)), 10_000);
        assert_eq!(decayed(10_000, 7 * DAY, Decay::Expires(7 * DAY)), 0);
    }
}
