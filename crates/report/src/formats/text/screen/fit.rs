//! Makes the screen fit: what matters least gives way first, whole lines at a time, so that no number is cut.

/// Lines of the first screen at 80 columns and more: a terminal has 24.
const SCREEN_LINES: usize = 24;
/// Columns at which the screen is laid out.
const SCREEN_COLUMNS: usize = 80;

/// One finding in several lengths: whole, then shorter and shorter, at last its headline alone. Never empty.
pub(super) struct Forms(pub(super) Vec<Vec<String>>);

impl Forms {
    /// The shortest form that still tells why and what to do.
    fn advised(&self) -> usize {
        self.headline().saturating_sub(1)
    }

    fn headline(&self) -> usize {
        self.0.len().saturating_sub(1)
    }
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
/// what was read; then the lower findings, down to their headlines, then the advice of the first finding; then the lowest headlines are left out, and `hidden` tells how
/// many; the headline of the first finding always stays.
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
        page.shorten(index, findings[index].headline(), room);
    }
    if let Some(first) = findings.first() {
        page.shorten(0, first.advised(), room);
    }
    while page.forms.len() > 1 && page.lines().len() > room {
        page.forms.pop();
    }
    if let Some(first) = findings.first() {
        page.shorten(0, first.headline(), room);
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

    fn lines(&self) -> Vec<String> {
        let shown = self.findings.iter().zip(&self.forms).flat_map(|(forms, form)| forms.0[*form].clone());
        let left_out = self.findings.len() - self.forms.len();
        let note = if left_out > 0 { (self.hidden)(left_out) } else { Vec::new() };
        shown.chain(note).chain(self.foot.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(room: usize, expected: &str) {
        let lines = |text: &str, count| vec![text.to_owned(); count];
        let findings: Vec<Forms> = (1..=3)
            .map(|n| {
                Forms(vec![
                    lines(&format!("f{n}"), 4),
                    lines(&format!("s{n}"), 3),
                    lines(&format!("t{n}"), 2),
                    lines(&format!("h{n}"), 1),
                ])
            })
            .collect();
        let foot = Foot { whole: lines("foot", 2), short: lines("ft", 1) };
        let lines = fit(&findings, &foot, room, |hidden| vec![format!("+{hidden}")]);
        assert_eq!(lines.join(" "), expected, "room {room}");
    }

    #[test]
    fn what_matters_least_gives_way_first() {
        check(14, "f1 f1 f1 f1 f2 f2 f2 f2 f3 f3 f3 f3 foot foot");
        check(13, "f1 f1 f1 f1 f2 f2 f2 f2 f3 f3 f3 f3 ft");
        check(11, "f1 f1 f1 f1 f2 f2 f2 f2 t3 t3 ft");
        check(10, "f1 f1 f1 f1 f2 f2 f2 f2 h3 ft");
        check(8, "f1 f1 f1 f1 t2 t2 h3 ft");
        check(7, "f1 f1 f1 f1 h2 h3 ft");
        check(6, "s1 s1 s1 h2 h3 ft");
        check(5, "t1 t1 h2 h3 ft");
        check(4, "t1 t1 +2 ft");
        check(3, "h1 +2 ft");
        check(1, "h1 +2 ft");
    }

    #[test]
    fn a_narrow_terminal_has_room_for_the_same_text() {
        assert_eq!((room(80), room(200), room(40)), (24, 24, 48));
    }
}
