//! Watching ports: once, or for as long as it runs. Opens connections of its own, which its name says.

mod once;
mod run;

use clap::ArgMatches;
use lastack_model::words::Message;
use lastack_model::{Arg, StateCounts, TcpState, Unit};
use lastack_probe::Account;

use crate::command::{Command, Exit, Failure};
use crate::session::Session;

pub(crate) static COMMAND: Command =
    Command { id: "probe", place: Some(7), looks: false, arguments, run: begin };

/// A file of a run, for its help.
pub(crate) const EXAMPLE: &str = r#"  listen = "127.0.0.1:9115"
  source_ports = "61000-65535"

  [defaults]
  timeout = 5
  interval = 30
  fresh = 300

  [[targets]]
  target = ["10.0.0.5:443", "127.0.0.1:20000-20599"]

  [[targets]]
  target = ["https://shop.example/health"]
  expect = [200]

  [[targets]]
  file_sd = ["targets.json"]
  strategy = "polite"

  [modules.db]
  strategy = "polite"
  timeout = 2
"#;

fn arguments(command: clap::Command) -> clap::Command {
    let command = once::arguments(command).args_conflicts_with_subcommands(true);
    let sub = clap::Command::new("run").disable_help_flag(true).disable_version_flag(true);
    command.subcommand_negates_reqs(true).subcommand(run::arguments(sub))
}

fn begin(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some((_, inner)) => run::run(session, inner),
        None => once::run(session, matches),
    }
}

/// What the prober itself cost: its own sockets, and how punctual it was.
fn cost(account: &Account) -> Message {
    let unknown = || Arg::message(Message::new("cli-probe-unknown"));
    let late = account.lateness_p99.map(|late| Arg::text(format!("{:.1} ms", late.as_secs_f64() * 1e3)));
    Message::new("cli-probe-cost")
        .with("took", Arg::number(account.took.as_secs_f64(), Unit::Seconds, "probe"))
        .with("sockets", account.own.as_ref().map_or_else(unknown, |own| Arg::text(sockets(own))))
        .with("late", late.unwrap_or_else(unknown))
}

/// By state, as the kernel spells it; TIME_WAIT also where there is none, since that is what it is about.
fn sockets(own: &StateCounts) -> String {
    let some = |state: &TcpState| own.get(*state) > 0 || *state == TcpState::TimeWait;
    let named = |state: TcpState| format!("{} {}", state.name(), own.get(state));
    TcpState::ALL.into_iter().filter(some).map(named).collect::<Vec<_>>().join(", ")
}
