//! The workloads of the laboratory under a name and a pid of their own; see `lastack_netlab::load`.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::io::Write as _;

    let args: Vec<String> = std::env::args().skip(1).collect();
    match lastack_netlab::load::main(&args, std::io::stdin(), std::io::stdout()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            let why =
                std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
            // Nobody is left to be told when standard error is closed.
            let _ = writeln!(std::io::stderr(), "netlab-load: {error}{why}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
