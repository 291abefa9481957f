//! Which descriptor limit is high enough: what the verdict says to type is what `fix` says.

/// Limits that fit into the default of fs.nr_open, 1,048,576, each with the lines of its unit: the soft limit, and a hard
/// one that is no lower than systemd's default, 524,288; behind it the one for a process whose own is higher. One number
/// alone would lower the hard limit, and nobody but root raises that again.
const LIMITS: [(u64, &str, &str); 3] = [
    (65_536, "[Service]\nLimitNOFILE=65536:524288", "[Service]\nLimitNOFILE=65536:1048576"),
    (262_144, "[Service]\nLimitNOFILE=262144:524288", "[Service]\nLimitNOFILE=262144:1048576"),
    (1_048_576, "[Service]\nLimitNOFILE=1048576", "[Service]\nLimitNOFILE=1048576"),
];

/// The first of them that holds so many, with its lines; `None` past fs.nr_open.
pub(crate) fn raised(many: u64) -> Option<&'static (u64, &'static str, &'static str)> {
    LIMITS.iter().find(|(limit, _, _)| *limit >= many)
}
