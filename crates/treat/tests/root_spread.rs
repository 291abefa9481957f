//! Needs root: SIGKILL at every operation of a spread, and of taking it away: the journal explains it, and rollback leaves nothing.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts the rehearsal, and looks what is there")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

use lastack_hand::{Netns, Settings, Unwatched};
use lastack_model::{Applied, ChangeState, StepState};
use lastack_netlab::{Cgroup, Conduct, Netns as Lab, Server, mount_bpffs};
use lastack_treat::{Bench, Held, Journal, SystemClock, TreatError, Which, Who, confirm, rollback, status};

const OURS: &str = "/sys/fs/bpf/lastack";

/// A namespace with a server, a group, a bpffs that nobody else sees, and a journal.
struct Table {
    folder: tempfile::TempDir,
    journal: Journal,
    _server: Server,
    _group: Cgroup,
    _lab: Lab,
}

impl Table {
    fn new() -> Self {
        let lab = Lab::enter_fresh().unwrap();
        mount_bpffs().unwrap();
        let group = Cgroup::make(&format!("lab-crash-{}", std::process::id())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(folder.path().join("root/sys/fs")).unwrap();
        symlink("/sys/fs/bpf", folder.path().join("root/sys/fs/bpf")).unwrap();
        fs::write(folder.path().join("cgroup"), group.path().to_str().unwrap()).unwrap();
        Table {
            journal: Journal::at(&folder.path().join("journal")),
            _server: Server::on("127.0.0.1:9001".parse().unwrap(), Conduct::CloseSecond).unwrap(),
            _group: group,
            _lab: lab,
            folder,
        }
    }

    /// Its last line, or that it was killed where it stopped.
    fn rehearse(&self, verb: &str, point: Option<u64>) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_treat-rehearsal"));
        command.arg(self.folder.path()).arg(verb).args(point.map(|point| point.to_string()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        if said.trim_end() == "stopped" {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        said.trim_end().to_owned()
    }

    fn points(&self, verb: &str) -> u64 {
        let said = self.rehearse(verb, None);
        let count = said.strip_prefix("passed ").ok_or(&said);
        count.unwrap().parse().unwrap()
    }

    fn with<T>(&self, work: impl FnOnce(&Bench<'_>) -> T) -> T {
        let netns: Rc<dyn Settings> = Rc::new(Netns::own().unwrap());
        let namespaces = Held { boots: Some(netns.id().clone()), held: vec![netns] };
        work(&Bench {
            journal: &self.journal,
            namespaces: &namespaces,
            clock: &SystemClock::default(),
            watch: &Unwatched,
            who: &Who { uid: Some(0), pid: 1, command: "a test".to_owned(), ..Who::default() },
            root: &self.folder.path().join("root"),
        })
    }

    fn status(&self) -> Vec<Applied> {
        self.with(|bench| status(bench).unwrap())
    }

    /// A new start.
    fn clear(&self) {
        assert!(!Path::new(OURS).exists());
        if self.journal.folder().exists() {
            fs::remove_dir_all(self.journal.folder()).unwrap();
        }
    }
}

/// Pins that are there.
fn pins() -> usize {
    let Ok(folders) = fs::read_dir(OURS) else { return 0 };
    folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

/// What is left is explained, and then nothing is.
fn check(table: &Table, what: &str) {
    let changes = table.status();
    assert!(changes.len() <= 1, "{what}");
    let Some(change) = changes.first() else {
        assert!(!Path::new(OURS).exists(), "{what}: something is there that no record tells of");
        return;
    };
    let there = pins();
    let told = change.spread.as_ref().map(|spread| &spread.state);
    let fits = match told {
        None => !Path::new(OURS).exists(),
        Some(StepState::Written) => there == 5,
        Some(StepState::ReadsBackAs(_)) => there < 5,
        Some(StepState::Planned | StepState::Undone) => there == 0,
        Some(_) => false,
    };
    assert!(fits, "{what}: {told:?} with {there} pins");
    if change.state == ChangeState::Interrupted && told != Some(&StepState::Written) {
        // What never stood as a whole cannot be kept.
        let confirmed = table.with(|bench| confirm(bench, Some(&change.id)));
        assert!(matches!(confirmed, Err(TreatError::BrokenOff { .. })), "{what}: {confirmed:?}");
    }
    if change.state != ChangeState::Undone {
        table.with(|bench| rollback(bench, Which::All, false)).unwrap();
        assert_eq!(table.status()[0].state, ChangeState::Undone, "{what}");
    }
    // What is told to be undone may have left our own folder, empty: the last act is not told.
    assert_eq!(pins(), 0, "{what}");
    let _ = fs::remove_dir(OURS);
    assert!(!Path::new(OURS).exists(), "{what}: something is left");
}

#[test]
fn a_spread_that_is_killed_at_any_point_is_explained_and_taken_away() {
    let table = Table::new();
    let on = table.points("spread");
    check(&table, "the whole spread");
    table.clear();
    assert!(on > 20, "only {on} points");
    for point in 0..on {
        assert_eq!(table.rehearse("spread", Some(point)), "stopped", "{point}");
        check(&table, &format!("killed at {point} of {on}"));
        table.clear();
    }
    table.points("spread");
    let off = table.points("unspread");
    check(&table, "the whole way back");
    assert!(off > 15, "only {off} points");
    for point in 0..off {
        table.clear();
        table.points("spread");
        assert_eq!(table.rehearse("unspread", Some(point)), "stopped", "{point}");
        check(&table, &format!("the way back killed at {point} of {off}"));
    }
}
