//! `--watch`: the same look again and again, until interrupted.

use std::io::IsTerminal as _;
use std::time::Duration;

use lastack_engine::Request;
use lastack_host::Host as _;
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

/// Cursor home and clear to the end of the screen (ECMA-48 CUP and ED).
const CLEAR: &str = "\u{1b}[H\u{1b}[J";

impl Watch {
    /// Looks once, or again and again where that is asked for. `show` gets a session whose screen is clean.
    pub(crate) fn run(
        &self,
        session: &Session<'_>,
        request: &Request,
        show: impl Fn(&lastack_engine::Examined) -> Result<Exit, Failure>,
    ) -> Result<Exit, Failure> {
        let Some(pause) = self.watch else {
            return show(&session.examine(request)?);
        };
        if !request.inputs.is_empty() {
            return Err(Failure::usage(Message::new("cli-watch-files")));
        }
        let clear = std::io::stdout().is_terminal() && session.flags.format == "text";
        loop {
            let examined = session.examine(request)?;
            if clear {
                output::write(|out| out.write_str(CLEAR))?;
            }
            show(&examined)?;
            session.host.wait(pause.max(SHORTEST_PAUSE));
        }
    }
}
