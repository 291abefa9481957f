//! Ways of reading the TCP table, the census that folds it, and the facts around it.

mod blame;
mod containers;
mod dump;
mod facts;
mod files;
mod fold;
mod ghosts;
mod groups;
mod held;
mod holders;
mod inodes;
mod input;
mod kernel_log;
mod leftovers;
mod live;
mod looks;
mod namespaces;
mod once;
mod one_row;
mod owners;
mod paste;
mod port;
mod privilege;
mod probe;
mod processes;
mod recorded;
mod remembered;
mod script;
mod sockets;
mod source;
mod sources;
mod table;
mod timestamps;
mod windows;

pub use blame::{BlameFilter, BlameLook, EndFilter, Flow, Progress, add_trace, blame, trace};
pub use containers::container_groups;
pub use fold::{Fold, FoldConfig};
pub use groups::{GroupOrder, Groups};
pub use held::HeldTable;
pub use holders::{Holders, holders};
pub use kernel_log::{add_kernel_log, leave_out_kernel_log};
pub use live::{Look, look, look_holding};
pub use namespaces::{NetnsChoice, own_name};
pub use one_row::{one_row, time_wait_setting};
pub use owners::started_at;
pub use paste::{Pasted, paste};
pub use port::port_use;
pub use probe::absent_settings;
pub use recorded::RecordedTable;
pub use sockets::{SocketTable, TextRow, TextRows, text_rows};
pub use source::{Reach, Read, Source, Trouble};
pub use sources::SOURCES;

use lastack_model::words::Words;

/// The words of this crate, in both languages.
pub static WORDS: &[Words] = &[Words {
    prefix: "collect",
    en: include_str!("../words/en.ftl"),
    zh: include_str!("../words/zh-CN.ftl"),
}];
