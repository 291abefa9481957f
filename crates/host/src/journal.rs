//! What a recording is written into: calls, the pieces of their answers, and how each ended.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::{Answer, Call, Failure, Moment, NetnsStat, Record};

/// Takes a recording as it is made. A call is followed by its pieces and its end; a call made while the pieces of
/// another are handed over lies between them, whole.
pub trait Journal {
    /// A call was made. `view` is 0 for the first host and counts the entered namespaces from 1.
    fn call(&mut self, view: u32, call: &Call);
    /// A piece of the answer: of a file or a dump, or one name of a folder.
    fn piece(&mut self, bytes: &[u8]);
    /// The answer is whole.
    fn end(&mut self, end: &End);
}

/// A journal that may be taken out; nothing is noted then.
impl<J: Journal> Journal for Option<J> {
    fn call(&mut self, view: u32, call: &Call) {
        self.iter_mut().for_each(|journal| journal.call(view, call));
    }

    fn piece(&mut self, bytes: &[u8]) {
        self.iter_mut().for_each(|journal| journal.piece(bytes));
    }

    fn end(&mut self, end: &End) {
        self.iter_mut().for_each(|journal| journal.end(end));
    }
}

/// How the answer to a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The pieces are a file
    Bytes,
    /// The pieces are a stream or a dump, and how it broke off
    Pieces(Option<Failure>),
    /// The pieces are the names in a folder
    Names,
    /// Where a link points
    Target(PathBuf),
    /// The clocks
    Moment(Moment),
    /// Identity of a namespace
    Netns(NetnsStat),
    /// A wait that is over; an entered namespace, whose calls stand under this view
    Done(u32),
    /// It failed
    Failed(Failure),
}

impl End {
    /// The whole answer, with the pieces that came before its end.
    pub(crate) fn answer(self, pieces: Vec<Vec<u8>>) -> Answer {
        match self {
            End::Bytes => Answer::Bytes(pieces.concat()),
            End::Pieces(failure) => Answer::Pieces(pieces, failure),
            End::Names => Answer::Names(pieces.into_iter().map(|name| os_string(&name)).collect()),
            End::Target(target) => Answer::Target(target),
            End::Moment(moment) => Answer::Moment(moment),
            End::Netns(stat) => Answer::Netns(stat),
            End::Done(view) => Answer::Done(view),
            End::Failed(failure) => Answer::Failed(failure),
        }
    }
}

/// Keeps everything in memory, as a [`Record`].
#[derive(Debug, Default)]
pub(crate) struct Keeper {
    pub(crate) record: Record,
    open: Vec<(u32, Call, Vec<Vec<u8>>)>,
}

impl Journal for Keeper {
    fn call(&mut self, view: u32, call: &Call) {
        self.open.push((view, call.clone(), Vec::new()));
    }

    fn piece(&mut self, bytes: &[u8]) {
        if let Some((_, _, pieces)) = self.open.last_mut() {
            pieces.push(bytes.to_vec());
        }
    }

    fn end(&mut self, end: &End) {
        let Some((view, call, pieces)) = self.open.pop() else { return };
        if let End::Done(given) = end {
            self.record.views = self.record.views.max(*given);
        }
        self.record.calls.push((view, call, end.clone().answer(pieces)));
    }
}

/// Bytes of a name or path, as they are on a Unix host.
#[cfg(unix)]
pub(crate) fn os_bytes(text: &OsStr) -> Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    text.as_bytes().into()
}

/// The same on systems whose names are no bytes.
#[cfg(not(unix))]
pub(crate) fn os_bytes(text: &OsStr) -> Cow<'_, [u8]> {
    text.to_string_lossy().into_owned().into_bytes().into()
}

/// A name or path of these bytes.
#[cfg(unix)]
pub(crate) fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes).to_owned()
}

/// The same on systems whose names are no bytes.
#[cfg(not(unix))]
pub(crate) fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
