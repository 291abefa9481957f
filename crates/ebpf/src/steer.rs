//! Programs that change what connections do: for the crate `hand` alone. The object has its source beside it (`cargo
//! xtask ebpf`). What is loaded here goes with the process, unless it is pinned.

#[cfg(target_os = "linux")]
mod record;
#[cfg(target_os = "linux")]
mod spread;

#[cfg(target_os = "linux")]
pub use spread::{Held, Steer, read};

/// What stands in the folder of a spread: two tables, and the programs as they are attached, in the order in which they are made.
/// Who takes them away goes the other way, so that no connection is given an address that is not counted.
pub const PINS: [&str; 5] = ["wishes", "sources", "sock_release", "connect6", "connect4"];
