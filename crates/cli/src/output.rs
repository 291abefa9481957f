//! Standard output for the answer, standard error for the rest.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};

use lastack_model::Arg;
use lastack_model::words::{Catalog, Lang, Message};

use lastack_report::Exits;

use crate::command::{Exit, Failure};

/// Writes an answer to standard output.
///
/// Where the reader has gone the answer is [`Failure::Closed`], which is none; a full disk is told.
pub(crate) fn write(answer: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Result<(), Failure> {
    let mut out = Output { to: io::BufWriter::new(io::stdout().lock()), failed: None };
    // Formats fail only where their output does, and that is kept in `failed`.
    let _ = answer(&mut out);
    let flushed = out.to.flush();
    match out.failed.or(flushed.err()) {
        None => Ok(()),
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Some(error) => {
            let message = Message::new("cli-output-failed").with("reason", reason(&error));
            Err(Failure::Told(vec![message], Exit::Nothing))
        }
    }
}

/// Cursor home and clear to the end of the screen (ECMA-48 CUP and ED).
const CLEAR: &str = "\u{1b}[H\u{1b}[J";

/// Clears the screen of a terminal.
pub(crate) fn clear() -> Result<(), Failure> {
    write(|out| out.write_str(CLEAR))
}

/// Waits for the Enter key: the window goes with the program, and with it what was written.
pub(crate) fn linger(catalog: &Catalog, lang: Lang) {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return;
    }
    let mut out = io::stdout().lock();
    let asked = writeln!(out, "\n{}", lastack_report::line(catalog, lang, &Message::new("cli-linger")));
    if asked.and_then(|()| out.flush()).is_ok() {
        // Whatever is typed means the same.
        let _ = io::stdin().read_line(&mut String::new());
    }
}

/// Tells what went wrong, a line each. Where even standard error is closed there is nobody to tell.
pub(crate) fn complain(catalog: &Catalog, lang: Lang, messages: &[Message]) {
    let mut error = io::stderr().lock();
    for message in messages {
        let _ = writeln!(error, "lastack: {}", lastack_report::line(catalog, lang, message));
        // On a line of its own and without our name before it, or it could not be copied.
        if let Some(command) = lastack_report::command_of(catalog, lang, message) {
            let _ = writeln!(error, "  {command}");
        }
    }
}

/// Exit code of a Nagios plugin that cannot tell.
pub(crate) const NAGIOS_UNKNOWN: u8 = 3;

/// Tells what went wrong where the one who called reads it, and gives the exit code: a Nagios plugin speaks on standard
/// output.
pub(crate) fn tell(catalog: &Catalog, lang: Lang, exits: Exits, messages: &[Message], exit: Exit) -> Exit {
    if exits != Exits::Nagios {
        complain(catalog, lang, messages);
        return exit;
    }
    let lines: Vec<String> = messages
        .iter()
        .map(|message| lastack_report::line(catalog, lang, message).replace('|', "\\x7c"))
        .collect();
    // Where standard output is closed nobody hears a plugin.
    let _ = write(|out| writeln!(out, "LASTACK UNKNOWN - {}", lines.join("; ")));
    Exit::Nagios(NAGIOS_UNKNOWN)
}

/// Why something could not be written, in the user's language where people meet it.
pub(crate) fn reason(error: &io::Error) -> Arg {
    match error.kind() {
        // The file is to be made: what is missing is where it would stand.
        io::ErrorKind::NotFound => Arg::message(Message::new("cli-reason-no-folder")),
        _ => lastack_engine::reason(error),
    }
}

struct Output<W: io::Write> {
    to: io::BufWriter<W>,
    failed: Option<io::Error>,
}

impl<W: io::Write> fmt::Write for Output<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.to.write_all(text.as_bytes()).map_err(|error| {
            self.failed = Some(error);
            fmt::Error
        })
    }
}
