//! Whether two looks saw the same host, the same boot and the same namespaces.

use lastack_model::{NamespaceView, NetnsName, Os, Snapshot};

use super::Masked;

/// Another host name or another system. A boot id alone may be that of a restart.
pub(super) fn are_strangers(one: &Snapshot, other: &Snapshot, masked: Masked) -> bool {
    let named = masked == Masked::Neither
        && matches!((&one.host.hostname, &other.host.hostname), (Some(one), Some(other)) if one != other);
    let booted = matches!(
        (&one.host.boot_id, &other.host.boot_id),
        (Some(a), Some(b)) if a != b && (one.host.hostname.is_none() || other.host.hostname.is_none())
    );
    let told = one.host.os != Os::Unknown && other.host.os != Os::Unknown;
    named || booted || (told && one.host.os != other.host.os)
}

/// Another boot id; without ids, a shorter uptime, where the newer look was not named first.
pub(super) fn is_rebooted(one: &Snapshot, other: &Snapshot) -> bool {
    match (&one.host.boot_id, &other.host.boot_id, one.host.uptime_s, other.host.uptime_s) {
        (Some(one), Some(other), ..) => one != other,
        (_, _, Some(was), Some(is)) => is < was && !is_one_boot(one, other),
        _ => false,
    }
}

/// Two looks whose hosts started at the same moment, to the second in which it is counted and the time that a look
/// takes: a mask hides the boot id, and leaves the times.
fn is_one_boot(one: &Snapshot, other: &Snapshot) -> bool {
    let started = |snapshot: &Snapshot| {
        Some(snapshot.taken_at_ms / 1_000 - i64::try_from(snapshot.host.uptime_s?).ok()?)
    };
    started(one).zip(started(other)).is_some_and(|(one, other)| one.abs_diff(other) <= 3)
}

/// Whether both looks were made while the host ran on: the same boot id, else the same start.
fn ran_on(one: &Snapshot, other: &Snapshot) -> bool {
    match (&one.host.boot_id, &other.host.boot_id) {
        (Some(one), Some(other)) => one == other,
        _ => is_one_boot(one, other),
    }
}

/// Two namespaces that existed in one boot and are not one: an inode stays with its namespace, a cookie is given once.
fn differ(one: &NamespaceView, other: &NamespaceView) -> bool {
    one.id.as_ref().zip(other.id.as_ref()).is_some_and(|(one, other)| {
        one.inode != other.inode || one.cookie.zip(other.cookie).is_some_and(|(one, other)| one != other)
    })
}

/// Each look saw one namespace, and they are two of one host. One that was made anew under its old name is compared.
pub(super) fn are_apart(one: &Snapshot, other: &Snapshot) -> bool {
    let (Some(a), Some(b)) = (alone_in(one), alone_in(other)) else { return false };
    let anew = a.name == b.name && a.name != NetnsName::Own;
    ran_on(one, other) && differ(a, b) && !anew
}

fn alone_in(snapshot: &Snapshot) -> Option<&NamespaceView> {
    match snapshot.namespaces.as_slice() {
        [view] => Some(view),
        _ => None,
    }
}

/// Which namespaces are the same one. Names that a mask drew tell nothing; the kernel's numbers of one boot do. Where
/// each look has one alone, these are, unless the numbers say otherwise.
pub(super) fn pairs(one: &Snapshot, other: &Snapshot, masked: Masked) -> Vec<(usize, usize)> {
    if one.namespaces.len() == 1 && other.namespaces.len() == 1 {
        return if are_apart(one, other) { Vec::new() } else { vec![(0, 0)] };
    }
    let ran_on = ran_on(one, other);
    let numbered = |a: &NamespaceView, b: &NamespaceView| {
        let number = |view: &NamespaceView| view.id.as_ref().map(|id| (id.cookie, id.inode));
        ran_on && a.id.is_some() && number(a) == number(b)
    };
    let same = |a: &NamespaceView, b: &NamespaceView| match (&a.name, &b.name) {
        _ if numbered(a, b) => true,
        (NetnsName::Own, NetnsName::Own) => !(ran_on && differ(a, b)),
        _ if masked != Masked::Neither => false,
        (NetnsName::Process { container: Some(a), .. }, NetnsName::Process { container: Some(b), .. }) => {
            a == b
        }
        (
            NetnsName::Process { comm: one, container: None, .. },
            NetnsName::Process { comm: other, container: None, .. },
        ) => one == other && a.id == b.id,
        (a, b) => a == b,
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (index, view) in one.namespaces.iter().enumerate() {
        let free = |at: &usize| pairs.iter().all(|(_, taken)| taken != at);
        let found = (0..other.namespaces.len()).filter(free).find(|at| same(view, &other.namespaces[*at]));
        pairs.extend(found.map(|at| (index, at)));
    }
    pairs
}
