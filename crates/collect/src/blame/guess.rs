//! Without a trace: who holds live sockets of the same route or listener now. A guess, and called one.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Blame, BlameBy, BlameLine, BlameMethod, Certainty, CloseCounts, Coverage, CoverageState, Lost,
    NamespaceView, Owner, PlaceCloses, Snapshot, TcpState, WaitingLine, Who,
};

use super::groups::Key;
use super::people::Owners;
use super::spaces::Spaces;
use super::{BlameLook, standing, waiting};
use crate::live::{self, Look};

/// Looks at the tables once and guesses from their owners.
///
/// # Errors
/// A message where no table could be read.
pub(super) fn guess(
    host: &dyn Host,
    want: &BlameLook,
    mut coverage: Vec<Coverage>,
) -> Result<Blame, Message> {
    let look = Look {
        netns: want.netns.clone(),
        interval: Duration::ZERO,
        owners: want.owners,
        rules: false,
        bound: false,
        top: want.top,
    };
    let (snapshot, _) = live::look(host, &look)?;
    let (lines, rest, total) = lines(host, &snapshot, want);
    let names = lines.iter().any(|line| line.who != Who::Place);
    // Where no row stands there is nobody to guess either.
    if names || total != Some(0) {
        let why = Message::new(if names { "collect-trace-guessed" } else { "collect-trace-unguessed" });
        let (subject, state) = ("closes", CoverageState::Degraded);
        coverage.push(Coverage { source: "procfs", subject, state, why: Some(why) });
    }
    coverage.extend(snapshot.coverage.iter().filter(|line| line.subject == "owners").cloned());
    let waiting = want.owners.then(|| waiting(host, &snapshot, want, &mut coverage));
    Ok(Blame {
        taken_at_ms: snapshot.taken_at_ms,
        window_s: 0.0,
        goes_on: false,
        method: BlameMethod::Owners,
        by: want.by,
        filters: want.filter.typed(),
        namespaces: snapshot.namespaces.iter().map(|view| view.name.clone()).collect(),
        netns_ids: snapshot.namespaces.iter().map(|view| view.id.clone()).collect(),
        usable_ports: snapshot
            .namespaces
            .iter()
            .map(|view| view.census.usable_ports.as_ref().map(|ports| ports.len()))
            .collect(),
        closes: CloseCounts::default(),
        lines,
        rest,
        routes: Vec::new(),
        lost: Lost::default(),
        // Nothing was traced: none of the rows is older than a trace, and none was joined.
        rows: None,
        standing: total,
        refused: None,
        waiting,
        coverage,
        host: snapshot.host,
    })
}

/// Who leaves CLOSE_WAIT open, in the namespaces of the snapshot.
fn waiting(
    host: &dyn Host,
    snapshot: &Snapshot,
    want: &BlameLook,
    coverage: &mut Vec<Coverage>,
) -> Vec<WaitingLine> {
    let boot_id = snapshot.host.boot_id.as_deref();
    let Ok(spaces) = Spaces::open(host, &want.netns, boot_id, &mut Vec::new()) else {
        return Vec::new();
    };
    let lines = waiting::waiting(host, &spaces, want, coverage);
    let ids = spaces.ids();
    // A namespace may have come or gone since the snapshot, and then those behind it stand elsewhere.
    let index = |netns: usize| {
        let same = |view: &NamespaceView| view.id == ids[netns];
        snapshot
            .namespaces
            .get(netns)
            .filter(|view| same(view))
            .map_or_else(|| snapshot.namespaces.iter().position(same), |_| Some(netns))
    };
    lines
        .into_iter()
        .filter_map(|mut line| {
            line.netns = index(line.netns)?;
            line.places.iter_mut().for_each(|(place, _)| place.netns = Some(line.netns));
            Some(line)
        })
        .collect()
}

/// Rows of one group as they are gathered.
#[derive(Default)]
struct Gathered {
    rows: u64,
    places: Vec<PlaceCloses>,
    processes: BTreeSet<u32>,
}

type Lines = (Vec<BlameLine>, Option<(u64, CloseCounts)>, Option<u64>);

fn lines(host: &dyn Host, snapshot: &Snapshot, want: &BlameLook) -> Lines {
    let mut gathered: HashMap<(Option<Key>, usize), (Who, Gathered)> = HashMap::new();
    let live = Owners::new(host, want);
    let mut total = 0;
    let mut unsure = false;
    let mut places = 0;
    for (netns, view) in snapshot.namespaces.iter().enumerate() {
        let census = &view.census;
        let here: Vec<_> =
            standing::places(netns, census).filter(|(place, ..)| want.filter.fits_place(place)).collect();
        // The table of listeners does not tell to which address their rows are.
        unsure |=
            standing::places(netns, census).any(|(place, rows, _)| rows > 0 && want.filter.may_fit(&place));
        if want.filter == super::BlameFilter::default() {
            total += u64::from(census.states.get(TcpState::TimeWait));
        } else {
            total += here.iter().map(|(_, rows, _)| rows).sum::<u64>();
        }
        for (place, rows, owners) in here.into_iter().filter(|(_, rows, _)| *rows > 0) {
            let (key, who) = match want.by {
                BlameBy::Route if !want.filter.asks_who() => (None, Who::Place),
                _ => match the_one(&live, owners, want) {
                    Some((_, who)) if who == Who::Place => (None, who),
                    Some((key, who)) => (Some(key), who),
                    None => continue,
                },
            };
            places += 1;
            let at = if key.is_none() { places } else { 0 };
            let (_, group) = gathered.entry((key, at)).or_insert_with(|| (who, Gathered::default()));
            group.rows += rows;
            group.processes.extend(owners.iter().map(|owner| owner.pid));
            group.places.push(PlaceCloses {
                place,
                closes: CloseCounts::default(),
                rows: None,
                standing: Some(rows),
            });
        }
    }
    let share = |rows: u64| if total == 0 { 0.0 } else { rows as f64 / total as f64 };
    let mut lines: Vec<BlameLine> = gathered
        .into_values()
        .map(|(who, mut group)| {
            group.places.sort_by_key(|at| (std::cmp::Reverse(at.standing), at.place));
            let certainty = if who == Who::Untold { Certainty::Unknown } else { Certainty::Inferred };
            BlameLine {
                who,
                processes: if want.by == BlameBy::Route { 0 } else { group.processes.len() as u64 },
                closes: None,
                share: share(group.rows),
                per_s: None,
                places: group.places,
                more_places: 0,
                rows: None,
                standing: Some(group.rows),
                certainty,
            }
        })
        .collect();
    lines.sort_by_cached_key(|line| {
        (std::cmp::Reverse(line.standing), line.places.first().map(|at| at.place), format!("{:?}", line.who))
    });
    let cut = lines.split_off(want.top.min(lines.len()));
    let rest = (!cut.is_empty()).then(|| (cut.len() as u64, CloseCounts::default()));
    (lines, rest, (!unsure).then_some(total))
}

/// Whoever holds the live sockets, where that is one by what lines are grouped by; several give none, not a guess.
fn the_one(live: &Owners<'_>, owners: &[Owner], want: &BlameLook) -> Option<(Key, Who)> {
    let fits = owners.iter().any(|owner| want.filter.fits_who(owner.pid, &[owner.comm.raw()]));
    fits.then(|| live.only(owners)).flatten()
}
