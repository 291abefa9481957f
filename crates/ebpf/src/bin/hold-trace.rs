//! `hold-trace sums|singles|tracefs`: starts a trace, by BPF but for the last, says so or why not, and holds it until its
//! standard input ends.
//!
//! A process of its own, for tests that kill it or take its capabilities.

use std::io::{Write as _, copy, sink, stdin, stdout};
use std::process::ExitCode;

use lastack_ebpf::{Bpf, Depth, Tracefs, Tracer as _};

fn main() -> ExitCode {
    let trace = match std::env::args().nth(1).as_deref() {
        Some("sums") => Bpf.start(Depth::Sums),
        Some("singles") => Bpf.start(Depth::Singles),
        Some("tracefs") => Tracefs.start(Depth::Singles),
        _ => return ExitCode::from(2),
    };
    let said = match &trace {
        Ok(_) => writeln!(stdout(), "tracing"),
        Err(refusal) => writeln!(stdout(), "{refusal:?}"),
    };
    if said.and_then(|()| copy(&mut stdin(), &mut sink())).is_err() {
        return ExitCode::FAILURE;
    }
    drop(trace);
    ExitCode::SUCCESS
}
