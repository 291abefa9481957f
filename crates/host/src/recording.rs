//! A host that notes every answer of another, with its clock, so that the same look can be replayed anywhere.

use std::cell::RefCell;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Host, HostError, Moment, NetnsStat};

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
        Failure { errno: error.reason().raw_os_error(), text: error.reason().to_string() }
    }

    /// As an I/O error again.
    pub fn to_io(&self) -> std::io::Error {
        match self.errno {
            Some(errno) => std::io::Error::from_raw_os_error(errno),
            None => std::io::Error::other(self.text.clone()),
        }
    }
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
    record: Rc<RefCell<Record>>,
}

enum Inner<'a> {
    Borrowed(&'a dyn Host),
    Entered(Box<dyn Host>),
}

impl std::fmt::Debug for Recording<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recording(view {}, {} calls)", self.view, self.record.borrow().calls.len())
    }
}

impl<'a> Recording<'a> {
    /// Records this host.
    pub fn new(host: &'a dyn Host) -> Self {
        Recording { inner: Inner::Borrowed(host), view: 0, record: Rc::default() }
    }

    /// All that was recorded so far.
    pub fn record(&self) -> Record {
        self.record.borrow().clone()
    }

    fn host(&self) -> &dyn Host {
        match &self.inner {
            Inner::Borrowed(host) => *host,
            Inner::Entered(host) => host.as_ref(),
        }
    }

    fn note(&self, call: Call, answer: Answer) {
        self.record.borrow_mut().calls.push((self.view, call, answer));
    }

    fn noted<T>(
        &self,
        call: Call,
        result: Result<T, HostError>,
        answer: impl FnOnce(&T) -> Answer,
    ) -> Result<T, HostError> {
        let kept = match &result {
            Ok(value) => answer(value),
            Err(error) => Answer::Failed(Failure::of(error)),
        };
        self.note(call, kept);
        result
    }

    fn noted_pieces(
        &self,
        call: Call,
        piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
        run: impl FnOnce(&mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError>,
    ) -> Result<(), HostError> {
        let mut pieces = Vec::new();
        let result = run(&mut |bytes| {
            pieces.push(bytes.to_vec());
            piece(bytes)
        });
        self.note(call, Answer::Pieces(pieces, result.as_ref().err().map(Failure::of)));
        result
    }
}

impl Host for Recording<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        self.noted(Call::Read(path.into()), self.host().read(path), |bytes| Answer::Bytes(bytes.clone()))
    }

    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        self.noted_pieces(Call::Stream(path.into()), piece, |piece| self.host().stream(path, piece))
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        self.noted(Call::List(path.into()), self.host().list(path), |names| Answer::Names(names.clone()))
    }

    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        self.noted(Call::Link(path.into()), self.host().link(path), |target| Answer::Target(target.clone()))
    }

    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        let call = Call::Attribute(path.into(), name.to_owned());
        self.noted(call, self.host().attribute(path, name), |bytes| Answer::Bytes(bytes.clone()))
    }

    fn now(&self) -> Moment {
        let moment = self.host().now();
        self.note(Call::Now, Answer::Moment(moment));
        moment
    }

    fn wait(&self, time: Duration) {
        self.host().wait(time);
        self.note(Call::Wait(time), Answer::Done(0));
    }

    fn netns(&self) -> Result<NetnsStat, HostError> {
        self.noted(Call::Netns, self.host().netns(), |stat| Answer::Netns(*stat))
    }

    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        let entered = self.host().enter(path);
        let view = {
            let mut record = self.record.borrow_mut();
            record.views += 1;
            record.views
        };
        let host = self.noted(Call::Enter(path.into()), entered, |_| Answer::Done(view))?;
        Ok(Box::new(Recording { inner: Inner::Entered(host), view, record: Rc::clone(&self.record) }))
    }

    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError> {
        self.noted_pieces(Call::SockDiag(request.into()), reply, |reply| {
            self.host().sock_diag(request, reply)
        })
    }
}
