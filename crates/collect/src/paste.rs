//! Text that somebody pasted: each input is one namespace named after itself.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Host, HostError};
use lastack_model::words::Message;
use lastack_model::{
    Arg, Counter, Coverage, CoverageState, FactSource, Facts, Histogram, HostFacts, NamespaceView, NetnsName,
    Os, Sink, Snapshot, SocketRow, SourceKind, StateSet, Untrusted, Warning, Warnings,
};
use lastack_parse::{Reader, Summary};

use crate::facts::fold_config;
use crate::{Fold, FoldConfig};

const SOURCE: &str = "paste";

/// Program names that a paste is kept for; further ones are not counted.
const PROGRAMS: usize = 4096;

/// What was read of the inputs.
#[derive(Debug)]
pub struct Pasted {
    /// All inputs that held something
    pub snapshot: Snapshot,
    /// Inputs that could not be opened, with the reason
    pub failed: Vec<(Untrusted, HostError)>,
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
            coverage: Vec::new(),
            warnings: Warnings::default(),
        },
        failed: Vec::new(),
        chinese: false,
    };
    for path in inputs {
        let input = Untrusted::new(path.to_string_lossy().into_owned());
        let mut text = Text::new(input.clone(), top);
        let mut reader = Reader::new(input.clone());
        let streamed = host.stream(path, &mut |bytes| {
            reader.push(bytes, &mut text);
            ControlFlow::Continue(())
        });
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
    pasted
}

impl Pasted {
    fn add(&mut self, mut text: Text, summary: &Summary) {
        let snapshot = &mut self.snapshot;
        if summary.rows == 0 && summary.histograms == 0 && summary.facts == 0 {
            let id = if summary.bytes == 0 { "collect-paste-empty" } else { "collect-paste-nothing" };
            text.warn(0, Message::new(id).with("input", Arg::foreign(text.input.clone())));
            snapshot.warnings.merge(text.warnings);
            return;
        }
        if snapshot.host.os == Os::Unknown {
            snapshot.host.os = summary.os;
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
    top: usize,
    facts: Facts,
    counters: BTreeMap<String, Counter>,
    /// The counts that stand: those of the last block that differs
    histogram: Option<Histogram>,
    programs: HashMap<String, u64>,
    warnings: Warnings,
}

impl Text {
    fn new(input: Untrusted, top: usize) -> Self {
        Text {
            input,
            fold: Fold::new(FoldConfig { top, ..FoldConfig::default() }),
            top,
            facts: Facts::default(),
            counters: BTreeMap::new(),
            histogram: None,
            programs: HashMap::new(),
            warnings: Warnings::default(),
        }
    }

    fn warn(&mut self, line: u64, why: Message) {
        self.warnings.push(Warning { input: self.input.clone(), line, why });
    }

    fn finish(mut self, summary: &Summary) -> (NamespaceView, Vec<Coverage>, Warnings) {
        let mut coverage = self.coverage(summary);
        self.fold.assume(summary.os);
        let rows = self.fold.rows();
        let mut census = self.fold.finish();
        if let Some(histogram) = &self.histogram {
            let total = histogram.counts.total();
            if total >= rows {
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
        if summary.os == Os::Windows {
            // 120 s or 240 s, and set by a registry value: not known from a paste (facts 13).
            census.time_wait.lifetime_s = None;
        }
        let mut programs: Vec<(Untrusted, u64)> =
            self.programs.into_iter().map(|(name, rows)| (Untrusted::new(name), rows)).collect();
        programs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        census.paste_owners = programs;
        let view = NamespaceView {
            id: None,
            name: NetnsName::Paste(self.input),
            census,
            facts: self.facts,
            counters: self.counters,
            limits: Vec::new(),
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
            coverage.push(degraded("ages", Message::new("collect-paste-no-timers")));
        }
        if summary.listen_rows == 0 {
            coverage.push(degraded("listeners", Message::new("collect-paste-no-listeners")));
        }
        coverage
    }
}

fn degraded(subject: &'static str, why: Message) -> Coverage {
    Coverage { source: SOURCE, subject, state: CoverageState::Degraded, why: Some(why) }
}

impl Sink for Text {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.fold.row(row);
        let Some(name) = row.owner.and_then(|owner| owner.name) else { return };
        if let Some(rows) = self.programs.get_mut(name) {
            *rows += 1;
        } else if self.programs.len() < PROGRAMS {
            self.programs.insert(name.to_owned(), 1);
        }
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
        self.facts.set(key, value.trim(), FactSource::Paste(self.input.clone()));
        if key.starts_with("net.ipv4.ip_local_") || key.starts_with("net.ipv4.tcp_tw_") {
            self.fold.reconfigure(fold_config(&self.facts, false, self.top));
        }
    }

    fn counter(&mut self, name: &str, value: u64) {
        self.counters.insert(name.to_owned(), Counter { value, per_s: None });
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
    use lastack_model::TcpState;

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

    #[test]
    fn text_without_anything_of_ours_is_a_warning_and_no_namespace() {
        let pasted = read("Dear all,\nthe server is slow.\n");
        assert!(pasted.snapshot.namespaces.is_empty());
        assert_eq!(pasted.snapshot.warnings.first[0].why.id, "collect-paste-nothing");
    }
}
