//! Programs that look at the kernel and change nothing in it. Each `*.bpf.c` has its object beside it (`cargo xtask ebpf`).

mod closes;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod record;
mod table;

pub use closes::Bpf;
#[cfg(target_os = "linux")]
pub use load::{Meter, try_object};
pub use table::{RowGroup, Table, TableDepth, TableRows, TableSums, TableWalk, TableWish};
