//! This host: one or two readings of every namespace chosen.

use std::time::Duration;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Census, Coverage, Facts, HostFacts, Limit, NamespaceView, NetnsName, Os, Snapshot, SourceKind, TcpState,
    Warnings,
};

use crate::containers::Containers;
use crate::facts::{self, Depth};
use crate::files;
use crate::ghosts::{self, Readings};
use crate::held::HeldTable;
use crate::inodes::Inodes;
use crate::namespaces::{self, Namespace, NetnsChoice};
use crate::remembered::Remembered;
use crate::source::Reach;
use crate::{leftovers, owners, processes, table, timestamps, windows};

/// What to look at.
#[derive(Clone, Debug)]
pub struct Look {
    /// Which namespaces
    pub netns: NetnsChoice,
    /// Between two readings; zero for one reading
    pub interval: Duration,
    /// Look for the owners of what will be named
    pub owners: bool,
    /// Read all settings and counters that rules need, not only what the census needs
    pub rules: bool,
    /// Read sockets that are bound and nothing else too: they take ports from every route
    pub bound: bool,
    /// Routes, listeners and peers that will be named
    pub top: usize,
}

/// Looks once or twice. Gives the last reading, with rates, and the earlier one.
///
/// # Errors
/// A message where no table could be read at all, or the namespace that was named cannot be used.
pub fn look(host: &dyn Host, want: &Look) -> Result<(Snapshot, Vec<Snapshot>), Message> {
    look_holding(host, want, None)
}

/// [`look`] of a process that holds the kernel's iterator loaded: where that gives the table, port budgets are exact.
///
/// # Errors
/// As [`look`].
pub fn look_holding(
    host: &dyn Host,
    want: &Look,
    mut held: Option<&mut HeldTable>,
) -> Result<(Snapshot, Vec<Snapshot>), Message> {
    let mut coverage = Vec::new();
    let about = facts::host_facts(host);
    let containers = Containers::default();
    let namespaces =
        namespaces::open(host, &want.netns, about.boot_id.as_deref(), &containers, &mut coverage)?;

    let started = host.now();
    let first = read_all(&namespaces, about.os, want, held.as_deref_mut());
    let on_linux = about.os == Os::Linux;
    let mut remembered = (want.owners && about.os == Os::Windows).then(Remembered::default);
    // In the time between the readings, which would pass anyway.
    let mut walk = (want.owners && want.rules && on_linux).then(|| processes::walk(host, &first.inodes));
    // The moment of a snapshot is that of its rows: who holds them is looked for afterwards, and takes seconds on a busy host.
    let (mut last, earlier, window_s, read_ms) = if want.interval.is_zero() {
        (first, None, None, started.wall_ms)
    } else {
        let left = want.interval.saturating_sub(host.now().monotonic.saturating_sub(started.monotonic));
        match &mut remembered {
            Some(remembered) => remembered.wait(host, left),
            None => host.wait(left),
        }
        let again = host.now();
        let window_s = again.monotonic.saturating_sub(started.monotonic).as_secs_f64();
        (read_all(&namespaces, about.os, want, held), Some(first), Some(window_s), again.wall_ms)
    };
    if last.views.is_empty() {
        return Err(nothing(&last.coverage));
    }
    if let (Some(earlier), Some(window_s)) = (&earlier, window_s) {
        for (view, index) in last.views.iter_mut().zip(&last.read) {
            let Some(before) = earlier.read.iter().position(|other| other == index) else { continue };
            let before = &earlier.views[before];
            facts::rates(&mut view.counters, &before.counters, window_s);
            facts::growth(&mut view.limits, &before.limits, window_s);
            view.census.time_wait.lower_bound |= rows_were_taken(view);
        }
    }
    if want.rules && on_linux {
        for (view, index) in last.views.iter_mut().zip(&last.read) {
            timestamps::ask(namespaces[*index].view.host(), &mut view.census);
        }
    }
    if want.owners && !on_linux {
        if let (Some(remembered), Some(view)) = (&remembered, last.views.first_mut()) {
            coverage.extend(remembered.tell(host, &mut view.census));
        }
        let processes = windows::processes(host);
        last.views.iter_mut().for_each(|view| windows::name_owners(&processes, &mut view.census));
    }
    if want.owners && on_linux {
        let views: Vec<&dyn Host> = last.read.iter().map(|index| namespaces[*index].view.host()).collect();
        let mut censuses: Vec<&mut Census> = last.views.iter_mut().map(|view| &mut view.census).collect();
        coverage.extend(owners::find(host, &views, &mut censuses, walk.as_ref(), want.top));
    }
    match &mut walk {
        Some(walk) => {
            let readings = Readings {
                namespaces: &namespaces,
                choice: &want.netns,
                incomplete: coverage.iter().any(|line| line.subject == "namespaces"),
                before: earlier.as_ref().map_or(&last.inodes, |earlier| &earlier.inodes),
                after: earlier.as_ref().map(|_| &last.inodes),
                bound_listed: bound_listed(&about, &last),
            };
            let (ghosts, losses) = ghosts::tell(host, walk, &readings);
            let mut views: Vec<&mut NamespaceView> = last.views.iter_mut().collect();
            processes::name(host, walk, &mut views, ghosts, want.top, &containers);
            coverage.extend(processes::coverage(host, walk.refused, losses));
        }
        None if want.rules && on_linux => coverage.push(processes::skipped()),
        None => {}
    }
    if want.rules && on_linux {
        coverage.extend(leftovers::coverage(host));
    }
    let unasked = if want.rules { table::unasked(about.os, &last.coverage) } else { Vec::new() };
    last.coverage.extend(unasked);
    let files = if want.rules && on_linux { files::read(host, &mut coverage) } else { Vec::new() };
    let snapshot = |reading: Reading, coverage: Vec<Coverage>, window_s, taken_at_ms| Snapshot {
        taken_at_ms,
        kind: SourceKind::Live,
        masked: false,
        window_s,
        host: about.clone(),
        namespaces: reading.views,
        files: files.clone(),
        coverage: coverage.into_iter().chain(reading.coverage).collect(),
        warnings: Warnings::default(),
    };
    let earlier = earlier.map(|reading| snapshot(reading, Vec::new(), None, started.wall_ms));
    Ok((snapshot(last, coverage, window_s, read_ms), earlier.into_iter().collect()))
}

/// One reading of all namespaces.
#[derive(Default)]
struct Reading {
    views: Vec<NamespaceView>,
    /// For each view, the index of its namespace
    read: Vec<usize>,
    /// Inodes of all rows in order, where processes are looked for
    inodes: Inodes,
    coverage: Vec<Coverage>,
}

/// Whether sockets that are bound and nothing else stand among the rows. An older kernel that lists them shows by a row.
fn bound_listed(about: &HostFacts, reading: &Reading) -> bool {
    let by_sock_diag = !reading.coverage.iter().any(|line| {
        line.subject == "bound_ports" && line.why.as_ref().is_some_and(|why| why.id == "collect-bound-unseen")
    });
    let shown = reading.views.iter().any(|view| view.census.listed.has(TcpState::Bound));
    shown || by_sock_diag && about.kernel.as_ref().is_some_and(facts::lists_bound)
}

fn read_all(namespaces: &[Namespace<'_>], os: Os, want: &Look, mut held: Option<&mut HeldTable>) -> Reading {
    let depth = if want.rules { Depth::Rules } else { Depth::Fold };
    let reach = if want.bound { Reach::BoundToo } else { Reach::Connections };
    let mut reading = Reading::default();
    for (index, namespace) in namespaces.iter().enumerate() {
        let host = namespace.view.host();
        let mut facts = facts::settings(host, depth);
        let mut config = facts::fold_config(&facts, true, want.top);
        if os == Os::Windows {
            config.ephemeral = windows::range(&facts).unwrap_or(windows::DEFAULT_RANGE);
            reading.coverage.extend(windows::unread(&facts));
        }
        let counters = if want.rules || want.bound { facts::counters(host) } else { Default::default() };
        let inodes = (want.owners && want.rules).then_some(&mut reading.inodes);
        let (census, coverage) =
            table::read(host, os, &mut facts, &config, reach, inodes, held.as_deref_mut());
        if want.rules && os == Os::Linux {
            facts::udp_ports(host, &mut facts);
        }
        // The same loss in every namespace is told once.
        for line in coverage {
            if !reading.coverage.contains(&line) {
                reading.coverage.push(line);
            }
        }
        let Some(mut census) = census else { continue };
        let limits = if os == Os::Windows { Vec::new() } else { limits(&facts) };
        if os == Os::Windows {
            // 120 s or 240 s, and a registry value that may set it (facts 13): it is measured or not known.
            census.time_wait.lifetime_s = None;
        }
        reading.read.push(index);
        reading.views.push(NamespaceView {
            id: namespace.id.clone(),
            name: namespace.name.clone(),
            census,
            facts,
            counters,
            limits,
            ..NamespaceView::default()
        });
    }
    reading.inodes.sort();
    reading
}

/// Limits of the kernel that TIME_WAIT and its neighbours can reach. Orphans are counted for the whole host
/// (facts 9), so a namespace of its own has that limit only where it shows the key.
fn limits(facts: &Facts) -> Vec<Limit> {
    let number = |key: &str| facts.number(key).and_then(|number| u64::try_from(number).ok());
    let mut limits = vec![Limit {
        name: "time_wait_buckets",
        used: number("sockstat.TCP.tw"),
        limit: number("net.ipv4.tcp_max_tw_buckets"),
        per_s: None,
    }];
    if let Some(limit) = number("net.ipv4.tcp_max_orphans") {
        limits.push(Limit {
            name: "orphans",
            used: number("sockstat.TCP.orphan"),
            limit: Some(limit),
            per_s: None,
        });
    }
    if let Some(limit) = number("fs.file-max") {
        limits.push(Limit {
            name: "descriptors",
            used: number("fs.file-nr"),
            limit: Some(limit),
            per_s: None,
        });
    }
    let tracked = number("net.netfilter.nf_conntrack_count");
    let most = number("net.netfilter.nf_conntrack_max");
    if tracked.is_some() || most.is_some() {
        // The limit holds for each namespace by itself, and is the host's (nf_conntrack_max is 0444 in others).
        limits.push(Limit { name: "conntrack", used: tracked, limit: most, per_s: None });
    }
    limits
}

/// Counters that moved while we watched say that rows went before their time: connect() took them over, or the
/// bucket limit kept them from being made.
fn rows_were_taken(view: &NamespaceView) -> bool {
    let inbound = view.census.listeners.iter().any(|listener| listener.states.get(TcpState::TimeWait) > 0);
    let moved = |name: &str| {
        view.counters.get(name).and_then(|counter| counter.per_s).is_some_and(|per_s| per_s > 0.0)
    };
    moved("TcpExt.TWRecycled")
        || moved("TcpExt.TCPTimeWaitOverflow")
        || inbound && moved("TcpExt.PAWSTimewait")
}

fn nothing(coverage: &[Coverage]) -> Message {
    coverage.iter().rev().find_map(|line| line.why.clone()).unwrap_or(Message::new("collect-nothing-read"))
}

impl std::fmt::Debug for Namespace<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name: &NetnsName = &self.name;
        f.debug_struct("Namespace").field("name", name).finish_non_exhaustive()
    }
}
