//! What a run gives up at its start: capabilities, new privileges, and writing files.

use landlock::{ABI, AccessFs, Ruleset, RulesetAttr as _, RulesetStatus};
use lastack_model::words::Message;
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs};

/// Gives everything up for the calling thread and all that it starts. Gives what could not be given up.
///
/// Nothing of it can be taken back. A prober needs none: its ports are above 1023, the kernel's table is everybody's to read.
pub fn confine() -> Vec<Message> {
    let mut missing = Vec::new();
    let none = CapabilitySet::empty();
    let sets = CapabilitySets { effective: none, permitted: none, inheritable: none };
    if set_no_new_privs(true).is_err() {
        missing.push(Message::new("probe-confine-privileges"));
    }
    if set_capabilities(None, sets).is_err() {
        missing.push(Message::new("probe-confine-capabilities"));
    }
    if !no_writes() {
        missing.push(Message::new("probe-confine-landlock"));
    }
    missing
}

/// Every way of changing a file that the kernel can refuse is refused, everywhere; what is open stays open.
fn no_writes() -> bool {
    let restrict = || {
        let ruleset = Ruleset::default().handle_access(AccessFs::from_write(ABI::V5))?.create()?;
        ruleset.restrict_self()
    };
    restrict().is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}
