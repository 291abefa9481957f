//! Connections whose properties come one by one: lists and JSON.

use lastack_model::Sink;

use super::Recogniser;
use crate::record::{self, Json};

impl Recogniser {
    pub(super) fn property(&mut self, property: usize, value: &str, sink: &mut dyn Sink) {
        if self.record.has(property) {
            self.end_record(sink);
        }
        self.record.set(property, value);
    }

    pub(super) fn json(&mut self, index: usize, text: &str, sink: &mut dyn Sink) {
        self.record_of = index;
        record::json(text, &mut |item| match item {
            Json::Open => self.record.open(),
            Json::Close => {
                if self.record.close() {
                    self.end_record(sink);
                }
            }
            Json::Value(property, value) => self.property(property, value, sink),
        });
    }

    /// The properties of a connection are all there that will come.
    pub(super) fn end_record(&mut self, sink: &mut dyn Sink) {
        if self.record.is_empty() {
            return;
        }
        let cells = self.record.take();
        let whole = || cells.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        match record::socket(&cells.each_ref().map(Option::as_deref), "") {
            None => {}
            Some(Ok(row)) => {
                self.flush(sink);
                self.row(self.record_of, &row, sink);
            }
            Some(Err((trouble, text))) => {
                self.seen_of(self.record_of).others += 1;
                let text = if text.is_empty() { whole() } else { text.to_owned() };
                self.warn(trouble, &text, sink);
            }
        }
    }
}
