//! A namespace, a journal and a tree of settings files of one test.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::rc::Rc;

use lastack_hand::{Netns, Settings, Unwatched, Watch};
use lastack_model::{Applied, Plan, PortSet, TREATABLE, treatable};
use lastack_netlab::Netns as Lab;
use lastack_treat::{
    Bench, Clock, Consent, Done, Held, Journal, Order, SystemClock, TreatError, Which, Who, apply, rollback,
};

use crate::plan::{Given, plan};
use crate::rehearsal::Rehearsal;

pub(crate) const RESERVED: &str = "net.ipv4.ip_local_reserved_ports";
pub(crate) const RANGE: &str = "net.ipv4.ip_local_port_range";
pub(crate) const REUSE: &str = "net.ipv4.tcp_tw_reuse";

/// The thread of the test is in a namespace of its own.
pub(crate) struct Table {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) netns: Rc<Netns>,
    pub(crate) journal: Journal,
    pub(crate) who: Who,
    pub(crate) root: PathBuf,
    _lab: Lab,
}

/// Ports that others have reserved: no two of them join, and they stand on both sides of ours.
pub(crate) fn others(count: u16) -> String {
    let mut set = PortSet::default();
    (0..count).for_each(|n| set.insert(1_025 + (64_000 / count) * n));
    set.to_string()
}

/// All of the plan, for good, agreed to.
pub(crate) fn order(plan: &Plan) -> Order<'_> {
    Order {
        plan,
        remedies: &[0],
        consent: Consent::Beforehand,
        guard: None,
        persist: false,
        keep_worse: false,
    }
}

impl Table {
    pub(crate) fn new(reserved: u16) -> Self {
        let lab = Lab::enter_fresh().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("etc/sysctl.d")).unwrap();
        for path in [root.clone(), root.join("etc"), root.join("etc/sysctl.d")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let table = Table {
            journal: Journal::at(&folder.path().join("journal")),
            netns: Rc::new(Netns::own().unwrap()),
            who: Who { uid: Some(0), pid: 1, command: "a test".to_owned(), ..Who::default() },
            root,
            folder,
            _lab: lab,
        };
        table.set(RESERVED, &others(reserved));
        table
    }

    pub(crate) fn set(&self, key: &str, value: &str) {
        self.netns.write(treatable(key).unwrap(), "", value, &Unwatched).unwrap();
    }

    pub(crate) fn get(&self, key: &str) -> String {
        self.netns.read(treatable(key).unwrap()).unwrap()
    }

    /// Every byte of every setting that a namespace of its own has, and every file.
    pub(crate) fn all(&self) -> BTreeMap<String, String> {
        let settings =
            TREATABLE.iter().filter_map(|one| Some((one.key.to_owned(), self.netns.read(one).ok()?)));
        settings.chain(self.files()).collect()
    }

    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let folder = fs::read_dir(self.root.join("etc/sysctl.d")).unwrap();
        folder
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
            })
            .collect()
    }

    pub(crate) fn held(&self) -> Held {
        Held { boots: Some(self.netns.id().clone()), held: vec![Rc::clone(&self.netns) as Rc<dyn Settings>] }
    }

    /// Works with the real clock, and lets everything happen.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Bench<'_>) -> T) -> T {
        self.with_other(&SystemClock::default(), &Unwatched, work)
    }

    pub(crate) fn with_other<T>(
        &self,
        clock: &dyn Clock,
        watch: &dyn Watch,
        work: impl FnOnce(&Bench<'_>) -> T,
    ) -> T {
        let held = self.held();
        work(&Bench {
            journal: &self.journal,
            namespaces: &held,
            clock,
            watch,
            who: &self.who,
            root: &self.root,
        })
    }

    /// Applies these values to what stands there now.
    pub(crate) fn apply(&self, to: &[(&str, &str)], measure: Given) -> Result<Done, TreatError> {
        let plan = plan(self.netns.as_ref(), to).unwrap();
        self.with(|bench| apply(bench, &order(&plan), &mut { measure }))
    }

    pub(crate) fn rollback(&self) -> Result<Vec<Applied>, TreatError> {
        self.with(|bench| rollback(bench, Which::All, false))
    }

    pub(crate) fn status(&self) -> Vec<Applied> {
        self.with(|bench| lastack_treat::status(bench).unwrap())
    }

    pub(crate) fn journal_file(&self) -> PathBuf {
        self.journal.folder().join("journal")
    }

    /// A new start: no journal, no files.
    pub(crate) fn clear(&self) {
        fs::remove_dir_all(self.journal.folder()).unwrap();
        for name in self.files().keys() {
            fs::remove_file(self.root.join("etc/sysctl.d").join(name)).unwrap();
        }
    }

    /// Starts the rehearsal in this namespace.
    pub(crate) fn rehearse(&self, arguments: &[&str]) -> Rehearsal {
        Rehearsal::start(self.folder.path(), arguments)
    }
}
