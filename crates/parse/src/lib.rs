//! Bytes or text pushed into a [`lastack_model::Sink`]: never fails, streams, holds a bounded amount of memory.
//!
//! A [`Reader`] takes one pasted input in chunks of any size. Each line is recognised by its content, so several
//! tools' output may stand in one input. Adding a dialect is one file below `dialects/`.

pub mod access;
pub mod conf;
pub mod counters;
mod cut;
mod dialect;
pub mod dialects;
mod encoding;
mod field;
pub mod filter;
mod held;
pub mod inet_diag;
mod lines;
pub mod log;
pub mod moment;
mod reader;
mod recogniser;
mod record;
mod registry;
mod release;
mod row;
mod scan;
mod services;
pub mod tcp_table;
mod terminal;
mod trouble;
mod unsure;
mod wrapping;

pub use dialect::Dialect;
pub use dialects::DIALECTS;
pub use reader::{Reader, Summary};
pub use registry::{is_registry, registry_lines};
pub use release::tells_kernel;

use lastack_model::words::Words;

/// The words of this crate, in both languages.
pub static WORDS: &[Words] =
    &[Words { prefix: "parse", en: include_str!("../words/en.ftl"), zh: include_str!("../words/zh-CN.ftl") }];
