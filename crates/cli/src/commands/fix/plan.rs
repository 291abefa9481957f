//! `fix plan`: what could be changed, with its effect computed beforehand. Nothing is written.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};
use lastack_report::{EXPORTS, Proposal};

use super::Part;
use crate::command::{Exit, Failure};
use crate::commands::diagnose::inputs;
use crate::flags;
use crate::output;
use crate::session::Session;

pub(super) const PART: Part = Part { id: "plan", hidden: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FINDING|FILE")]
    words: Vec<PathBuf>,
    #[arg(long = "as", value_name = "FORM", value_parser = PossibleValuesParser::new(EXPORTS.iter().map(|one| one.id)))]
    form: Option<String>,
    #[arg(long, value_name = "PORT", value_delimiter = ',', value_parser = flags::port)]
    port: Vec<u16>,
    #[arg(long, value_name = "SECONDS", value_parser = flags::window)]
    blame: Option<Duration>,
}

/// Between two readings where nobody says how long, as for the verdict.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { words, form, port, blame }) = Arguments::from_arg_matches(matches) else {
        return Ok(Exit::Nothing);
    };
    let (asked, files) = sorted(&words);
    if blame.is_some() && !files.is_empty() {
        return Err(Failure::usage(Message::new("cli-blame-files")));
    }
    let request = Request { blame, ..session.request(inputs(&files), INTERVAL) };
    let examined = session.examine(&request).map_err(|failure| hinted(failure, &files))?;
    let plan = lastack_engine::plan_for(&examined.report, &asked, &port);
    let proposal = Proposal { plan: &plan, report: &examined.report };
    let export = form.and_then(|form| EXPORTS.iter().find(|one| one.id == form));
    let exit = match export {
        Some(export) => {
            let view = session.view(lastack_report::Page::Diagnosis);
            output::write(|out| (export.write)(&proposal, &view, out))?;
            Exit::Done
        }
        None => session.answer(&proposal)?,
    };
    let mut beside = examined.failed;
    beside.extend(asked.iter().filter(|word| unanswered(word, &proposal)).map(|word| {
        Message::new("cli-fix-not-here").with("word", Arg::foreign(Untrusted::new(word.as_str())))
    }));
    output::complain(session.catalog, session.lang(), &beside);
    Ok(exit)
}

/// Findings, remedies and settings by name; anything else is a file. A file of such a name is meant with `./` before it.
fn sorted(words: &[PathBuf]) -> (Vec<String>, Vec<PathBuf>) {
    let name = |word: &PathBuf| {
        word.to_str().filter(|word| lastack_engine::asked(word).is_some()).map(str::to_owned)
    };
    let asked = words.iter().filter_map(name).collect();
    let files = words.iter().filter(|word| name(word).is_none()).cloned().collect();
    (asked, files)
}

/// Nothing in the plan is about this word.
fn unanswered(word: &str, proposal: &Proposal<'_>) -> bool {
    let plan = proposal.plan;
    let about = |ids: &[&str], keys: &[String]| lastack_engine::answers(word, ids, keys);
    let remedies = plan.remedies.iter().any(|remedy| about(&[remedy.id], &remedy.treats));
    let withheld = plan.withheld.iter().any(|one| about(&[one.id], &one.treats));
    let left = plan.untreated.iter().any(|left| left.id == word || left.key == word);
    !remedies && !withheld && !left
}

/// A word that is no file was perhaps meant as a finding.
fn hinted(failure: Failure, files: &[PathBuf]) -> Failure {
    let Failure::Told(mut messages, exit) = failure else { return failure };
    let [word] = files else { return Failure::Told(messages, exit) };
    let word = word.to_string_lossy();
    if messages.iter().any(|message| message.id == "engine-input-missing") && is_word(&word) {
        messages.push(Message::new("cli-fix-no-word").with("word", Arg::foreign(Untrusted::new(word))));
    }
    Failure::Told(messages, exit)
}

/// No path: a plain word, or a setting with its value.
fn is_word(word: &str) -> bool {
    !word.contains(['/', '.']) || (word.contains('=') && !word.contains('/'))
}
