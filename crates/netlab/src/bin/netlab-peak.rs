//! `netlab-peak PROGRAM ARGS…`: runs a program and prints the peak of its resident memory in KiB.
//!
//! The kernel starts a program's ru_maxrss at the memory of the process that started it (exec_mmap), so whoever
//! measures must be small. This one stays below 2 MiB.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::io::Write as _;
    use std::process::{Command, ExitCode, Stdio};

    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::from(2) };
    let mut command = Command::new(program);
    command.args(words).stdout(Stdio::null());
    let peak = lastack_netlab::peak_kib(&mut command);
    let written = match peak {
        Ok(kib) => writeln!(std::io::stdout(), "{kib}"),
        Err(error) => {
            writeln!(std::io::stderr(), "netlab-peak: {error:?}").and(Err(std::io::ErrorKind::Other.into()))
        }
    };
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
