//! Changes on the real kernel, in namespaces of our own: killed at every point, guarded, disturbed, and taken back.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "looks at files, and starts and kills the rehearsal")]

mod boot;
mod changes;
mod crash;
mod guarded;
#[path = "../../src/bin/treat-rehearsal/plan.rs"]
mod plan;
mod rehearsal;
mod release;
mod table;
mod trouble;
mod trust;
