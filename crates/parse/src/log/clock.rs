//! The time that a line prints, as logs do. A zone behind it is passed over: the time is the log's own.

use std::borrow::Cow;

use lastack_model::LogTime;

use crate::recogniser::LAYERS;
use crate::wrapping::unwrapped;

/// Only the head of a line holds its time; farther on stand the times of other things.
const HEAD: usize = 96;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds since 1970-01-01; `None` where no whole date stands in the head of the line, as in syslog's own form.
pub fn at_ms(text: &str) -> Option<i64> {
    let end = (0..=HEAD.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    let head = text.get(..end)?;
    let starts = || head.char_indices().filter(|(at, c)| c.is_ascii_alphanumeric() && begins(head, *at));
    starts().find_map(|(at, _)| date(head.get(at..)?))
}

/// The time of a line as far as it tells it: syslog's own form, `Nov 22 03:12:40` at its beginning, has no year.
pub(super) fn time(text: &str) -> Option<LogTime> {
    let whole = at_ms(text).map(|ms| LogTime { ms, has_year: true });
    whole.or_else(|| Some(LogTime { ms: within_marks(text)?, has_year: false }))
}

/// The beginning of a line may stand behind the marks of a mail or the number that grep prints.
fn within_marks(text: &str) -> Option<i64> {
    let mut inner = Cow::Borrowed(text);
    for _ in 0..LAYERS {
        if let Some(ms) = without_year(inner.trim_start()) {
            return Some(ms);
        }
        inner = Cow::Owned(unwrapped(&inner)?.into_owned());
    }
    None
}

/// A leap year, so that each of its days is one.
const ANY_YEAR: i64 = 2_000;

fn without_year(text: &str) -> Option<i64> {
    let mut scan = Scan(text);
    let (month, day) = scan.month_and_day()?;
    let time = scan.time()?;
    let millis = scan.millis();
    scan.literal(' ')?;
    stamp((ANY_YEAR, month, day), time, millis)
}

/// A date begins where no word or number goes on.
fn begins(head: &str, at: usize) -> bool {
    !head.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

fn date(text: &str) -> Option<i64> {
    year_first(text).or_else(|| day_first(text)).or_else(|| month_first(text))
}

/// `2026-11-22T03:12:40.123Z`, `2026/11/22 03:12:40`, `2026-11-22 03:12:40,123`, `20261122:031240.123`.
fn year_first(text: &str) -> Option<i64> {
    let mut scan = Scan(text);
    let year = scan.digits(4)?;
    let separator = scan.0.chars().next()?;
    if separator.is_ascii_digit() {
        let (month, day) = (scan.digits(2)?, scan.digits(2)?);
        scan.literal(':')?;
        let (hour, minute, second) = (scan.digits(2)?, scan.digits(2)?, scan.digits(2)?);
        return stamp((year, month, day), (hour, minute, second), scan.millis());
    }
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    scan.literal(separator)?;
    let month = scan.digits(2)?;
    scan.literal(separator)?;
    let day = scan.digits(2)?;
    scan.literal('T').or_else(|| scan.literal(' '))?;
    let time = scan.time()?;
    stamp((year, month, day), time, scan.millis())
}

/// `22/Nov/2026:03:12:40`, `22 Nov 2026 03:12:40.123`, `22-Nov-2026 03:12:40.123`.
fn day_first(text: &str) -> Option<i64> {
    let mut scan = Scan(text);
    let day = scan.digits(2).or_else(|| scan.digits(1))?;
    let separator = scan.0.chars().next().filter(|c| matches!(c, '/' | ' ' | '-'))?;
    scan.literal(separator)?;
    let month = scan.month()?;
    scan.literal(separator)?;
    let year = scan.digits(4)?;
    scan.literal(':').or_else(|| scan.literal(' '))?;
    let time = scan.time()?;
    stamp((year, month, day), time, scan.millis())
}

/// `Nov 22 03:12:40.123456 2026`, as Apache and `dmesg -T` print it behind the day of the week.
fn month_first(text: &str) -> Option<i64> {
    let mut scan = Scan(text);
    let (month, day) = scan.month_and_day()?;
    let time = scan.time()?;
    let millis = scan.millis();
    scan.literal(' ')?;
    let year = scan.digits(4)?;
    stamp((year, month, day), time, millis)
}

/// The rest of a text, taken piece by piece. A piece that is not there takes nothing.
struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = self.0.get(count..)?;
        digits.parse().ok()
    }

    fn literal(&mut self, letter: char) -> Option<()> {
        self.0 = self.0.strip_prefix(letter)?;
        Some(())
    }

    fn month(&mut self) -> Option<i64> {
        let name = self.0.get(..3)?;
        let index = MONTHS.iter().position(|month| *month == name)?;
        self.0 = self.0.get(3..)?;
        i64::try_from(index + 1).ok()
    }

    /// `Nov 22 `, `Nov  2 `.
    fn month_and_day(&mut self) -> Option<(i64, i64)> {
        let month = self.month()?;
        self.literal(' ')?;
        let day = match self.literal(' ') {
            Some(()) => self.digits(1)?,
            None => self.digits(2).or_else(|| self.digits(1))?,
        };
        self.literal(' ')?;
        Some((month, day))
    }

    fn time(&mut self) -> Option<(i64, i64, i64)> {
        let hour = self.digits(2)?;
        self.literal(':')?;
        let minute = self.digits(2)?;
        self.literal(':')?;
        Some((hour, minute, self.digits(2)?))
    }

    /// A fraction of a second behind a point or a comma, down to milliseconds; 0 without one.
    fn millis(&mut self) -> i64 {
        let Some(fraction) = self.0.strip_prefix(['.', ',']) else { return 0 };
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        self.0 = fraction.get(digits..).unwrap_or_default();
        let places = [100, 10, 1].into_iter().zip(fraction.bytes().take(digits));
        places.map(|(place, digit)| place * i64::from(digit - b'0')).sum()
    }
}

/// Milliseconds since 1970-01-01; `None` where there is no such day or time.
pub(crate) fn stamp(
    (year, month, day): (i64, i64, i64),
    (hour, minute, second): (i64, i64, i64),
    millis: i64,
) -> Option<i64> {
    let sane = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    sane.then(|| {
        (((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis
    })
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The year is taken to begin in March, so that the leap day is its last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let days_before_month = (153 * month + 2) / 5;
    year * 365 + year / 4 - year / 100 + year / 400 + days_before_month + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_all_logs_are_read() {
        // date -u -d '2026-11-22 03:12:40' +%s
        let at = 1_795_317_160_000;
        for (text, expected) in [
            ("2026/11/22 03:12:40 [crit] 7#7: *1 connect()", Some(at)),
            ("2026-11-22T03:12:40.123456Z web nginx", Some(at + 123)),
            ("2026-11-22T03:12:40+08:00 web nginx", Some(at)),
            ("2026-11-22 03:12:40,123 ERROR [main]", Some(at + 123)),
            ("[2026-11-22 03:12:40.5] [crit]", Some(at + 500)),
            ("  4711:20261122:031240.123 active check", Some(at + 123)),
            ("[Sun Nov 22 03:12:40.123456 2026] [proxy:error]", Some(at + 123)),
            ("[Sun Nov  2 03:12:40 2025] TCP: out", Some(1_762_053_160_000)),
            ("1.2.3.4 - - [22/Nov/2026:03:12:40 +0000] \"GET", Some(at)),
            ("2211:M 22 Nov 2026 03:12:40.123 # Warning", Some(at + 123)),
            ("22-Nov-2026 03:12:40.123 SEVERE [main]", Some(at + 123)),
            ("Nov 22 03:12:40 web kernel: TCP:", None),
            ("2026-13-22 03:12:40", None),
            ("2026-02-29 03:12:40", None),
            ("2024-02-29 00:00:00", Some(1_709_164_800_000)),
            ("1970-01-01 00:00:00", Some(0)),
            ("12026-11-22 03:12:40", None),
            ("[ 1234.567890] TCP: request_sock_TCP", None),
            ("", None),
            ("20261122:03", None),
            ("20", None),
        ] {
            assert_eq!(at_ms(text), expected, "{text}");
        }
    }

    #[test]
    fn the_time_of_syslog_is_told_without_a_year() {
        // date -u -d '2000-02-29 03:12:40' +%s
        let leap = Some(LogTime { ms: 951_793_960_000, has_year: false });
        for (text, expected) in [
            ("Feb 29 03:12:40 web kernel: TCP:", leap),
            ("Feb 29 03:12:40.000123 web kernel: TCP:", leap),
            ("> Feb 29 03:12:40 web kernel: TCP:", leap),
            (">> 12:Feb 29 03:12:40 web kernel: TCP:", leap),
            ("2000-02-29 03:12:40 web", Some(LogTime { ms: 951_793_960_000, has_year: true })),
            ("Feb 30 03:12:40 web kernel:", None),
            ("Feb 29 web kernel:", None),
            ("at Feb 29 03:12:40 web", None),
            ("[ 1234.567890] TCP:", None),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }
}
