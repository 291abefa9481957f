//! Makes the screen fit: what matters least gives way first, whole lines at a time, so that no number is cut.

/// Lines of the first screen at 80 columns and more: a terminal has 24.
const SCREEN_LINES: usize = 24;
/// Columns at which the screen is laid out.
const SCREEN_COLUMNS: usize = 80;

/// One finding in several lengths.
pub(super) struct Forms {
    /// Whole, then shorter and shorter, at last its headline alone. Never empty
    pub(super) lines: Vec<Vec<String>>,
    /// The shortest form that still tells why
    pub(super) told: usize,
    /// The form below which it is only shortened when nothing else helps
    pub(super) kept: usize,
    /// Worth more than the reason of the first finding
    pub(super) pressing: bool,
}

/// What stands below the findings, whole and shortened.
pub(super) struct Foot {
    pub(super) whole: Vec<String>,
    pub(super) short: Vec<String>,
}

/// Lines that may be used. A narrower terminal needs as many more.
pub(super) fn room(width: usize) -> usize {
    (SCREEN_LINES * SCREEN_COLUMNS).div_ceil(width.clamp(20, SCREEN_COLUMNS))
}

/// The findings and the foot within `room` lines. The foot gives way first, since advice is worth more than notes on
/// what was read; then the lower findings, the pressing ones down to the first thing to do; then the advice of the
/// first finding; then the lowest harmless ones are left out, and `hidden` tells how many; then the reason of the first
/// finding; then lower pressing ones. The headline of the first finding always stays.
pub(super) fn fit(
    findings: &[Forms],
    foot: &Foot,
    room: usize,
    hidden: impl Fn(usize) -> Vec<String>,
) -> Vec<String> {
    let mut page = Page { findings, forms: vec![0; findings.len()], foot: &foot.whole, hidden: &hidden };
    if page.lines().len() > room {
        page.foot = &foot.short;
    }
    for index in (1..findings.len()).rev() {
        page.shorten(index, findings[index].kept, room);
    }
    if let Some(first) = findings.first() {
        page.shorten(0, first.told, room);
        page.leave_out(room, |lowest| !lowest.pressing);
        page.shorten(0, first.kept, room);
        page.leave_out(room, |_| true);
        page.shorten(0, first.lines.len() - 1, room);
    }
    page.lines()
}

struct Page<'a> {
    findings: &'a [Forms],
    /// Which form of each finding is shown; findings past the end are left out
    forms: Vec<usize>,
    foot: &'a [String],
    hidden: &'a dyn Fn(usize) -> Vec<String>,
}

impl Page<'_> {
    /// Shortens one finding step by step until the page fits or the finding is as short as it may be.
    fn shorten(&mut self, index: usize, shortest: usize, room: usize) {
        while self.forms[index] < shortest && self.lines().len() > room {
            self.forms[index] += 1;
        }
    }

    /// Leaves out the lowest findings of that sort, as many as must be; the first one stays.
    fn leave_out(&mut self, room: usize, which: impl Fn(&Forms) -> bool) {
        while self.forms.len() > 1 && which(&self.findings[self.forms.len() - 1]) && self.lines().len() > room
        {
            self.forms.pop();
        }
    }

    fn lines(&self) -> Vec<String> {
        let shown =
            self.findings.iter().zip(&self.forms).flat_map(|(forms, form)| forms.lines[*form].clone());
        let left_out = self.findings.len() - self.forms.len();
        let note = if left_out > 0 { (self.hidden)(left_out) } else { Vec::new() };
        shown.chain(note).chain(self.foot.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(severe: usize, room: usize, expected: &str) {
        let lines = |text: &str, count| vec![text.to_owned(); count];
        let findings: Vec<Forms> = (1..=3)
            .map(|n| Forms {
                lines: vec![
                    lines(&format!("f{n}"), 5),
                    lines(&format!("w{n}"), 4),
                    lines(&format!("d{n}"), 3),
                    lines(&format!("c{n}"), 2),
                    lines(&format!("h{n}"), 1),
                ],
                told: 1,
                kept: if n <= severe { 2 } else { 4 },
                pressing: n <= severe,
            })
            .collect();
        let foot = Foot { whole: lines("foot", 2), short: lines("ft", 1) };
        let lines = fit(&findings, &foot, room, |hidden| vec![format!("+{hidden}")]);
        assert_eq!(lines.join(" "), expected, "{severe} severe, room {room}");
    }

    #[test]
    fn what_matters_least_gives_way_first() {
        check(1, 17, "f1 f1 f1 f1 f1 f2 f2 f2 f2 f2 f3 f3 f3 f3 f3 foot foot");
        check(1, 16, "f1 f1 f1 f1 f1 f2 f2 f2 f2 f2 f3 f3 f3 f3 f3 ft");
        check(1, 14, "f1 f1 f1 f1 f1 f2 f2 f2 f2 f2 d3 d3 d3 ft");
        check(1, 12, "f1 f1 f1 f1 f1 f2 f2 f2 f2 f2 h3 ft");
        check(1, 8, "f1 f1 f1 f1 f1 h2 h3 ft");
        check(1, 7, "w1 w1 w1 w1 h2 h3 ft");
        check(1, 6, "w1 w1 w1 w1 +2 ft");
        check(1, 5, "d1 d1 d1 +2 ft");
        check(1, 4, "c1 c1 +2 ft");
        check(1, 1, "h1 +2 ft");
    }

    #[test]
    fn what_is_severe_keeps_the_first_thing_to_do() {
        check(3, 12, "f1 f1 f1 f1 f1 d2 d2 d2 d3 d3 d3 ft");
        check(3, 11, "w1 w1 w1 w1 d2 d2 d2 d3 d3 d3 ft");
        check(3, 10, "d1 d1 d1 d2 d2 d2 d3 d3 d3 ft");
        check(3, 9, "d1 d1 d1 d2 d2 d2 +1 ft");
        check(2, 10, "f1 f1 f1 f1 f1 d2 d2 d2 h3 ft");
        check(2, 8, "d1 d1 d1 d2 d2 d2 +1 ft");
    }

    #[test]
    fn a_narrow_terminal_has_room_for_the_same_text() {
        assert_eq!((room(80), room(200), room(40)), (24, 24, 48));
    }
}
