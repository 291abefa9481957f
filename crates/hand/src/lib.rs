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
#[cfg(not(target_os = "linux"))]
#[path = "other.rs"]
mod linux;

pub use act::{Act, Unwatched, Watch};
pub use error::{HandError, Tied, Untrusting};
pub use file::{Folder, Ledger};
pub use guard::{Detached, detach, is_root, sees_boot, start_guard};
pub use place::{Placed, Removed, place, remove};
pub use rows::{Let, Rows, Trial};
pub use setting::{Netns, Rooted, Settings, beginnings, boot_id};
pub use spread::{Group, Pinned, Pins};
