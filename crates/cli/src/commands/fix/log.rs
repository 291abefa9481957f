//! `fix log`: what stands, what was done when and by whom, what would be taken back.

use clap::ArgMatches;
use lastack_report::Deed;

use super::{Part, table};
use crate::command::{Exit, Failure};
use crate::session::Session;

pub(super) const PART: Part = Part { id: "log", hidden: false, arguments: |command| command, run };

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    table::at_work(session, matches, |bench| {
        let mut changes = lastack_treat::status(bench)?;
        if session.flags.mask {
            changes = lastack_report::mask_changes(&changes, session.secret());
        }
        table::shown(session, bench, (&changes, Deed::Nothing), None)
    })?
}
