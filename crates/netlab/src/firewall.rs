//! Packets that get lost inside a namespace of our own.

use crate::LabError;
use crate::conntrack::nft;

/// Drops every FIN to a port in the calling thread's namespace, by nft: whoever closes towards it waits in FIN_WAIT1,
/// and in CLOSING once the other side has closed too. It goes with the namespace.
pub fn drop_fins_to(port: u16) -> Result<(), LabError> {
    let rules = format!(
        "add table inet lossy\n\
         add chain inet lossy input {{ type filter hook input priority 0; }}\n\
         add rule inet lossy input tcp dport {port} tcp flags & fin == fin drop\n"
    );
    nft(&rules, "drop FINs")
}
