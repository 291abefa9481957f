//! The ways of looking at a scene that stands, each a document of `lastack --format json`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context as _, bail, ensure};
use lastack_netlab::without_netlink;
use serde_json::Value;

use super::expect::Knows;
use super::scene::Which;

/// A way of looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    /// Head of its column
    pub(super) name: &'static str,
    /// What it is, for the page
    pub(super) about: &'static str,
    pub(super) knows: Knows,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Live(Reader, Place, Source),
    Replay,
    Text(Text),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Root,
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Inside,
    Outside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    SockDiag,
    Procfs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Ss,
    SsTimers,
    Netstat,
    SsSettings,
}

const fn live(
    name: &'static str,
    about: &'static str,
    reader: Reader,
    place: Place,
    source: Source,
) -> Variant {
    let knows = if matches!(reader, Reader::Root) { Knows::All } else { Knows::User };
    Variant { name, about, knows, how: How::Live(reader, place, source) }
}

const fn text(name: &'static str, about: &'static str, knows: Knows, text: Text) -> Variant {
    Variant { name, about, knows, how: How::Text(text) }
}

/// All of them, in the order of the columns.
pub(super) const VARIANTS: [Variant; 10] = [
    live(
        "root",
        "live by sock_diag, in the namespace, as root",
        Reader::Root,
        Place::Inside,
        Source::SockDiag,
    ),
    live(
        "user",
        "the same as nobody (`setpriv`), without any capability",
        Reader::Nobody,
        Place::Inside,
        Source::SockDiag,
    ),
    live(
        "outside",
        "live by sock_diag, from the machine's namespace with `--netns PID`, as root",
        Reader::Root,
        Place::Outside,
        Source::SockDiag,
    ),
    live(
        "procfs",
        "live by /proc/net/tcp and tcp6, netlink refused by seccomp, as root",
        Reader::Root,
        Place::Inside,
        Source::Procfs,
    ),
    live("procfs user", "the same as nobody", Reader::Nobody, Place::Inside, Source::Procfs),
    Variant {
        name: "replay",
        about: "`lastack capture` in the namespace as root, its file opened elsewhere as nobody",
        knows: Knows::All,
        how: How::Replay,
    },
    text("ss", "`ss -tan`, pasted", Knows::Rows, Text::Ss),
    text("ss -o", "`ss -tano`, pasted", Knows::Rows, Text::SsTimers),
    text("netstat", "`netstat -tan`, pasted", Knows::Rows, Text::Netstat),
    text("ss + settings", "`ss -tan` and some lines of `sysctl`, pasted", Knows::Settings, Text::SsSettings),
];

/// Settings that somebody who asks for help puts behind the table.
const SETTINGS: [&str; 8] = [
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_tw_reuse",
    "net.ipv4.tcp_timestamps",
    "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_max_syn_backlog",
    "net.core.somaxconn",
];

/// An account without any privilege, as the number has it everywhere.
const NOBODY: &str = "65534";

/// Where one scene's files go.
#[derive(Clone, Debug)]
pub(super) struct Studio {
    pub(super) lastack: PathBuf,
    folder: PathBuf,
}

impl Studio {
    /// For one scene, below a folder that everybody may read.
    pub(super) fn new(lastack: &Path, all: &Path, which: &Which) -> anyhow::Result<Self> {
        let folder = all.join(format!("{}-{}-{}", which.scenario, which.family(), which.part()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Studio { lastack: lastack.to_owned(), folder })
    }

    /// Everything that has to be done while the scene stands: what is live, the texts of other programs, and the capture. All at once,
    /// since the scene goes on and what is expected holds for this moment.
    pub(super) fn visit(&self, pid: u32) -> anyhow::Result<BTreeMap<&'static str, Value>> {
        let one = |variant: Variant| match variant.how {
            How::Text(text) => self.note(pid, variant.name, text).map(|()| None),
            How::Replay => self.capture(pid).map(|()| None),
            How::Live(reader, place, source) => self.live(pid, reader, place, source).map(Some),
        };
        let seen: Vec<_> = thread::scope(|scope| {
            let begun = VARIANTS.map(|variant| (variant.name, scope.spawn(move || one(variant))));
            let ended =
                begun.map(|(name, look)| (name, look.join().unwrap_or_else(|_| bail!("a look broke off"))));
            ended.into()
        });
        let mut documents = BTreeMap::new();
        for (name, look) in seen {
            if let Some(document) = look.context(name)? {
                documents.insert(name, document);
            }
        }
        Ok(documents)
    }

    /// What can be done afterwards.
    pub(super) fn study(&self) -> anyhow::Result<BTreeMap<&'static str, Value>> {
        let mut documents = BTreeMap::new();
        for variant in VARIANTS {
            let file = match variant.how {
                How::Text(_) => self.text(variant.name),
                How::Replay => self.folder.join("capture"),
                How::Live(..) => continue,
            };
            let mut command = as_nobody(&self.lastack);
            command.args(["--format", "json"]).arg(file);
            documents.insert(variant.name, document(&mut command).with_context(|| variant.name)?);
        }
        Ok(documents)
    }

    /// Who closes first most often, by `lastack blame`; `None` where nobody did.
    pub(super) fn closer(&self, pid: u32) -> anyhow::Result<Option<(String, f64)>> {
        let mut command = inside(pid, &self.lastack);
        command.args(["blame", "4s", "--group-by", "process", "--netns", "self", "--format", "json"]);
        let document = document(&mut command)?;
        let mut closes: BTreeMap<String, u64> = BTreeMap::new();
        for line in document["lines"].as_array().into_iter().flatten() {
            let name = line["who"]["comm"].as_str().unwrap_or("?").to_owned();
            *closes.entry(name).or_default() += line["closes"]["first"].as_u64().unwrap_or_default();
        }
        let all: u64 = closes.values().sum();
        let most = closes.into_iter().max_by_key(|(_, count)| *count).filter(|_| all > 0);
        Ok(most.map(|(name, count)| (name, count as f64 * 100.0 / all as f64)))
    }

    fn text(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.txt"))
    }

    fn live(&self, pid: u32, reader: Reader, place: Place, source: Source) -> anyhow::Result<Value> {
        let mut command = match (place, reader) {
            (Place::Outside, _) => Command::new(&self.lastack),
            (Place::Inside, Reader::Root) => inside(pid, &self.lastack),
            (Place::Inside, Reader::Nobody) => {
                let mut command = inside(pid, Path::new("setpriv"));
                command.args(unprivileged()).arg(&self.lastack);
                command
            }
        };
        match place {
            Place::Inside => command.args(["--netns", "self"]),
            Place::Outside => command.args(["--netns", &pid.to_string()]),
        };
        if source == Source::Procfs {
            without_netlink(&mut command);
        }
        let document = document(command.args(["--format", "json"]))?;
        let told = document["coverage"].as_array().into_iter().flatten();
        let refused = told.into_iter().any(|entry| {
            entry["source"] == "sock_diag" && entry["subject"] == "sockets" && entry["state"] != "ready"
        });
        ensure!(
            refused == (source == Source::Procfs),
            "not the source that was asked for: {}",
            document["coverage"]
        );
        Ok(document)
    }

    fn note(&self, pid: u32, name: &str, text: Text) -> anyhow::Result<()> {
        let (program, words): (&str, &[&str]) = match text {
            Text::Ss | Text::SsSettings => ("ss", &["-tan"]),
            Text::SsTimers => ("ss", &["-tano"]),
            Text::Netstat => ("netstat", &["-tan"]),
        };
        let mut noted = said(inside(pid, Path::new(program)).args(words))?;
        if text == Text::SsSettings {
            noted.push(b'\n');
            noted.extend(said(inside(pid, Path::new("sysctl")).args(SETTINGS))?);
        }
        let file = self.text(name);
        fs::write(&file, noted).with_context(|| format!("writing {}", file.display()))
    }

    fn capture(&self, pid: u32) -> anyhow::Result<()> {
        let file = self.folder.join("capture");
        said(inside(pid, &self.lastack).arg("capture").arg(&file).args(["--netns", "self"]))?;
        // A capture is for its owner alone; here nobody opens it.
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644))
            .context("letting others read the capture")
    }
}

/// A program in the scene's namespaces of networks and mounts.
fn inside(pid: u32, program: &Path) -> Command {
    let mut command = Command::new("nsenter");
    command.args([format!("--net=/proc/{pid}/ns/net"), format!("--mount=/proc/{pid}/ns/mnt")]);
    command.args(["--wd=/", "--"]).arg(program);
    command
}

fn unprivileged() -> [&'static str; 7] {
    ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
}

fn as_nobody(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(unprivileged()).arg(program);
    command
}

fn said(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = command
        .stdin(Stdio::null())
        .env("LC_ALL", "C")
        .output()
        .with_context(|| format!("starting {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} ended {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

fn document(command: &mut Command) -> anyhow::Result<Value> {
    let text = said(command)?;
    serde_json::from_slice(&text).with_context(|| format!("reading what {command:?} says"))
}
