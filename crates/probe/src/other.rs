//! What a run needs of systems without the engine.

use std::fs::Metadata;
use std::net::{SocketAddr, TcpStream};
use std::time::SystemTime;

use lastack_host::Host;
use lastack_model::ProbeCheck;
use lastack_model::words::Message;

use crate::{ProbeError, SourcePorts, Target};

pub(crate) use crate::portable::stay::stay;
pub(crate) use crate::portable::{check_ports, lacks, once};

/// A file that can be opened always.
pub(crate) const NOTHING: &str = "NUL";

/// Descriptors are not counted there: as many as elsewhere are left at most.
pub(crate) const fn spare_descriptors() -> u64 {
    320
}

pub(crate) fn listening(_: &dyn Host) -> Result<Vec<SocketAddr>, ProbeError> {
    Err(ProbeError::System)
}

pub(crate) const fn default_ports(_: &dyn Host) -> Result<SourcePorts, ProbeError> {
    Ok(SourcePorts::Kernel)
}

/// Every target once, for who does not ask what it cost.
pub(crate) fn once_unaccounted(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<(), ProbeError> {
    once(host, targets, ports, &|| false, each).map(drop)
}

/// TCP_LINGER2 is Linux's. Whoever scrapes keeps its connection, and closes first.
pub(crate) const fn leave_no_time_wait(_: &TcpStream) {}

/// When it was made; 0 where that is not told.
pub(crate) fn file_id(metadata: &Metadata) -> u64 {
    let since = metadata.created().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

/// Who must be able to read what is read again: whoever started it, since nothing is given up.
pub(crate) const fn reader() -> Option<u32> {
    None
}

/// Gives nothing up, and says so.
pub fn confine() -> Vec<Message> {
    vec![Message::new("probe-confine-none")]
}
