//! Systems without tracefs.

use crate::{Depth, Refusal, Trace, Tracer};

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
