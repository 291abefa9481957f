//! Makes the findings fit: the lower ones give way first, whole lines at a time, so that no number is cut.

/// Lines of the first screen at 80 columns and more: a terminal has 24.
const SCREEN_LINES: usize = 24;
/// Columns at which the screen is laid out.
const SCREEN_COLUMNS: usize = 80;

/// One finding in three lengths.
pub(super) struct Forms {
    pub(super) full: Vec<String>,
    pub(super) short: Vec<String>,
    pub(super) headline: Vec<String>,
}

/// Lines that may be used. A narrower terminal needs as many more.
pub(super) fn room(width: usize) -> usize {
    (SCREEN_LINES * SCREEN_COLUMNS).div_ceil(width.clamp(20, SCREEN_COLUMNS))
}

/// The findings within `room` lines. Where not even the headlines fit, `hidden` tells how many are left out; the
/// first finding always stays.
pub(super) fn fit(forms: &[Forms], room: usize, hidden: impl Fn(usize) -> Vec<String>) -> Vec<String> {
    let mut shown: Vec<&Vec<String>> = forms.iter().map(|forms| &forms.full).collect();
    let used = |shown: &[&Vec<String>]| {
        let left_out = forms.len() - shown.len();
        let note = if left_out > 0 { hidden(left_out).len() } else { 0 };
        shown.iter().map(|lines| lines.len()).sum::<usize>() + note
    };
    for (index, forms) in forms.iter().enumerate().skip(1).rev() {
        if used(&shown) > room {
            shown[index] = &forms.short;
        }
    }
    for (index, forms) in forms.iter().enumerate().skip(1).rev() {
        if used(&shown) > room {
            shown[index] = &forms.headline;
        }
    }
    while shown.len() > 1 && used(&shown) > room {
        shown.pop();
    }
    if let Some(first) = forms.first() {
        for form in [&first.short, &first.headline] {
            if used(&shown) > room {
                shown[0] = form;
            }
        }
    }
    let left_out = forms.len() - shown.len();
    let mut lines: Vec<String> = shown.into_iter().flatten().cloned().collect();
    if left_out > 0 {
        lines.extend(hidden(left_out));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(room: usize, expected: &str) {
        let forms: Vec<Forms> = (1..=3)
            .map(|n| Forms {
                full: vec![format!("f{n}"); 4],
                short: vec![format!("s{n}"); 2],
                headline: vec![format!("h{n}")],
            })
            .collect();
        let lines = fit(&forms, room, |hidden| vec![format!("+{hidden}")]);
        assert_eq!(lines.join(" "), expected, "room {room}");
    }

    #[test]
    fn the_lower_findings_give_way_first() {
        check(12, "f1 f1 f1 f1 f2 f2 f2 f2 f3 f3 f3 f3");
        check(10, "f1 f1 f1 f1 f2 f2 f2 f2 s3 s3");
        check(8, "f1 f1 f1 f1 s2 s2 s3 s3");
        check(7, "f1 f1 f1 f1 s2 s2 h3");
        check(6, "f1 f1 f1 f1 h2 h3");
        check(5, "f1 f1 f1 f1 +2");
        check(3, "s1 s1 +2");
        check(1, "h1 +2");
    }

    #[test]
    fn a_narrow_terminal_has_room_for_the_same_text() {
        assert_eq!((room(80), room(200), room(40)), (24, 24, 48));
    }
}
