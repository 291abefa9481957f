//! For tests only: builders of snapshots, the language of rule cases, a reader of Fluent sources.

#![expect(clippy::panic, reason = "a mistake in a test must stop the test")]

mod build;
pub mod cases;
pub mod filters;
pub mod fluent;
mod given;

pub use build::{ListenerBuilder, RouteBuilder, SnapshotBuilder, listener, route, snapshot};
pub use given::{Look, look};
