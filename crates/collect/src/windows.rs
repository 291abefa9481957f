//! A Windows host: its table, what it says of itself, its settings, and the processes behind pids.

mod excluded;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use foldhash::fast::RandomState;
use lastack_host::{Host, HostError, reason, windows};
use lastack_model::words::Message;
use lastack_model::{
    Arg, Census, Certainty, Counter, Coverage, CoverageState, Fact, FactSource, Facts, Family, HeldBy,
    Holder, HostFacts, LogLine, LogMark, Os, Owner, REGISTRY, Sink, Snapshot, SocketRow, Untrusted,
};
use lastack_parse::tcp_table::{Rows, tcp_table};

use crate::facts::Depth;
use crate::paste::Logs;

pub(crate) use excluded::ExcludedLists;

/// The families, each with its table.
const TABLES: [(Family, &str); 2] = [(Family::V4, windows::TCP4), (Family::V6, windows::TCP6)];

/// Registry values are told once for the host; their key does not tell where they came from.
const REGISTRY_KEY: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";

/// First port of the dynamic range over IPv4, and how many ports it has: as netsh tells them.
const START_KEY: &str = "windows.dynamicport.start";
const COUNT_KEY: &str = "windows.dynamicport.count";

/// The default dynamic range since Windows Vista (facts 13).
pub(crate) const DEFAULT_RANGE: (u16, u16) = (49_152, 65_535);

/// First and last port of the dynamic range, as Windows says it or `netsh` printed it, else as the settings have it.
pub(crate) fn range(facts: &Facts) -> Option<(u16, u16)> {
    let number = |fact: &Fact| fact.value.parse::<u16>().ok();
    let of_settings = || of_settings(facts).ok().flatten();
    let told = || Some((facts.get(START_KEY)?.clone(), facts.get(COUNT_KEY)?.clone()));
    let (start, count) = told().or_else(of_settings)?;
    let first = number(&start)?;
    Some((first, first.checked_add(number(&count)?.checked_sub(1)?)?))
}

/// Takes the range of the settings where no netsh stands beside them, in whatever input: they are settled when all are read. Gives
/// why none could be taken.
pub(crate) fn settle_range(facts: &mut Facts) -> Option<Message> {
    if facts.get(COUNT_KEY).is_some() {
        return None;
    }
    match of_settings(facts) {
        Ok(None) => None,
        Ok(Some((start, count))) => {
            facts.insert(START_KEY, start);
            facts.insert(COUNT_KEY, count);
            None
        }
        Err(differ) => Some(differ),
    }
}

/// Start and size of the range that all settings of a pasted `Get-NetTCPSetting` have that have one. Where they differ it is
/// none: which setting a connection goes by nobody tells.
fn of_settings(facts: &Facts) -> Result<Option<(Fact, Fact)>, Message> {
    let settings: Vec<(&str, Fact, Fact)> = facts
        .iter()
        .filter_map(|(key, start)| {
            let name = key.strip_prefix("windows.dynamicport.")?.strip_suffix(".start")?;
            let count = facts.get(&format!("windows.dynamicport.{name}.count"))?;
            Some((name, start.clone(), count.clone()))
        })
        .collect();
    let Some((_, start, count)) = settings.first().cloned() else { return Ok(None) };
    let differs =
        |other: &(&str, Fact, Fact)| (&other.1.value, &other.2.value) != (&start.value, &count.value);
    if settings.iter().any(differs) {
        let shown =
            settings.iter().map(|(name, start, count)| format!("{name} {} {}", start.value, count.value));
        let shown = Arg::text(shown.collect::<Vec<_>>().join(", "));
        return Err(Message::new("collect-windows-ranges-differ").with("ranges", shown));
    }
    Ok(Some((start, count)))
}

/// Both tables as they stood at one moment each.
#[derive(Debug)]
pub(crate) struct Tables(Vec<(Family, Vec<u8>)>);

impl Tables {
    /// Reads both. A host without IPv6 has one; the error of the second table is told beside it.
    ///
    /// # Errors
    /// [`HostError`] where none could be read.
    pub(crate) fn read(host: &dyn Host) -> Result<(Self, Option<HostError>), HostError> {
        let (mut tables, mut failed) = (Vec::new(), None);
        for (family, path) in TABLES {
            match host.read(Path::new(path)) {
                Ok(table) => tables.push((family, table)),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if tables.is_empty() => Err(error),
            failed => Ok((Tables(tables), failed)),
        }
    }

    /// Pushes all rows, those that tell which ports are listened on first. Gives the number of rows that could not be read.
    pub(crate) fn push(&self, sink: &mut dyn Sink) -> u64 {
        let mut unread = 0;
        for wanted in [Rows::Holders, Rows::Connections] {
            unread = self.0.iter().map(|(family, table)| tcp_table(table, *family, wanted, sink)).sum();
        }
        unread
    }
}

/// Pushes all rows of both tables.
///
/// # Errors
/// [`HostError`] where this is no Windows, or none could be read.
pub(crate) fn rows(host: &dyn Host, sink: &mut dyn Sink) -> Result<u64, HostError> {
    Ok(Tables::read(host)?.0.push(sink))
}

/// What the host says of itself; `None` of a host that is no Windows.
pub(crate) fn host_facts(host: &dyn Host) -> Option<HostFacts> {
    let about = text(host, windows::ABOUT)?;
    let value = |key: &str| about.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
    Some(HostFacts {
        os: Os::Windows,
        kernel: value("version").map(Untrusted::new),
        hostname: value("hostname").map(Untrusted::new),
        boot_id: value("boot").map(|boot| format!("windows-{boot}")),
        uptime_s: value("uptime_ms").and_then(|ms| ms.parse::<u64>().ok()).map(|ms| ms / 1000),
    })
}

/// Registry values that are there, and how much memory the kernel holds that cannot be paged out.
pub(crate) fn settings(host: &dyn Host, depth: Depth) -> Facts {
    let mut facts = Facts::default();
    if text(host, windows::REGISTRY).is_some() {
        // A value that is not there is not unknown.
        facts.set("windows.registry", "whole", FactSource::Live(REGISTRY_KEY.to_owned()));
    }
    for line in text(host, windows::REGISTRY).unwrap_or_default().lines() {
        let mut words = line.split(' ');
        let (Some(name), Some("dword"), Some(value)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        if let Some(known) = REGISTRY.iter().find(|known| known.name == name) {
            facts.set(known.fact, value, FactSource::Live(format!(r"{REGISTRY_KEY}\{name}")));
        }
    }
    // A netsh that did not answer is not waited for once more. What is excluded only a plan asks.
    if dynamic_ports(host, &mut facts).is_some() && depth == Depth::Rules {
        excluded::tell(host, &mut facts);
    }
    for line in text(host, windows::ABOUT).unwrap_or_default().lines() {
        for key in ["nonpaged_bytes", "memory_bytes"] {
            if let Some(value) = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(' ')) {
                facts.set(format!("windows.{key}"), value, FactSource::Live("GetPerformanceInfo".to_owned()));
            }
        }
    }
    facts
}

/// What of [`settings`] was not told.
pub(crate) fn unread(facts: &Facts) -> Vec<Coverage> {
    let lost = |source, subject, why| Coverage {
        source,
        subject,
        state: CoverageState::Unavailable,
        why: Some(Message::new(why)),
    };
    let mut coverage = Vec::new();
    let ranges = [COUNT_KEY, "windows.dynamicport6.count"];
    if ranges.iter().any(|key| facts.get(key).is_none()) {
        coverage.push(lost("netsh", "dynamic_ports", "collect-windows-no-range"));
    }
    if facts.get("windows.registry").is_none() {
        coverage.push(lost("registry", "settings", "collect-windows-no-registry"));
    }
    coverage
}

/// Dynamic port ranges, under the keys that a pasted netsh has for that of IPv4; `None` where it told none.
fn dynamic_ports(host: &dyn Host, facts: &mut Facts) -> Option<()> {
    let source = || FactSource::Live("netsh".to_owned());
    for line in text(host, windows::DYNAMIC_PORTS)?.lines() {
        let mut words = line.split(' ');
        let keys = match words.next() {
            Some("tcp4") => [START_KEY, COUNT_KEY],
            Some("tcp6") => ["windows.dynamicport6.start", "windows.dynamicport6.count"],
            _ => continue,
        };
        for (key, number) in keys.into_iter().zip(words) {
            facts.set(key, number, source());
        }
    }
    Some(())
}

/// Events of the TCP/IP driver of the last hour as log lines, and whether they could be read.
pub(crate) fn add_events(host: &dyn Host, snapshot: &mut Snapshot) {
    let Some(view) = snapshot.namespaces.first_mut() else { return };
    let (mut logs, mut why) = (Logs::default(), None);
    match host.read(Path::new(windows::EVENTS)) {
        Ok(events) => {
            let text = String::from_utf8_lossy(&events).into_owned();
            // Newest first is how they are read; a log goes the other way.
            for (line, event) in text.lines().rev().enumerate() {
                if let Some(signature) = signature(event) {
                    let line = line as u64 + 1;
                    logs.add(&LogLine { line, ..log_line(signature, event) });
                }
            }
        }
        Err(error) => {
            why = Some(Message::new("collect-windows-no-events").with("reason", reason(error.reason())));
        }
    }
    view.logs = logs.finish().0;
    let state = if why.is_some() { CoverageState::Unavailable } else { CoverageState::Ready };
    snapshot.coverage.push(Coverage { source: "event_log", subject: "events", state, why });
}

/// `<EventID Qualifiers='49152'>4231</EventID>`
fn signature(event: &str) -> Option<&'static str> {
    let (_, rest) = event.split_once("<EventID")?;
    let (_, rest) = rest.split_once('>')?;
    match rest.split('<').next()?.trim() {
        "4227" => Some("tcpip-4227"),
        "4231" => Some("tcpip-4231"),
        _ => None,
    }
}

fn log_line<'a>(signature: &'static str, text: &'a str) -> LogLine<'a> {
    LogLine {
        signature,
        form: Some("windows"),
        mark: LogMark::Trouble,
        line: 0,
        at_ms: None,
        time: None,
        target: None,
        port: None,
        text,
    }
}

/// Counters since the start of the host, both families together, under the names that Linux has for them.
pub(crate) fn counters(host: &dyn Host) -> BTreeMap<String, Counter> {
    let mut all: BTreeMap<String, Counter> = BTreeMap::new();
    for path in [windows::COUNTERS4, windows::COUNTERS6] {
        for line in text(host, path).unwrap_or_default().lines() {
            let Some((name, value)) = line.split_once(' ') else { continue };
            let Ok(value) = value.parse::<u64>() else { continue };
            let sum = all.entry(format!("Tcp.{name}")).or_insert(Counter { value: 0, per_s: None });
            sum.value = sum.value.saturating_add(value);
        }
    }
    all
}

/// A process: when it began, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// In 100 ns since 1601; `None` where it may not be asked
    pub(crate) began: Option<u64>,
    /// Name of its program, and of the services in it where it has some: `svchost.exe (Dnscache)`
    pub(crate) name: Untrusted,
}

/// Processes by pid.
pub(crate) type Processes = HashMap<u32, Process, RandomState>;

/// Services that are named beside the program that hosts them; the others are counted.
const SERVICES_NAMED: usize = 2;

/// All processes of now.
pub(crate) fn processes(host: &dyn Host) -> Processes {
    let mut services: HashMap<u32, Vec<String>, RandomState> = HashMap::default();
    for line in text(host, windows::SERVICES).unwrap_or_default().lines() {
        if let Some((Ok(pid), name)) = line.split_once(' ').map(|(pid, name)| (pid.parse(), name)) {
            services.entry(pid).or_default().push(name.to_owned());
        }
    }
    let mut processes = Processes::default();
    for line in text(host, windows::PROCESSES).unwrap_or_default().lines() {
        let mut words = line.splitn(3, ' ');
        let (Some(Ok(pid)), Some(began), Some(name)) =
            (words.next().map(str::parse), words.next(), words.next())
        else {
            continue;
        };
        let name = match services.get(&pid) {
            Some(inside) => format!("{name} ({})", told(inside)),
            None => name.to_owned(),
        };
        let began = began.parse().ok().filter(|began| *began > 0);
        processes.insert(pid, Process { began, name: Untrusted::new(name) });
    }
    processes
}

fn told(services: &[String]) -> String {
    let named = services.iter().take(SERVICES_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match services.len().saturating_sub(SERVICES_NAMED) {
        0 => named,
        more => format!("{named}, +{more}"),
    }
}

/// Names the owners of a census, which the table tells by pid alone.
pub(crate) fn name_owners(processes: &Processes, census: &mut Census) {
    let routes = census.routes.iter_mut().flat_map(|route| &mut route.owners);
    let listeners = census.listeners.iter_mut().flat_map(|listener| &mut listener.owners);
    for owner in routes.chain(listeners) {
        name(processes, owner);
    }
}

/// Processes by their sockets, most of them first.
pub(crate) fn owners(host: &dyn Host, pids: impl IntoIterator<Item = u32>) -> Vec<Owner> {
    let mut sockets: BTreeMap<u32, u32> = BTreeMap::new();
    pids.into_iter().for_each(|pid| *sockets.entry(pid).or_default() += 1);
    let processes = if sockets.is_empty() { Processes::default() } else { processes(host) };
    let mut owners: Vec<Owner> = sockets
        .into_iter()
        .map(|(pid, sockets)| {
            let mut owner = Owner {
                pid,
                started_at: None,
                comm: Untrusted::default(),
                sockets,
                stayed: None,
                certainty: Certainty::Observed,
                had: None,
            };
            name(&processes, &mut owner);
            owner
        })
        .collect();
    owners.sort_by_key(|owner| std::cmp::Reverse(owner.sockets));
    owners
}

/// One that has gone keeps its number for a name.
fn name(processes: &Processes, owner: &mut Owner) {
    match processes.get(&owner.pid) {
        Some(process) => {
            owner.comm = process.name.clone();
            owner.started_at = process.began;
        }
        None => owner.comm = Untrusted::new(format!("pid {}", owner.pid)),
    }
}

/// Who holds a row, as its table says: pid 0 is nobody.
pub(crate) fn held_by(processes: &Processes, row: &SocketRow<'_>) -> HeldBy {
    let Some(owner) = row.owner else { return HeldBy::Nobody };
    let process = processes.get(&owner.pid);
    let comm = process.map_or_else(|| Untrusted::new(""), |process| process.name.clone());
    let started_at = process.and_then(|process| process.began);
    HeldBy::Process(Holder { pid: owner.pid, started_at, comm }.into())
}

fn text(host: &dyn Host, path: &str) -> Option<String> {
    host.read(Path::new(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use lastack_host::Replay;

    use super::*;

    #[test]
    fn a_host_says_what_it_is_and_one_that_is_no_windows_says_nothing() {
        let about = "version 10.0.20348\nhostname WEB 03\nuptime_ms 90500\nboot 1dd0\nnonpaged_bytes 7\n";
        let host = Replay::of_files([(windows::ABOUT, about)]);
        let facts = host_facts(&host).unwrap();
        assert_eq!((facts.os, facts.uptime_s), (Os::Windows, Some(90)));
        assert_eq!(facts.kernel, Some(Untrusted::new("10.0.20348")));
        assert_eq!(facts.hostname, Some(Untrusted::new("WEB 03")));
        assert_eq!(facts.boot_id.as_deref(), Some("windows-1dd0"));
        assert_eq!(settings(&host, Depth::Fold).number("windows.nonpaged_bytes"), Some(7));
        assert_eq!(settings(&host, Depth::Fold).number("windows.memory_bytes"), None);
        assert!(host_facts(&Replay::of_files([])).is_none());
    }

    #[test]
    fn what_a_host_does_not_tell_of_its_settings_is_told() {
        let lost = |files: &[(&'static str, &'static str)]| {
            let facts = settings(&Replay::of_files(files.iter().copied()), Depth::Fold);
            unread(&facts).into_iter().map(|line| line.source).collect::<Vec<_>>()
        };
        let (both, one) = ("tcp4 49152 16384\ntcp6 49152 16384\n", "tcp4 49152 16384\n");
        assert_eq!(lost(&[]), ["netsh", "registry"]);
        assert_eq!(lost(&[(windows::DYNAMIC_PORTS, one), (windows::REGISTRY, "")]), ["netsh"]);
        assert_eq!(lost(&[(windows::DYNAMIC_PORTS, both), (windows::REGISTRY, "")]), [] as [&str; 0]);
    }

    #[test]
    fn registry_values_are_facts_where_they_are_numbers_and_absent_ones_stay_unknown() {
        let values = "TcpTimedWaitDelay dword 30\nMaxUserPort type 1\nOther dword 5\n";
        let facts = settings(&Replay::of_files([(windows::REGISTRY, values)]), Depth::Fold);
        assert_eq!(facts.number("windows.TcpTimedWaitDelay"), Some(30));
        assert_eq!(facts.get("windows.registry").map(|fact| fact.value.as_str()), Some("whole"));
        assert_eq!(facts.iter().count(), 2);
    }

    #[test]
    fn events_are_known_by_their_number_and_a_log_that_cannot_be_read_is_told() {
        let event = |id: u32| {
            format!(
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Tcpip'/>\
                 <EventID Qualifiers='32768'>{id}</EventID><Level>3</Level></System></Event>\n"
            )
        };
        let text = [event(4231), event(4227), event(4231), event(4201)].concat();
        let look = |host: &Replay| {
            let mut now = lastack_testkit::snapshot().build();
            add_events(host, &mut now);
            let hits =
                now.namespaces[0].logs.iter().map(|hit| (hit.signature, hit.count)).collect::<Vec<_>>();
            (hits, now.coverage.last().map(|line| line.state))
        };
        let told = look(&Replay::of_files([(windows::EVENTS, text.as_str())]));
        assert_eq!(told, (vec![("tcpip-4231", 2), ("tcpip-4227", 1)], Some(CoverageState::Ready)));
        assert_eq!(look(&Replay::of_files([])), (vec![], Some(CoverageState::Unavailable)));
    }

    #[test]
    fn the_dynamic_range_is_that_of_ipv4_and_an_unknown_one_stays_so() {
        let host = Replay::of_files([(windows::DYNAMIC_PORTS, "tcp4 1025 64511\ntcp6 49152 16384\n")]);
        let facts = settings(&host, Depth::Fold);
        assert_eq!(range(&facts), Some((1025, 65_535)));
        assert_eq!(facts.number("windows.dynamicport6.count"), Some(16_384));
        assert_eq!(range(&settings(&Replay::of_files([]), Depth::Fold)), None);
    }

    #[test]
    fn the_range_of_settings_is_taken_where_they_agree_and_netsh_goes_before_them() {
        let settle = |told: &[(&str, u16, u16)]| {
            let mut facts = Facts::default();
            for (name, start, count) in told {
                for (what, number) in [("start", start), ("count", count)] {
                    let dot = if name.is_empty() { "" } else { "." };
                    let key = format!("windows.dynamicport.{name}{dot}{what}");
                    facts.set(key, number.to_string(), FactSource::Assumed);
                }
            }
            let why = settle_range(&mut facts).map(|why| why.id.into_owned());
            (range(&facts), why)
        };
        let (wide, narrow) = ((1_025, 64_511), (49_152, 16_384));
        let said = settle(&[("Internet", wide.0, wide.1), ("Datacenter", wide.0, wide.1)]);
        assert_eq!(said, (Some((1_025, 65_535)), None));
        let said = settle(&[("Internet", wide.0, wide.1), ("Datacenter", narrow.0, narrow.1)]);
        assert_eq!(said, (None, Some("collect-windows-ranges-differ".to_owned())));
        let said = settle(&[("Internet", wide.0, wide.1), ("", narrow.0, narrow.1)]);
        assert_eq!(said, (Some((49_152, 65_535)), None));
        assert_eq!(settle(&[]), (None, None));
    }

    #[test]
    fn counters_of_both_families_are_summed() {
        let host = Replay::of_files([
            (windows::COUNTERS4, "ActiveOpens 5\nOutRsts 2\nodd\n"),
            (windows::COUNTERS6, "ActiveOpens 7\n"),
        ]);
        let counters = counters(&host);
        let value = |name: &str| counters.get(name).map(|counter| counter.value);
        assert_eq!(
            (value("Tcp.ActiveOpens"), value("Tcp.OutRsts"), value("Tcp.InSegs")),
            (Some(12), Some(2), None)
        );
    }

    #[test]
    fn services_are_named_beside_the_program_that_hosts_them() {
        let host = Replay::of_files([
            (windows::PROCESSES, "4 0 System\n1044 133 svchost.exe\n77 5 my app.exe\nodd\n"),
            (windows::SERVICES, "1044 Dnscache\n1044 Nla\n1044 LanmanWorkstation\n"),
        ]);
        let processes = processes(&host);
        let name = |pid: u32| processes[&pid].name.raw().to_owned();
        assert_eq!(name(1044), "svchost.exe (Dnscache, Nla, +1)");
        assert_eq!((name(77), processes[&77].began), ("my app.exe".to_owned(), Some(5)));
        assert_eq!((name(4), processes[&4].began, processes.len()), ("System".to_owned(), None, 3));
    }
}
