//! The yardstick of the benchmarks: two SOCK_DIAG_BY_FAMILY dumps that only count, and one line of output.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::io::Write as _;

    use lastack_netlab::diag;

    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let written = match diag::count(diag::states::ALL) {
        Ok(rows) => writeln!(out, "{rows}"),
        Err(error) => writeln!(err, "raw-dump: {error}").and(Err(std::io::ErrorKind::Other.into())),
    };
    if written.is_ok() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
