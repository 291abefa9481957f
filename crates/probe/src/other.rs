//! Systems without the engine.

use lastack_host::Host;

use crate::{Account, Control, ProbeError, SourcePorts, Target};

pub(crate) use crate::portable::once;

pub(crate) fn listening(_: &dyn Host) -> Result<Vec<std::net::SocketAddr>, ProbeError> {
    Err(ProbeError::System)
}

pub(crate) fn stay(
    _: &dyn Host,
    _: &[Target],
    _: &SourcePorts,
    _: &mut dyn Control,
) -> Result<Account, ProbeError> {
    Err(ProbeError::System)
}

pub(crate) fn default_ports(_: &dyn Host) -> Result<SourcePorts, ProbeError> {
    Err(ProbeError::System)
}

pub(crate) fn check_ports(_: &dyn Host, _: &SourcePorts) -> Result<(), ProbeError> {
    Err(ProbeError::System)
}
