//! Lines of logs that tell of ports, queues and tables running out: what one means, of what and of when it speaks.
//!
//! A line counts only in the form of an error line. A sentence that mentions "address already in use" says nothing.

pub(crate) mod clock;
mod errno;
mod forms;
mod kernel;
mod needles;
mod place;
mod zabbix;

pub use clock::at_ms;
use lastack_model::{Endpoint, LogLine, LogMark, Os};

/// What one line says, with line number 0; `None` for a line of no known form. Never slow: a line without one of
/// some forty words is not looked at twice.
pub fn line(text: &str) -> Option<LogLine<'_>> {
    if !may_tell(text) {
        return None;
    }
    let text = text.trim();
    let told = zabbix::read(text).or_else(|| kernel::read(text)).or_else(|| forms::read(text))?;
    Some(LogLine {
        signature: told.signature,
        form: told.form,
        mark: told.mark,
        line: 0,
        at_ms: clock::at_ms(text),
        time: clock::time(text),
        target: told.target,
        port: told.port,
        text,
    })
}

/// Whether a line can tell anything at all; what is cut out of one that cannot does not either.
pub(crate) fn may_tell(text: &str) -> bool {
    needles::any(text)
}

/// The system whose log has such lines.
pub(crate) fn os(line: &LogLine<'_>) -> Os {
    match line.signature {
        "tcpip-4227" | "tcpip-4231" | "wsaeaddrinuse" | "wsaenobufs" => Os::Windows,
        _ if matches!(line.form, Some("kernel" | "sysctl")) => Os::Linux,
        _ => Os::Unknown,
    }
}

/// What the words of a line tell.
#[derive(Clone, Copy, Debug)]
struct Told {
    signature: &'static str,
    form: Option<&'static str>,
    mark: LogMark,
    target: Option<Endpoint>,
    port: Option<u16>,
}

impl Told {
    const fn new(signature: &'static str, form: Option<&'static str>) -> Self {
        Told { signature, form, mark: LogMark::Trouble, target: None, port: None }
    }
}

/// Where `needle`, in small letters, begins in the text, whatever the case of ASCII letters there.
fn find(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    text.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// Whether `needle`, in small letters, stands in the text.
fn has(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// The text behind `needle`, in small letters.
fn after<'a>(text: &'a str, needle: &str) -> Option<&'a str> {
    text.get(find(text, needle)? + needle.len()..)
}
