//! A look that is written down, and one that is looked up again.

mod about;
mod replay;

use std::cell::RefCell;
use std::io::{Error, ErrorKind, Write};
use std::rc::Rc;

use lastack_host::{CaptureWriter, Host, Journal, Recording, Tally};

use crate::{ExamineError, Examined, Request};

pub(crate) use replay::replay;

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

/// Looks at the host as [`crate::examine`] does and writes what was asked and answered into `out`, which holds a
/// capture only where this succeeds.
///
/// # Errors
/// [`CaptureFailure`]
pub fn capture<W: Write + Send + 'static, S: BuildHasher>(
    host: &dyn Host,
    request: &Request,
    mask: Option<&S>,
    out: W,
) -> Result<(W, Captured), CaptureFailure> {
    let about = about::of(request, host.now().wall_ms);
    let writer = CaptureWriter::new(out, &about).map_err(CaptureFailure::Write)?;
    let writer = Rc::new(RefCell::new(Some(writer)));
    let journal: Rc<RefCell<dyn Journal>> = Rc::clone(&writer) as _;
    let examined = crate::look(&Recording::into(host, journal), request).map_err(CaptureFailure::Examine)?;
    let writer = writer.borrow_mut().take();
    let (out, tally) = match writer {
        Some(writer) => writer.finish().map_err(CaptureFailure::Write)?,
        None => return Err(CaptureFailure::Write(ErrorKind::BrokenPipe.into())),
    };
    Ok((out, Captured { examined, tally }))
}
