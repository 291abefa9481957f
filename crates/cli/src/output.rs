//! Standard output for the answer, standard error for the rest.

use std::fmt;
use std::io::{self, Write as _};

use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Arg, Untrusted};

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

/// Tells what went wrong, a line each. Where even standard error is closed there is nobody to tell.
pub(crate) fn complain(catalog: &Catalog, lang: Lang, messages: &[Message]) {
    let mut error = io::stderr().lock();
    for message in messages {
        let _ = writeln!(error, "lastack: {}", lastack_report::line(catalog, lang, message));
    }
}

/// What the system says of an error, without its number.
pub(crate) fn reason(error: &io::Error) -> Arg {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    Arg::foreign(Untrusted::new(words))
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
