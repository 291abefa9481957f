//! What the tests need of the machine, what of it is missing, and how to get it.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// A program, and the Debian package that has it.
struct Program {
    name: &'static str,
    package: &'static str,
    /// One that does as well where it is here; empty for none
    instead: &'static str,
    what_for: &'static str,
}

/// What the prober's tests need them for.
const REAL_SERVERS: &str = "lab tests of what servers log of a prober";

const PROGRAMS: &[Program] = &[
    Program { name: "cc", package: "gcc libc6-dev", instead: "", what_for: "linking" },
    Program {
        name: "clang-14",
        package: "clang-14",
        instead: "clang",
        what_for: "rebuilding the kernel programs",
    },
    Program {
        name: "llvm-strip-14",
        package: "llvm-14",
        instead: "llvm-strip",
        what_for: "rebuilding the kernel programs",
    },
    Program { name: "ss", package: "iproute2", instead: "", what_for: "lab tests compare with it" },
    Program { name: "ip", package: "iproute2", instead: "", what_for: "lab tests of named namespaces" },
    Program { name: "nft", package: "nftables", instead: "", what_for: "lab tests of conntrack" },
    Program {
        name: "busybox",
        package: "busybox",
        instead: "",
        what_for: "lab tests of the collecting script",
    },
    Program { name: "netstat", package: "net-tools", instead: "", what_for: "lab tests compare with it" },
    Program { name: "script", package: "bsdutils", instead: "", what_for: "tests of what a terminal shows" },
    Program { name: "sysctl", package: "procps", instead: "", what_for: "lab tests compare lint with it" },
    Program { name: "python3", package: "python3", instead: "", what_for: "lab tests of who closes" },
    Program {
        name: "systemd-run",
        package: "systemd",
        instead: "",
        what_for: "root tests end a change as systemd does",
    },
    Program { name: "nginx", package: "nginx-light", instead: "", what_for: "lab tests of who closes" },
    Program { name: "ab", package: "apache2-utils", instead: "", what_for: "lab tests of who closes" },
    Program {
        name: "redis-server",
        package: "redis-server",
        instead: "",
        what_for: "lab tests of who closes",
    },
    Program {
        name: "redis-benchmark",
        package: "redis-tools",
        instead: "",
        what_for: "lab tests of who closes",
    },
    Program {
        name: "zabbix_agentd",
        package: "zabbix-agent",
        instead: "",
        what_for: "lab tests rehearse an agent in active mode",
    },
    Program {
        name: "zabbix_proxy",
        package: "zabbix-proxy-sqlite3",
        instead: "",
        what_for: "lab tests rehearse an agent in active mode",
    },
    Program { name: "curl", package: "curl", instead: "", what_for: "lab tests of who closes" },
    Program { name: "pg_ctlcluster", package: "postgresql", instead: "", what_for: REAL_SERVERS },
    Program { name: "mariadbd", package: "mariadb-server", instead: "", what_for: REAL_SERVERS },
    Program { name: "sshd", package: "openssh-server", instead: "", what_for: REAL_SERVERS },
    Program { name: "zabbix_sender", package: "zabbix-agent", instead: "", what_for: REAL_SERVERS },
    Program {
        name: "prometheus-blackbox-exporter",
        package: "prometheus-blackbox-exporter",
        instead: "",
        what_for: "lab tests compare probe with it",
    },
    Program {
        name: "unshare",
        package: "util-linux",
        instead: "",
        what_for: "lab tests of an ordinary user",
    },
    Program {
        name: "x86_64-w64-mingw32-gcc",
        package: "gcc-mingw-w64-x86-64",
        instead: "",
        what_for: "linking lastack.exe",
    },
    Program {
        name: "setarch",
        package: "util-linux",
        instead: "",
        what_for: "programs under Wine stand at fixed addresses",
    },
    Program { name: "wine", package: "wine wine64", instead: "", what_for: "running lastack.exe" },
];

/// What only `cargo xtask bench` compares with, so that no test asks for it.
const PEERS: &[Program] = &[
    Program { name: "bpftrace", package: "bpftrace", instead: "", what_for: "tracing closes beside it" },
    Program {
        name: "prometheus-node-exporter",
        package: "prometheus-node-exporter",
        instead: "",
        what_for: "counting a table beside its collector tcpstat",
    },
];

/// A peer from the registry of crates, with the version that is compared.
const SOMO: [&str; 6] = ["cargo", "install", "somo", "--version", "1.4.0", "--locked"];

/// Added by rustup; with another Rust the distribution has them.
const COMPONENTS: &[&str] = &["clippy", "rustfmt"];
/// The static build for Linux.
pub const MUSL: &str = "x86_64-unknown-linux-musl";
/// The build for Windows.
pub const WINDOWS: &str = "x86_64-pc-windows-gnu";
/// Targets that every change must build for.
pub const TARGETS: &[&str] = &[WINDOWS, MUSL];

/// What is missing here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Debian packages
    pub packages: Vec<&'static str>,
    /// rustup components
    pub components: Vec<&'static str>,
    /// rustup targets
    pub targets: Vec<&'static str>,
}

/// How the user has answered the question beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// --install, or CI=true
    Given,
    /// Asked on a terminal, refused elsewhere
    Ask,
}

impl Consent {
    /// From the words after the verb and the environment.
    pub fn from(args: &[String]) -> Self {
        let ci = env::var("CI").is_ok_and(|value| value == "true");
        if ci || args.iter().any(|arg| arg == "--install") { Consent::Given } else { Consent::Ask }
    }
}

/// Looks what is missing, says it, and installs it where that is allowed.
pub fn meet(consent: Consent) -> anyhow::Result<()> {
    let missing = look();
    let commands = missing.commands();
    if commands.is_empty() {
        return Ok(());
    }
    println!("Missing for the tests:");
    for program in PROGRAMS.iter().filter(|program| missing.packages.contains(&program.package)) {
        println!("  {} ({}): {}", program.name, program.package, program.what_for);
    }
    install(&commands, consent)?;
    let missing = look();
    if missing != Missing::default() {
        bail!("still missing after that: {missing:?}");
    }
    Ok(())
}

/// Says the commands, and runs them where that is allowed.
fn install(commands: &[Vec<String>], consent: Consent) -> anyhow::Result<()> {
    if commands.is_empty() {
        return Ok(());
    }
    println!("To install it:");
    for command in commands {
        println!("  {}", command.join(" "));
    }
    if consent == Consent::Ask && !asked()? {
        bail!("install it by the commands above, or run again with --install");
    }
    commands.iter().try_for_each(|command| run(command))
}

/// The same for the programs that lastack is measured beside.
pub fn meet_peers(consent: Consent) -> anyhow::Result<()> {
    let mut missing = Missing::default();
    missing.packages.extend(PEERS.iter().filter(|peer| !has(peer.name)).map(|peer| peer.package));
    let mut commands = missing.commands();
    if !has("somo") {
        commands.push(SOMO.map(str::to_owned).to_vec());
    }
    install(&commands, consent)
}

/// Whether the calling process is root; only then do tests with named namespaces work.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Whether such a program is on the path, or where root has its programs.
pub fn has(program: &str) -> bool {
    if program.is_empty() {
        return false;
    }
    folders().any(|folder| folder.join(program).exists())
}

/// The path for the tests: programs of root stand in folders that an ordinary user's path may lack.
pub fn path() -> OsString {
    env::join_paths(folders()).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
}

fn folders() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let own: Vec<PathBuf> = env::split_paths(&path).collect();
    own.into_iter().chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
}

fn look() -> Missing {
    let mut missing = Missing::default();
    for program in PROGRAMS {
        let here = has(program.name) || has(program.instead);
        if !here && !missing.packages.contains(&program.package) {
            missing.packages.push(program.package);
        }
    }
    for &component in COMPONENTS {
        let program = format!("cargo-{}", if component == "rustfmt" { "fmt" } else { component });
        if !answers(&program) {
            missing.components.push(component);
        }
    }
    let installed = targets_installed();
    missing.targets = TARGETS.iter().copied().filter(|target| !installed.contains(*target)).collect();
    missing
}

/// rustup leaves proxies behind for components that it has not, so the program must answer.
fn answers(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// The folder of a target's standard library tells it for every kind of installation.
fn targets_installed() -> String {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let Ok(output) = sysroot else { return String::new() };
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned() + "/lib/rustlib";
    let names = std::fs::read_dir(folder).map(|entries| {
        let with_library = entries.flatten().filter(|entry| entry.path().join("lib").is_dir());
        with_library.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
    });
    names.unwrap_or_default().join(" ")
}

impl Missing {
    /// The commands that install it, words apart.
    pub fn commands(&self) -> Vec<Vec<String>> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut commands = Vec::new();
        if !self.packages.is_empty() {
            let sudo = if is_root() { "" } else { "sudo " };
            let packages = self.packages.join(" ");
            commands.push(words(&format!("{sudo}apt-get update")));
            commands.push(words(&format!("{sudo}apt-get install --yes --no-install-recommends {packages}")));
        }
        if !self.components.is_empty() {
            commands.push(words(&format!("rustup component add {}", self.components.join(" "))));
        }
        if !self.targets.is_empty() {
            commands.push(words(&format!("rustup target add {}", self.targets.join(" "))));
        }
        commands
    }
}

fn asked() -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Ok(false);
    }
    print!("Run these commands now? [y/N] ");
    io::stdout().flush().context("asking on the terminal")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("reading the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn run(words: &[String]) -> anyhow::Result<()> {
    let Some((program, args)) = words.split_first() else { return Ok(()) };
    println!("+ {}", words.join(" "));
    let mut command = Command::new(program);
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::inherit());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("{} ended with {status}", words.join(" ")),
        Err(error) => Err(error).with_context(|| {
            format!("starting {program}: without it, install by hand what is listed above, by your system's own means")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_becomes_commands_and_nothing_missing_becomes_none() {
        assert!(Missing::default().commands().is_empty());
        let missing = Missing {
            packages: vec!["iproute2", "net-tools"],
            components: vec!["clippy"],
            targets: vec!["x86_64-pc-windows-gnu"],
        };
        let commands: Vec<String> = missing.commands().iter().map(|words| words.join(" ")).collect();
        assert!(commands[0].ends_with("apt-get update"));
        assert!(commands[1].ends_with("install --yes --no-install-recommends iproute2 net-tools"));
        assert_eq!(commands[2..], ["rustup component add clippy", "rustup target add x86_64-pc-windows-gnu"]);
    }

    #[test]
    fn a_program_is_found_on_the_path_and_an_invented_one_is_not() {
        assert!(has("sh"));
        assert!(!has("no-such-program-of-lastack"));
    }
}
