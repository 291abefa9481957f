//! A look that is written down, and one that is looked up again.

mod about;
mod mask;
mod replay;
mod texts;

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::io::{Error, ErrorKind, Write};
use std::rc::Rc;

use lastack_host::{Capture, CaptureWriter, Host, Journal, Recording, Tally};

use crate::{ExamineError, Examined, Request, Texts};

pub(crate) use about::{begun_at_ms, look as look_of};
pub(crate) use replay::{chosen, is_chosen, replay, told};

/// What a capture holds, to tell whoever made it.
#[derive(Debug)]
pub struct Captured {
    /// What the look found
    pub examined: Examined,
    /// Its length, and the files in it
    pub tally: Tally,
}

/// Why there is no capture.
#[derive(Debug, thiserror::Error)]
pub enum CaptureFailure {
    /// The look failed
    #[error("the host could not be looked at")]
    Examine(#[source] ExamineError),
    /// Writing failed
    #[error("the capture could not be written")]
    Write(#[source] Error),
}

/// How much a capture tells of names and texts.
#[derive(Debug)]
pub enum Text<'a, S> {
    /// Addresses and names as they are, no command line and no line of a log
    Plain,
    /// The command lines of the processes that are named besides, and those lines of the kernel's log that tell
    Full,
    /// Addresses and names replaced with the help of this secret, which must be random and is not kept
    Masked(&'a S),
}

/// Looks at the host as [`crate::examine`] does and writes what was asked and answered into `out`, which holds a
/// capture only where this succeeds. What masked names were is held in memory alone.
///
/// # Errors
/// [`CaptureFailure`]
pub fn capture<W: Write + Send + 'static, S: BuildHasher>(
    host: &dyn Host,
    request: &Request,
    text: Text<'_, S>,
    out: W,
) -> Result<(W, Captured), CaptureFailure> {
    let secret = match text {
        Text::Plain => return record(host, request, false, out),
        Text::Full => return record(host, request, true, out),
        Text::Masked(secret) => secret,
    };
    let (packed, Captured { examined, tally: plain }) = record(host, request, false, Vec::new())?;
    let capture = Capture::open(packed).map_err(|error| CaptureFailure::Write(Error::other(error)))?;
    let mut mask = mask::Mask::new(&capture, secret);
    let mut writer = CaptureWriter::new(out, &mask.about()).map_err(CaptureFailure::Write)?;
    mask.write(&mut writer);
    let (out, tally) = writer.finish().map_err(CaptureFailure::Write)?;
    Ok((out, Captured { examined, tally: Tally { files: plain.files, ..tally } }))
}

fn record<W: Write + Send + 'static>(
    host: &dyn Host,
    request: &Request,
    texts: bool,
    out: W,
) -> Result<(W, Captured), CaptureFailure> {
    let mut about = about::of(request, host.now().wall_ms);
    if texts {
        about.insert(about::TEXTS.to_owned(), "1".to_owned());
    }
    let writer = CaptureWriter::new(out, &about).map_err(CaptureFailure::Write)?;
    let writer = Rc::new(RefCell::new(Some(writer)));
    let journal: Rc<RefCell<dyn Journal>> = Rc::clone(&writer) as _;
    let recording = Recording::into(host, journal);
    let kept = if texts { Texts::Read } else { Texts::Leave };
    let mut examined =
        crate::look(&recording, request, kept, &mut |_| crate::Flow::On).map_err(CaptureFailure::Examine)?;
    if texts {
        texts::commands(&recording, &mut examined.report.snapshot.namespaces);
    }
    drop(recording);
    let writer = writer.borrow_mut().take();
    let (out, tally) = match writer {
        Some(writer) => writer.finish().map_err(CaptureFailure::Write)?,
        None => return Err(CaptureFailure::Write(ErrorKind::BrokenPipe.into())),
    };
    Ok((out, Captured { examined, tally }))
}
