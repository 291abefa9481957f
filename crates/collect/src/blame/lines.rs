//! Lines of the answer: closes by who, heaviest first, each with its places.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_model::{Address, BlameBy, BlameLine, Certainty, CloseCounts, Place, PlaceCloses, Who};

use super::BlameLook;
use super::groups::{KERNEL, OTHERS};
use super::standing::Counted;
use super::tally::{Entry, Tally};

/// What was counted.
pub(super) struct Told {
    pub(super) closes: CloseCounts,
    pub(super) lines: Vec<BlameLine>,
    pub(super) rest: Option<(u64, CloseCounts)>,
}

/// Closes of one line as they are gathered.
#[derive(Default)]
struct Gathered {
    closes: CloseCounts,
    of_kernel: u64,
    /// Closes of processes that are taken for others of the same name
    guessed: bool,
    rows: u64,
    places: HashMap<Place, PlaceCloses, RandomState>,
}

/// The lines, at most as many as are asked for. `read` tells of each namespace whether its rows were: where they were
/// not, nobody knows how many a close left.
pub(super) fn lines(
    tally: &mut Tally<'_>,
    want: &BlameLook,
    window_s: f64,
    read: &[bool],
    standing: Option<&Counted>,
) -> Told {
    tally.people.join_unread();
    let mut gathered: HashMap<(u32, Option<Place>), Gathered, RandomState> = HashMap::default();
    let mut processes: HashMap<u32, u64, RandomState> = HashMap::default();
    let groups = &tally.people.groups.all;
    let same = |group: u32| groups[group as usize].same_as;
    let target = |group: u32| same(group).map_or(group, |same| same.group);
    for (index, group) in groups.iter().enumerate() {
        *processes.entry(target(index as u32)).or_default() += group.processes;
    }
    let mut closes = CloseCounts::default();
    for entry in &tally.entries {
        if entry.closes.total() == 0 && entry.rows == 0 {
            continue;
        }
        closes.merge(&entry.closes);
        let place = (want.by == BlameBy::Route).then_some(entry.place);
        let one = gathered.entry((target(entry.group), place)).or_default();
        one.guessed |= same(entry.group).is_some_and(|same| same.guessed);
        one.add(entry, read, standing);
    }
    let mut lines: Vec<(bool, BlameLine)> = gathered
        .into_iter()
        .map(|((group, _), gathered)| {
            let who = groups[group as usize].who.clone();
            let processes =
                if want.by == BlameBy::Route { 0 } else { processes.get(&group).copied().unwrap_or(0) };
            (group == OTHERS, line(gathered, who, processes, group, &closes, want, window_s))
        })
        .collect();
    // What is left together is no culprit, however much it is together.
    lines.sort_by_cached_key(|(others, line)| (*others, order(line)));
    let mut lines: Vec<BlameLine> = lines.into_iter().map(|(_, line)| line).collect();
    let rest = lines.split_off(want.top.min(lines.len()));
    let mut rest_closes = CloseCounts::default();
    rest.iter().filter_map(|line| line.closes.as_ref()).for_each(|closes| rest_closes.merge(closes));
    for line in &mut lines {
        if let Who::Process(culprit) | Who::Command(_, culprit) = &mut line.who {
            culprit.ended = tally.people.has_ended(culprit).unwrap_or(false);
        }
    }
    Told { closes, lines, rest: (!rest.is_empty()).then_some((rest.len() as u64, rest_closes)) }
}

impl Gathered {
    fn add(&mut self, entry: &Entry, read: &[bool], standing: Option<&Counted>) {
        self.closes.merge(&entry.closes);
        self.of_kernel += entry.of_kernel;
        self.rows += entry.rows;
        let place = self.places.entry(entry.place).or_insert_with(|| PlaceCloses {
            place: entry.place,
            closes: CloseCounts::default(),
            rows: None,
            standing: standing.and_then(|counted| counted.at(&entry.place)),
        });
        place.closes.merge(&entry.closes);
        let joined = entry.place.netns.is_some_and(|netns| read.get(netns) == Some(&true));
        if joined || entry.rows > 0 {
            *place.rows.get_or_insert(0) += entry.rows;
        }
    }
}

fn line(
    gathered: Gathered,
    who: Who,
    processes: u64,
    group: u32,
    all: &CloseCounts,
    want: &BlameLook,
    window_s: f64,
) -> BlameLine {
    let mut places: Vec<PlaceCloses> = gathered.places.into_values().collect();
    places.sort_by_cached_key(|place| {
        let at = place.place;
        (Reverse(place.closes.first), Reverse(place.closes.second), at.netns, at.remote, at.source, at.port)
    });
    let joined = places.iter().any(|place| place.rows.is_some());
    let standing = places.iter().map(|place| place.standing).sum();
    let more_places = places.len().saturating_sub(want.places) as u64;
    places.truncate(want.places);
    let closes = gathered.closes;
    // Of a place whose closes are the kernel's alone, nobody saw who closed.
    let named = group != KERNEL && group != OTHERS && who != Who::Untold;
    let certainty = match (named && gathered.of_kernel < closes.total().max(1), gathered.guessed) {
        (false, _) => Certainty::Unknown,
        (true, true) => Certainty::Inferred,
        (true, false) => Certainty::Observed,
    };
    BlameLine {
        who,
        processes,
        share: if all.first == 0 { 0.0 } else { closes.first as f64 / all.first as f64 },
        per_s: (window_s > 0.0).then(|| closes.first as f64 / window_s),
        closes: Some(closes),
        places,
        more_places,
        rows: joined.then_some(gathered.rows),
        standing,
        certainty,
    }
}

type Order = (Reverse<u64>, Reverse<u64>, String, Option<(u16, Address)>);

/// Most closes first; of equals by name and place, so that two runs show the same.
fn order(line: &BlameLine) -> Order {
    let closes = line.closes.unwrap_or_default();
    let place = line.places.first().map(|place| (place.place.port, place.place.source));
    (Reverse(closes.first), Reverse(closes.second), format!("{:?}", line.who), place)
}
