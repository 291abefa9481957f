//! The project's own chores, one file for each verb; `cargo xtask` lists them.
#![expect(clippy::print_stdout, reason = "what a chore does is said on the terminal")]

pub mod needs;
mod process;
pub mod project;
pub mod run;
pub mod verbs;
pub mod wine;
