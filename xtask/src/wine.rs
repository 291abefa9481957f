//! Wine: a folder of its own below the build folder, where lastack.exe and the tests of its target run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::needs::{WINDOWS, is_root, path};
use crate::project::{Project, root};

/// Rust's standard library takes random bytes from a file of Windows that Wine 8 has not: this one takes its place.
const STUB: &str = "xtask/wine/bcryptprimitives.c";

/// Wine's own netsh is an empty shell: this one keeps the dynamic ranges and the excluded ports, where lastack looks for that of the system.
const NETSH: &str = "xtask/wine/netsh.c";

/// A Wine of our own.
#[derive(Clone, Debug)]
pub struct Wine {
    prefix: PathBuf,
    exe: PathBuf,
}

impl Wine {
    /// Where it is, made or not.
    pub fn of(project: &Project) -> Self {
        let exe = project.target.join(WINDOWS).join("debug/lastack.exe");
        Wine { prefix: project.target.join("wine"), exe }
    }

    /// Makes it where it is not there: some ten seconds and 700 MB.
    pub fn make(&self) -> anyhow::Result<()> {
        let system = self.prefix.join("drive_c/windows/system32");
        if !system.is_dir() {
            fs::create_dir_all(&self.prefix).context("making the folder of Wine")?;
            let mut boot = self.within(Command::new("wineboot").arg("--init"));
            let status =
                boot.stdout(Stdio::null()).stderr(Stdio::null()).status().context("starting wineboot")?;
            ensure!(status.success() && system.is_dir(), "wineboot ended with {status}");
            self.rest()?;
        }
        compile(STUB, &system.join("bcryptprimitives.dll"), &["-shared"], &["-ladvapi32"])?;
        compile(NETSH, &system.join("netsh.exe"), &[], &["-lws2_32"])
    }

    /// Waits until nothing runs in it: its files are written then, and another network namespace may use it.
    fn rest(&self) -> anyhow::Result<()> {
        let status = self
            .within(Command::new("wineserver").arg("--wait"))
            .status()
            .context("waiting for wineserver")?;
        ensure!(status.success(), "wineserver --wait ended with {status}");
        Ok(())
    }

    /// The same command, told which Wine to use, and the tests which lastack.exe.
    pub fn within(&self, command: &Command) -> Command {
        let mut whole = at_fixed_addresses();
        follow(&mut whole, command);
        whole
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            // Neither of the first two is there, and asking for them opens a window. Of netsh.exe the file, and not what Wine has built in.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=;netsh.exe=n")
            .env("LASTACK_TEST_EXE", &self.exe)
            .env(runner(), "wine");
        whole
    }

    /// The same in a network namespace that nobody else has ports in. The server of Wine, which holds the sockets, starts there and
    /// ends before this one is of use to others.
    pub fn alone(&self, command: &Command) -> anyhow::Result<Command> {
        self.rest()?;
        let mut own = Command::new("unshare");
        if !is_root() {
            own.arg("--map-root-user");
        }
        own.args([
            "--net",
            "sh",
            "-c",
            "ip link set lo up || exit; \"$@\"; ended=$?; wineserver --wait; exit $ended",
            "sh",
        ]);
        follow(&mut own, command);
        own.env("PATH", path());
        Ok(self.within(&own))
    }

    /// The lastack.exe that the tests run.
    pub fn exe(&self) -> &Path {
        &self.exe
    }
}

/// Puts a command with its environment behind another one, which starts it.
fn follow(first: &mut Command, command: &Command) {
    first.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => first.env(name, value),
            None => first.env_remove(name),
        };
    }
}

/// What starts a command without random addresses. Wine's loader stands at 2 GB, newer kernels put its heap anywhere in the gigabyte
/// behind it, and Windows wants its shared page at 0x7ffe0000 of the same: one program of some thousands would end before it begins
/// ("failed to map the shared user data"), and whoever started it be told of error 1359.
fn at_fixed_addresses() -> Command {
    let mut fixed = Command::new("setarch");
    fixed.arg("--addr-no-randomize");
    let allowed =
        Command::new("setarch").args(["--addr-no-randomize", "true"]).stderr(Stdio::null()).status();
    if allowed.is_ok_and(|status| status.success()) {
        return fixed;
    }
    println!(
        "random addresses cannot be turned off here: one of some thousand programs may not start under Wine"
    );
    Command::new("env")
}

/// Compiles what stands in for a part of Windows.
fn compile(source: &str, to: &Path, options: &[&str], libraries: &[&str]) -> anyhow::Result<()> {
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    compiler
        .args(options)
        .args(["-O1", "-Wall", "-Werror", "-o"])
        .arg(to)
        .arg(root().join(source))
        .args(libraries);
    let status = compiler.status().context("starting x86_64-w64-mingw32-gcc")?;
    ensure!(status.success(), "{source} does not compile: {status}");
    Ok(())
}

/// The name by which cargo knows what runs programs of that target.
fn runner() -> String {
    format!("CARGO_TARGET_{}_RUNNER", WINDOWS.replace('-', "_").to_uppercase())
}
