//! Values of the Windows registry that bear on ports and TIME_WAIT (facts 13), and files of the registry editor.

use crate::Untrusted;

/// Where they stand below HKEY_LOCAL_MACHINE.
pub const REGISTRY_FOLDER: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";

/// One value, a REG_DWORD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryValue {
    /// As the registry spells it
    pub name: &'static str,
    /// As facts name it
    pub fact: &'static str,
}

const fn value(name: &'static str, fact: &'static str) -> RegistryValue {
    RegistryValue { name, fact }
}

/// All of them, by name.
pub const REGISTRY: &[RegistryValue] = &[
    value("KeepAliveInterval", "windows.KeepAliveInterval"),
    value("KeepAliveTime", "windows.KeepAliveTime"),
    value("MaxFreeTcbs", "windows.MaxFreeTcbs"),
    value("MaxHashTableSize", "windows.MaxHashTableSize"),
    value("MaxUserPort", "windows.MaxUserPort"),
    value("StrictTimeWaitSeqCheck", "windows.StrictTimeWaitSeqCheck"),
    value("Tcp1323Opts", "windows.Tcp1323Opts"),
    value("TcpFinWait2Delay", "windows.TcpFinWait2Delay"),
    value("TcpNumConnections", "windows.TcpNumConnections"),
    value("TcpTimedWaitDelay", "windows.TcpTimedWaitDelay"),
];

/// A file of the registry editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryFile {
    /// Where it is
    pub path: Untrusted,
    /// Its first line is one that the editor knows its files by
    pub headed: bool,
    /// Its lines that set or take away something, or were meant to, in order
    pub lines: Vec<RegistryLine>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryLine {
    /// Line from 1
    pub line: u32,
    /// As it stands
    pub text: Untrusted,
    /// The key in which it is, `HKEY_LOCAL_MACHINE\…`; empty above the first one
    pub key: String,
    /// Name of the value; empty for the default one and for a key
    pub name: String,
    /// What it does
    pub deed: RegistryDeed,
}

/// What a line of such a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryDeed {
    /// Sets a REG_DWORD
    Number(u32),
    /// Sets a value of another type
    Other,
    /// Takes the value away
    Delete,
    /// Takes the key away with all that is in it
    DeleteKey,
    /// A value behind `;`: nothing is set
    Comment,
    /// None of these: the editor passes over it
    Bad,
}
