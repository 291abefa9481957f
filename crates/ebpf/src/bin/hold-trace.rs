//! `hold-trace sums|singles`: starts a trace by BPF, says so or why not, and holds it until its standard input ends.
//!
//! A process of its own, for tests that kill it or take its capabilities.

use std::io::{Write as _, copy, sink, stdin, stdout};
use std::process::ExitCode;

use lastack_ebpf::{Bpf, Depth, Tracer as _};

fn main() -> ExitCode {
    let depth = match std::env::args().nth(1).as_deref() {
        Some("sums") => Depth::Sums,
        Some("singles") => Depth::Singles,
        _ => return ExitCode::from(2),
    };
    let trace = Bpf.start(depth);
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
