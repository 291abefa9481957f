//! The system's reasons in the user's language.

use std::io::{Error, ErrorKind};

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// Words for the reasons that people meet; for others what the system says, without its number.
pub fn reason(error: &Error) -> Arg {
    let id = match error.kind() {
        ErrorKind::PermissionDenied => "collect-reason-permission",
        ErrorKind::NotFound => "collect-reason-missing",
        ErrorKind::Unsupported => "collect-reason-unsupported",
        ErrorKind::NotSeekable => "collect-reason-no-file",
        ErrorKind::FileTooLarge => "collect-reason-too-large",
        ErrorKind::InvalidInput => "collect-reason-invalid",
        _ => {
            let text = error.to_string();
            let words = text.split(" (os error").next().unwrap_or_default();
            return Arg::foreign(Untrusted::new(words));
        }
    };
    Arg::message(Message::new(id))
}
