//! The invariants of ARCHITECTURE.md that a compiler does not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::project::{Package, Project, root};
use xtask::verbs::registry;

type Outcome = Result<(), Box<dyn Error>>;

/// What each crate may import of ours, outside its tests. A crate exists because it may do something that the others
/// may not, or because it must be usable without them.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("lastack-model", &[]),
    ("lastack-parse", &["model"]),
    ("lastack-host", &["model"]),
    ("lastack-hand", &["model", "host", "ebpf"]),
    ("lastack-treat", &["model", "parse", "host", "hand"]),
    ("lastack-ebpf", &["model"]),
    ("lastack-probe", &["model", "host"]),
    ("lastack-collect", &["model", "parse", "host", "ebpf"]),
    ("lastack-diagnose", &["model"]),
    ("lastack-engine", &["model", "host", "collect", "diagnose", "parse", "ebpf"]),
    ("lastack-report", &["model"]),
    ("lastack-netlab", &["model", "host"]),
    ("lastack-lab", &["model", "netlab"]),
    ("lastack-testkit", &["model", "host", "netlab"]),
    (
        "lastack",
        &[
            "model", "parse", "host", "collect", "diagnose", "engine", "report", "treat", "netlab", "ebpf",
            "probe", "lab",
        ],
    ),
    ("xtask", &["netlab", "ebpf", "model"]),
];

/// Tests of every crate may use these as well.
const FOR_TESTS: &[&str] = &["lastack-netlab", "lastack-testkit"];

/// The crates that touch the operating system.
const TOUCH_THE_SYSTEM: &[&str] =
    &["lastack-host", "lastack-hand", "lastack-ebpf", "lastack-probe", "lastack-netlab"];

fn is_system_crate(name: &str) -> bool {
    const NAMES: &[&str] = &["rustix", "libc", "nix", "socket2", "mio", "windows", "windows-sys", "neli"];
    NAMES.contains(&name) || name.starts_with("netlink-")
}

fn packages() -> Result<BTreeMap<String, Package>, Box<dyn Error>> {
    Ok(Project::read()?.packages)
}

/// Fails with everything that is wrong, not with the first.
fn check(wrong: &[String]) -> Outcome {
    if wrong.is_empty() { Ok(()) } else { Err(format!("\n  {}\n", wrong.join("\n  ")).into()) }
}

#[test]
fn crates_import_only_what_their_permission_needs() -> Outcome {
    let mut wrong = Vec::new();
    for (name, package) in packages()? {
        let Some((_, may)) = MAY_IMPORT.iter().find(|(known, _)| *known == name) else {
            wrong.push(format!("{name} has no row in the import table"));
            continue;
        };
        let may: BTreeSet<String> = may.iter().map(|short| format!("lastack-{short}")).collect();
        let ours = |names: &[String]| -> Vec<String> {
            names.iter().filter(|import| import.starts_with("lastack")).cloned().collect()
        };
        for import in ours(&package.dependencies).into_iter().filter(|import| !may.contains(import)) {
            wrong.push(format!("{name} imports {import}"));
        }
        let tests_may = |import: &String| may.contains(import) || FOR_TESTS.contains(&import.as_str());
        for import in ours(&package.dev_dependencies).into_iter().filter(|import| !tests_may(import)) {
            wrong.push(format!("the tests of {name} import {import}"));
        }
    }
    check(&wrong)
}

/// Programs that change what connections do are for the crate that changes the machine, and for the bench of what they cost.
#[test]
fn only_the_hand_loads_programs_that_steer() -> Outcome {
    let mut wrong = Vec::new();
    for (name, package) in packages()? {
        let may = ["lastack-hand", "lastack-ebpf", "xtask"].contains(&name.as_str());
        let mut folders = vec![package.folder.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if !may && path.extension().is_some_and(|ending| ending == "rs") {
                    let text = fs::read_to_string(&path)?;
                    if text.contains("lastack_ebpf::steer") || text.contains("steer::") {
                        wrong.push(path.display().to_string());
                    }
                }
            }
        }
    }
    check(&wrong)
}

#[test]
fn only_the_crates_that_may_touch_the_system_depend_on_what_can() -> Outcome {
    let mut wrong = Vec::new();
    for (name, package) in packages()? {
        let all = package.dependencies.iter().chain(&package.dev_dependencies);
        for import in all.filter(|import| is_system_crate(import)) {
            if !TOUCH_THE_SYSTEM.contains(&name.as_str()) {
                wrong.push(format!("{name} depends on {import}"));
            }
        }
    }
    check(&wrong)
}

#[test]
fn every_crate_takes_its_lints_from_the_workspace() -> Outcome {
    let mut wrong = Vec::new();
    for (name, package) in packages()? {
        let manifest = fs::read_to_string(package.folder.join("Cargo.toml"))?;
        if !manifest.contains("[lints]\nworkspace = true\n") {
            wrong.push(format!("{name} has lints of its own"));
        }
    }
    check(&wrong)
}

#[test]
fn generated_lists_are_as_the_generator_writes_them() -> Outcome {
    Ok(registry::check()?)
}

/// A clippy.toml below the root replaces the one of the root, and with it the list of disallowed methods.
#[test]
fn the_reason_of_every_dependency_stands_in_the_architecture() -> Outcome {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let (_, reasons) = architecture.split_once("## Dependencies").ok_or("no section on dependencies")?;
    let (_, dependencies) = manifest.split_once("[workspace.dependencies]").ok_or("no dependencies")?;
    let names = dependencies
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .filter(|name| !name.starts_with("lastack-"));
    let known = |name: &str| {
        reasons.split(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).any(|word| word == name)
    };
    let missing = names.filter(|name| !known(name)).map(|name| format!("{name} has no reason"));
    check(&missing.collect::<Vec<_>>())
}

#[test]
fn every_command_has_an_example_that_says_what_one_sees() -> Outcome {
    let folder = root().join("crates/cli/src/commands");
    let all = files(&folder)?;
    // Files in a folder below belong to the subcommand of that name.
    let commands = all.iter().filter(|path| path.parent() == Some(folder.as_path()));
    let names = commands.filter_map(|path| path.file_stem()?.to_str()).filter(|name| *name != "mod");
    let missing = names
        .filter(|name| !root().join(format!("docs/examples/{name}.md")).is_file())
        .map(|name| format!("docs/examples/{name}.md is missing"));
    check(&missing.collect::<Vec<_>>())
}

#[test]
fn the_list_of_disallowed_methods_holds_in_every_crate_that_does_not_touch_the_system() -> Outcome {
    let root = root();
    let own: BTreeSet<PathBuf> = files(&root)?
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "clippy.toml" || name == ".clippy.toml"))
        .collect();
    let expected = [
        "",
        "crates/ebpf",
        "crates/hand",
        "crates/host",
        "crates/lab",
        "crates/netlab",
        "crates/probe",
        "xtask",
    ]
    .map(|folder| root.join(folder).join("clippy.toml"));
    assert_eq!(own, BTreeSet::from(expected));
    let list = fs::read_to_string(root.join("clippy.toml"))?;
    // std's readers tear long values of /proc/sys: none of them may be used outside host.
    for method in ["read", "read_to_string", "File::open", "File::options", "OpenOptions::new"] {
        assert!(list.contains(&format!("\"std::fs::{method}\"")), "std::fs::{method} is allowed");
    }
    Ok(())
}

/// Tests compare with the real tools and the real clock; the command line reads the environment. Nobody else.
#[test]
fn the_list_of_disallowed_methods_is_lifted_only_in_tests_and_in_the_command_line() -> Outcome {
    let mut wrong = Vec::new();
    let lint = concat!("clippy::", "disallowed_methods");
    for path in rust_files()? {
        let place = relative(&path);
        let may = place.contains("/tests/") || place.starts_with("crates/cli/src/");
        let text = fs::read_to_string(&path)?;
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !may && product.contains(lint) {
            wrong.push(place);
        }
    }
    check(&wrong)
}

#[test]
fn lints_are_silenced_with_expect_and_a_reason_only() -> Outcome {
    let forbidden = [concat!("#[", "allow("), concat!("#![", "allow(")];
    let mut wrong = Vec::new();
    for path in rust_files()? {
        let text = fs::read_to_string(&path)?;
        if forbidden.iter().any(|word| text.contains(word)) {
            wrong.push(relative(&path));
        }
    }
    check(&wrong)
}

#[test]
fn every_source_file_says_its_job_in_line_one_and_stays_under_500_lines() -> Outcome {
    let mut wrong = Vec::new();
    for path in rust_files()? {
        let text = fs::read_to_string(&path)?;
        let first = text.lines().find(|line| !line.starts_with("// Generated"));
        if !first.unwrap_or_default().starts_with("//! ") {
            wrong.push(format!("{} does not say what it is for", relative(&path)));
        }
    }
    for path in source_files()? {
        let lines = fs::read_to_string(&path)?.lines().count();
        if lines > 500 {
            wrong.push(format!("{} has {lines} lines", relative(&path)));
        }
    }
    check(&wrong)
}

/// A fresh clone builds anywhere: no path of one machine, no host of a package registry.
#[test]
fn no_file_names_a_path_of_one_machine_or_a_package_registry() -> Outcome {
    let forbidden = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/tmp/tar", "get"),
        concat!("crates", ".io"),
        concat!("py", "pi.org"),
        concat!("registry.", "npmjs"),
        concat!("deb.", "debian.org"),
        concat!("static.rust-", "lang.org"),
    ];
    let mut wrong = Vec::new();
    for path in files(&root())? {
        // cargo itself writes where each package of a lock file comes from.
        if path.file_name().is_some_and(|name| name == "Cargo.lock") {
            continue;
        }
        let bytes = fs::read(&path)?;
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}:{} has {word}", relative(&path), number + 1));
            }
        }
    }
    check(&wrong)
}

fn rust_files() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = source_files()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// Rust, and the C of the kernel programs.
fn source_files() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = files(&root())?;
    let sources = ["rs", "c", "h"];
    files
        .retain(|path| path.extension().is_some_and(|extension| sources.iter().any(|one| extension == *one)));
    Ok(files)
}

/// Every file of the project, without what .gitignore names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && !is_made(&relative(&entry.path())) {
            found.extend(files(&entry.path())?);
        // In a further working tree .git is a file.
        } else if kind.is_file() && !is_made(&relative(&entry.path())) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_made(folder: &str) -> bool {
    const MADE: &[&str] = &[".git", "dist", "fuzz/target", "fuzz/artifacts", "fuzz/corpus", "fuzz/coverage"];
    MADE.contains(&folder) || folder.starts_with("target")
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
