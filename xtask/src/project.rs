//! What the workspace consists of, as cargo sees it.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The cargo that runs this chore, else the one on the path.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // The cryptography of TLS has parts in C and assembly that need no C library, so the machine's compiler serves for musl
    // too; without this one would be looked for that belongs to musl.
    let musl = format!("CC_{}_unknown_linux_musl", env::consts::ARCH);
    if env::var_os(&musl).is_none() {
        command.env(musl, "cc");
    }
    command
}

/// One package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// As in Cargo.toml
    pub name: String,
    /// Its folder
    pub folder: PathBuf,
    /// Names of direct dependencies by kind: normal and build
    pub dependencies: Vec<String>,
    /// Names of direct dev-dependencies
    pub dev_dependencies: Vec<String>,
    /// Names of its integration tests
    pub tests: Vec<String>,
}

/// The workspace.
#[derive(Clone, Debug)]
pub struct Project {
    /// By name
    pub packages: BTreeMap<String, Package>,
    /// Where cargo puts what it builds
    pub target: PathBuf,
    /// Version of all packages
    pub version: String,
}

impl Project {
    /// Asks `cargo metadata`.
    pub fn read() -> anyhow::Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("running cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        }
        let json: Value = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
        let packages: BTreeMap<String, Package> = list(&json["packages"])
            .iter()
            .map(package)
            .map(|package| (package.name.clone(), package))
            .collect();
        let version = list(&json["packages"]).iter().map(|package| text(&package["version"])).next();
        Ok(Project {
            packages,
            target: PathBuf::from(text(&json["target_directory"])),
            version: version.context("the workspace has no package")?,
        })
    }

    /// Names of all integration tests, each once.
    pub fn tests(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.packages.values().flat_map(|package| package.tests.iter().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn package(json: &Value) -> Package {
    let dependencies = |dev: bool| {
        let wanted = |dependency: &&Value| (dependency["kind"].as_str() == Some("dev")) == dev;
        list(&json["dependencies"])
            .iter()
            .filter(wanted)
            .map(|dependency| text(&dependency["name"]))
            .collect()
    };
    let is_test = |target: &&Value| list(&target["kind"]).iter().any(|kind| kind == "test");
    let manifest = PathBuf::from(text(&json["manifest_path"]));
    Package {
        name: text(&json["name"]),
        folder: manifest.parent().unwrap_or(&manifest).to_owned(),
        dependencies: dependencies(false),
        dev_dependencies: dependencies(true),
        tests: list(&json["targets"]).iter().filter(is_test).map(|target| text(&target["name"])).collect(),
    }
}

fn list(json: &Value) -> &[Value] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}
