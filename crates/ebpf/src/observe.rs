//! Programs that look at the kernel and change nothing in it. Each `*.bpf.c` has its object beside it (`cargo xtask ebpf`).

mod closes;
#[cfg(target_os = "linux")]
mod record;
mod table;

pub use closes::Bpf;
pub use table::{RowGroup, Table, TableDepth, TableRows, TableSums, TableWalk, TableWish};
