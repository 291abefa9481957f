//! The errors that matter here, as the C library, Windows and the languages write them, in English and Chinese.

/// What an error text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Error {
    InUse,
    NotAvailable,
    WindowsInUse,
    WindowsNoBuffers,
    /// The process has no descriptor left
    Process,
    /// The host has no descriptor left
    Host,
}

/// An error text in a line, and what stands on either side of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub error: Error,
    pub before: &'a str,
    pub text: &'a str,
    pub after: &'a str,
}

/// Every text in small letters; the longer one of two that begin alike comes first. The Chinese texts are those of
/// glibc's zh_CN catalogue and of Windows.
const TEXTS: &[(&str, Error)] = &[
    ("cannot assign requested address", Error::NotAvailable),
    ("can't assign requested address", Error::NotAvailable),
    ("address already in use", Error::InUse),
    ("too many open files in system", Error::Host),
    ("too many open files", Error::Process),
    ("only one usage of each socket address", Error::WindowsInUse),
    (
        "an operation on a socket could not be performed because the system lacked sufficient buffer space",
        Error::WindowsNoBuffers,
    ),
    ("no buffer space available (maximum connections reached", Error::WindowsNoBuffers),
    ("eaddrnotavail", Error::NotAvailable),
    ("wsaeaddrinuse", Error::WindowsInUse),
    ("eaddrinuse", Error::InUse),
    ("emfile", Error::Process),
    ("enfile", Error::Host),
    ("无法指定被请求的地址", Error::NotAvailable),
    ("地址已在使用", Error::InUse),
    ("系统中打开的文件过多", Error::Host),
    ("打开的文件过多", Error::Process),
    ("通常每个套接字地址", Error::WindowsInUse),
    ("由于系统缓冲区空间不足或队列已满", Error::WindowsNoBuffers),
];

/// The numbers of Windows, which stand without a text, or with one in any language.
const NUMBERS: &[(&str, Error)] = &[
    ("0x00002740", Error::WindowsInUse),
    ("0x80072740", Error::WindowsInUse),
    ("0x00002747", Error::WindowsNoBuffers),
    ("0x80072747", Error::WindowsNoBuffers),
    ("10048", Error::WindowsInUse),
    ("10055", Error::WindowsNoBuffers),
];

/// Words that make the number behind them an error's.
const NUMBERED: [&str; 12] = [
    "error",
    "errno",
    "winerror",
    "err",
    "code",
    "wsagetlasterror()",
    "wsaerror",
    "status",
    "错误",
    "错误码",
    "错误代码",
    "wsa",
];

/// Each error text of the line, where it first stands.
pub(super) fn texts(line: &str) -> impl Iterator<Item = Found<'_>> {
    let split = |at: usize, length: usize, error| {
        Some(Found {
            error,
            before: line.get(..at)?,
            text: line.get(at..at + length)?,
            after: line.get(at + length..)?,
        })
    };
    let words =
        TEXTS.iter().filter_map(move |(text, error)| split(super::find(line, text)?, text.len(), *error));
    let numbers =
        NUMBERS.iter().filter_map(move |(text, error)| split(super::find(line, text)?, text.len(), *error));
    words.chain(numbers.filter(is_numbered))
}

/// `error 10055`, `[WinError 10048]`, `: 10055:`; but no port and no part of a longer number.
fn is_numbered(found: &Found<'_>) -> bool {
    let whole = !found.after.starts_with(|c: char| c.is_ascii_alphanumeric());
    if found.text.starts_with("0x") {
        return whole;
    }
    let before = found.before.trim_end_matches([' ', ':', '=', '#', '(', '[', '：', '（']);
    let starts = before.len() < found.before.len() || before.is_empty();
    let is_word = |word: &&str| {
        let tail = before.len().checked_sub(word.len()).and_then(|at| before.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    // `error: [10055] item`: what stands in brackets behind a colon is a count or a name of the program's own.
    let gap = found.before.get(before.len()..).unwrap_or_default();
    let own = gap.contains([':', '：']) && gap.ends_with('[');
    whole && starts && !own && NUMBERED.iter().any(is_word)
}
