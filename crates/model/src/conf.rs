//! Lines of sysctl.conf and its kin.

use crate::Untrusted;

/// What a line of a settings file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfKind {
    /// `key = value`
    Setting,
    /// `-key = value`: errors are passed over
    Tolerant,
    /// `-key` alone: taken out of what a glob would set
    Excluded,
    /// A setting behind `#` or `;`: nothing is set
    Comment,
    /// Neither a setting nor a comment nor blank
    Bad,
}

/// One line that is a setting, was one, or was meant to be one. Blank lines and prose comments are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfLine {
    /// Line from 1
    pub line: u32,
    /// What it is
    pub kind: ConfKind,
    /// Key with dots: `net.ipv4.tcp_tw_reuse`; empty for a bad line
    pub key: String,
    /// Value, trimmed
    pub value: String,
    /// The line as it stands
    pub text: Untrusted,
}

/// One settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfFile {
    /// Where it is
    pub path: Untrusted,
    /// Its lines in order
    pub lines: Vec<ConfLine>,
    /// Whether boot reads it: systemd-sysctl passes over /etc/sysctl.conf where no link in sysctl.d leads there, and
    /// `sysctl --system` reads it last. `None` for a paste
    pub at_boot: Option<bool>,
}
