//! `ebpf`: builds the kernel programs, whose objects are checked in beside their sources, and tells whether both agree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::needs::has;
use crate::project::{Project, root};
use crate::run::Score;

/// `cargo xtask ebpf`
pub const VERB: Verb = Verb {
    name: "ebpf",
    usage: "ebpf [--check]",
    about: "the kernel programs: builds their objects, or compares them with what is checked in",
    run,
};

/// Objects are compared byte by byte with this one only: each clang writes others.
const CLANG: &str = "clang-14";
const STRIP: &str = "llvm-strip-14";

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    match args {
        [] => build_all(),
        [word] if word == "--check" => {
            let mut score = Score::default();
            groups(&mut score);
            Ok(score.close())
        }
        _ => bail!("usage: cargo xtask ebpf [--check]"),
    }
}

/// The groups of this verb, for `test` as well.
pub fn groups(score: &mut Score) {
    score.check("Kernel programs agree with their objects", check_all);
}

fn build_all() -> anyhow::Result<ExitCode> {
    ensure!(
        has(CLANG) && has(STRIP),
        "objects are built with {CLANG} and {STRIP}: apt-get install clang-14 llvm-14"
    );
    for source in sources()? {
        let object = object_of(&source);
        build(CLANG, STRIP, &source, &object)?;
        println!("{}: {} bytes", shown(&object), fs::metadata(&object)?.len());
    }
    Ok(ExitCode::SUCCESS)
}

fn check_all() -> anyhow::Result<()> {
    let scratch = Project::read()?.target.join("ebpf-check");
    fs::create_dir_all(&scratch).with_context(|| format!("making {}", scratch.display()))?;
    let comparing = has(CLANG) && has(STRIP);
    if !comparing {
        ensure!(
            has("clang") && has("llvm-strip"),
            "no {CLANG} and no other clang: apt-get install clang-14 llvm-14"
        );
        println!(
            "{CLANG} is not here. Objects are not compared: this clang builds them, and this kernel loads them."
        );
    }
    let (clang, strip) = if comparing { (CLANG, STRIP) } else { ("clang", "llvm-strip") };
    for source in sources()? {
        let kept = object_of(&source);
        let fresh = scratch.join(kept.file_name().context("an object without a name")?);
        build(clang, strip, &source, &fresh)?;
        if comparing {
            let same = fs::read(&kept).ok() == fs::read(&fresh).ok();
            ensure!(same, "{} is not what its source gives: cargo xtask ebpf", shown(&kept));
        }
        let outcome = if comparing { "same as its source gives" } else { try_to_load(&fresh)? };
        println!("{}: {outcome}", shown(&kept));
    }
    Ok(())
}

/// Where nothing can be loaded, it says so: that is no fault of the object.
#[cfg(target_os = "linux")]
fn try_to_load(object: &Path) -> anyhow::Result<&'static str> {
    use lastack_ebpf::{Refusal, try_object};

    match try_object(&fs::read(object)?) {
        Ok(()) => Ok("its source builds, and the kernel takes it"),
        Err(Refusal::Privilege(_)) => {
            Ok("its source builds; not loaded, which takes CAP_BPF and CAP_PERFMON")
        }
        Err(Refusal::NoBtf) => Ok("its source builds; not loaded, since this kernel has no BTF"),
        Err(refusal) => Err(refusal).with_context(|| format!("loading {}", object.display())),
    }
}

#[cfg(not(target_os = "linux"))]
fn try_to_load(_object: &Path) -> anyhow::Result<&'static str> {
    Ok("its source builds; not loaded, since this is not Linux")
}

/// In the source's own folder and by its bare name, so that no path of this machine gets into the object.
fn build(clang: &str, strip: &str, source: &Path, object: &Path) -> anyhow::Result<()> {
    let folder = source.parent().context("a source without a folder")?;
    let name = source.file_name().context("a source without a name")?;
    let mut compile = Command::new(clang);
    compile
        .current_dir(folder)
        .args(["-target", "bpfel", "-mcpu=v3", "-O2", "-g", "-std=gnu11", "-Wall", "-Wextra", "-Werror"])
        .arg(format!("-ffile-prefix-map={}=.", folder.display()))
        .arg("-fdebug-compilation-dir=.")
        .arg("-c")
        .arg(name)
        .arg("-o")
        .arg(object);
    finish(&mut compile)?;
    // DWARF goes; BTF, which the loader needs, stays.
    finish(Command::new(strip).arg("--strip-debug").arg(object))
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// Every `*.bpf.c` of the crate `ebpf`, sorted.
fn sources() -> anyhow::Result<Vec<PathBuf>> {
    let mut folders = vec![root().join("crates/ebpf/src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".bpf.c") {
                found.push(path);
            }
        }
    }
    found.sort();
    ensure!(!found.is_empty(), "no program below crates/ebpf/src");
    Ok(found)
}

/// `closes.bpf.c` to `closes.bpf.o`.
fn object_of(source: &Path) -> PathBuf {
    source.with_extension("o")
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
