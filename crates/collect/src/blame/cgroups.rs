//! Units and containers by the id of a control group: what a trace tells of a process that nobody can read any more.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::Untrusted;

use super::programs;
use crate::containers::Containers;

/// The root of the tree of version 2. On hosts that use version 1 every task is in it (traps A17).
pub(super) const ROOT: u64 = 1;

/// Groups walked over at most, some 4 MiB. Those of a large Kubernetes node are some thousands.
const MOST: usize = 16_384;

/// Paths kept, of groups that are gone too.
const REMEMBERED: usize = 2 * MOST;

/// Between two walks, and how many times what a walk took.
const REST: Duration = Duration::from_secs(1);
const REST_TIMES: u32 = 50;

/// Where a process ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Home {
    /// Its group, where that tells it from others
    pub(super) group: Option<u64>,
    pub(super) unit: Option<Untrusted>,
    pub(super) container: Option<Untrusted>,
    /// Unit and container are known, or known to be none
    pub(super) known: bool,
}

/// The tree of version 2.
#[derive(Debug, Default)]
pub(super) struct Cgroups {
    tree: OnceCell<Tree>,
    by_id: RefCell<HashMap<u64, String, RandomState>>,
    rests_until: Cell<Duration>,
}

/// How this host uses it.
#[derive(Debug)]
struct Tree {
    /// Where it is mounted
    root: Option<PathBuf>,
    /// No tree of version 1 stands beside it: all units and containers are in this one
    alone: bool,
}

impl Cgroups {
    /// Whether all units and containers have a group of this tree.
    pub(super) fn tell_all(&self, host: &dyn Host) -> bool {
        self.tree.get_or_init(|| Tree::of(host)).alone
    }

    /// What the id of a group tells. Two processes of one group have the same home.
    pub(super) fn home(&self, host: &dyn Host, containers: &Containers, id: Option<u64>) -> Home {
        let Some(id) = id else { return Home::default() };
        let tree = self.tree.get_or_init(|| Tree::of(host));
        if id == ROOT {
            return Home { known: tree.alone, ..Home::default() };
        }
        let group = Some(id);
        let Some(path) = self.path(host, tree, id) else { return Home { group, ..Home::default() } };
        let text = format!("0::{path}\n");
        let container = containers.named_in(host, &text);
        // Beside a tree of version 1 a group may hold what that one keeps apart, unless it is a container's own.
        let known = tree.alone || container.is_some();
        Home { group, unit: programs::unit(&text), container, known }
    }

    fn path(&self, host: &dyn Host, tree: &Tree, id: u64) -> Option<String> {
        let known = || self.by_id.borrow().get(&id).cloned();
        known().or_else(|| {
            let now = host.now().monotonic;
            let root = tree.root.as_ref().filter(|_| now >= self.rests_until.get())?;
            let walked = walk(host, root);
            let mut by_id = self.by_id.borrow_mut();
            // Groups that are gone keep their paths: the last closes of their processes may still be told.
            if by_id.len() > REMEMBERED {
                by_id.clear();
            }
            by_id.extend(walked);
            drop(by_id);
            let took = host.now().monotonic.saturating_sub(now);
            self.rests_until.set(now + took + REST.max(took * REST_TIMES));
            known()
        })
    }
}

impl Tree {
    fn of(host: &dyn Host) -> Self {
        let text = |path: &str| {
            let bytes = host.read(Path::new(path)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let mounts = text("/proc/thread-self/mounts");
        let mut mounted = mounts.lines().filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let (place, kind) = (fields.next()?, fields.next()?);
            (kind == "cgroup2").then(|| PathBuf::from(place))
        });
        // cgroups(7): one line for each tree, that of version 2 with the number 0 and no name.
        let own = text("/proc/self/cgroup");
        let alone = !own.is_empty() && own.lines().all(|line| line.starts_with("0::"));
        Tree { root: mounted.next(), alone }
    }
}

/// Paths of all groups by their ids, those nearest to the root first.
fn walk(host: &dyn Host, root: &Path) -> HashMap<u64, String, RandomState> {
    let mut found = HashMap::default();
    let mut waiting = VecDeque::from([String::new()]);
    while let Some(path) = waiting.pop_front() {
        let folder = root.join(path.trim_start_matches('/'));
        for (name, id) in host.folders(&folder).unwrap_or_default() {
            if found.len() >= MOST {
                return found;
            }
            let path = format!("{path}/{}", name.to_string_lossy());
            found.insert(id, path.clone());
            waiting.push_back(path);
        }
    }
    found
}
