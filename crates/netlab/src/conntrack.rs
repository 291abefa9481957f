//! Connection tracking inside a namespace of our own.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::LabError;

/// One rule that looks at the state of a connection makes the kernel track all of them (facts 10).
const RULES: &str = "add table inet lab
add chain inet lab input { type filter hook input priority 0; }
\
                     add rule inet lab input ct state new counter
";

/// Switches connection tracking on in the calling thread's namespace, by nft. It goes with the namespace.
pub fn track_connections() -> Result<(), LabError> {
    nft(RULES, "track connections")
}

/// Loads rules of nft's own language into the calling thread's namespace.
pub fn load_rules(rules: &str) -> Result<(), LabError> {
    nft(rules, "load rules")
}

/// Loads rules into the calling thread's namespace.
pub(crate) fn nft(rules: &str, action: &str) -> Result<(), LabError> {
    let run = || -> std::io::Result<_> {
        let mut nft =
            Command::new("nft").args(["-f", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut input) = nft.stdin.take() {
            input.write_all(rules.as_bytes())?;
        }
        nft.wait_with_output()
    };
    let asked = |why: String| LabError::Asked(format!("cannot {action} by nft (nftables): {why}"));
    match run() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(asked(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        Err(error) => Err(asked(error.to_string())),
    }
}
