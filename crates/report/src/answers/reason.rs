//! What a system said when it refused, in the language of whoever reads it.

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// As the system's library words it (strerror of glibc and musl), and as it is said here.
const KNOWN: [(&str, &str); 7] = [
    ("Device or resource busy", "report-reason-busy"),
    ("Invalid argument", "report-reason-invalid"),
    ("No space left on device", "report-reason-full"),
    ("No such file or directory", "report-reason-missing"),
    ("Operation not permitted", "report-reason-privilege"),
    ("Permission denied", "report-reason-permission"),
    ("Read-only file system", "report-reason-read-only"),
];

/// A reason as it is shown; one that is not known stays as the system said it.
pub(super) fn told(why: &str) -> Arg {
    let known = KNOWN.iter().find(|(said, _)| why.starts_with(said));
    known.map_or_else(|| Arg::foreign(Untrusted::new(why)), |(_, id)| Arg::message(Message::new(id)))
}
