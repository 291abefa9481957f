//! `--watch`: the same look again and again, until interrupted.

use std::io::IsTerminal as _;
use std::time::Duration;

use lastack_engine::Request;
use lastack_host::{Host as _, Interrupt};
use lastack_model::words::Message;

use crate::command::{Exit, Failure};
use crate::session::Session;
use crate::{flags, output};

/// See the words `cli-help-<command>-watch`.
#[derive(clap::Args)]
pub(crate) struct Watch {
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "2")]
    #[arg(value_parser = flags::seconds)]
    watch: Option<Duration>,
}

/// Shortest pause between two readings: below it the readings themselves would be the load.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);

impl Watch {
    /// Looks once, or again and again where that is asked for. The screen is cleared once the answer is there.
    pub(crate) fn run(
        &self,
        session: &Session<'_>,
        request: &Request,
        show: impl Fn(&lastack_engine::Examined) -> Result<Exit, Failure>,
    ) -> Result<Exit, Failure> {
        self.repeat(session, !request.inputs.is_empty(), |clear| {
            let examined = session.examine(request)?;
            clear()?;
            show(&examined)
        })
    }

    /// Does something once, or again and again. It is given what clears the screen, where there is one to clear.
    pub(crate) fn repeat(
        &self,
        session: &Session<'_>,
        files: bool,
        once: impl Fn(&dyn Fn() -> Result<(), Failure>) -> Result<Exit, Failure>,
    ) -> Result<Exit, Failure> {
        let Some(pause) = self.watch else {
            return once(&|| Ok(()));
        };
        if files {
            return Err(Failure::usage(Message::new("cli-watch-files")));
        }
        if matches!(session.flags.format.as_str(), "html" | "nagios") {
            return Err(Failure::usage(Message::new("cli-watch-format")));
        }
        let screen = std::io::stdout().is_terminal() && session.flags.format == "text";
        let clear = || if screen { output::clear() } else { Ok(()) };
        loop {
            let exit = once(&clear)?;
            // Who ended a trace early wants no further one.
            if Interrupt::was_wished() {
                return Ok(exit);
            }
            session.host.wait(pause.max(SHORTEST_PAUSE));
        }
    }
}
