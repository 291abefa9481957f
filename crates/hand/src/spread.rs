//! Connections of a control group from many source addresses: the group, what is pinned for it, and what the addresses are good
//! for.

mod group;
mod pins;
mod reach;

use std::io;

use lastack_ebpf::Refusal;

use crate::HandError;

pub use group::Group;
pub use pins::{Pinned, Pins};

/// A refusal of the kernel with its reason.
fn refused(refusal: Refusal) -> HandError {
    let (action, source) = match refusal {
        Refusal::System { step, source } => (step, source),
        other => ("load a BPF program", io::Error::new(io::ErrorKind::PermissionDenied, other.to_string())),
    };
    HandError::Programs { action, source }
}
