//! Counters of the kernel, and what its summaries say of states.

use lastack_model::{Os, Sink};

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
}
