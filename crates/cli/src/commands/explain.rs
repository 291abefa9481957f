//! A state, a setting, an error line or a claim, explained.

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_diagnose::explain::{self, Part, TopicKind};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};
use lastack_report::{Explanation, Page, Section, Topic};

use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::Session;

pub(crate) static COMMAND: Command =
    Command { id: "explain", place: Some(3), looks: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let words = Arguments::from_arg_matches(matches).map(|arguments| arguments.words).unwrap_or_default();
    let words = words.join(" ");
    let found = find(&words);
    let explanation = Explanation {
        words: Untrusted::new(words),
        topics: found.topics.iter().map(|topic| shown(topic)).collect(),
        nearest: found.nearest.iter().map(|name| (*name).to_owned()).collect(),
    };
    let view = session.view(Page::Diagnosis);
    output::write(|out| (session.flags.format().explain)(&explanation, &view, out))?;
    Ok(if explanation.topics.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// What the words ask about. A log line is known by its form: what its error means comes first, and only then what its
/// words resemble.
fn find(words: &str) -> explain::Explanation {
    let mut found = explain::explain(words);
    let line = words.lines().find_map(lastack_parse::log::line);
    let topic = line.and_then(|line| explain::explain(line.signature).topics.first().copied());
    if let Some(topic) = topic {
        let shown = found.topics.len().max(1);
        found.topics.retain(|other| other.id != topic.id);
        found.topics.insert(0, topic);
        found.topics.truncate(shown);
        found.nearest.clear();
    }
    found
}

/// A topic as the formats take it. The heading of a claim says that it is wrong, since its name is what people say.
fn shown(topic: &explain::Topic) -> Topic {
    let mut title = match topic.kind {
        TopicKind::Claim => Message::new("cli-claim"),
        _ => Message::new("cli-topic").with("name", Arg::text(topic.name)),
    };
    let mut sections = Vec::new();
    for (part, text) in topic.parts() {
        match part {
            Part::Title => title = text,
            _ => sections.push(Section { label: part.name(), text }),
        }
    }
    Topic { id: topic.id.to_owned(), title, sections, source: topic.source() }
}
