//! Counters of the kernel, what its summaries say of states, and blocks of counts.

use lastack_model::{Histogram, Os, Sink, StateCounts, StateSet, TcpState};

use super::Recogniser;
use crate::dialect::Told;
use crate::trouble::Trouble;

impl Recogniser {
    pub(super) fn tell(&mut self, told: Told<'_>, sink: &mut dyn Sink) {
        match told {
            Told::Counter(name, value) => {
                self.summary.counters += 1;
                sink.counter(&name, value);
            }
            Told::Fact(key, value) => {
                self.summary.facts += 1;
                sink.fact(&key, &value.to_string());
            }
            Told::On(what) => self.asked = Some(what.into_owned()),
            Told::About(state, count) => {
                self.about.retain(|(of, ..)| *of != state);
                self.about.push((state, count, self.line));
            }
        }
    }

    /// Where nothing counted the sockets, a summary is better than nothing.
    pub(super) fn say_about(&mut self, sink: &mut dyn Sink) {
        if self.about.is_empty() || self.summary.rows + self.summary.histograms > 0 {
            return;
        }
        self.summary.about = true;
        self.about.sort_by_key(|(.., line)| *line);
        for (state, count, line) in std::mem::take(&mut self.about) {
            self.line = line;
            self.count(state, count, Os::Unknown, sink);
        }
        self.warn(Trouble::Summary, "", sink);
        self.end_block(sink);
    }

    /// No tool prints a state twice: the second time begins the next block.
    pub(super) fn count(&mut self, state: TcpState, count: u32, os: Os, sink: &mut dyn Sink) {
        if self.block.as_ref().is_some_and(|block| block.states.has(state)) {
            self.end_block(sink);
        }
        if os != Os::Unknown {
            self.spelled = os;
        }
        let line = self.line;
        let empty = || Histogram { line, counts: StateCounts::default(), states: StateSet::NONE };
        let block = self.block.get_or_insert_with(empty);
        block.counts.add_many(state, count);
        block.states = block.states.with(state);
    }

    pub(super) fn end_block(&mut self, sink: &mut dyn Sink) {
        if let Some(block) = self.block.take() {
            self.counted = self.counted.union(block.states);
            self.summary.histograms += 1;
            sink.histogram(&block);
        }
    }
}
