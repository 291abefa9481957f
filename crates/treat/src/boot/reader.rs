//! What reads settings files at boot: how long a value may be that it sets whole.

use std::path::Path;

use lastack_host::{Host, Live};

use super::rooted;

/// Most bytes of a value that `sysctl` of procps sets: it writes once, /proc/sys takes 4,092 bytes of a list at a time
/// (traps A3), and the rest is lost without an error (measured with procps 4.0.2: 818 of 2,000 ports, exit code 0).
const ONE_WRITE: usize = 4_092;

/// From this version on systemd-sysctl is known to write on until all of a value is taken (measured with 252: 2,000 of
/// 2,000 ports). Older ones wrote once.
const WRITES_ON: u32 = 252;

/// Where systemd keeps its library, whose name carries the version.
const SYSTEMD: [&str; 2] = ["/usr/lib/systemd", "/lib/systemd"];

/// `sysctl` would cut it.
pub(super) fn is_long(value: &str) -> bool {
    value.len() > ONE_WRITE
}

/// Whether the machine boots with a systemd that sets long values whole.
pub(super) fn boots_whole(root: &Path) -> bool {
    let host = Live::new();
    let booted = host.list(&rooted(root, "/run/systemd/system")).is_ok();
    let newest = |folder: &str| {
        let names = host.list(&rooted(root, folder)).unwrap_or_default();
        names.iter().filter_map(|name| version(name.to_str()?)).max()
    };
    booted && SYSTEMD.iter().filter_map(|folder| newest(folder)).max() >= Some(WRITES_ON)
}

/// `libsystemd-shared-252.so`, `libsystemd-shared-255.4-1ubuntu8.so`.
fn version(name: &str) -> Option<u32> {
    let rest = name.strip_prefix("libsystemd-shared-")?.strip_suffix(".so")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_systemd_stands_in_the_name_of_its_library() {
        for (name, expected) in [
            ("libsystemd-shared-252.so", Some(252)),
            ("libsystemd-shared-255.4-1ubuntu8.so", Some(255)),
            ("libsystemd-shared-239-82.el8.so", Some(239)),
            ("libsystemd-shared.so", None),
            ("libsystemd-core-252.so", None),
        ] {
            assert_eq!(version(name), expected, "{name}");
        }
    }
}
