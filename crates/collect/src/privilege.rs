//! What would show more: sudo for whoever is not root, a capability for a root that lacks it, and where both are there
//! neither.

use std::path::Path;

use lastack_host::Host;
use lastack_model::Arg;
use lastack_model::words::Message;

/// A capability: its number of include/uapi/linux/capability.h, and its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capability(u32, &'static str);

/// Looking into processes of others: their descriptors, their namespaces.
pub(crate) const SYS_PTRACE: Capability = Capability(19, "CAP_SYS_PTRACE");

/// Reading /proc/PID/fd of others: a folder that only its owner may list, whatever else is held. CAP_DAC_OVERRIDE, which
/// is 1, does as well (capable_wrt_inode_uidgid in generic_permission).
pub(crate) const DAC_READ_SEARCH: Capability = Capability(2, "CAP_DAC_READ_SEARCH");
const DAC_OVERRIDE: u32 = 1;

/// What looking into the descriptors of others takes.
pub(crate) const DESCRIPTORS: [Capability; 2] = [SYS_PTRACE, DAC_READ_SEARCH];

/// Entering namespaces.
pub(crate) const SYS_ADMIN: Capability = Capability(21, "CAP_SYS_ADMIN");

/// Reading the kernel's log.
pub(crate) const SYSLOG: Capability = Capability(34, "CAP_SYSLOG");

/// What to do about something that was refused and needs these, as the end of a sentence.
pub(crate) fn cure(host: &dyn Host, needed: &[Capability]) -> Arg {
    let status = host.read(Path::new("/proc/self/status")).unwrap_or_default();
    Arg::message(told(&String::from_utf8_lossy(&status), needed))
}

fn told(status: &str, needed: &[Capability]) -> Message {
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name));
    let all = needed.iter().map(|capability| capability.1).collect::<Vec<_>>().join(", ");
    let effective = line("CapEff:").and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    // The second number is that of the effective user.
    let is_root = line("Uid:").and_then(|ids| ids.split_whitespace().nth(1)) == Some("0");
    let Some(effective) = effective else {
        return Message::new("collect-cure-sudo").with("needed", Arg::text(all));
    };
    let has = |number: u32| effective >> number & 1 == 1;
    let held =
        |capability: &Capability| has(capability.0) || capability.0 == DAC_READ_SEARCH.0 && has(DAC_OVERRIDE);
    let lacking = needed.iter().filter(|capability| !held(capability));
    let lacking = lacking.map(|capability| capability.1).collect::<Vec<_>>().join(", ");
    match (lacking.is_empty(), is_root) {
        (true, _) => Message::new("collect-cure-none").with("needed", Arg::text(all)),
        (false, true) => Message::new("collect-cure-capability").with("needed", Arg::text(lacking)),
        (false, false) => Message::new("collect-cure-sudo").with("needed", Arg::text(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_get_what_is_there() {
        let check = |status: &str, id: &str, needed: &str| {
            let cure = told(status, &[SYS_PTRACE, SYS_ADMIN]);
            assert_eq!(
                (cure.id.as_ref(), cure.args[0].1.value.clone()),
                (id, Arg::text(needed).value),
                "{status}"
            );
        };
        let both = "CAP_SYS_PTRACE, CAP_SYS_ADMIN";
        check("Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n", "collect-cure-sudo", both);
        check("Uid:\t1000\t0\t0\t0\nCapEff:\t000001ffffffffff\n", "collect-cure-none", both);
        check("Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000280000\n", "collect-cure-none", both);
        check("Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n", "collect-cure-capability", both);
        check("Uid:\t0\t0\t0\t0\nCapEff:\t0000000000080000\n", "collect-cure-capability", "CAP_SYS_ADMIN");
        // A recording from before this was looked at.
        check("", "collect-cure-sudo", both);
    }

    #[test]
    fn either_capability_over_modes_will_do() {
        for set in [0b010_u64, 0b100] {
            let status = format!("Uid:\t0\t0\t0\t0\nCapEff:\t{set:016x}\n");
            assert_eq!(told(&status, &[DAC_READ_SEARCH]).id, "collect-cure-none", "{set:b}");
        }
        assert_eq!(told("Uid:\t0\t0\t0\t0\nCapEff:\t0\n", &[DAC_READ_SEARCH]).id, "collect-cure-capability");
    }
}
