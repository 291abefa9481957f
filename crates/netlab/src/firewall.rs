//! Packets that get lost inside a namespace of our own.

use crate::LabError;
use crate::conntrack::nft;

/// Drops every FIN to a port in the calling thread's namespace, by nft: whoever closes towards it waits in FIN_WAIT1,
/// and in CLOSING once the other side has closed too. It goes with the namespace, or with [`drop_nothing`].
pub fn drop_fins_to(port: u16) -> Result<(), LabError> {
    lose("input", port, "tcp flags & fin == fin")
}

/// Drops all but the SYN of whoever connects to a port, where it arrives: the handshake stays without its last ACK, and
/// what was accepted by Fast Open waits in SYN_RECV.
pub fn drop_acks_to(port: u16) -> Result<(), LabError> {
    lose("input", port, "tcp flags & syn == 0")
}

/// Drops data to a port before it leaves: the sender is told so, and sends it once more as if for the first time.
pub fn drop_data_to(port: u16) -> Result<(), LabError> {
    lose("output", port, "tcp flags & psh == psh")
}

/// Drops every second segment to a port where it arrives, the first one too.
pub fn drop_half_to(port: u16) -> Result<(), LabError> {
    lose("input", port, "numgen inc mod 2 0")
}

/// Ends what these functions do in the calling thread's namespace.
pub fn drop_nothing() -> Result<(), LabError> {
    nft("delete table inet lossy\n", "drop no more")
}

fn lose(hook: &str, port: u16, which: &str) -> Result<(), LabError> {
    let rules = format!(
        "add table inet lossy\n\
         add chain inet lossy {hook} {{ type filter hook {hook} priority 0; }}\n\
         add rule inet lossy {hook} tcp dport {port} {which} drop\n"
    );
    nft(&rules, "drop segments")
}
