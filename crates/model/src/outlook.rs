//! When something runs out at the rate that was measured: as it is, and as a change would leave it.

use crate::{Gauge, Rate, RouteKey, When};

/// What may run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Supply {
    /// Local ports for one more connection of the route
    Ports(RouteKey),
    /// Places for rows of TIME_WAIT in the namespace
    TimeWaitRows,
    /// Entries of conntrack
    Conntrack,
    /// Places for sockets without a process, of the whole host
    Orphans,
    /// File descriptors of a process
    Descriptors(u32),
}

impl Supply {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Supply::Ports(_) => "ports",
            Supply::TimeWaitRows => "time_wait_rows",
            Supply::Conntrack => "conntrack",
            Supply::Orphans => "orphans",
            Supply::Descriptors(_) => "descriptors",
        }
    }

    /// What a change of the gauge makes last longer, or shorter.
    pub const fn of(gauge: Gauge) -> Option<Supply> {
        match gauge {
            Gauge::Usable(key) | Gauge::Blocking(key) | Gauge::ServesPerS(key) => Some(Supply::Ports(key)),
            Gauge::TimeWaitRows => Some(Supply::TimeWaitRows),
            Gauge::Conntrack => Some(Supply::Conntrack),
            Gauge::Orphans => Some(Supply::Orphans),
            Gauge::Descriptors(pid) => Some(Supply::Descriptors(pid)),
            _ => None,
        }
    }
}

/// When it is used up, reckoned before anything is written. There is one only where a rate was measured and an end is
/// in sight, before the change or behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// In which namespace
    pub netns: usize,
    /// What runs out
    pub supply: Supply,
    /// How fast it is used
    pub per_s: Rate,
    /// As it is
    pub before: When,
    /// As the change would leave it; unknown where nothing is left now, since whoever was refused is in no rate
    pub after: When,
}

/// When it is used up, as one look saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndReading {
    /// Index into the plan's namespaces
    pub netns: usize,
    /// What runs out
    pub supply: Supply,
    /// How fast it is used, as the same look measured it
    pub per_s: Rate,
    /// Whether all of that rate was measured behind the change, and none of its window before it
    pub since: bool,
    /// When
    pub when: When,
}
