//! Manual pages from the same definitions as the help: the main one to standard output, or all into a folder.

use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::command::{Command, Exit, Failure};
use crate::session::Session;
use crate::{help, output};

pub(crate) static COMMAND: Command =
    Command { id: "man", place: None, looks: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let dir = Arguments::from_arg_matches(matches).ok().and_then(|arguments| arguments.dir);
    let mut program = help::program(session.catalog, session.lang());
    program.build();
    match dir {
        None => {
            let page = page(&program).map_err(|error| failed(Path::new("-"), &error))?;
            output::write(|out| out.write_str(&String::from_utf8_lossy(&page)))?;
        }
        Some(dir) => {
            let subcommands = program.get_subcommands().filter(|command| !command.is_hide_set());
            for command in std::iter::once(&program).chain(subcommands) {
                let name = match command.get_name() {
                    "lastack" => "lastack.1".to_owned(),
                    other => format!("lastack-{other}.1"),
                };
                let path = dir.join(name);
                page(command).and_then(|page| write(&path, &page)).map_err(|error| failed(&path, &error))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

#[expect(clippy::disallowed_methods, reason = "manual pages are written where the packager says")]
fn write(path: &Path, page: &[u8]) -> io::Result<()> {
    std::fs::write(path, page)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    let path = Arg::foreign(Untrusted::new(path.to_string_lossy()));
    let message = Message::new("cli-man-failed").with("path", path).with("reason", output::reason(error));
    Failure::Told(vec![message], Exit::Nothing)
}
