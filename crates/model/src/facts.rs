//! Settings, limits and counters, each with where it came from.

use std::collections::BTreeMap;

use crate::Untrusted;

/// Where a fact came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactSource {
    /// Read on this host, from this path
    Live(String),
    /// Found in a paste
    Paste(Untrusted),
    /// Not read; the kernel's default, taken for granted. Never shown as read
    Assumed,
}

/// One setting or limit, as the kernel prints it, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The text
    pub value: String,
    /// Where it came from
    pub source: FactSource,
}

/// Facts by key. Keys are sysctl names (`net.ipv4.tcp_tw_reuse`), `sockstat.TCP.tw`, `limits.nofile`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<String, Fact>);

impl Facts {
    /// Nothing known.
    pub const fn none() -> Self {
        Facts(BTreeMap::new())
    }

    /// Sets or replaces one.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>, source: FactSource) {
        self.0.insert(key.into(), Fact { value: value.into(), source });
    }

    /// One fact; `None` where it is not known.
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.0.get(key)
    }

    /// A whole number; `None` where it is not known or is none.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.value.split_whitespace().next()?.parse().ok()
    }

    /// `net.ipv4.ip_local_port_range` and its kin: two ports, both ends included.
    pub fn port_range(&self, key: &str) -> Option<(u16, u16)> {
        let mut words = self.get(key)?.value.split_whitespace();
        let range = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        (range.0 <= range.1).then_some(range)
    }

    /// All, in order of the key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.0.iter().map(|(key, fact)| (key.as_str(), fact))
    }

    /// Nothing known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A counter since boot, and its rate over the window where there were two readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counter {
    /// Since boot, or since the namespace was made
    pub value: u64,
    /// Per second between the two readings; `None` with one reading
    pub per_s: Option<f64>,
}
