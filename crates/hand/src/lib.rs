//! Changing the machine. Nothing else of lastack writes a setting or a file of the system, and `treat` alone may import
//! this.
//!
//! What can be written is bounded here and not by whoever asks: keys are [`lastack_model::Treatable`], folders are opened
//! by descriptor and checked, names of files hold no slash. Nothing here follows a link in its last step.

mod act;
mod error;
mod file;
mod guard;
mod place;
mod rows;
mod setting;

#[cfg(target_os = "linux")]
mod destroy;
#[cfg(target_os = "linux")]
mod spread;
#[cfg(not(target_os = "linux"))]
#[path = "spread/other.rs"]
mod spread;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(any(target_os = "linux", windows)))]
mod other;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(any(target_os = "linux", windows)))]
use other as system;
#[cfg(windows)]
use windows as system;

pub use act::{Act, Unwatched, Watch};
pub use error::{HandError, Tied, Untrusting};
pub use file::{Folder, Ledger};
pub use guard::{
    Detached, Starter, check_guard, detach, guards, is_root, notices_end, sees_boot, start_guard,
    this_program,
};
pub use place::{Placed, Removed, place, remove};
pub use rows::{Let, Rows, Trial};
pub use setting::{
    Netns, Rooted, Settings, account, beginnings, boot_id, journal_folder, own_netns, since_boot_ms, writes,
};
pub use spread::{Group, Pinned, Pins};
