//! Values of the Windows registry that bear on ports and TIME_WAIT (facts 13).

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
