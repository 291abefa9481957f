//! Calendar time without a time zone: arithmetic only.

/// `2026-11-22 03:12:40` of a moment in milliseconds since 1970, so many seconds east of UTC.
pub fn civil_time(ms: i64, utc_offset_s: i32) -> String {
    let seconds = ms.div_euclid(1000).saturating_add(i64::from(utc_offset_s));
    let (year, month, day) = civil_date(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Year, month and day of a day counted from 1970-01-01, in 400-year eras that begin on 1 March
/// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
fn civil_date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_calendars_write_them() {
        for (ms, offset, text) in [
            (0, 0, "1970-01-01 00:00:00"),
            (951_782_400_000, 0, "2000-02-29 00:00:00"),
            (1_795_317_160_000, 0, "2026-11-22 03:12:40"),
            (1_795_317_160_000, 8 * 3600, "2026-11-22 11:12:40"),
            (-1, 0, "1969-12-31 23:59:59"),
        ] {
            assert_eq!(civil_time(ms, offset), text);
        }
        assert!(!civil_time(i64::MAX, 0).is_empty() && !civil_time(i64::MIN, 0).is_empty());
    }
}
