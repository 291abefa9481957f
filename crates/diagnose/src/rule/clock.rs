//! Calendar time of a log line, in the zone of its own log.

const DAY_S: i64 = 86_400;

/// `2026-11-22 03:12:40` from milliseconds since 1970-01-01; only the date's arithmetic, no zone.
pub(crate) fn text(ms: i64) -> String {
    let seconds = ms.div_euclid(1_000);
    let (year, month, day) = date(seconds.div_euclid(DAY_S));
    let second = seconds.rem_euclid(DAY_S);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a day counted from 1970-01-01 in the Gregorian calendar: eras of 400 years begin on a first
/// of March, so that the leap day is the last of its year.
fn date(days: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leap_days_and_times_before_the_epoch_are_told() {
        for (ms, expected) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (1_767_225_599_999, "2025-12-31 23:59:59"),
            (-1_000, "1969-12-31 23:59:59"),
        ] {
            assert_eq!(text(ms), expected);
        }
        assert!(!text(i64::MAX).is_empty() && !text(i64::MIN).is_empty());
    }
}
