//! A host made of recorded answers: the same calls in the same order get the same answers, on any system.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use crate::capture::Place;
use crate::journal::End;
use crate::{Answer, Call, Capture, Failure, Host, HostError, KERNEL_LOG, Moment, NetnsStat, Record};

/// Answers as the record says. A call that was recorded several times gets its answers in turn, the last one for
/// ever; a call that was never recorded is answered with NotFound.
#[derive(Debug, Clone)]
pub struct Replay {
    view: u32,
    store: Rc<Store>,
}

/// Where the answers are.
#[derive(Debug)]
enum Store {
    Memory(RefCell<HashMap<(u32, Call), VecDeque<Answer>>>),
    /// Packed, with the number of answers that each call was given already
    Capture(Box<Capture>, RefCell<HashMap<(u32, Call), usize>>),
}

impl Replay {
    /// From a record.
    pub fn new(record: &Record) -> Self {
        let mut answers: HashMap<_, VecDeque<_>> = HashMap::new();
        for (view, call, answer) in &record.calls {
            answers.entry((*view, call.clone())).or_default().push_back(answer.clone());
        }
        Replay { view: 0, store: Rc::new(Store::Memory(RefCell::new(answers))) }
    }

    /// From a capture.
    pub fn of_capture(capture: Capture) -> Self {
        Replay { view: 0, store: Rc::new(Store::Capture(Box::new(capture), RefCell::default())) }
    }

    /// From files alone, for tests: each path with its content.
    pub fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let calls = files
            .into_iter()
            .flat_map(|(path, text)| {
                let bytes = text.as_bytes().to_vec();
                [
                    (0, Call::Read(path.into()), Answer::Bytes(bytes.clone())),
                    (0, Call::Stream(path.into()), Answer::Pieces(vec![bytes], None)),
                ]
            })
            .collect();
        Replay::new(&Record { calls, views: 0 })
    }

    fn answer(&self, call: Call) -> Result<Answer, io::Error> {
        let answer = match &*self.store {
            Store::Memory(answers) => {
                let mut answers = answers.borrow_mut();
                let queue = answers.get_mut(&(self.view, call)).ok_or(io::ErrorKind::NotFound)?;
                let answer = if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() };
                answer.ok_or(io::ErrorKind::NotFound)?
            }
            Store::Capture(capture, turns) => {
                let place = self.turn(capture, turns, call)?;
                capture.answer(place).ok_or_else(|| io::Error::other("the answer is longer than is read"))?
            }
        };
        match answer {
            Answer::Failed(failure) => Err(failure.to_io()),
            answer => Ok(answer),
        }
    }

    /// Where the answer stands whose turn it is.
    fn turn(
        &self,
        capture: &Capture,
        turns: &RefCell<HashMap<(u32, Call), usize>>,
        call: Call,
    ) -> Result<Place, io::Error> {
        let places = capture.places(self.view, call.clone()).ok_or(io::ErrorKind::NotFound)?;
        let turn = match places {
            [only] => return Ok(*only),
            _ => {
                let mut turns = turns.borrow_mut();
                let turn = turns.entry((self.view, call)).or_default();
                std::mem::replace(turn, turn.saturating_add(1))
            }
        };
        Ok(*places.get(turn).or(places.last()).ok_or(io::ErrorKind::NotFound)?)
    }

    fn pieces(&self, call: Call, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
        let end = match &*self.store {
            Store::Memory(_) => {
                let Answer::Pieces(pieces, end) = self.answer(call)? else { return Err(mismatch()) };
                for bytes in &pieces {
                    if piece(bytes).is_break() {
                        return Ok(());
                    }
                }
                end
            }
            Store::Capture(capture, turns) => {
                let place = self.turn(capture, turns, call)?;
                match capture.pieces(place, piece) {
                    // Whoever asks has seen enough.
                    None => return Ok(()),
                    Some(End::Pieces(end)) => end,
                    Some(End::Failed(failure)) => Some(failure),
                    Some(_) => return Err(mismatch()),
                }
            }
        };
        end.as_ref().map_or(Ok(()), |failure: &Failure| Err(failure.to_io()))
    }
}

fn mismatch() -> io::Error {
    io::Error::other("the record holds an answer of another kind")
}

impl Host for Replay {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        self.answer(Call::Read(path.into()))
            .and_then(|answer| if let Answer::Bytes(bytes) = answer { Ok(bytes) } else { Err(mismatch()) })
            .map_err(|source| HostError::Read { path: path.into(), source })
    }

    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        self.pieces(Call::Stream(path.into()), piece)
            .map_err(|source| HostError::Read { path: path.into(), source })
    }

    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError> {
        let mut piece = |bytes: &[u8]| {
            if wanted(bytes) {
                record(bytes);
            }
            ControlFlow::Continue(())
        };
        self.pieces(Call::Stream(KERNEL_LOG.into()), &mut piece)
            .map_err(|source| HostError::Read { path: KERNEL_LOG.into(), source })
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        self.answer(Call::List(path.into()))
            .and_then(|answer| if let Answer::Names(names) = answer { Ok(names) } else { Err(mismatch()) })
            .map_err(|source| HostError::List { path: path.into(), source })
    }

    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        self.answer(Call::Link(path.into()))
            .and_then(|answer| if let Answer::Target(target) = answer { Ok(target) } else { Err(mismatch()) })
            .map_err(|source| HostError::Link { path: path.into(), source })
    }

    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        self.answer(Call::Attribute(path.into(), name.to_owned()))
            .and_then(|answer| if let Answer::Bytes(bytes) = answer { Ok(bytes) } else { Err(mismatch()) })
            .map_err(|source| HostError::Attribute { path: path.into(), source })
    }

    fn now(&self) -> Moment {
        match self.answer(Call::Now) {
            Ok(Answer::Moment(moment)) => moment,
            _ => Moment { wall_ms: 0, monotonic: Duration::ZERO },
        }
    }

    fn wait(&self, _: Duration) {}

    fn netns(&self) -> Result<NetnsStat, HostError> {
        self.answer(Call::Netns)
            .and_then(|answer| if let Answer::Netns(stat) = answer { Ok(stat) } else { Err(mismatch()) })
            .map_err(|source| HostError::Netns { path: "/proc/thread-self/ns/net".into(), source })
    }

    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        self.answer(Call::Enter(path.into()))
            .and_then(|answer| if let Answer::Done(view) = answer { Ok(view) } else { Err(mismatch()) })
            .map(|view| Box::new(Replay { view, store: Rc::clone(&self.store) }) as Box<dyn Host>)
            .map_err(|source| HostError::Netns { path: path.into(), source })
    }

    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError> {
        self.pieces(Call::SockDiag(request.into()), reply).map_err(|source| HostError::SockDiag { source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recording;

    #[test]
    fn what_was_recorded_is_answered_again_in_the_same_order() {
        let first = Replay::of_files([("/proc/loadavg", "1.00")]);
        let recording = Recording::new(&first);
        recording.read(Path::new("/proc/loadavg")).unwrap();
        recording.read(Path::new("/proc/none")).unwrap_err();
        recording.wait(Duration::from_secs(3));

        let replay = Replay::new(&recording.record());
        assert_eq!(replay.read(Path::new("/proc/loadavg")).unwrap(), b"1.00");
        let error = replay.read(Path::new("/proc/none")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /proc/none");
        assert!(replay.list(Path::new("/proc")).is_err());
    }

    #[test]
    fn a_stream_that_broke_off_breaks_off_again() {
        let record = Record {
            calls: vec![(
                0,
                Call::SockDiag(vec![1]),
                Answer::Pieces(vec![vec![7, 7]], Some(Failure { errno: Some(1), text: String::new() })),
            )],
            views: 0,
        };
        let mut seen = 0;
        let error = Replay::new(&record)
            .sock_diag(&[1], &mut |bytes| {
                seen += bytes.len();
                ControlFlow::Continue(())
            })
            .unwrap_err();
        assert_eq!((seen, error.reason().kind()), (2, io::ErrorKind::PermissionDenied));
    }
}
