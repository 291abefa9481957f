//! `netlab-peak [--output FILE] [--code N] PROGRAM ARGS…`: runs a program, which has to end with N or 0, and prints the peak of
//! its resident memory in KiB. What the program prints goes into the file, else nowhere.
//!
//! The kernel starts a program's ru_maxrss at the memory of the process that started it (exec_mmap), so whoever
//! measures must be small. This one stays below 2 MiB.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::io::Write as _;
    use std::process::{Command, ExitCode, Stdio};

    let mut words = std::env::args_os().skip(1).peekable();
    let mut option = |name: &str| words.next_if(|word| word == name).and_then(|_| words.next());
    let output =
        option("--output").map_or(Ok(Stdio::null()), |path| std::fs::File::create(path).map(Stdio::from));
    let code = option("--code").map_or(Some(0), |word| word.to_str()?.parse().ok());
    let (Ok(output), Some(code), Some(program)) = (output, code, words.next()) else {
        return ExitCode::from(2);
    };
    let mut command = Command::new(program);
    command.args(words).stdout(output);
    let peak = lastack_netlab::peak_kib(&mut command, code);
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
