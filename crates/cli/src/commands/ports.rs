//! The port budget of each route; or everything about one port.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_model::words::Message;
use lastack_report::Page;

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::{Session, refused};

pub(crate) static COMMAND: Command =
    Command { id: "ports", place: Some(2), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "PORT|FILE")]
    what: Vec<PathBuf>,
}

/// Between two readings: how fast live connections grow is part of when the ports end.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let what = Arguments::from_arg_matches(matches).map(|arguments| arguments.what).unwrap_or_default();
    let digits = |word: &PathBuf| {
        let word = word.to_str().unwrap_or_default();
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    match what.as_slice() {
        [word] if digits(word) => one(session, word),
        words if words.iter().any(digits) => Err(Failure::usage(Message::new("cli-ports-mixed"))),
        files => {
            let asked = session.request(inputs(files), INTERVAL);
            let request = Request { judge: false, owners: false, ..asked };
            session.show(&session.examine(&request)?, Page::Ports)
        }
    }
}

/// Who holds the port, why bind() would fail, when it frees.
fn one(session: &Session<'_>, word: &Path) -> Result<Exit, Failure> {
    let port = word.to_str().and_then(|word| word.parse::<u16>().ok()).filter(|port| *port > 0);
    let Some(port) = port else { return Err(Failure::usage(Message::new("cli-ports-range"))) };
    let mut found = lastack_engine::port_use(&session.host, &session.flags.netns, port)
        .map_err(|error| refused(&error))?;
    if session.flags.mask {
        found = lastack_report::mask_port(&found, session.secret());
    }
    let view = session.view(Page::Ports);
    output::write(|out| (session.flags.format().answer)(&found, &view, out))?;
    Ok(Exit::Done)
}
