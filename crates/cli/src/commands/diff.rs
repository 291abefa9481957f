//! What changed from one capture or paste to another.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::{Session, refused};

pub(crate) static COMMAND: Command =
    Command { id: "diff", place: Some(5), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE", required = true)]
    before: Option<PathBuf>,
    #[arg(value_name = "FILE", required = true)]
    after: Option<PathBuf>,
    /// What is too many: taken, so that it can be told
    #[arg(value_name = "FILE", hide = true)]
    more: Vec<PathBuf>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { before: Some(before), after: Some(after), more }) =
        Arguments::from_arg_matches(matches)
    else {
        return Ok(Exit::Nothing);
    };
    if let Some(file) = more.first() {
        let file = Arg::foreign(Untrusted::new(file.to_string_lossy()));
        return Err(Failure::usage(Message::new("cli-diff-two").with("file", file)));
    }
    let mut both = inputs(&[before, after]);
    if both.iter().all(|input| *input == lastack_engine::Input::Stdin) {
        return Err(Failure::usage(Message::new("cli-diff-stdin")));
    }
    let (Some(after), Some(before)) = (both.pop(), both.pop()) else { return Ok(Exit::Nothing) };
    let request =
        Request { inputs: vec![before.clone()], ..session.request(vec![before.clone()], Duration::ZERO) };
    let compared =
        lastack_engine::compare(&session.host, &request, before, after).map_err(|error| refused(&error))?;
    let exit = if session.flags.mask {
        session.answer(&lastack_report::mask_diff(&compared.diff, session.secret()))?
    } else {
        session.answer(&compared.diff)?
    };
    output::complain(session.catalog, session.lang(), &compared.failed);
    Ok(exit)
}
