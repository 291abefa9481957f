//! Dates as Windows prints them, in the order of its region: what lies between two of them, where that is certain.

/// One of three orders in which numbers stand for day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// A year stands first, a month is named, or points stand between: no doubt about the order
    Certain,
    MonthFirst,
    DayFirst,
}

/// One way of reading a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    order: Order,
    /// Seconds since 1970-01-01 of the clock on the wall there
    local_s: i64,
    /// Minutes that this clock is ahead of UTC
    ahead_min: Option<i64>,
}

/// The words that some languages print with a time.
const HALVES: [(&str, i64); 4] = [("am", 0), ("pm", 12), ("上午", 0), ("下午", 12)];

/// Names of days, by their first letters in English or whole in Chinese, from Sunday (`1970-01-04` was one).
const DAYS: [(&str, &str); 7] =
    [("sun", "日"), ("mon", "一"), ("tue", "二"), ("wed", "三"), ("thu", "四"), ("fri", "五"), ("sat", "六")];

/// Names of months by their first letters, in English and German.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar", "mär"],
    &["apr"],
    &["may", "mai"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez"],
];

/// Seconds from one printed moment to a later one of the same clock. `None` where one of them is no moment, where the
/// later one is earlier, and where the order of day and month is in doubt and matters (`03/04/2026`). Without a zone
/// beside both of them the answer is an hour off where the clocks were changed between.
pub fn between(earlier: &str, later: &str) -> Option<u64> {
    let (from, to) = (moments(earlier), moments(later));
    let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
    let fits = |(from, to): &(&Moment, &Moment)| {
        from.order == Order::Certain || to.order == Order::Certain || from.order == to.order
    };
    let mut spans =
        pairs.filter(fits).filter_map(|(from, to)| u64::try_from(span(*from, *to)).ok()).collect::<Vec<_>>();
    spans.sort_unstable();
    spans.dedup();
    match spans.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Seconds since 1970-01-01 UTC of a moment that was printed with its zone, as `20260101083000.500000+060`.
pub fn utc_s(text: &str) -> Option<i64> {
    match moments(text).as_slice() {
        [moment] => Some(moment.local_s - moment.ahead_min? * 60),
        _ => None,
    }
}

/// Whether the text is a date with a time, and nothing else.
pub(crate) fn is_moment(text: &str) -> bool {
    !moments(text).is_empty()
}

fn span(from: Moment, to: Moment) -> i64 {
    let zones = match (from.ahead_min, to.ahead_min) {
        (Some(from), Some(to)) => (to - from) * 60,
        _ => 0,
    };
    to.local_s - from.local_s - zones
}

/// Every way of reading it; none where it is no moment.
fn moments(text: &str) -> Vec<Moment> {
    if let Some(moment) = wmi(text.trim()) {
        return vec![moment];
    }
    let Some(parts) = Parts::of(text) else { return Vec::new() };
    let read = |(order, (year, month, day))| parts.moment(order, year, month, day);
    let mut moments = parts.orders().into_iter().filter_map(read).collect::<Vec<_>>();
    // 5/5/2026 is one day in any order.
    if let [one, other] = moments.as_slice()
        && one.local_s == other.local_s
    {
        moments.truncate(1);
        moments.iter_mut().for_each(|moment| moment.order = Order::Certain);
    }
    moments
}

/// `20260101083000.500000+060`: how WMI writes them, with the minutes of the zone.
fn wmi(text: &str) -> Option<Moment> {
    let (digits, rest) = text.split_once('.')?;
    let (micros, zone) = (rest.get(..6)?, rest.get(6..)?);
    let digital = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = digits.len() == 14 && zone.len() == 4 && zone.starts_with(['+', '-']);
    if !shaped || !digital(digits) || !digital(micros) || !digital(zone.get(1..)?) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i64>().ok();
    let date = stamp(number(0, 4)?, number(4, 6)?, number(6, 8)?)?;
    let time = seconds(number(8, 10)?, number(10, 12)?, number(12, 14)?)?;
    Some(Moment { order: Order::Certain, local_s: date + time, ahead_min: Some(zone.parse().ok()?) })
}

/// The pieces of a printed moment.
#[derive(Debug, Default)]
struct Parts {
    /// Three numbers with one sign between them, and whether that was a point
    date: Option<([i64; 3], bool)>,
    month: Option<i64>,
    /// Numbers that stand alone beside the name of a month
    alone: Vec<i64>,
    time: Option<(i64, i64, i64)>,
    /// Hours that the half of the day adds
    half: Option<i64>,
    /// 0 is Sunday
    day_of_week: Option<i64>,
}

impl Parts {
    /// `None` where something else stands in the text.
    fn of(text: &str) -> Option<Parts> {
        let text = text.replace(['年', '月'], "/").replace('日', " ").to_lowercase();
        let mut parts = Parts::default();
        // The sign of Sunday is that of a day: 星期日 lost it above.
        for word in text.split_whitespace() {
            parts.add(word.trim_end_matches(','))?;
        }
        (parts.time.is_some() && (parts.date.is_some() || parts.month.is_some())).then_some(parts)
    }

    fn add(&mut self, word: &str) -> Option<()> {
        let half = HALVES.iter().find_map(|(name, hours)| Some((word.strip_prefix(name)?, hours)));
        if let Some((rest, hours)) = half {
            none_yet(&mut self.half, *hours)?;
            return if rest.is_empty() { Some(()) } else { self.add(rest) };
        }
        if let Some(day) = day_of_week(word) {
            return none_yet(&mut self.day_of_week, day);
        }
        if word.contains(':') {
            return none_yet(&mut self.time, time(word)?);
        }
        if let Some(month) = month(word) {
            return none_yet(&mut self.month, month);
        }
        if let Some(date) = date(word) {
            return none_yet(&mut self.date, date);
        }
        // The day before the name of a month has a point in German.
        let number = word.strip_suffix('.').unwrap_or(word);
        self.alone.push(small(number)?);
        (self.alone.len() <= 2).then_some(())
    }

    fn orders(&self) -> Vec<(Order, (i64, i64, i64))> {
        match (self.date, self.month, self.alone.as_slice()) {
            (None, Some(month), &[day, year]) if day <= 31 => vec![(Order::Certain, (year, month, day))],
            (Some(([first, second, third], points)), None, []) => match (first > 31, points) {
                (true, _) => vec![(Order::Certain, (first, second, third))],
                (false, true) => vec![(Order::Certain, (third, second, first))],
                (false, false) => vec![
                    (Order::MonthFirst, (third, first, second)),
                    (Order::DayFirst, (third, second, first)),
                ],
            },
            _ => Vec::new(),
        }
    }

    fn moment(&self, order: Order, year: i64, month: i64, day: i64) -> Option<Moment> {
        let (hour, minute, second) = self.time?;
        let hour = match self.half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(more) => hour % 12 + more,
            None => hour,
        };
        let date = stamp(year, month, day)?;
        // 1970-01-01 was a Thursday.
        let fits = self.day_of_week.is_none_or(|day| (date / 86_400 + 4).rem_euclid(7) == day);
        let local_s = date + seconds(hour, minute, second)?;
        fits.then_some(Moment { order, local_s, ahead_min: None })
    }
}

/// Takes a piece; a second one of its kind makes the text something else.
fn none_yet<T>(place: &mut Option<T>, piece: T) -> Option<()> {
    place.replace(piece).is_none().then_some(())
}

fn day_of_week(word: &str) -> Option<i64> {
    // 星期日 and 周日 have lost their last sign to the date.
    if matches!(word, "星期" | "周") {
        return Some(0);
    }
    let chinese = word.strip_prefix("星期").or_else(|| word.strip_prefix('周'));
    let found = DAYS.iter().position(|(english, sign)| match chinese {
        Some(rest) => rest == *sign,
        None => word.starts_with(english) && (word.len() == 3 || word.ends_with("day")),
    });
    i64::try_from(found?).ok()
}

fn month(word: &str) -> Option<i64> {
    if !word.starts_with(char::is_alphabetic) || !word.chars().all(|c| c.is_alphabetic() || c == '.') {
        return None;
    }
    let found = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)));
    i64::try_from(found? + 1).ok()
}

/// `03:12:44`, `3:12`, `10:21:07.31`, `10:21:07,31`.
fn time(word: &str) -> Option<(i64, i64, i64)> {
    let (whole, fraction) = word.split_once(['.', ',']).unwrap_or((word, "0"));
    let mut parts = whole.split(':').map(small);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    (parts.next().is_none() && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((hour, minute, second))
}

/// `11/15/2026`, `2026-11-15`, `15.11.2026`.
fn date(word: &str) -> Option<([i64; 3], bool)> {
    let sign = word.chars().find(|c| !c.is_ascii_digit()).filter(|sign| matches!(sign, '/' | '-' | '.'))?;
    let mut parts = word.split(sign).map(small);
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some((three, sign == '.'))
}

/// A number of at most four digits.
fn small(text: &str) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Seconds since 1970-01-01 of a day's begin.
fn stamp(year: i64, month: i64, day: i64) -> Option<i64> {
    Some(crate::log::clock::stamp((year, month, day), (0, 0, 0), 0)? / 1_000)
}

fn seconds(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second <= 60).then_some((hour * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    #[test]
    fn moments_of_every_region_are_a_week_apart() {
        let spans = [
            ("11/15/2026, 3:12:44 AM", "Sun 11/22/2026  3:12:44.31"),
            ("15/11/2026, 03:12:44", "22/11/2026 03:12:44,99"),
            ("2026/11/15, 3:12:44", "2026/11/22 周日  3:12:44.07"),
            ("2026-11-15, 15:12:44", "周日 2026/11/22 15:12:44.07"),
            ("2026/11/15 下午 03:12:44", "2026年11月22日 15:12:44"),
            ("15.11.2026, 03:12:44", "22. November 2026 03:12:44"),
            ("11/15/2026 12:00:00 AM", "Sunday, November 22, 2026 12:00:00 AM"),
            ("20261115031244.500000+060", "20261122021244.310000+000"),
            ("20261115031244.500000-300", "20261122031244.310000-300"),
            ("2026年11月15日 3:12:44", "2026年11月22日 星期日 3:12:44"),
            // The 22nd is no month: so the month comes first in both.
            ("11/15/2026 3:12:44", "11/22/2026 3:12:44"),
        ];
        for (from, to) in spans {
            assert_eq!(between(from, to), Some(7 * DAY), "{from} to {to}");
        }
        assert_eq!(between("20261115031244.500000+060", "20261115031244.500000+060"), Some(0));
        assert_eq!(utc_s("20261122111244.310000+480"), Some(1_795_317_164));
        assert_eq!(utc_s("11/22/2026 03:12:44"), None);
    }

    #[test]
    fn what_is_in_doubt_or_no_moment_has_no_span() {
        for (from, to) in [
            // 4 March to 8 May, or 3 April to 5 August.
            ("03/04/2026 3:12:44", "05/08/2026 3:12:44"),
            ("11/15/2026 3:12:44 AM", "11/14/2026 3:12:44 AM"),
            ("16/8/2023, 5:45:12 \u{fffd}\u{fffd}", "17/8/2023 5:45:12"),
            ("5 Days, 3 Hours, 4 Minutes, 5 Seconds", "17/8/2023 5:45:12"),
            ("11/15/2026", "11/22/2026 3:12:44"),
            ("Mon 11/15/2026 3:12:44", "11/22/2026 3:12:44"),
            ("11/15/2026 13:12:44 AM", "11/22/2026 3:12:44"),
            ("2026-02-30 3:12:44", "11/22/2026 3:12:44"),
            ("20261315031244.500000+060", "20261122031244.310000+060"),
            ("", ""),
        ] {
            assert_eq!(between(from, to), None, "{from} to {to}");
        }
    }
}
