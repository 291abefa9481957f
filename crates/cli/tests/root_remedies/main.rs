//! Needs root: every remedy through the real program, on the kernel state that its finding comes from. What the journal
//! foretold before the first write is what is measured afterwards, and taken back every byte is as it was.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::panic, reason = "what the program does not say must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program, and reads settings and the journal")]

mod applications;
mod bed;
mod limits;
mod ports;
mod programs;
mod queues;
mod refused;
mod withheld;
