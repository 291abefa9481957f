//! A host that notes every answer of another, with its clock, so that the same look can be replayed anywhere.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::io::{Error, ErrorKind};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::journal::{End, Journal, Keeper, os_bytes};
use crate::{Host, HostError, KERNEL_LOG, Moment, NetnsStat};

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Call {
    /// [`Host::read`]
    Read(PathBuf),
    /// [`Host::stream`]
    Stream(PathBuf),
    /// [`Host::list`]
    List(PathBuf),
    /// [`Host::link`]
    Link(PathBuf),
    /// [`Host::attribute`]: path and name
    Attribute(PathBuf, String),
    /// [`Host::now`]
    Now,
    /// [`Host::wait`]
    Wait(Duration),
    /// [`Host::netns`]
    Netns,
    /// [`Host::enter`]
    Enter(PathBuf),
    /// [`Host::sock_diag`] with this request
    SockDiag(Vec<u8>),
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A file
    Bytes(Vec<u8>),
    /// A stream or a dump, piece by piece, and how it ended
    Pieces(Vec<Vec<u8>>, Option<Failure>),
    /// Names in a folder
    Names(Vec<OsString>),
    /// Where a link points
    Target(PathBuf),
    /// The clocks
    Moment(Moment),
    /// Identity of a namespace
    Netns(NetnsStat),
    /// Nothing to say: a wait that is over; an entered namespace, whose calls are noted under this number
    Done(u32),
    /// It failed
    Failed(Failure),
}

/// A failure as it can be kept: the system's error number, or its text where it has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// errno
    pub errno: Option<i32>,
    /// Text, for errors without a number
    pub text: String,
}

impl Failure {
    fn of(error: &HostError) -> Self {
        // Other systems number their errors otherwise.
        let raw = error.reason().raw_os_error().filter(|_| cfg!(target_os = "linux"));
        Failure { errno: raw.or_else(|| errno(error.reason().kind())), text: error.reason().to_string() }
    }

    /// As an I/O error again.
    pub fn to_io(&self) -> Error {
        match self.errno {
            Some(errno) if cfg!(target_os = "linux") => Error::from_raw_os_error(errno),
            // The number is of Linux and means something else here.
            Some(errno) => Error::new(kind(errno), self.text.clone()),
            None => Error::other(self.text.clone()),
        }
    }
}

/// What std makes of an errno on Linux (asm-generic/errno-base.h, asm-generic/errno.h), as far as anybody asks.
fn kind(errno: i32) -> ErrorKind {
    match errno {
        1 | 13 => ErrorKind::PermissionDenied,
        2 => ErrorKind::NotFound,
        20 => ErrorKind::NotADirectory,
        21 => ErrorKind::IsADirectory,
        22 => ErrorKind::InvalidInput,
        27 => ErrorKind::FileTooLarge,
        29 => ErrorKind::NotSeekable,
        38 | 95 => ErrorKind::Unsupported,
        _ => ErrorKind::Other,
    }
}

/// The number that Linux has for the kind of an error without one.
fn errno(kind: ErrorKind) -> Option<i32> {
    match kind {
        ErrorKind::PermissionDenied => Some(13),
        ErrorKind::NotFound => Some(2),
        ErrorKind::IsADirectory => Some(21),
        ErrorKind::InvalidInput => Some(22),
        ErrorKind::FileTooLarge => Some(27),
        ErrorKind::NotSeekable => Some(29),
        ErrorKind::Unsupported => Some(95),
        _ => None,
    }
}

/// What is noted in place of a descriptor's target that is no socket.
const NOT_TOLD: &str = "other";

/// Whether a target is noted. Where a descriptor points is the name of a file that somebody has open, which nobody
/// asked for: only whether it is a socket, and which one, matters.
fn is_told(path: &Path, target: &Path) -> bool {
    let is_descriptor = path.starts_with("/proc")
        && path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "fd");
    let is_socket = target.to_str().is_some_and(|target| target.starts_with("socket:["));
    !is_descriptor || is_socket
}

/// All calls in order. `view` is 0 for the first host and counts the entered namespaces from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// View, call, answer
    pub calls: Vec<(u32, Call, Answer)>,
    /// Views given out
    pub views: u32,
}

/// Passes every call on and notes the answer.
pub struct Recording<'a> {
    inner: Inner<'a>,
    view: u32,
    views: Rc<Cell<u32>>,
    journal: Rc<RefCell<dyn Journal>>,
    kept: Option<Rc<RefCell<Keeper>>>,
}

enum Inner<'a> {
    Borrowed(&'a dyn Host),
    Entered(Box<dyn Host>),
}

impl std::fmt::Debug for Recording<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recording(view {})", self.view)
    }
}

impl<'a> Recording<'a> {
    /// Records this host in memory.
    pub fn new(host: &'a dyn Host) -> Self {
        let kept = Rc::new(RefCell::new(Keeper::default()));
        Recording { kept: Some(Rc::clone(&kept)), ..Recording::into(host, kept) }
    }

    /// Records this host into a journal.
    pub fn into(host: &'a dyn Host, journal: Rc<RefCell<dyn Journal>>) -> Self {
        Recording { inner: Inner::Borrowed(host), view: 0, views: Rc::default(), journal, kept: None }
    }

    /// All that was recorded in memory so far; nothing where it went into a journal.
    pub fn record(&self) -> Record {
        self.kept.as_ref().map(|kept| kept.borrow().record.clone()).unwrap_or_default()
    }

    fn host(&self) -> &dyn Host {
        match &self.inner {
            Inner::Borrowed(host) => *host,
            Inner::Entered(host) => host.as_ref(),
        }
    }

    fn begin(&self, call: &Call) {
        self.journal.borrow_mut().call(self.view, call);
    }

    fn piece(&self, bytes: &[u8]) {
        self.journal.borrow_mut().piece(bytes);
    }

    fn end(&self, end: &End) {
        self.journal.borrow_mut().end(end);
    }

    /// An answer that comes at once; `answer` hands over its pieces and says how it ends.
    fn noted<T>(
        &self,
        call: &Call,
        ask: impl FnOnce(&dyn Host) -> Result<T, HostError>,
        answer: impl FnOnce(&T) -> End,
    ) -> Result<T, HostError> {
        self.begin(call);
        let result = ask(self.host());
        let end = match &result {
            Ok(value) => answer(value),
            Err(error) => End::Failed(Failure::of(error)),
        };
        self.end(&end);
        result
    }

    fn noted_pieces(
        &self,
        call: &Call,
        piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
        run: impl FnOnce(&dyn Host, &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError>,
    ) -> Result<(), HostError> {
        self.begin(call);
        let result = run(self.host(), &mut |bytes| {
            self.piece(bytes);
            piece(bytes)
        });
        self.end(&End::Pieces(result.as_ref().err().map(Failure::of)));
        result
    }
}

impl Host for Recording<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        self.noted(
            &Call::Read(path.into()),
            |host| host.read(path),
            |bytes| {
                self.piece(bytes);
                End::Bytes
            },
        )
    }

    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        self.noted_pieces(&Call::Stream(path.into()), piece, |host, piece| host.stream(path, piece))
    }

    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError> {
        let mut piece = |bytes: &[u8]| {
            record(bytes);
            ControlFlow::Continue(())
        };
        self.noted_pieces(&Call::Stream(KERNEL_LOG.into()), &mut piece, |host, piece| {
            host.kernel_log(wanted, &mut |bytes| {
                // Whoever takes records takes all that are wanted.
                let _ = piece(bytes);
            })
        })
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        self.noted(
            &Call::List(path.into()),
            |host| host.list(path),
            |names| {
                names.iter().for_each(|name| self.piece(&os_bytes(name)));
                End::Names
            },
        )
    }

    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        self.noted(
            &Call::Link(path.into()),
            |host| host.link(path),
            |target| End::Target(if is_told(path, target) { target.clone() } else { NOT_TOLD.into() }),
        )
    }

    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        let call = Call::Attribute(path.into(), name.to_owned());
        self.noted(
            &call,
            |host| host.attribute(path, name),
            |bytes| {
                self.piece(bytes);
                End::Bytes
            },
        )
    }

    fn now(&self) -> Moment {
        self.begin(&Call::Now);
        let moment = self.host().now();
        self.end(&End::Moment(moment));
        moment
    }

    fn wait(&self, time: Duration) {
        self.begin(&Call::Wait(time));
        self.host().wait(time);
        self.end(&End::Done(0));
    }

    fn netns(&self) -> Result<NetnsStat, HostError> {
        self.noted(&Call::Netns, |host| host.netns(), |stat| End::Netns(*stat))
    }

    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        let view = self.views.get() + 1;
        let host = self.noted(&Call::Enter(path.into()), |host| host.enter(path), |_| End::Done(view))?;
        self.views.set(view);
        Ok(Box::new(Recording {
            inner: Inner::Entered(host),
            view,
            views: Rc::clone(&self.views),
            journal: Rc::clone(&self.journal),
            kept: None,
        }))
    }

    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError> {
        self.noted_pieces(&Call::SockDiag(request.into()), reply, |host, reply| {
            host.sock_diag(request, reply)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Replay;

    #[test]
    fn of_descriptors_only_sockets_are_noted() {
        let link = |path: &str, target: &str| (0, Call::Link(path.into()), Answer::Target(target.into()));
        let asked = [
            ("/proc/7/fd/3", "/srv/payroll/salaries.ods", "other"),
            ("/proc/7/fd/4", "pipe:[42]", "other"),
            ("/proc/7/fd/5", "socket:[43]", "socket:[43]"),
            ("/proc/7/ns/net", "net:[44]", "net:[44]"),
            ("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf", "../sysctl.conf"),
        ];
        let calls = asked.iter().map(|(path, target, _)| link(path, target)).collect();
        let host = Replay::new(&Record { calls, views: 0 });
        let recording = Recording::new(&host);
        for (path, target, _) in asked {
            assert_eq!(recording.link(Path::new(path)).ok(), Some(target.into()), "the look itself sees all");
        }
        let noted: Vec<_> = recording.record().calls.into_iter().map(|(_, _, answer)| answer).collect();
        assert_eq!(noted, asked.map(|(_, _, told)| Answer::Target(told.into())));
    }
}
