//! `dist`: one static file that runs anywhere, its checksum, and the proof that it needs nothing beside /proc.

use std::env::consts::ARCH;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Verb;
use crate::needs::is_root;
use crate::project::{Project, cargo, root};
use crate::run::heading;

/// `cargo xtask dist`
pub const VERB: Verb = Verb {
    name: "dist",
    usage: "dist",
    about: "dist/: one static release file and SHA256SUMS, proved by a verdict in an empty chroot",
    run,
};

fn run(_args: &[String]) -> anyhow::Result<ExitCode> {
    let project = Project::read()?;
    heading("Release build");
    let built = build(&project)?;
    let bytes = fs::read(&built).with_context(|| format!("reading {}", built.display()))?;
    ensure!(is_static(&bytes)?, "{} asks for a dynamic loader", built.display());

    heading("dist");
    let name = format!("lastack-{}-linux-{ARCH}", project.version);
    let folder = root().join("dist");
    fs::create_dir_all(&folder).context("making dist/")?;
    let file = folder.join(&name);
    fs::copy(&built, &file).with_context(|| format!("writing {}", file.display()))?;
    fs::write(folder.join("SHA256SUMS"), sums(&name, &bytes)).context("writing dist/SHA256SUMS")?;
    println!("dist/{name}: static, {} bytes", bytes.len());
    print!("dist/SHA256SUMS: {}", sums(&name, &bytes));

    heading("Proof: the verdict in an empty chroot");
    prove(&file, &project.target)?;
    Ok(ExitCode::SUCCESS)
}

fn build(project: &Project) -> anyhow::Result<PathBuf> {
    let target = format!("{ARCH}-unknown-linux-musl");
    let args = ["build", "--release", "--locked", "--package", "lastack", "--target", &target];
    let status = cargo().args(args).status().context("starting cargo build")?;
    ensure!(status.success(), "the release build failed");
    Ok(project.target.join(&target).join("release/lastack"))
}

/// As `sha256sum` writes it and `sha256sum --check` reads it.
fn sums(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {name}\n")
}

/// Whether no program header of an ELF file names a loader (PT_INTERP, elf(5)).
fn is_static(elf: &[u8]) -> anyhow::Result<bool> {
    const PT_INTERP: u32 = 3;
    ensure!(elf.starts_with(b"\x7fELF\x02\x01"), "the release file is no 64-bit little-endian ELF file");
    let headers = number(elf, 32, 8)? as usize;
    let size = number(elf, 54, 2)? as usize;
    let count = number(elf, 56, 2)? as usize;
    for index in 0..count {
        if number(elf, headers + index * size, 4)? == u64::from(PT_INTERP) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn number(bytes: &[u8], at: usize, length: usize) -> anyhow::Result<u64> {
    let part = bytes.get(at..at + length).context("the release file is cut short")?;
    Ok(part.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
}

/// Runs the file where there is nothing but itself and /proc.
fn prove(file: &Path, target: &Path) -> anyhow::Result<()> {
    let cell = Cell::new(target.join(format!("dist-proof-{}", std::process::id())), file)?;
    let screen = cell.run(&[])?;
    print!("{screen}");
    ensure!(screen.lines().count() > 1, "the verdict is empty");
    let json = cell.run(&["--format", "json"])?;
    let report: Value = serde_json::from_str(&json).context("reading the JSON verdict")?;
    let severity = report["verdict"]["severity"].as_str().unwrap_or_default();
    ensure!(
        report["kind"] == "diagnosis" && ["ok", "warning", "critical"].contains(&severity),
        "no verdict in the JSON document: {}",
        report["verdict"]
    );
    println!("proved: verdict {severity}, with no file beside the program and /proc");
    Ok(())
}

/// An otherwise empty root folder with the program in it.
struct Cell(PathBuf);

impl Cell {
    fn new(folder: PathBuf, file: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder.join("proc")).with_context(|| format!("making {}", folder.display()))?;
        let cell = Cell(folder);
        fs::copy(file, cell.0.join("lastack")).context("copying the program into the empty folder")?;
        Ok(cell)
    }

    /// Mount and process namespaces of its own, so that /proc can be mounted and goes with the program.
    fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        const INSIDE: &str = "mount -t proc proc \"$0/proc\" || exit 125; exec chroot \"$0\" /lastack \"$@\"";
        let mut command = Command::new("unshare");
        if !is_root() {
            command.arg("--map-root-user");
        }
        command
            .args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE])
            .arg(&self.0)
            .args(args);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        let output = command.output().context("starting unshare (Debian package util-linux)")?;
        let words: Vec<&OsStr> = command.get_args().collect();
        match output.status.code() {
            Some(0) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            Some(125) => bail!(
                "the file is written, but not proved: /proc cannot be mounted here; run this as root on a machine that \
                 is no container ({})",
                String::from_utf8_lossy(&output.stderr).trim()
            ),
            _ => bail!(
                "the file is written, but not proved: {words:?} ended with {}: {}",
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            ),
        }
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        // /proc was mounted in a namespace that has gone, so only the two folders and the copy are left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_as_sha256sum_writes_them() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  lastack\n";
        assert_eq!(sums("lastack", b""), empty);
    }

    #[test]
    fn a_program_with_a_loader_is_not_static_and_cut_files_are_errors() {
        let own = fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(!is_static(&own).unwrap(), "test programs of this target are linked dynamically");
        assert!(is_static(&own[..60]).is_err());
        assert!(is_static(b"#!/bin/sh").is_err());
    }
}
