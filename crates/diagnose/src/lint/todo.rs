//! What to do with the files, as the last lines: what harms and what the kernel refuses goes. A line that another one
//! takes back may be the good one of both, so it is not said to go.

use std::collections::{BTreeMap, BTreeSet};

use lastack_model::words::Message;
use lastack_model::{Arg, ConfFile, Grade, LintLine};

use super::key::line_number;
use super::presence::ELSEWHERE;

/// Why a line is cancelled whose key a later line sets to something else.
pub(super) const OVERRIDDEN: &str = "lint-overridden";
/// The same where the line would do harm if that other one were not there.
pub(super) const HARMS_TOO: &str = "lint-overridden-harm";

/// Pairs that are told; a file with more is no file that a person mends by hand.
const PAIRS: usize = 4;

/// A line's file and number.
type Place = (usize, u32);

/// What goes, then what stands in the way of what.
pub(super) fn notes(files: &[ConfFile], graded: &[LintLine]) -> Vec<Message> {
    let gone: BTreeSet<Place> = graded.iter().filter(|line| goes(line)).map(place).collect();
    let mut notes: Vec<Message> = (0..files.len()).filter_map(|file| deleted(files, file, &gone)).collect();
    let mut pairs: BTreeMap<(Place, bool), Vec<&LintLine>> = BTreeMap::new();
    for line in graded.iter().filter(|line| line.grade == Grade::Cancelled && !goes(line)) {
        // A pattern whose keys all have lines of their own has no single line in its way, and harms nothing.
        if let Some(by) = line.by {
            pairs.entry((by, line.why.id == OVERRIDDEN)).or_default().push(line);
        }
    }
    let left = pairs.values().skip(PAIRS).map(|lines| lines.len() as u64).sum::<u64>();
    let told = pairs.iter().take(PAIRS);
    notes.extend(told.map(|((by, overridden), lines)| decide(files, lines, *by, *overridden, &gone)));
    notes.extend(
        (left > 0).then(|| Message::new("lint-note-pairs-left").with("count", Arg::count(left, "input"))),
    );
    notes
}

fn place(line: &LintLine) -> Place {
    (line.file, line.line)
}

/// It harms, is refused, or does not exist. What the host has and this namespace does not show is no line to delete.
fn goes(line: &LintLine) -> bool {
    line.why.id != ELSEWHERE && matches!(line.grade, Grade::Harmful | Grade::WrongValue | Grade::DoesNotExist)
        || (line.grade == Grade::Cancelled && line.why.id == HARMS_TOO)
}

fn deleted(files: &[ConfFile], file: usize, gone: &BTreeSet<Place>) -> Option<Message> {
    let lines: BTreeSet<u32> = gone.iter().filter(|place| place.0 == file).map(|place| place.1).collect();
    if lines.is_empty() {
        return None;
    }
    let what = numbers(&lines).unwrap_or_else(|| {
        Arg::message(
            Message::new("lint-numbers-count").with("count", Arg::count(lines.len() as u64, "input")),
        )
    });
    let message = match files {
        [_] => Message::new("lint-note-delete"),
        _ => Message::new("lint-note-delete-file").with("input", Arg::input(&files[file].path)),
    };
    Some(message.with("lines", what))
}

/// Lines that one other line takes back. Where that one goes they hold by themselves.
fn decide(
    files: &[ConfFile],
    lines: &[&LintLine],
    by: Place,
    overridden: bool,
    gone: &BTreeSet<Place>,
) -> Message {
    let cancelled: Vec<Place> = lines.iter().map(|line| place(line)).collect();
    let id = match (gone.contains(&by), overridden) {
        (true, _) => "lint-note-then-holds",
        (false, true) => "lint-note-keep-one",
        (false, false) => "lint-note-beside",
    };
    let key = lines.first().and_then(|line| line.key).unwrap_or_default();
    // Of several lines of one key the last of those that stay will hold.
    let holds = if overridden { &cancelled[cancelled.len().saturating_sub(1)..] } else { &cancelled[..] };
    let shown = if gone.contains(&by) { holds } else { &cancelled[..] };
    Message::new(id)
        .with("lines", places(files, shown))
        .with("place", places(files, &[by]))
        .with("key", Arg::text(key))
}

/// `line 3`, `lines 3, 4`, `a.conf line 3, b.conf line 4`.
fn places(files: &[ConfFile], places: &[Place]) -> Arg {
    let lines: BTreeSet<u32> = places.iter().map(|place| place.1).collect();
    match files {
        [_] => numbers(&lines).unwrap_or_else(|| {
            Arg::message(
                Message::new("lint-numbers-count").with("count", Arg::count(lines.len() as u64, "input")),
            )
        }),
        _ => {
            let one = |(file, line): &Place| {
                let name = files.get(*file).map(|file| file.path.clone()).unwrap_or_default();
                Message::new("lint-place-file")
                    .with("input", Arg::input(&name))
                    .with("line", line_number(*line))
            };
            // Each place holds those before it: few are told.
            let all = places.iter().take(NAMED).map(one).reduce(and);
            all.map_or_else(|| Arg::text(""), Arg::message)
        }
    }
}

fn and(list: Message, next: Message) -> Message {
    Message::new("lint-numbers-and").with("list", Arg::message(list)).with("next", Arg::message(next))
}

/// Line numbers that are named; a file with more is no file that a person mends by hand.
const NAMED: usize = 16;

/// `lines 3, 4, 7`; `None` where there are none, or too many to name.
pub(super) fn numbers(lines: &BTreeSet<u32>) -> Option<Arg> {
    // Each number holds those before it: a list of all lines of a long file would be as deep as that is long.
    if lines.len() > NAMED {
        return None;
    }
    let number = |line: &u32| Message::new("lint-number").with("number", line_number(*line));
    let all = lines.iter().map(number).reduce(and)?;
    let named = Message::new(if lines.len() == 1 { "lint-numbers-one" } else { "lint-numbers-many" });
    Some(Arg::message(named.with("list", Arg::message(all))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_lines_is_named_as_far_as_a_person_would_mend_it() {
        let named = |count: u32| numbers(&(1..=count).collect()).is_some();
        assert_eq!([0, 1, 16, 17, 80_000].map(named), [false, true, true, false, false]);
    }
}
