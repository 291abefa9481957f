//! `registry`: writes the lists that hold folders and files together, so that an addition is one folder or one file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::Verb;
use crate::project::root;

/// `cargo xtask registry [--check]`
pub const VERB: Verb = Verb {
    name: "registry",
    usage: "registry [--check]",
    about: "write the lists of rules, sources, dialects, …; or only say which are stale",
    run,
};

/// What an entry of a list is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `<id>.rs`
    File,
    /// `<id>/<name>.rs` with its words beside it
    Folder(&'static str),
    /// `<id>/` with this file, `en.ftl`, `zh-CN.ftl` and others, all of them data
    Data(&'static str),
}

/// One generated `mod.rs`.
#[derive(Clone, Copy, Debug)]
struct List {
    folder: &'static str,
    kind: Kind,
    /// What the entries are, in the plural
    plural: &'static str,
    /// Of the modules; the front end shares the options of one subcommand with the top
    modules: &'static str,
    visibility: &'static str,
    /// Name of the list, and of the constant in each entry
    list: &'static str,
    entry: &'static str,
    /// Type of an entry
    of: &'static str,
}

const LISTS: &[List] = &[
    List {
        folder: "crates/cli/src/commands",
        kind: Kind::File,
        plural: "subcommands",
        modules: "pub(crate) ",
        visibility: "pub(crate) ",
        list: "COMMANDS",
        entry: "COMMAND",
        of: "crate::command::Command",
    },
    List {
        folder: "crates/collect/src/sources",
        kind: Kind::File,
        plural: "sources",
        modules: "",
        visibility: "pub ",
        list: "SOURCES",
        entry: "SOURCE",
        of: "crate::source::Source",
    },
    List {
        folder: "crates/diagnose/src/claims",
        kind: Kind::Folder("claim"),
        plural: "claims",
        modules: "",
        visibility: "pub(crate) ",
        list: "CLAIMS",
        entry: "CLAIM",
        of: "crate::explain::Topic",
    },
    List {
        folder: "crates/diagnose/src/lint/keys",
        kind: Kind::Folder("key"),
        plural: "settings that lint knows",
        modules: "",
        visibility: "pub(super) ",
        list: "KEYS",
        entry: "KEY",
        of: "crate::lint::Key",
    },
    List {
        folder: "crates/diagnose/src/remedies",
        kind: Kind::Folder("remedy"),
        plural: "remedies",
        modules: "",
        visibility: "pub ",
        list: "TREATMENTS",
        entry: "TREATMENT",
        of: "crate::Treatment",
    },
    List {
        folder: "crates/diagnose/src/programs",
        kind: Kind::Folder("program"),
        plural: "programs whose settings are known",
        modules: "",
        visibility: "pub(crate) ",
        list: "PROGRAMS",
        entry: "PROGRAM",
        of: "crate::treatment::Program",
    },
    List {
        folder: "crates/diagnose/src/rules",
        kind: Kind::Folder("rule"),
        plural: "rules",
        modules: "",
        visibility: "pub ",
        list: "RULES",
        entry: "RULE",
        of: "crate::Rule",
    },
    List {
        folder: "crates/diagnose/src/topics",
        kind: Kind::Folder("topic"),
        plural: "topics",
        modules: "",
        visibility: "pub(crate) ",
        list: "TOPICS",
        entry: "TOPIC",
        of: "crate::explain::Topic",
    },
    List {
        folder: "crates/lab/src/scenarios",
        kind: Kind::Data("scenario.toml"),
        plural: "scenarios",
        modules: "",
        visibility: "pub(crate) ",
        list: "SCENARIOS",
        entry: "",
        of: "crate::Folder",
    },
    List {
        folder: "crates/parse/src/dialects",
        kind: Kind::File,
        plural: "dialects",
        modules: "",
        visibility: "pub ",
        list: "DIALECTS",
        entry: "DIALECT",
        of: "crate::Dialect",
    },
    List {
        folder: "crates/probe/src/strategies",
        kind: Kind::File,
        plural: "strategies",
        modules: "pub(crate) ",
        visibility: "pub ",
        list: "STRATEGIES",
        entry: "STRATEGY",
        of: "crate::Strategy",
    },
    List {
        folder: "crates/report/src/formats",
        kind: Kind::File,
        plural: "formats",
        modules: "pub(crate) ",
        visibility: "pub ",
        list: "FORMATS",
        entry: "FORMAT",
        of: "crate::Format",
    },
];

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let stale = stale()?;
    if args.iter().any(|arg| arg == "--check") {
        for path in &stale {
            println!("{path} is stale: cargo xtask registry");
        }
        return Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    for list in LISTS {
        let path = root().join(list.folder).join("mod.rs");
        if stale.contains(&list.path()) {
            fs::write(&path, list.written()?).with_context(|| format!("writing {}", path.display()))?;
            println!("wrote {}", list.path());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails with the names of the lists that are not as `registry` would write them.
pub fn check() -> anyhow::Result<()> {
    let stale = stale()?;
    if !stale.is_empty() {
        bail!("{} stale: cargo xtask registry", stale.join(", "));
    }
    Ok(())
}

/// The lists that are not as `registry` would write them.
fn stale() -> anyhow::Result<Vec<String>> {
    let mut stale = Vec::new();
    for list in LISTS {
        let path = root().join(list.folder).join("mod.rs");
        // A list that is not there is as stale as one that differs.
        if fs::read_to_string(&path).unwrap_or_default() != list.written()? {
            stale.push(list.path());
        }
    }
    Ok(stale)
}

impl List {
    fn path(&self) -> String {
        format!("{}/mod.rs", self.folder)
    }

    fn written(&self) -> anyhow::Result<String> {
        let folder = root().join(self.folder);
        let ids = ids(&folder, self.kind).with_context(|| format!("listing {}", self.folder))?;
        match self.kind {
            Kind::Data(main) => self.of_data(&folder, main, &ids),
            _ => Ok(self.of_ids(&ids)),
        }
    }

    /// The files of each folder, which are part of the program.
    fn of_data(&self, folder: &Path, main: &str, ids: &[String]) -> anyhow::Result<String> {
        let mut text = format!(
            "// Generated by cargo xtask registry; do not edit.\n//! All {}, one folder of data each.\n\n\
             use lastack_model::words::Words;\n\n/// All {}, sorted by id.\n#[rustfmt::skip]\n{}static {}: &[{}] = &[\n",
            self.plural, self.plural, self.visibility, self.list, self.of,
        );
        for id in ids {
            let mut files = Vec::new();
            for entry in fs::read_dir(folder.join(id))? {
                files.push(entry?.file_name().to_string_lossy().into_owned());
            }
            files.sort();
            files.retain(|file| ![main, "en.ftl", "zh-CN.ftl"].contains(&file.as_str()));
            let _ = write!(text, "    {} {{ id: \"{id}\", text: include_str!(\"{id}/{main}\"), ", self.of);
            let _ = write!(
                text,
                "words: Words {{ prefix: \"lab-{id}\", en: include_str!(\"{id}/en.ftl\"), zh: include_str!(\"{id}/zh-CN.ftl\") }}, files: &["
            );
            let files: Vec<String> =
                files.iter().map(|file| format!("(\"{file}\", include_str!(\"{id}/{file}\"))")).collect();
            let _ = writeln!(text, "{}] }},", files.join(", "));
        }
        text.push_str("];\n");
        Ok(text)
    }

    /// One line for each entry and no counts, so that two branches that add entries merge (`merge=union`).
    fn of_ids(&self, ids: &[String]) -> String {
        let mut text = String::from("// Generated by cargo xtask registry; do not edit.\n");
        let unit = if self.kind == Kind::File { "file" } else { "folder" };
        let _ = writeln!(text, "//! All {}, one {unit} each.\n", self.plural);
        for id in ids {
            if let Kind::Folder(name) = self.kind {
                let _ = writeln!(text, "#[path = \"{id}/{name}.rs\"]");
            }
            let _ = writeln!(text, "{}mod {id};", self.modules);
        }
        let _ = writeln!(text, "\n/// All {}, sorted by id.", self.plural);
        let _ = writeln!(text, "#[rustfmt::skip]");
        let _ = writeln!(text, "{}static {}: &[&{}] = &[", self.visibility, self.list, self.of);
        for id in ids {
            let _ = writeln!(text, "    &{id}::{},", self.entry);
        }
        text.push_str("];\n");
        text
    }
}

/// Names below a folder that are entries, sorted by byte.
fn ids(folder: &Path, kind: Kind) -> anyhow::Result<Vec<String>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_entry = match kind {
            Kind::File => path.extension().is_some_and(|extension| extension == "rs"),
            Kind::Folder(name) => path.join(name).with_extension("rs").is_file(),
            Kind::Data(name) => path.join(name).is_file(),
        };
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if is_entry && id != "mod" {
            ids.push(id);
        }
    }
    ids.sort();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(folder: &str, ids: &[&str], expected: &str) {
        let list = LISTS.iter().find(|list| list.folder.ends_with(folder)).unwrap();
        let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        assert_eq!(list.of_ids(&ids), expected);
    }

    #[test]
    fn a_list_of_files_names_each_file_once_as_module_and_once_as_entry() {
        check(
            "sources",
            &["procfs", "sock_diag"],
            "// Generated by cargo xtask registry; do not edit.\n//! All sources, one file each.\n\nmod procfs;\n\
             mod sock_diag;\n\n/// All sources, sorted by id.\n#[rustfmt::skip]\n\
             pub static SOURCES: &[&crate::source::Source] = &[\n    &procfs::SOURCE,\n    &sock_diag::SOURCE,\n];\n",
        );
    }

    #[test]
    fn a_list_of_folders_says_where_the_code_lies() {
        check(
            "rules",
            &["local_prober"],
            "// Generated by cargo xtask registry; do not edit.\n//! All rules, one folder each.\n\n\
             #[path = \"local_prober/rule.rs\"]\nmod local_prober;\n\n/// All rules, sorted by id.\n\
             #[rustfmt::skip]\npub static RULES: &[&crate::Rule] = &[\n    &local_prober::RULE,\n];\n",
        );
    }
}
