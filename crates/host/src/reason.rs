//! The system's reasons in the user's language.

use std::io::{Error, ErrorKind};

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::windows::NetshError;

/// Numbers of include/uapi/asm-generic/errno-base.h that have no kind of their own.
const EPERM: i32 = 1;
const EIO: i32 = 5;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

/// Words for the reasons that people meet; for others what the system says, without its number.
pub fn reason(error: &Error) -> Arg {
    if let Some(why) = error.get_ref().and_then(|inner| inner.downcast_ref::<NetshError>()) {
        return Arg::message(netsh(*why));
    }
    let id = match error.kind() {
        // EPERM: more than the mode of a file stands in the way.
        ErrorKind::PermissionDenied if error.raw_os_error() == Some(EPERM) => "host-reason-not-permitted",
        ErrorKind::PermissionDenied => "host-reason-permission",
        ErrorKind::NotFound => "host-reason-missing",
        ErrorKind::Unsupported => "host-reason-unsupported",
        ErrorKind::NotSeekable => "host-reason-no-file",
        ErrorKind::FileTooLarge => "host-reason-too-large",
        ErrorKind::InvalidInput => "host-reason-invalid",
        ErrorKind::NotADirectory => "host-reason-no-folder",
        ErrorKind::IsADirectory => "host-reason-folder",
        ErrorKind::AlreadyExists => "host-reason-exists",
        ErrorKind::StorageFull => "host-reason-disk-full",
        ErrorKind::QuotaExceeded => "host-reason-quota",
        ErrorKind::ReadOnlyFilesystem => "host-reason-read-only",
        ErrorKind::ResourceBusy => "host-reason-busy",
        ErrorKind::Interrupted => "host-reason-interrupted",
        ErrorKind::WouldBlock => "host-reason-again",
        ErrorKind::OutOfMemory => "host-reason-memory",
        _ if error.raw_os_error() == Some(EIO) => "host-reason-io",
        _ if [EMFILE, ENFILE].map(Some).contains(&error.raw_os_error()) => "host-reason-descriptors",
        _ => {
            let text = error.to_string();
            let words = text.split(" (os error").next().unwrap_or_default();
            return Arg::foreign(Untrusted::new(words));
        }
    };
    Arg::message(Message::new(id))
}

fn netsh(why: NetshError) -> Message {
    match why {
        NetshError::NotStarted(number) => {
            Message::new("host-reason-netsh-start").with("number", Arg::text(number.to_string()))
        }
        NetshError::Hangs => Message::new("host-reason-netsh-hangs"),
        NetshError::Failed => Message::new("host-reason-netsh-failed"),
        NetshError::NoRange => Message::new("host-reason-netsh-range"),
        NetshError::NoList => Message::new("host-reason-netsh-list"),
        NetshError::NotAdded(port) => {
            Message::new("host-reason-netsh-add").with("port", Arg::text(port.to_string()))
        }
        NetshError::NotDeleted(port) => {
            Message::new("host-reason-netsh-delete").with("port", Arg::text(port.to_string()))
        }
        NetshError::Within(port) => {
            Message::new("host-reason-netsh-within").with("port", Arg::text(port.to_string()))
        }
    }
}

// The numbers are those of Linux.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use lastack_model::Value;
    use lastack_model::words::{Catalog, Lang};

    use super::*;

    #[test]
    fn the_reasons_that_people_meet_are_said_in_chinese_and_others_as_the_system_says_them() {
        let catalog = Catalog::new([&crate::WORDS]);
        // ENOENT, EACCES, EPERM, EISDIR, ENOTDIR, EEXIST, ENOSPC, EDQUOT, EROFS, EBUSY, EINTR, EAGAIN, ENOMEM, EIO,
        // ENFILE, EMFILE, EINVAL, ESPIPE, EFBIG.
        let known = [2, 13, 1, 21, 20, 17, 28, 122, 30, 16, 4, 11, 12, 5, 23, 24, 22, 29, 27];
        let mut said = std::collections::BTreeSet::new();
        for errno in known {
            let Value::Message(message) = reason(&Error::from_raw_os_error(errno)).value else {
                panic!("errno {errno} has no words")
            };
            for lang in [Lang::En, Lang::Zh] {
                let text = catalog.phrase(lang, &message).render(|foreign| foreign.raw().to_owned());
                assert_eq!(text.is_ascii(), lang == Lang::En, "errno {errno}: {text}");
                // Two errors with one text are told apart by nobody.
                assert!(said.insert(text.clone()) || [23, 24].contains(&errno), "errno {errno}: {text}");
            }
        }
        let numbered = [
            NetshError::NotStarted(1359),
            NetshError::NotAdded(1359),
            NetshError::NotDeleted(1359),
            NetshError::Within(1359),
        ];
        let plain = [NetshError::Hangs, NetshError::Failed, NetshError::NoRange, NetshError::NoList];
        for why in numbered.into_iter().chain(plain) {
            let Value::Message(message) = reason(&why.into()).value else { panic!("{why} has no words") };
            for lang in [Lang::En, Lang::Zh] {
                let text = catalog.phrase(lang, &message).render(|foreign| foreign.raw().to_owned());
                assert_eq!(text.is_ascii(), lang == Lang::En, "{why}: {text}");
                assert_eq!(text.contains("1359"), numbered.contains(&why), "{text}");
                assert!(said.insert(text.clone()), "{why}: {text}");
            }
        }
        let other = reason(&Error::from_raw_os_error(71)).value;
        assert_eq!(other, Value::Foreign(Untrusted::new("Protocol error")));
    }
}
