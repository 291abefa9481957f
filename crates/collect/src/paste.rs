//! Text that somebody pasted: each input is one namespace named after itself.

mod join;
mod logs;
mod shapes;
mod sink;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Capture, CaptureError, Host, HostError};
use lastack_model::words::Message;
use lastack_model::{
    Arg, Census, ConfFile, ConfLine, Counter, Coverage, CoverageState, Fact, FactSource, Facts, Histogram,
    HostFacts, NamespaceView, NetnsName, Os, Snapshot, SourceKind, StateSet, TcpState, Unit, Untrusted,
    Value, Warning, Warnings,
};
use lastack_parse::{Reader, Summary};

pub(crate) use self::logs::Logs;
use self::shapes::Shapes;
use self::tables::{Folding, Tables};
use crate::FoldConfig;
use crate::input::{Sorted, Sorter};
use crate::table::rows_may_be_missing;
use crate::windows::{self, ExcludedLists};

const SOURCE: &str = "paste";

/// Bytes of settings that a paste is kept for: all of `sysctl -a` are some 40 KiB, a list of all ports 382 KiB.
const SETTINGS_BYTES: usize = 4 << 20;

/// Counters kept at most; the kernel has some 160 of TCP.
const COUNTERS: usize = 4096;

/// Rows of a paste that wait for their direction, some 6 MiB: a LISTEN row may stand at the end.
const PATIENCE: usize = 65_536;

/// That of macOS (facts 14), which is that of Windows too.
const OTHER_RANGE: (u16, u16) = windows::DEFAULT_RANGE;

/// The kernel's own count of TIME_WAIT, as `ss -s` and sockstat print it.
const OWN_COUNT: &str = "sockstat.TCP.tw";

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
    /// Inputs that are JSON documents of ours, not looked into
    pub documents: Vec<(Untrusted, Vec<u8>)>,
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
            masked: false,
            window_s: None,
            host: HostFacts { os: Os::Unknown, ..HostFacts::default() },
            namespaces: Vec::new(),
            files: Vec::new(),
            coverage: Vec::new(),
            warnings: Warnings::default(),
        },
        failed: Vec::new(),
        captures: Vec::new(),
        documents: Vec::new(),
        chinese: false,
    };
    let mut summaries = Vec::new();
    for path in inputs {
        let input = Untrusted::new(path.to_string_lossy().into_owned());
        let mut text = Text::new(input.clone(), top);
        let mut reader = Reader::new(input.clone());
        let mut sorter = Sorter::new();
        let streamed = host.stream(path, &mut |bytes| {
            sorter.push(bytes, &mut |bytes| reader.push(bytes, &mut text));
            ControlFlow::Continue(())
        });
        if let Some(sorted) = sorter.finish(&mut |bytes| reader.push(bytes, &mut text)) {
            match (streamed, sorted) {
                (Ok(()), Sorted::Capture(capture)) => pasted.captures.push((input, capture)),
                (Ok(()), Sorted::Document(document)) => pasted.documents.push((input, document)),
                (Err(error), _) => pasted.failed.push((input, error)),
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
        if summary.about {
            summaries.push((text, summary));
        } else {
            pasted.add(text, &summary);
        }
    }
    let one_table = pasted.snapshot.namespaces.iter().filter(|view| view.census.rows > 0).count() == 1;
    for (mut text, summary) in summaries {
        if one_table {
            text.beside_a_table();
        }
        pasted.add(text, &summary);
    }
    pasted.join_settings();
    pasted.settle_ranges();
    pasted.leave_out_ranges();
    pasted.say_whole();
    crate::script::sign(&mut pasted.snapshot);
    pasted
}

impl Pasted {
    fn add(&mut self, mut text: Text, summary: &Summary) {
        let snapshot = &mut self.snapshot;
        let sockets = summary.rows + summary.cut;
        let read = sockets + summary.histograms + summary.facts + summary.counters + summary.logs;
        if read + summary.shapes == 0 && text.conf.is_empty() {
            let id = match summary {
                Summary { bytes: 0, .. } => "collect-paste-empty",
                Summary { unread: 1.., .. } => "collect-paste-none-read",
                _ => "collect-paste-nothing",
            };
            text.warn(0, Message::new(id).with("input", Arg::input(&text.input)));
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

/// A census, its programs with most rows first, and their names by pid.
type Settled = (Census, Vec<(Untrusted, u64)>, HashMap<u32, Untrusted>);

/// What one input pushes.
struct Text {
    input: Untrusted,
    tables: Tables,
    facts: Facts,
    excluded: ExcludedLists,
    counters: BTreeMap<String, Counter>,
    logs: Logs,
    shapes: Shapes,
    /// Lines of a settings file that set nothing
    conf: Vec<ConfLine>,
    /// The counts that stand: those of the last block that differs
    histogram: Option<Histogram>,
    /// Settings kept, and whether there were more
    settings_bytes: usize,
    full_settings: bool,
    warnings: Warnings,
}

impl Text {
    fn new(input: Untrusted, top: usize) -> Self {
        Text {
            input,
            tables: Tables::new(Folding::new(FoldConfig {
                top,
                patience: PATIENCE,
                ..FoldConfig::default()
            })),
            facts: Facts::default(),
            excluded: ExcludedLists::default(),
            counters: BTreeMap::new(),
            logs: Logs::default(),
            shapes: Shapes::default(),
            conf: Vec::new(),
            histogram: None,
            settings_bytes: 0,
            full_settings: false,
            warnings: Warnings::default(),
        }
    }

    /// Leaves out what a summary counts where the one table shows the same sockets: of several tables it may be that of
    /// any.
    fn beside_a_table(&mut self) {
        self.histogram = None;
        let all = self.warnings.first.len();
        self.warnings.first.retain(|warning| warning.why.id != "parse-summary");
        self.warnings.count -= (all - self.warnings.first.len()) as u64;
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

    /// Keeps a setting, with its line where that is known.
    fn keep(&mut self, key: &str, value: &str, line: Option<u64>) {
        if !self.has_room(key.len() + value.len()) {
            return;
        }
        let source = FactSource::Paste(self.input.clone());
        self.facts.insert(key, Fact { value: value.trim().to_owned(), source, line });
        if let Some(range) = self.facts.port_range(RANGE_KEY).filter(|_| key == RANGE_KEY) {
            self.tables.set_ephemeral(range);
        }
    }

    fn warn(&mut self, line: u64, why: Message) {
        self.warnings.push(Warning { input: self.input.clone(), line, why });
    }

    fn finish(mut self, summary: &Summary) -> (NamespaceView, Vec<Coverage>, Warnings) {
        let mut coverage = self.coverage(summary);
        let excluded = std::mem::take(&mut self.excluded);
        if let Some(why) = excluded.settle(&mut self.facts, &FactSource::Paste(self.input.clone())) {
            self.warn(0, why);
        }
        if matches!(summary.os, Os::Windows | Os::Bsd) && self.facts.get(RANGE_KEY).is_none() {
            let read = windows::range(&self.facts).or_else(|| bsd_range(&self.facts));
            self.tables.set_ephemeral(read.unwrap_or(OTHER_RANGE));
        }
        let tables = std::mem::replace(&mut self.tables, Tables::new(Folding::new(FoldConfig::default())));
        let (mut census, programs, names) = self.settle(tables, summary, &mut coverage);
        let rows = census.rows;
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
                census.from_counts = true;
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
        if rows == 0 && census.listed == StateSet::NONE {
            // Settings, counters or log lines alone: nothing is known of the connections, not that there are none.
            census.routes_rest.keys = None;
            census.listeners_rest.keys = None;
        }
        if !summary.timers {
            census.time_wait.by_age = None;
        }
        if matches!(summary.os, Os::Windows | Os::Bsd) {
            // Windows: 120 s or 240 s, and a registry value that may set it (facts 13), so it is not known from a paste.
            census.time_wait.lifetime_s = bsd_lifetime_s(&self.facts).filter(|_| summary.os == Os::Bsd);
        }
        let (logs, left_out) = std::mem::take(&mut self.logs).finish();
        if left_out > 0 {
            let why = Message::new("collect-paste-many-logs")
                .with("kept", Arg::count(Logs::GROUPS as u64, SOURCE))
                .with("lines", Arg::count(left_out, SOURCE));
            self.warn(0, why);
        }
        census.paste_owners = programs;
        let routes = census.routes.iter_mut().flat_map(|route| &mut route.owners);
        let listeners = census.listeners.iter_mut().flat_map(|listener| &mut listener.owners);
        for owner in routes.chain(listeners) {
            // Windows prints the pid alone: that is what people look up then.
            let unnamed = || Untrusted::new(format!("pid {}", owner.pid));
            owner.comm = names.get(&owner.pid).cloned().unwrap_or_else(unnamed);
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

    /// The census of the table that counts, and what is to be said of the others.
    fn settle(&mut self, mut tables: Tables, summary: &Summary, coverage: &mut Vec<Coverage>) -> Settled {
        let names = std::mem::take(&mut tables.names);
        if tables.strangers() && !summary.hosts && summary.systems < 2 {
            coverage.push(degraded("rows", Message::new("collect-paste-strangers")));
        }
        let (look, told) = tables.finish();
        told.into_iter().for_each(|(line, why)| self.warn(line, why));
        if look.hurried && summary.listen_rows > 0 {
            coverage.push(degraded("listeners", Message::new("collect-paste-in-parts")));
        }
        if look.programs.full {
            let kept = Arg::count(crate::looks::PROGRAMS as u64, SOURCE);
            self.warn(0, Message::new("collect-paste-many-programs").with("kept", kept));
        }
        let mut census = look.census;
        if summary.cut > 0 {
            let rows = Arg::count(summary.cut, SOURCE);
            coverage.push(degraded("routes", Message::new("collect-paste-cut").with("rows", rows)));
        }
        self.judge_unread(summary, &mut census, coverage);
        (census, look.programs.into_owners(), names)
    }

    /// Where more than one row in a hundred could not be read, a state without rows is not known to have none.
    fn judge_unread(&mut self, summary: &Summary, census: &mut Census, coverage: &mut Vec<Coverage>) {
        let read = summary.rows + summary.cut;
        if let Some(told) = self.shapes.told().filter(|_| read + summary.histograms == 0) {
            coverage.push(told);
            return;
        }
        let all = read + summary.unread;
        if summary.unread < 2 || summary.unread * 100 <= all {
            return;
        }
        let shown = |state: &TcpState| census.states.get(*state) > 0;
        let states = TcpState::ALL.iter().copied().filter(shown).fold(StateSet::NONE, StateSet::with);
        census.listed = if census.listed.has_mini() { states.with_mini() } else { states };
        let why = Message::new("collect-paste-unread")
            .with("unread", Arg::count(summary.unread, SOURCE))
            .with("rows", Arg::count(all, SOURCE));
        coverage.push(degraded("rows", why));
    }

    /// What this text cannot show.
    fn coverage(&self, summary: &Summary) -> Vec<Coverage> {
        if summary.rows + summary.cut == 0 {
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
        let mut coverage = Vec::new();
        if !self.tables.has_listed(TcpState::Bound) {
            coverage.push(degraded("bound_ports", Message::new("collect-bound-unseen")));
        }
        let waiting = self.tables.mini_sockets() > 0;
        if !summary.timers && waiting {
            let id = match summary.os {
                Os::Windows | Os::Bsd => "collect-paste-never-timers",
                _ => "collect-paste-no-timers",
            };
            coverage.push(degraded("ages", Message::new(id)));
        }
        if summary.listen_rows == 0 {
            coverage.push(degraded("listeners", Message::new("collect-paste-no-listeners")));
        }
        if summary.hosts {
            coverage.push(degraded("rows", Message::new("collect-paste-hosts")));
        }
        if summary.systems > 1 {
            coverage.push(degraded("rows", Message::new("collect-paste-systems")));
        }
        coverage
    }
}

/// First and last port that `sysctl net.inet.ip.portrange` of macOS and FreeBSD printed.
fn bsd_range(facts: &Facts) -> Option<(u16, u16)> {
    let port = |key: &str| u16::try_from(facts.number(key)?).ok();
    let range = (port("net.inet.ip.portrange.first")?, port("net.inet.ip.portrange.last")?);
    (range.0 <= range.1).then_some(range)
}

/// Seconds that a TIME_WAIT row lives there: twice `net.inet.tcp.msl`, which is in milliseconds (facts 14).
fn bsd_lifetime_s(facts: &Facts) -> Option<u32> {
    let msl_ms = facts.number("net.inet.tcp.msl").filter(|ms| *ms > 0)?;
    u32::try_from(msl_ms / 500).ok().filter(|seconds| *seconds > 0)
}

fn degraded(subject: &'static str, why: Message) -> Coverage {
    Coverage { source: SOURCE, subject, state: CoverageState::Degraded, why: Some(why) }
}
