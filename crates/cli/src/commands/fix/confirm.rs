//! `fix confirm`: the change that waits for it stands.

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_report::Deed;

use super::{Part, table};
use crate::command::{Exit, Failure};
use crate::session::Session;

pub(super) const PART: Part = Part { id: "confirm", hidden: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "ID")]
    change: Option<String>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { change }) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    table::unmasked(session)?;
    table::at_work(session, matches, |bench| {
        let confirmed = lastack_treat::confirm(bench, change.as_deref())?;
        let shown =
            table::shown(session, bench, (&[confirmed.change], Deed::Nothing), confirmed.file.as_ref())?;
        // It is confirmed all the same: what could not be done is to keep it for the next boot.
        let kept = table::is_kept(session, confirmed.not_kept.as_ref());
        Ok(shown.map(|exit| if kept { exit } else { Exit::Partly }))
    })?
}
