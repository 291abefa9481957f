//! `fix rollback`: takes a change back where it is still ours.

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_model::ChangeState;
use lastack_report::Deed;
use lastack_treat::Which;

use super::{Part, table};
use crate::command::{Exit, Failure};
use crate::session::Session;

pub(super) const PART: Part = Part { id: "rollback", hidden: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "ID")]
    change: Option<String>,
    #[arg(long, conflicts_with = "change")]
    all: bool,
    #[arg(long)]
    same_netns: bool,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { change, all, same_netns }) = Arguments::from_arg_matches(matches) else {
        return Ok(Exit::Nothing);
    };
    table::unmasked(session)?;
    let which = match &change {
        Some(id) => Which::Named(id),
        None if all => Which::All,
        None => Which::Only,
    };
    table::at_work(session, matches, |bench| {
        let changes = lastack_treat::rollback(bench, which, same_netns)?;
        let partly = changes.iter().any(|change| change.state == ChangeState::Partly);
        let shown = table::shown(session, bench, (&changes, Deed::Rollback), None)?;
        Ok(shown.map(|exit| if partly { Exit::Partly } else { exit }))
    })?
}
