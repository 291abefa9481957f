//! Wine: a folder of its own below the build folder, where lastack.exe and the tests of its target run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::needs::WINDOWS;
use crate::project::{Project, root};

/// Rust's standard library takes random bytes from a file of Windows that Wine 8 has not: this one takes its place.
const STUB: &str = "xtask/wine/bcryptprimitives.c";

/// Wine's own netsh is an empty shell: this one keeps a dynamic port range, where lastack looks for that of the system.
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
            let mut boot = Command::new("wineboot");
            self.surround(&mut boot).arg("--init").stdout(Stdio::null()).stderr(Stdio::null());
            let status = boot.status().context("starting wineboot")?;
            ensure!(status.success() && system.is_dir(), "wineboot ended with {status}");
            self.rest()?;
        }
        compile(STUB, &system.join("bcryptprimitives.dll"), &["-shared"], &["-ladvapi32"])?;
        compile(NETSH, &system.join("netsh.exe"), &[], &[])
    }

    /// Waits until nothing runs in it: its files are written then, and another network namespace may use it.
    fn rest(&self) -> anyhow::Result<()> {
        let mut server = Command::new("wineserver");
        let status = self.surround(&mut server).arg("--wait").status().context("waiting for wineserver")?;
        ensure!(status.success(), "wineserver --wait ended with {status}");
        Ok(())
    }

    /// Tells a command which Wine to use, and the tests which lastack.exe.
    pub fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            // Neither of the first two is there, and asking for them opens a window. Of netsh.exe the file, and not what Wine has built in.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=;netsh.exe=n")
            .env("LASTACK_TEST_EXE", &self.exe)
            .env(runner(), "wine")
    }

    /// The lastack.exe that the tests run.
    pub fn exe(&self) -> &Path {
        &self.exe
    }
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
