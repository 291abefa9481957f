//! The settings that lastack may ever write: key, type, bounds, reach. A plan or a journal that names another one is
//! refused before the first write (traps A4).

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One whole number
    Number {
        /// Least that lastack writes
        low: u64,
        /// Most that lastack writes
        high: u64,
    },
    /// Two ports, both ends included: `32768 60999`
    PortRange,
    /// Ports and ranges: `8080,10000-10100`. Linux prints them sorted and joined; a write replaces all of them
    /// (ecosystem A.4). On Windows those that an administrator excluded, each written by itself
    PortSet,
    /// A REG_DWORD of the Windows registry, or `absent` where there is none: that is not the same as its default
    Registry,
    /// First port and number of ports of Windows: `49152 16384`
    DynamicPorts,
}

/// Whom a write reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The network namespace that it is written in
    Namespace,
    /// The whole host; a namespace other than the first cannot write it
    Host,
}

/// What Kubernetes says of it as a pod's sysctl (kubernetes.io, "Using sysctls in a Kubernetes Cluster"; ecosystem A.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pod {
    /// Allowed by default, from this minor version of Kubernetes 1 on
    Safe(u16),
    /// Only where the kubelet has --allowed-unsafe-sysctls
    Unsafe,
    /// Not namespaced: a node's setting
    Never,
}

/// One setting that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatable {
    /// sysctl name; below /proc/sys with slashes
    pub key: &'static str,
    /// Type and bounds
    pub holds: Holds,
    /// Whom it reaches
    pub reach: Reach,
    /// In a pod
    pub pod: Pod,
}

const fn number(key: &'static str, low: u64, high: u64, reach: Reach, pod: Pod) -> Treatable {
    Treatable { key, holds: Holds::Number { low, high }, reach, pod }
}

const fn windows(key: &'static str, holds: Holds) -> Treatable {
    Treatable { key, holds, reach: Reach::Host, pod: Pod::Never }
}

/// Largest value of a sysctl that the kernel keeps as an int.
const INT: u64 = i32::MAX as u64;

/// Seconds of keepalive that the kernel takes: jiffies of an int, at 1,000 a second the fewest (setsockopt takes less, its
/// bounds are not these).
const KEEPALIVE_S: u64 = 2_147_483;

/// All of them, by key. Bounds are the kernel's own (facts 2 to 5, 9 to 11), since an undo must be able to put back what
/// stood there. What only does harm (facts 16 and 19) is not here at all: tcp_timestamps, tcp_rfc1337, tcp_tw_recycle.
pub const TREATABLE: &[Treatable] = &[
    number("net.core.somaxconn", 1, INT, Reach::Namespace, Pod::Unsafe),
    Treatable {
        key: "net.ipv4.ip_local_port_range",
        holds: Holds::PortRange,
        reach: Reach::Namespace,
        pod: Pod::Safe(18),
    },
    Treatable {
        key: "net.ipv4.ip_local_reserved_ports",
        holds: Holds::PortSet,
        reach: Reach::Namespace,
        pod: Pod::Safe(27),
    },
    number("net.ipv4.tcp_fin_timeout", 1, INT, Reach::Namespace, Pod::Safe(29)),
    number("net.ipv4.tcp_keepalive_intvl", 0, KEEPALIVE_S, Reach::Namespace, Pod::Safe(29)),
    number("net.ipv4.tcp_keepalive_probes", 0, 255, Reach::Namespace, Pod::Safe(29)),
    number("net.ipv4.tcp_keepalive_time", 0, KEEPALIVE_S, Reach::Namespace, Pod::Safe(29)),
    number("net.ipv4.tcp_max_orphans", 1, INT, Reach::Host, Pod::Never),
    number("net.ipv4.tcp_max_syn_backlog", 1, INT, Reach::Namespace, Pod::Unsafe),
    number("net.ipv4.tcp_max_tw_buckets", 1, INT, Reach::Namespace, Pod::Unsafe),
    number("net.ipv4.tcp_syncookies", 0, 2, Reach::Namespace, Pod::Safe(4)),
    number("net.ipv4.tcp_tw_reuse", 0, 2, Reach::Namespace, Pod::Unsafe),
    number("net.ipv4.tcp_tw_reuse_delay", 1, 60_000, Reach::Namespace, Pod::Unsafe),
    number("net.netfilter.nf_conntrack_max", 1, INT, Reach::Host, Pod::Never),
    windows("windows.MaxUserPort", Holds::Registry),
    windows("windows.StrictTimeWaitSeqCheck", Holds::Registry),
    windows("windows.TcpTimedWaitDelay", Holds::Registry),
    windows("windows.dynamicport", Holds::DynamicPorts),
    windows("windows.dynamicport6", Holds::DynamicPorts),
    windows("windows.excludedportrange", Holds::PortSet),
    windows("windows.excludedportrange6", Holds::PortSet),
];

/// Settings of Windows.
const WINDOWS: &str = "windows.";

/// The setting of that name; `None` where lastack never writes it.
pub fn treatable(key: &str) -> Option<&'static Treatable> {
    TREATABLE.iter().find(|setting| setting.key == key)
}

impl Treatable {
    /// Whether it is one of Windows and no sysctl.
    pub fn is_of_windows(&self) -> bool {
        self.key.starts_with(WINDOWS)
    }

    /// Whether it is in force only after the host was started again: Windows reads these values of its registry when it boots
    /// (facts 13).
    pub fn needs_restart(&self) -> bool {
        self.holds == Holds::Registry
    }

    /// The value as two writings of one meaning compare equal: numbers without zeros before them, ports sorted and
    /// joined. `None` where it is none of this setting, or out of bounds.
    pub fn canonical(&self, value: &str) -> Option<String> {
        match self.holds {
            Holds::Number { low, high } => {
                let number: u64 = value.trim().parse().ok()?;
                (low..=high).contains(&number).then(|| number.to_string())
            }
            Holds::PortRange => {
                let mut words = value.split_whitespace();
                let (low, high): (u16, u16) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
                let fits = words.next().is_none() && low >= 1 && low <= high;
                fits.then(|| format!("{low} {high}"))
            }
            Holds::Registry => match value.trim() {
                "absent" => Some("absent".to_owned()),
                number => number.parse::<u32>().ok().map(|number| number.to_string()),
            },
            Holds::DynamicPorts => {
                let mut words = value.split_whitespace();
                let (first, count): (u16, u16) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
                let last = u32::from(first) + u32::from(count);
                let fits = words.next().is_none() && first >= 1 && count >= 1 && last <= 65_536;
                fits.then(|| format!("{first} {count}"))
            }
            Holds::PortSet => Some(crate::PortSet::parse(value)?.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_key_is_one_that_is_read() {
        assert!(TREATABLE.is_sorted_by(|a, b| a.key < b.key));
        for setting in TREATABLE {
            let in_registry = crate::REGISTRY.iter().any(|value| value.fact == setting.key);
            // netsh tells those by numbers.
            let of_netsh =
                setting.is_of_windows() && matches!(setting.holds, Holds::DynamicPorts | Holds::PortSet);
            let read = crate::SETTINGS.contains(&setting.key) || in_registry || of_netsh;
            assert!(read, "{} is never read", setting.key);
            assert_eq!(setting.is_of_windows(), !crate::SETTINGS.contains(&setting.key));
        }
    }

    #[test]
    fn a_value_is_written_in_one_way_or_is_none() {
        for (key, value, expected) in [
            ("net.ipv4.tcp_tw_reuse", "1\n", Some("1")),
            ("net.ipv4.tcp_tw_reuse", "01", Some("1")),
            ("net.ipv4.tcp_tw_reuse", "3", None),
            ("net.ipv4.tcp_tw_reuse", "-1", None),
            ("net.ipv4.tcp_tw_reuse", "1; reboot", None),
            ("net.ipv4.tcp_tw_reuse_delay", "0", None),
            ("net.ipv4.tcp_tw_reuse_delay", "60001", None),
            ("net.ipv4.ip_local_port_range", "32768\t60999\n", Some("32768 60999")),
            ("net.ipv4.ip_local_port_range", "60999 32768", None),
            ("net.ipv4.ip_local_port_range", "1024 65536", None),
            ("net.ipv4.ip_local_port_range", "1024", None),
            ("net.ipv4.ip_local_port_range", "1024 2000 3000", None),
            ("windows.TcpTimedWaitDelay", "absent", Some("absent")),
            ("windows.TcpTimedWaitDelay", "030", Some("30")),
            ("windows.TcpTimedWaitDelay", "4294967296", None),
            ("windows.TcpTimedWaitDelay", "", None),
            ("windows.dynamicport", "49152 16384", Some("49152 16384")),
            ("windows.dynamicport", "49152 16385", None),
            ("windows.dynamicport", "49152", None),
            ("windows.dynamicport6", "49152 16384", Some("49152 16384")),
            ("windows.dynamicport", "1025 64511; reboot", None),
            ("net.ipv4.ip_local_reserved_ports", "150,100-200,99\n", Some("99-200")),
            ("net.ipv4.ip_local_reserved_ports", "\n", Some("")),
            ("net.ipv4.ip_local_reserved_ports", "8080,/etc/passwd", None),
        ] {
            let setting = treatable(key).unwrap();
            assert_eq!(setting.canonical(value).as_deref(), expected, "{key} = {value:?}");
        }
        assert_eq!(treatable("kernel.core_pattern"), None);
        assert_eq!(treatable("net/ipv4/tcp_tw_reuse"), None);
    }
}
