//! Without a trace: who holds live sockets of the same route or listener now. A guess, and called one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Blame, BlameBy, BlameLine, BlameMethod, Certainty, CloseCounts, Coverage, CoverageState, Culprit, Lost,
    Owner, PlaceCloses, Snapshot, TcpState, Who,
};

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
    coverage.push(Coverage {
        source: "procfs",
        subject: "closes",
        state: CoverageState::Degraded,
        why: Some(Message::new("collect-trace-guessed")),
    });
    coverage.extend(snapshot.coverage.iter().filter(|line| line.subject == "owners").cloned());
    let waiting = want.owners.then(|| {
        let boot_id = snapshot.host.boot_id.as_deref();
        match Spaces::open(host, &want.netns, boot_id, &mut Vec::new()) {
            Ok(spaces) => waiting::waiting(host, &spaces, &mut coverage),
            Err(_) => Vec::new(),
        }
    });
    let (lines, rest, total) = lines(host, &snapshot, want);
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
        standing: Some(total),
        refused: None,
        waiting,
        coverage,
        host: snapshot.host,
    })
}

/// Rows of one group as they are gathered.
#[derive(Default)]
struct Gathered {
    rows: u64,
    places: Vec<PlaceCloses>,
    processes: BTreeSet<u32>,
}

type Lines = (Vec<BlameLine>, Option<(u64, CloseCounts)>, u64);

fn lines(host: &dyn Host, snapshot: &Snapshot, want: &BlameLook) -> Lines {
    let mut gathered: BTreeMap<(Option<String>, usize), (Who, Gathered)> = BTreeMap::new();
    let live = Owners::new(host, want);
    let mut total = 0;
    let mut places = 0;
    for (netns, view) in snapshot.namespaces.iter().enumerate() {
        let census = &view.census;
        let here: Vec<_> =
            standing::places(netns, census).filter(|(place, ..)| want.filter.fits_place(place)).collect();
        if want.filter == super::BlameFilter::default() {
            total += u64::from(census.states.get(TcpState::TimeWait));
        } else {
            total += here.iter().map(|(_, rows, _)| rows).sum::<u64>();
        }
        for (place, rows, owners) in here.into_iter().filter(|(_, rows, _)| *rows > 0) {
            let who = match want.by {
                BlameBy::Route if !want.filter.asks_who() => Who::Place,
                by => match the_one(&live, owners, want) {
                    Some(culprit) => who(by, &culprit),
                    None => continue,
                },
            };
            places += 1;
            let at = if want.by == BlameBy::Route { places } else { 0 };
            let name = (want.by != BlameBy::Route).then(|| format!("{who:?}"));
            let (_, group) = gathered.entry((name, at)).or_insert_with(|| (who, Gathered::default()));
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
            group.places.sort_by_key(|place| std::cmp::Reverse(place.standing));
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
    lines.sort_by_key(|line| std::cmp::Reverse(line.standing));
    let cut = lines.split_off(want.top.min(lines.len()));
    (lines, (!cut.is_empty()).then(|| (cut.len() as u64, CloseCounts::default())), total)
}

/// Whoever holds the live sockets, where that is one by what lines are grouped by; several give none, not a guess.
fn the_one(live: &Owners<'_>, owners: &[Owner], want: &BlameLook) -> Option<Culprit> {
    let fits = owners.iter().any(|owner| want.filter.fits_who(owner.pid, &[owner.comm.raw()]));
    fits.then(|| live.only(owners)).flatten()
}

fn who(by: BlameBy, culprit: &Culprit) -> Who {
    match by {
        BlameBy::Process => Who::Process(culprit.clone()),
        BlameBy::Command => Who::Command(culprit.comm.clone(), culprit.clone()),
        BlameBy::Container => match (&culprit.container, &culprit.unit) {
            (Some(container), _) => Who::Container(container.clone()),
            (None, Some(unit)) => Who::Unit(unit.clone()),
            (None, None) => Who::Loose,
        },
        BlameBy::User => culprit.uid.map_or(Who::Untold, |uid| Who::User(uid, culprit.user.clone())),
        BlameBy::Route => Who::Place,
    }
}
