//! Control groups of version 2 by what people call them: a path, a process, a unit.

use std::path::{Path, PathBuf};

use lastack_host::Host;
use lastack_model::{SpreadProcess, Untrusted};

use super::{NoSpread, SpreadWho};

/// Groups that are looked at when one is searched by its name.
const SEARCHED: usize = 100_000;

/// A group by its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its folder
    pub(crate) folder: PathBuf,
    /// Below the tree: `/system.slice/app.service`
    pub(crate) path: String,
}

impl Found {
    fn below(tree: &Path, path: &str) -> Self {
        let plain = path.trim_matches('/');
        Found {
            folder: if plain.is_empty() { tree.to_owned() } else { tree.join(plain) },
            path: format!("/{plain}"),
        }
    }

    /// Whether every process of the host that is in no other group is in it.
    pub(crate) fn is_root(&self) -> bool {
        self.path == "/"
    }
}

/// Where the tree of version 2 is mounted; on hosts with version 1 it stands beside the others.
pub(crate) fn tree(host: &dyn Host) -> Option<PathBuf> {
    let mounts = host.read(Path::new("/proc/self/mounts")).ok()?;
    let mounts = String::from_utf8_lossy(&mounts).into_owned();
    let place = |line: &str| {
        let mut fields = line.split(' ').skip(1);
        let (place, kind) = (fields.next()?, fields.next()?);
        // The kernel writes a blank as \040 (mangle_path).
        (kind == "cgroup2").then(|| PathBuf::from(place.replace("\\040", " ")))
    };
    mounts.lines().find_map(place)
}

/// The group that was named.
pub(crate) fn find(host: &dyn Host, who: &SpreadWho) -> Result<Found, NoSpread> {
    let tree = tree(host).ok_or(NoSpread::NoTree)?;
    match who {
        SpreadWho::Group(path) => {
            let below = path.strip_prefix(&tree).unwrap_or(path);
            let text = below.to_string_lossy();
            if text.split('/').any(|part| part == "..") {
                return Err(NoSpread::NoGroup { name: text.into_owned() });
            }
            Ok(Found::below(&tree, &text))
        }
        SpreadWho::Process(pid) => {
            let path = of_process(host, *pid).ok_or(NoSpread::NoProcess { pid: *pid })?;
            let found = Found::below(&tree, &path);
            if found.is_root() { Err(NoSpread::InRoot { pid: *pid }) } else { Ok(found) }
        }
        SpreadWho::Unit(name) => named(host, &tree, name),
    }
}

/// `0::/system.slice/app.service`: the line of version 2 (cgroups(7)).
fn of_process(host: &dyn Host, pid: u32) -> Option<String> {
    let text = host.read(Path::new(&format!("/proc/{pid}/cgroup"))).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().find_map(|line| line.strip_prefix("0::")).map(str::to_owned)
}

/// The one group of that name; a service where no kind is named.
fn named(host: &dyn Host, tree: &Path, name: &str) -> Result<Found, NoSpread> {
    let wanted = if name.contains('.') { name.to_owned() } else { format!("{name}.service") };
    let mut hits = Vec::new();
    walk(host, tree, &mut |path, folder, _| {
        if folder == wanted {
            hits.push(path.to_owned());
        }
    });
    match hits.as_slice() {
        [] => Err(NoSpread::NoGroup { name: wanted }),
        [path] => Ok(Found::below(tree, path)),
        several => Err(NoSpread::Several { name: wanted, count: several.len() }),
    }
}

/// The path below the tree of the group with this id, where it is still there.
pub(crate) fn by_id(host: &dyn Host, id: u64) -> Option<String> {
    let tree = tree(host)?;
    let mut hit = None;
    walk(host, &tree, &mut |path, _, inode| {
        if inode == id {
            hit = Some(path.to_owned());
        }
    });
    hit
}

/// Every group below the root of the tree: its path, its own name, its id.
fn walk(host: &dyn Host, tree: &Path, each: &mut dyn FnMut(&str, &str, u64)) {
    let mut folders = vec![String::new()];
    let mut left = SEARCHED;
    while let Some(path) = folders.pop() {
        // A group may go while we look.
        for (name, inode) in host.folders(&Found::below(tree, &path).folder).unwrap_or_default() {
            let Some(more) = left.checked_sub(1) else { return };
            left = more;
            let name = name.to_string_lossy().into_owned();
            let below = format!("{path}/{name}");
            each(&below, &name, inode);
            folders.push(below);
        }
    }
}

/// The processes of a group and of those below it, lowest id first.
pub(crate) fn processes(host: &dyn Host, group: &Found) -> Vec<SpreadProcess> {
    let mut pids = in_one(host, &group.folder);
    walk(host, &group.folder, &mut |path, _, _| {
        pids.extend(in_one(host, &Found::below(&group.folder, path).folder));
    });
    pids.sort_unstable();
    pids.dedup();
    let comm = |pid: u32| {
        let comm = host.read(Path::new(&format!("/proc/{pid}/comm"))).ok()?;
        Some(SpreadProcess { pid, comm: Untrusted::new(String::from_utf8_lossy(&comm).trim_end()) })
    };
    pids.into_iter().filter_map(comm).collect()
}

fn in_one(host: &dyn Host, folder: &Path) -> Vec<u32> {
    let text = host.read(&folder.join("cgroup.procs")).unwrap_or_default();
    String::from_utf8_lossy(&text).lines().filter_map(|line| line.parse().ok()).collect()
}
