//! What a reader of text pushes, kept until the whole of the input is known.

use lastack_model::words::Message;
use lastack_model::{
    Arg, ConfLine, Counter, Endpoint, Family, Histogram, LogLine, Sink, SocketRow, StateSet, TcpState,
    Warning,
};

use super::{COUNTERS, SOURCE, Text};

impl Sink for Text {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.tables.row(row);
    }

    fn table(&mut self, line: u64) {
        self.tables.begin(line);
    }

    fn cut(&mut self, state: TcpState, family: Family) {
        self.tables.cut(state, family);
    }

    fn shape(&mut self, local: Endpoint, remote: Endpoint, word: Option<&str>) {
        self.shapes.add(local, remote, word);
    }

    fn program(&mut self, pid: Option<u32>, name: &str) {
        self.tables.held_by(pid, name);
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
        if !self.excluded.take(key, value) {
            self.keep(key, value, None);
        }
    }

    fn fact_at(&mut self, key: &str, value: &str, line: u64) {
        self.keep(key, value, Some(line));
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
        self.tables.lists(states);
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}
