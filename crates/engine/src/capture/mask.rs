//! Rewrites a capture so that strangers may see it: addresses mapped, names replaced, everything unknown left out.
//!
//! The capture is walked twice: once to learn all addresses and names, because the mapping is drawn so that no address
//! stands for another's original, and once to rewrite. Ports, counts, times, inodes and pids stay.

mod files;
mod paths;
mod stand;

use std::hash::BuildHasher;

use lastack_host::{About, Call, Capture, End, Event, Failure, Journal};
use lastack_model::mask::Kind;
use lastack_parse::inet_diag;

use files::Content;
use stand::{Learn, Rewrite, Stand};

/// ENOENT: what is left out is answered as if it were not there.
const MISSING: i32 = 2;

/// Longest file that is rewritten; a longer one is left out.
const LONGEST: usize = 4 << 20;

/// Longest table of Windows that is rewritten: some 400,000 rows.
const LONGEST_TABLE: usize = 64 << 20;

/// Stands for where a link of a process leads.
const ELSEWHERE: &str = "/elsewhere";

/// What stands for each address and name of a capture.
pub(super) struct Mask<'a, S> {
    capture: &'a Capture,
    stand: Rewrite<'a, S>,
}

impl<'a, S: BuildHasher> Mask<'a, S> {
    /// Learns a capture. `secret` must be random and is not kept.
    pub(super) fn new(capture: &'a Capture, secret: &'a S) -> Self {
        let mut learn = Learn::default();
        rewrite(capture, &mut learn, &mut Nowhere);
        Mask { capture, stand: learn.draw(secret) }
    }

    /// What the capture says of itself, without its names.
    pub(super) fn about(&mut self) -> About {
        let mut about = self.capture.about().clone();
        about.insert(super::about::MASKED.to_owned(), "1".to_owned());
        if let Some(netns) = about.get_mut("netns") {
            match netns.split_once(' ') {
                Some(("name", name)) => *netns = format!("name {}", self.stand.name(Kind::Netns, name)),
                Some(("path", path)) => {
                    let path = paths::masked(path.as_ref(), &mut self.stand);
                    *netns = format!("path {}", path.display());
                }
                _ => {}
            }
        }
        about
    }

    /// Writes all calls into a journal.
    pub(super) fn write(&mut self, journal: &mut dyn Journal) {
        rewrite(self.capture, &mut self.stand, journal);
    }
}

/// Takes everything and keeps nothing.
struct Nowhere;

impl Journal for Nowhere {
    fn call(&mut self, _: u32, _: &Call) {}
    fn piece(&mut self, _: &[u8]) {}
    fn end(&mut self, _: &End) {}
}

/// A call whose answer is being rewritten.
struct Open {
    content: Content,
    /// A file that is not whole yet, or the last line of a table
    held: Vec<u8>,
}

fn rewrite(capture: &Capture, stand: &mut dyn Stand, journal: &mut dyn Journal) {
    let mut open: Vec<Open> = Vec::new();
    capture.events(&mut |event| match event {
        Event::About(_) => {}
        Event::Call(view, call) => {
            journal.call(*view, &masked_call(call, stand));
            open.push(Open { content: Content::of(call), held: Vec::new() });
        }
        Event::Piece(bytes) => {
            if let Some(open) = open.last_mut() {
                open.piece(bytes, stand, journal);
            }
        }
        Event::End(end) => {
            if let Some(open) = open.pop() {
                open.end(end, stand, journal);
            }
        }
    });
}

impl Content {
    /// Bytes of it that are rewritten at most.
    fn longest(self) -> usize {
        if matches!(self, Content::Tcp(_)) { LONGEST_TABLE } else { LONGEST }
    }
}

impl Open {
    fn piece(&mut self, bytes: &[u8], stand: &mut dyn Stand, journal: &mut dyn Journal) {
        match self.content {
            Content::Dump => {
                let mut datagram = bytes.to_vec();
                inet_diag::rewrite(&mut datagram, &mut |address| stand.address(address));
                journal.piece(&datagram);
            }
            Content::Table => {
                self.held.extend_from_slice(bytes);
                let whole = self.held.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                let rest = self.held.split_off(whole);
                let lines = std::mem::replace(&mut self.held, rest);
                if !lines.is_empty() {
                    journal.piece(&files::table(&lines, stand));
                }
            }
            Content::Names(kind) => {
                if let Some(name) = paths::masked_name(kind, bytes, stand) {
                    journal.piece(name.as_bytes());
                }
            }
            Content::Left => {}
            content if self.held.len() + bytes.len() > content.longest() => self.content = Content::Left,
            _ => self.held.extend_from_slice(bytes),
        }
    }

    fn end(self, end: &End, stand: &mut dyn Stand, journal: &mut dyn Journal) {
        let left_out = Failure { errno: Some(MISSING), text: String::new() };
        let end = match (end, self.content) {
            (End::Bytes | End::Pieces(_) | End::Names, Content::Left) => End::Failed(left_out),
            // A table of a stream that was cut loses the part of a line.
            (End::Pieces(_), Content::Table) => end.clone(),
            (End::Bytes | End::Pieces(None), content) => match content.masked(&self.held, stand) {
                Some(bytes) => {
                    if !bytes.is_empty() {
                        journal.piece(&bytes);
                    }
                    end.clone()
                }
                None => End::Failed(left_out),
            },
            (End::Target(target), _) => End::Target(paths::masked_target(target, ELSEWHERE, stand)),
            // What the system said may hold a path.
            (End::Failed(failure), _) => {
                End::Failed(Failure { text: stand.text(&failure.text), ..failure.clone() })
            }
            (end, _) => end.clone(),
        };
        journal.end(&end);
    }
}

/// Requests for dumps are ours and name nobody; paths do.
fn masked_call(call: &Call, stand: &mut dyn Stand) -> Call {
    match call {
        Call::Read(path) => Call::Read(paths::masked(path, stand)),
        Call::Stream(path) => Call::Stream(paths::masked(path, stand)),
        Call::List(path) => Call::List(paths::masked(path, stand)),
        Call::Link(path) => Call::Link(paths::masked(path, stand)),
        Call::Enter(path) => Call::Enter(paths::masked(path, stand)),
        Call::Attribute(path, name) => Call::Attribute(paths::masked(path, stand), name.clone()),
        Call::Now | Call::Wait(_) | Call::Netns | Call::SockDiag(_) => call.clone(),
    }
}
