//! Writes a capture as it is made, packed and written on a thread of its own so that the look is not held up.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use sha2::{Digest as _, Sha256};

use super::event::{self, Event};
use super::{About, FRAME, LONGEST_ABOUT, MAGIC, VERSION};
use crate::Call;
use crate::journal::{End, Journal};

/// Frames that wait to be packed, 32 MiB: the kernel's dump of some 350,000 rows is not held up by packing.
const WAITING: usize = 64;

/// Level of deflate: the first is three times as fast as the usual sixth and a seventh larger.
const LEVEL: u8 = 1;

/// What a capture came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes written
    pub bytes: u64,
    /// Bytes before they were packed
    pub raw: u64,
    /// Calls
    pub calls: u64,
    /// Files among what was read, each once; 0 of a capture that was opened
    pub files: u64,
}

/// Takes a recording and writes a capture of it.
#[derive(Debug)]
pub struct CaptureWriter<W> {
    frame: Vec<u8>,
    event: Vec<u8>,
    tally: Tally,
    /// The file whose answer is being noted, and those before it
    file: Option<(u32, PathBuf)>,
    files: HashSet<(u32, PathBuf)>,
    frames: SyncSender<Vec<u8>>,
    packer: JoinHandle<io::Result<Packer<W>>>,
}

impl<W: Write + Send + 'static> CaptureWriter<W> {
    /// Begins a capture. What it is about is cut to what a reader takes.
    ///
    /// # Errors
    /// Where no thread can be made.
    pub fn new(out: W, about: &About) -> io::Result<Self> {
        let (frames, waiting) = sync_channel(WAITING);
        let packer = std::thread::Builder::new().spawn(move || pack_all(out, waiting))?;
        let (frame, event, tally) = (Vec::with_capacity(FRAME), Vec::new(), Tally::default());
        let files = HashSet::new();
        let mut writer = CaptureWriter { frame, event, tally, file: None, files, frames, packer };
        let mut length = 0;
        let fits = |(key, value): &(&String, &String)| {
            length += key.len() + value.len() + 16;
            length <= LONGEST_ABOUT
        };
        let about = about.iter().take_while(fits).map(|(key, value)| (key.clone(), value.clone())).collect();
        writer.put(|out| event::put(out, &Event::About(about)));
        Ok(writer)
    }

    /// Ends the capture and gives back what was written into.
    ///
    /// # Errors
    /// The first error in writing; nothing that was written is a capture then.
    pub fn finish(mut self) -> io::Result<(W, Tally)> {
        self.pass_on();
        drop(self.frames);
        let died = || Err(io::Error::other("the thread that writes the capture ended early"));
        let packer = self.packer.join().unwrap_or_else(|_| died())?;
        packer.finish(Tally { files: self.files.len() as u64, ..self.tally })
    }
}

impl<W> CaptureWriter<W> {
    fn put(&mut self, event: impl FnOnce(&mut Vec<u8>)) {
        self.event.clear();
        event(&mut self.event);
        if !self.frame.is_empty() && self.frame.len() + self.event.len() > FRAME {
            self.pass_on();
        }
        self.frame.extend_from_slice(&self.event);
    }

    fn pass_on(&mut self) {
        self.tally.raw += self.frame.len() as u64;
        let frame = std::mem::replace(&mut self.frame, Vec::with_capacity(FRAME));
        // Where the thread has ended, `finish` tells why.
        let _ = self.frames.send(frame);
    }
}

impl<W> Journal for CaptureWriter<W> {
    fn call(&mut self, view: u32, call: &Call) {
        self.tally.calls += 1;
        self.file = match call {
            Call::Read(path) | Call::Stream(path) => Some((view, path.clone())),
            _ => None,
        };
        self.put(|out| event::put_call(out, view, call));
    }

    fn piece(&mut self, bytes: &[u8]) {
        // A file that was read whole is one piece of any length.
        let mut pieces = bytes.chunks(FRAME / 2);
        let first = pieces.next().unwrap_or_default();
        self.put(|out| event::put(out, &Event::Piece(first)));
        for piece in pieces {
            self.put(|out| event::put(out, &Event::Piece(piece)));
        }
    }

    fn end(&mut self, end: &End) {
        if matches!(end, End::Bytes | End::Pieces(None)) {
            self.files.extend(self.file.take());
        }
        self.put(|out| event::put_end(out, end));
    }
}

/// Packs frames and writes them.
#[derive(Debug)]
struct Packer<W> {
    out: W,
    digest: Sha256,
    bytes: u64,
}

fn pack_all<W: Write>(out: W, frames: Receiver<Vec<u8>>) -> io::Result<Packer<W>> {
    let mut packer = Packer { out, digest: Sha256::new(), bytes: 0 };
    packer.write(MAGIC)?;
    packer.write(&VERSION.to_le_bytes())?;
    for frame in frames {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&frame, LEVEL);
        packer.write(&length(packed.len())?)?;
        packer.write(&length(frame.len())?)?;
        packer.write(&packed)?;
    }
    Ok(packer)
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    u32::try_from(length).map(u32::to_le_bytes).map_err(io::Error::other)
}

impl<W: Write> Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn finish(mut self, tally: Tally) -> io::Result<(W, Tally)> {
        self.write(&[0; 8])?;
        self.write(&tally.calls.to_le_bytes())?;
        self.write(&tally.raw.to_le_bytes())?;
        let digest = self.digest.finalize_reset();
        self.write(&digest)?;
        self.out.flush()?;
        Ok((self.out, Tally { bytes: self.bytes, ..tally }))
    }
}
