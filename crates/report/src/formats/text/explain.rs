//! What `explain` found, on a terminal.

use std::fmt;

use lastack_model::Arg;

use super::sheet::{label_with, say};
use crate::wrap::wrap;
use crate::{Explanation, Topic, View, command};

pub(in crate::formats) fn write(
    explanation: &Explanation,
    view: &View<'_>,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut lines = Vec::new();
    for (index, topic) in explanation.topics.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        lines.extend(one(topic, view));
    }
    if explanation.topics.is_empty() {
        let words = Arg::foreign(explanation.words.clone());
        let text = label_with(view, "report-explain-nothing", vec![("words", words)]);
        lines.extend(wrap(&text, view.width, view.ambiguous));
        if !explanation.nearest.is_empty() {
            let nearest = Arg::text(explanation.nearest.join(&view.label("report-names-separator")));
            let text = label_with(view, "report-explain-nearest", vec![("nearest", nearest)]);
            lines.extend(wrap(&text, view.width, view.ambiguous));
        }
    }
    super::put(&lines, out)
}

fn one(topic: &Topic, view: &View<'_>) -> Vec<String> {
    let mut lines = wrap(&say(view, &topic.title), view.width, view.ambiguous);
    for section in &topic.sections {
        lines.push(String::new());
        let label = label_with(view, crate::explanation::label_id(section.label), Vec::new());
        let text = say(view, &section.text);
        let text = if label.is_empty() { text } else { format!("{label}{text}") };
        lines.extend(wrap(&text, view.width, view.ambiguous));
        lines.extend(
            command::plain(view.catalog, view.lang, &section.text).map(|command| format!("  {command}")),
        );
    }
    lines.push(String::new());
    let source = Arg::message(topic.source.clone());
    let source = label_with(view, "report-explain-source", vec![("source", source)]);
    lines.extend(wrap(&source, view.width, view.ambiguous));
    lines
}
