//! Text that somebody pasted: each input is one namespace named after itself.

mod logs;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Capture, CaptureError, Host, HostError};
use lastack_model::words::Message;
use lastack_model::{
    Arg, ConfFile, ConfLine, Counter, Coverage, CoverageState, FactSource, Facts, Histogram, HostFacts,
    LogLine, NamespaceView, NetnsName, Os, Sink, Snapshot, SocketRow, SourceKind, StateSet, TcpState, Unit,
    Untrusted, Value, Warning, Warnings,
};
use lastack_parse::{Reader, Summary};

use self::logs::Logs;
use crate::input::Sorter;
use crate::table::rows_may_be_missing;
use crate::{Fold, FoldConfig};

const SOURCE: &str = "paste";

/// Program names that a paste is kept for, and how much of each.
const PROGRAMS: usize = 4096;
const NAME_BYTES: usize = 64;

/// Bytes of settings that a paste is kept for: all of `sysctl -a` are some 40 KiB, a list of all ports 382 KiB.
const SETTINGS_BYTES: usize = 4 << 20;

/// Counters kept at most; the kernel has some 160 of TCP.
const COUNTERS: usize = 4096;

/// Rows of a paste that wait for their direction, some 6 MiB: a LISTEN row may stand at the end.
const PATIENCE: usize = 65_536;

/// The default dynamic range since Windows Vista (facts 13), and that of macOS (facts 14).
const OTHER_RANGE: (u16, u16) = (49_152, 65_535);

const RANGE_KEY: &str = "net.ipv4.ip_local_port_range";

/// What was read of the inputs.
#[derive(Debug)]
pub struct Pasted {
    /// All inputs that held something
    pub snapshot: Snapshot,
    /// Inputs that could not be opened, with the reason
    pub failed: Vec<(Untrusted, HostError)>,
    /// Inputs that are captures and no text
    pub captures: Vec<(Untrusted, Result<Capture, CaptureError>)>,
    /// Some input has Chinese text in it
    pub chinese: bool,
}

/// Reads every input; `-` is standard input. An input that cannot be opened, or in which nothing was recognised,
/// does not keep the others from being read.
pub fn paste(host: &dyn Host, inputs: &[&Path], top: usize) -> Pasted {
    let mut pasted = Pasted {
        snapshot: Snapshot {
            taken_at_ms: host.now().wall_ms,
            kind: SourceKind::Paste,
            window_s: None,
            host: HostFacts { os: Os::Unknown, ..HostFacts::default() },
            namespaces: Vec::new(),
            files: Vec::new(),
            coverage: Vec::new(),
            warnings: Warnings::default(),
        },
        failed: Vec::new(),
        captures: Vec::new(),
        chinese: false,
    };
    for path in inputs {
        let input = Untrusted::new(path.to_string_lossy().into_owned());
        let mut text = Text::new(input.clone(), top);
        let mut reader = Reader::new(input.clone());
        let mut sorter = Sorter::new();
        let streamed = host.stream(path, &mut |bytes| {
            sorter.push(bytes, &mut |bytes| reader.push(bytes, &mut text));
            ControlFlow::Continue(())
        });
        if let Some(capture) = sorter.finish(&mut |bytes| reader.push(bytes, &mut text)) {
            match streamed {
                Ok(()) => pasted.captures.push((input, capture)),
                Err(error) => pasted.failed.push((input, error)),
            }
            continue;
        }
        let summary = reader.finish(&mut text);
        if let Err(error) = streamed {
            pasted.failed.push((input, error));
            if summary.bytes == 0 {
                continue;
            }
        }
        pasted.chinese |= summary.chinese;
        pasted.add(text, &summary);
    }
    pasted.join_settings();
    crate::script::sign(&mut pasted.snapshot);
    pasted
}

impl Pasted {
    /// An input that holds settings alone speaks of the host whose rows stand in the others. A log stays by itself.
    fn join_settings(&mut self) {
        let views = &mut self.snapshot.namespaces;
        if !views.iter().any(|view| view.census.rows > 0) {
            return;
        }
        let (rows, settings): (Vec<_>, Vec<_>) = views.drain(..).partition(|view| view.census.rows > 0);
        *views = rows;
        let mut told = Vec::new();
        for from in settings {
            for view in views.iter_mut() {
                for (key, fact) in
                    from.facts.iter().filter(|(key, _)| view.facts.get(key).is_none()).collect::<Vec<_>>()
                {
                    view.facts.set(key, fact.value.clone(), fact.source.clone());
                }
                view.census.time_wait.lower_bound = rows_may_be_missing(&view.census, &view.facts);
            }
            if !from.logs.is_empty() {
                told.push(from);
                continue;
            }
            let NetnsName::Paste(input) = from.name else { continue };
            let why = Message::new("collect-paste-settings").with("input", Arg::foreign(input.clone()));
            self.snapshot.warnings.push(Warning { input, line: 0, why });
        }
        views.extend(told);
    }

    fn add(&mut self, mut text: Text, summary: &Summary) {
        let snapshot = &mut self.snapshot;
        let read = summary.rows + summary.histograms + summary.facts + summary.counters + summary.logs;
        if read == 0 && text.conf.is_empty() {
            let id = if summary.bytes == 0 { "collect-paste-empty" } else { "collect-paste-nothing" };
            text.warn(0, Message::new(id).with("input", Arg::foreign(text.input.clone())));
            snapshot.warnings.merge(text.warnings);
            return;
        }
        if snapshot.host.os == Os::Unknown {
            snapshot.host.os = summary.os;
        }
        let lines = std::mem::take(&mut text.conf);
        if !lines.is_empty() {
            snapshot.files.push(ConfFile { path: text.input.clone(), lines, at_boot: None });
        }
        let (view, coverage, warnings) = text.finish(summary);
        snapshot.namespaces.push(view);
        snapshot.warnings.merge(warnings);
        for line in coverage {
            if !snapshot.coverage.contains(&line) {
                snapshot.coverage.push(line);
            }
        }
    }
}

/// What one input pushes.
struct Text {
    input: Untrusted,
    fold: Fold,
    facts: Facts,
    counters: BTreeMap<String, Counter>,
    logs: Logs,
    /// Lines of a settings file that set nothing
    conf: Vec<ConfLine>,
    /// The counts that stand: those of the last block that differs
    histogram: Option<Histogram>,
    programs: HashMap<String, u64>,
    /// More programs than are kept
    full_programs: bool,
    /// Settings kept, and whether there were more
    settings_bytes: usize,
    full_settings: bool,
    /// Program names by pid
    names: HashMap<u32, Untrusted>,
    warnings: Warnings,
}

impl Text {
    fn new(input: Untrusted, top: usize) -> Self {
        Text {
            input,
            fold: Fold::new(FoldConfig { top, patience: PATIENCE, ..FoldConfig::default() }),
            facts: Facts::default(),
            counters: BTreeMap::new(),
            logs: Logs::default(),
            conf: Vec::new(),
            histogram: None,
            programs: HashMap::new(),
            names: HashMap::new(),
            full_programs: false,
            settings_bytes: 0,
            full_settings: false,
            warnings: Warnings::default(),
        }
    }

    /// Takes so many bytes for a setting, where there is room; says once that there is none.
    fn has_room(&mut self, bytes: usize) -> bool {
        if self.settings_bytes + bytes <= SETTINGS_BYTES {
            self.settings_bytes += bytes;
            return true;
        }
        if !self.full_settings {
            self.full_settings = true;
            let kept = Arg::new(Value::Count(SETTINGS_BYTES as u64), Unit::Bytes, SOURCE);
            self.warn(0, Message::new("collect-paste-many-settings").with("kept", kept));
        }
        false
    }

    /// Counts a row for its program, and keeps the name of its pid.
    fn name(&mut self, pid: Option<u32>, name: &str) {
        let name = shortened(name);
        if let Some(pid) = pid.filter(|pid| self.names.len() < PROGRAMS && !self.names.contains_key(pid)) {
            self.names.insert(pid, Untrusted::new(name));
        }
        if let Some(rows) = self.programs.get_mut(name) {
            *rows += 1;
        } else if self.programs.len() < PROGRAMS {
            self.programs.insert(name.to_owned(), 1);
        } else if !self.full_programs {
            self.full_programs = true;
            let kept = Arg::count(PROGRAMS as u64, SOURCE);
            self.warn(0, Message::new("collect-paste-many-programs").with("kept", kept));
        }
    }

    fn warn(&mut self, line: u64, why: Message) {
        self.warnings.push(Warning { input: self.input.clone(), line, why });
    }

    fn finish(mut self, summary: &Summary) -> (NamespaceView, Vec<Coverage>, Warnings) {
        let mut coverage = self.coverage(summary);
        if matches!(summary.os, Os::Windows | Os::Bsd) && self.facts.get(RANGE_KEY).is_none() {
            self.fold.set_ephemeral(OTHER_RANGE);
        }
        let rows = self.fold.rows();
        if self.fold.was_hurried() && summary.listen_rows > 0 {
            coverage.push(degraded("listeners", Message::new("collect-paste-in-parts")));
        }
        let fold = std::mem::replace(&mut self.fold, Fold::new(FoldConfig::default()));
        let mut census = fold.finish();
        census.time_wait.lower_bound = rows_may_be_missing(&census, &self.facts);
        if let Some(histogram) = self.histogram.take() {
            let total = histogram.counts.total();
            if total < rows {
                let line = Arg::count(histogram.line, SOURCE);
                self.warn(histogram.line, Message::new("collect-paste-fewer").with("line", line));
            } else {
                // A histogram has no addresses: nothing of what it counts has a side or a destination.
                let known = census.time_wait.inbound + census.time_wait.outbound;
                census.time_wait.unknown =
                    u64::from(histogram.counts.get(TcpState::TimeWait)).saturating_sub(known);
                census.routes_rest.keys = None;
                census.listeners_rest.keys = None;
                census.states = histogram.counts;
                census.listed = histogram.states;
                census.rows = total;
                if rows > 0 {
                    let why = Message::new("collect-paste-sample")
                        .with("rows", Arg::count(rows, SOURCE))
                        .with("total", Arg::count(total, SOURCE));
                    coverage.push(degraded("states", why));
                }
            }
        }
        if !summary.timers {
            census.time_wait.by_age = None;
        }
        if matches!(summary.os, Os::Windows | Os::Bsd) {
            // Windows: 120 s or 240 s, and set by a registry value (facts 13); BSD: twice net.inet.tcp.msl (facts 14).
            // Neither is known from a paste.
            census.time_wait.lifetime_s = None;
        }
        let (logs, left_out) = std::mem::take(&mut self.logs).finish();
        if left_out > 0 {
            let why = Message::new("collect-paste-many-logs")
                .with("kept", Arg::count(Logs::GROUPS as u64, SOURCE))
                .with("lines", Arg::count(left_out, SOURCE));
            self.warn(0, why);
        }
        let mut programs: Vec<(Untrusted, u64)> =
            self.programs.into_iter().map(|(name, rows)| (Untrusted::new(name), rows)).collect();
        programs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        census.paste_owners = programs;
        let routes = census.routes.iter_mut().flat_map(|route| &mut route.owners);
        let listeners = census.listeners.iter_mut().flat_map(|listener| &mut listener.owners);
        for owner in routes.chain(listeners) {
            // Windows prints the pid alone: that is what people look up then.
            let unnamed = || Untrusted::new(format!("pid {}", owner.pid));
            owner.comm = self.names.get(&owner.pid).cloned().unwrap_or_else(unnamed);
        }
        let view = NamespaceView {
            id: None,
            name: NetnsName::Paste(self.input),
            census,
            facts: self.facts,
            counters: self.counters,
            logs,
            ..NamespaceView::default()
        };
        (view, coverage, self.warnings)
    }

    /// What this text cannot show.
    fn coverage(&self, summary: &Summary) -> Vec<Coverage> {
        if summary.rows == 0 {
            return match &self.histogram {
                Some(_) => vec![Coverage {
                    source: SOURCE,
                    subject: "routes",
                    state: CoverageState::Unavailable,
                    why: Some(Message::new("collect-paste-no-routes")),
                }],
                None => Vec::new(),
            };
        }
        let mut coverage = vec![Coverage {
            source: SOURCE,
            subject: "bound_ports",
            state: CoverageState::Degraded,
            why: Some(Message::new("collect-bound-unseen")),
        }];
        if !summary.timers {
            let id = match summary.os {
                Os::Windows | Os::Bsd => "collect-paste-never-timers",
                _ => "collect-paste-no-timers",
            };
            coverage.push(degraded("ages", Message::new(id)));
        }
        if summary.listen_rows == 0 {
            coverage.push(degraded("listeners", Message::new("collect-paste-no-listeners")));
        }
        coverage
    }
}

/// As much of a program name as is kept; a real comm has 15 bytes.
fn shortened(name: &str) -> &str {
    let end = (0..=NAME_BYTES.min(name.len())).rev().find(|at| name.is_char_boundary(*at));
    name.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn degraded(subject: &'static str, why: Message) -> Coverage {
    Coverage { source: SOURCE, subject, state: CoverageState::Degraded, why: Some(why) }
}

impl Sink for Text {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.fold.row(row);
        if let Some((pid, name)) = row.owner.and_then(|owner| Some((owner.pid, owner.name?))) {
            self.name(Some(pid), name);
        }
    }

    fn program(&mut self, pid: Option<u32>, name: &str) {
        self.name(pid, name);
    }

    /// An article often shows the same figures several times: they count once. Other figures later in the text
    /// are a later moment.
    fn histogram(&mut self, histogram: &Histogram) {
        let repeated = match &self.histogram {
            Some(first) if first.counts == histogram.counts => Some((first.line, "collect-paste-repeat")),
            Some(first) => Some((first.line, "collect-paste-newer")),
            None => None,
        };
        match repeated {
            Some((first, id)) => {
                self.warn(histogram.line, Message::new(id).with("first", Arg::count(first, SOURCE)));
                if id == "collect-paste-newer" {
                    self.histogram = Some(histogram.clone());
                }
            }
            None => self.histogram = Some(histogram.clone()),
        }
    }

    fn fact(&mut self, key: &str, value: &str) {
        if !self.has_room(key.len() + value.len()) {
            return;
        }
        self.facts.set(key, value.trim(), FactSource::Paste(self.input.clone()));
        if let Some(range) = self.facts.port_range(RANGE_KEY).filter(|_| key == RANGE_KEY) {
            self.fold.set_ephemeral(range);
        }
    }

    fn counter(&mut self, name: &str, value: u64) {
        if self.counters.len() < COUNTERS || self.counters.contains_key(name) {
            self.counters.insert(name.to_owned(), Counter { value, per_s: None });
        }
    }

    fn conf(&mut self, line: &ConfLine) {
        let bytes = line.key.len() + line.value.len() + line.text.raw().len();
        if self.has_room(bytes) {
            self.conf.push(line.clone());
        }
    }

    fn log(&mut self, line: &LogLine<'_>) {
        self.logs.add(line);
    }

    fn lists(&mut self, states: StateSet) {
        self.fold.lists(states);
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::Replay;

    fn read(text: &str) -> Pasted {
        let host = Replay::of_files([("a.txt", text)]);
        paste(&host, &[Path::new("a.txt")], 20)
    }

    const S2: &str = "LAST_ACK 14\nSYN_RECV 348\nESTABLISHED 70\nFIN_WAIT1 229\nFIN_WAIT2 30\nCLOSING 33\nTIME_WAIT 18122\n";

    #[test]
    fn figures_that_stand_twice_count_once_and_it_says_so() {
        let pasted = read(&format!("{S2}\nwe looked again:\n\n{S2}"));
        let census = &pasted.snapshot.namespaces[0].census;
        assert_eq!(census.count(TcpState::TimeWait), Some(18_122));
        assert_eq!(census.count(TcpState::Listen), None);
        let ids: Vec<_> = pasted.snapshot.warnings.first.iter().map(|w| w.why.id.as_ref()).collect();
        assert_eq!(ids, ["collect-paste-repeat"]);
    }

    #[test]
    fn an_input_that_is_not_there_is_told_and_the_others_are_read() {
        let host = Replay::of_files([("a.txt", S2)]);
        let pasted = paste(&host, &[Path::new("none.txt"), Path::new("a.txt")], 20);
        assert_eq!(pasted.failed.len(), 1);
        assert_eq!(pasted.snapshot.namespaces.len(), 1);
    }

    #[test]
    fn an_empty_input_is_called_empty() {
        assert_eq!(read("").snapshot.warnings.first[0].why.id, "collect-paste-empty");
    }

    /// Rows of one route beyond what waits, and a setting that may stand before or after them.
    fn busy(settings_first: bool) -> Pasted {
        let rows: String = (0..20_011)
            .map(|i| format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.9:3306\n", 33_000 + i % 27_000))
            .collect();
        let setting = "net.ipv4.ip_local_port_range = 32768 60999\n";
        read(&if settings_first { format!("{setting}{rows}") } else { format!("{rows}{setting}") })
    }

    #[test]
    fn settings_mean_the_same_before_and_after_the_rows() {
        let (first, last) = (busy(true), busy(false));
        assert_eq!(first.snapshot.namespaces, last.snapshot.namespaces);
        assert_eq!(first.snapshot.namespaces[0].census.routes[0].states.get(TcpState::TimeWait), 20_011);
    }

    #[test]
    fn a_listener_at_the_end_of_a_long_text_still_tells_the_direction() {
        let rows: String = (0..20_011)
            .map(|i| format!("TIME-WAIT 0 0 10.0.0.5:40000 10.{}.{}.9:{}\n", i / 250, i % 250, 1024 + i))
            .collect();
        let pasted = read(&format!("{rows}LISTEN 0 511 0.0.0.0:40000 0.0.0.0:*\n"));
        let time_wait = &pasted.snapshot.namespaces[0].census.time_wait;
        assert_eq!((time_wait.inbound, time_wait.unknown), (20_011, 0));
    }

    #[test]
    fn settings_alone_are_taken_for_the_rows_of_another_input() {
        let host = Replay::of_files([
            ("rows.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:3306\n"),
            ("sysctl.txt", "net.ipv4.ip_local_port_range = 40000 41999\n"),
        ]);
        let pasted = paste(&host, &["rows.txt".as_ref(), "sysctl.txt".as_ref()], 20);
        let [view] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
        assert_eq!(view.facts.port_range(RANGE_KEY), Some((40_000, 41_999)));
        assert_eq!(pasted.snapshot.warnings.first[0].why.id, "collect-paste-settings");
    }

    #[test]
    fn the_program_that_a_paste_prints_holds_its_group() {
        let rows: String = (0..23)
            .map(|i| {
                format!("tcp 1 0 10.0.0.5:8080 10.0.0.{}:{} CLOSE_WAIT 4711/leaky\n", 10 + i, 50_000 + i)
            })
            .collect();
        let pasted = read(&format!("tcp 0 0 0.0.0.0:8080 0.0.0.0:* LISTEN 4711/leaky\n{rows}"));
        let listener = &pasted.snapshot.namespaces[0].census.listeners[0];
        let owner = &listener.owners[0];
        assert_eq!((owner.pid, owner.comm.raw(), owner.sockets), (4711, "leaky", 24));
        assert_eq!(listener.close_wait_unread, Some(23));
    }

    #[test]
    fn a_program_below_its_row_holds_the_group() {
        let row = |port: u16| {
            format!("  TCP    10.0.0.5:{port}    10.0.0.9:443    ESTABLISHED     4120\n [java.exe]\n")
        };
        let pasted = read(&(50_000..50_023).map(row).collect::<String>());
        let census = &pasted.snapshot.namespaces[0].census;
        let owner = &census.routes[0].owners[0];
        assert_eq!((owner.pid, owner.comm.raw(), owner.sockets), (4120, "java.exe", 23));
        assert_eq!(census.paste_owners, [(Untrusted::new("java.exe"), 23)]);
    }

    #[test]
    fn a_log_beside_rows_stays_a_namespace_of_its_own_and_gives_its_settings() {
        let host = Replay::of_files([
            ("rows.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:3306\n"),
            ("log.txt", "net.ipv4.ip_local_port_range = 40000 41999\nbind: Address already in use\n"),
        ]);
        let pasted = paste(&host, &["log.txt".as_ref(), "rows.txt".as_ref()], 20);
        let [rows, log] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
        assert_eq!(rows.facts.port_range(RANGE_KEY), Some((40_000, 41_999)));
        assert_eq!((rows.logs.len(), log.logs.len(), log.logs[0].signature), (0, 1, "bind-eaddrinuse"));
    }

    #[test]
    fn a_table_of_bsd_has_no_lifetime_of_linux() {
        let pasted = read("tcp4 0 0 10.0.0.5.50000 10.0.0.9.443 TIME_WAIT\n");
        assert_eq!(pasted.snapshot.host.os, Os::Bsd);
        assert_eq!(pasted.snapshot.namespaces[0].census.time_wait.lifetime_s, None);
    }

    #[test]
    fn settings_and_names_without_end_are_kept_within_bounds_and_it_says_so() {
        let settings: String = (0..300_000).map(|i| format!("net.ipv4.key{i} = {i}\n")).collect();
        let pasted = read(&settings);
        let ids: Vec<_> = pasted.snapshot.warnings.first.iter().map(|w| w.why.id.as_ref()).collect();
        assert_eq!(ids, ["collect-paste-many-settings"]);
    }

    #[test]
    fn settings_that_are_switched_off_are_kept_with_their_line() {
        let pasted = read("net.ipv4.tcp_tw_reuse = 1\n#net.ipv4.tcp_tw_recycle = 1\n");
        let [file] = pasted.snapshot.files.as_slice() else { panic!("{pasted:?}") };
        assert_eq!((file.path.raw(), file.at_boot), ("a.txt", None));
        let lines: Vec<_> = file.lines.iter().map(|line| (line.line, line.key.as_str())).collect();
        assert_eq!(lines, [(2, "net.ipv4.tcp_tw_recycle")]);
        assert_eq!(pasted.snapshot.namespaces[0].facts.get("net.ipv4.tcp_tw_recycle"), None);
    }

    #[test]
    fn counters_and_settings_that_are_switched_off_are_something_too() {
        let pasted = read("    7 SYNs to LISTEN sockets dropped\n#net.ipv4.ip_local_reserved_ports = 8080\n");
        let counters = &pasted.snapshot.namespaces[0].counters;
        assert_eq!(counters["TcpExt.ListenDrops"].value, 7);
        assert_eq!(pasted.snapshot.files[0].lines[0].value, "8080");
        assert!(pasted.snapshot.namespaces[0].facts.is_empty());
        assert_eq!(pasted.snapshot.warnings.count, 0);
        let alone = read("#net.ipv4.tcp_tw_reuse = 1\n");
        assert_eq!((alone.snapshot.files.len(), alone.snapshot.warnings.count), (1, 0));
    }

    #[test]
    fn a_summary_is_told_as_the_upper_bound_that_it_is() {
        let pasted = read("Total: 58\nTCP:   111 (estab 36, closed 58, orphaned 5, timewait 57)\n");
        let view = &pasted.snapshot.namespaces[0];
        assert_eq!(view.census.count(TcpState::TimeWait), Some(57));
        assert_eq!(view.census.count(TcpState::CloseWait), None);
        assert_eq!(view.facts.number("sockstat.TCP.orphan"), Some(5));
        assert_eq!(pasted.snapshot.warnings.first[0].why.id, "parse-summary");
    }

    #[test]
    fn timestamps_below_the_rows_are_of_their_route() {
        let row = |port: u32, flags: &str| {
            format!("ESTAB 0 0 10.0.0.5:{port} 10.0.0.9:3306\n\t {flags} cubic rto:204 mss:1448 cwnd:10\n")
        };
        let text: String =
            (0..13).map(|i| row(40_000 + i, if i < 11 { "ts sack" } else { "sack" })).collect();
        let pasted = read(&text);
        let told = pasted.snapshot.namespaces[0].census.routes[0].timestamps;
        assert_eq!(told, Some(lastack_model::Timestamps { with: 11, without: 2 }));
    }

    #[test]
    fn text_without_anything_of_ours_is_a_warning_and_no_namespace() {
        let pasted = read("Dear all,\nthe server is slow.\n");
        assert!(pasted.snapshot.namespaces.is_empty());
        assert_eq!(pasted.snapshot.warnings.first[0].why.id, "collect-paste-nothing");
    }
}
