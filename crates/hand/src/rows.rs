//! Letting sockets go by SOCK_DESTROY, each named by its ends and its cookie.

use std::io;

use lastack_model::Target;

use crate::{HandError, Watch};

/// What became of one socket.
#[derive(Debug)]
pub enum Let {
    /// It is gone, by us
    Gone,
    /// Nothing has these ends and this cookie any more: it went by itself, or another took its ends over
    Changed,
    /// The kernel refused
    Refused(io::Error),
}

/// How far the trial on a socket of our own came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// No TIME_WAIT row of our own could be made over loopback, so nothing is known
    Made,
    /// It could be made, and the kernel did not let it go
    LetGo,
}

/// Lets sockets of one namespace go.
pub trait Rows {
    /// Makes a TIME_WAIT row over loopback and lets it go: whether kernel and privilege can is known before any other
    /// socket is touched.
    ///
    /// # Errors
    /// [`HandError::Untried`]: [`io::ErrorKind::Unsupported`] where the kernel cannot (before Linux 6.0, or without
    /// CONFIG_INET_DIAG_DESTROY), [`io::ErrorKind::PermissionDenied`] without CAP_NET_ADMIN there.
    fn try_out(&mut self) -> Result<(), HandError>;

    /// Lets these go and tells of each, in their order.
    ///
    /// # Errors
    /// [`HandError::LetGo`] where the kernel does not answer; some of them may be gone then.
    fn let_go(&mut self, targets: &[Target], watch: &dyn Watch) -> Result<Vec<Let>, HandError>;
}

#[cfg(not(target_os = "linux"))]
impl crate::Netns {
    /// There is no such hand here.
    ///
    /// # Errors
    /// [`HandError::LetGo`] always.
    pub fn rows(&self) -> Result<Box<dyn Rows + '_>, HandError> {
        Err(HandError::LetGo { source: io::ErrorKind::Unsupported.into() })
    }
}
