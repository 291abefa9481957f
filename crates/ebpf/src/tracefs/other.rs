//! Systems without tracefs.

use crate::{Depth, Refusal, Trace, Tracer};

/// No system but Linux has such instances.
pub fn is_leftover(_name: &str, _boot_id: &str, _started_at: &dyn Fn(u32) -> Option<u64>) -> bool {
    false
}

/// No system but Linux has such instances.
pub fn remove_leftovers() -> u64 {
    0
}

/// Tracing by tracefs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tracefs;

impl Tracer for Tracefs {
    fn id(&self) -> &'static str {
        "tracefs"
    }

    fn start(&self, _: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Err(Refusal::NotHere)
    }
}
