//! What a system said when it refused, in the language of whoever reads it.

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// As the system's library words it (strerror of glibc and musl) or the journal, and as it is said here.
const KNOWN: [(&str, &str); 15] = [
    ("Device or resource busy", "report-reason-busy"),
    ("Invalid argument", "report-reason-invalid"),
    ("No space left on device", "report-reason-full"),
    ("No such file or directory", "report-reason-missing"),
    ("Operation not permitted", "report-reason-privilege"),
    ("Permission denied", "report-reason-permission"),
    ("Read-only file system", "report-reason-read-only"),
    ("netsh could not be started", "report-reason-netsh-start"),
    ("netsh did not end", "report-reason-netsh-hangs"),
    ("netsh failed", "report-reason-netsh-failed"),
    ("netsh refused to exclude port", "report-reason-netsh-add"),
    ("netsh refused to take back port", "report-reason-netsh-delete"),
    ("netsh shows a wider exclusion", "report-reason-netsh-within"),
    ("netsh shows no list", "report-reason-netsh-list"),
    ("netsh shows no range", "report-reason-netsh-range"),
];

/// A reason as it is shown; one that is not known stays as the system said it.
pub(super) fn told(why: &str) -> Arg {
    let known = KNOWN.iter().find(|(said, _)| why.starts_with(said));
    let number = why.rsplit(' ').next().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let said = |id| Message::new(id).with("number", Arg::text(number.unwrap_or_default()));
    known.map_or_else(|| Arg::foreign(Untrusted::new(why)), |(_, id)| Arg::message(said(*id)))
}
