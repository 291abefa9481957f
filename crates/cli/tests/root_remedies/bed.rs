//! A namespace in trouble, the program at work in it, and what its journal tells.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use lastack_model::TREATABLE;
use lastack_netlab::{Netns, mount_tmpfs, stand_in};
use serde_json::Value;

pub(crate) const JOURNAL: &str = "/var/lib/lastack/journal";

/// How far what is measured may be from what was foretold.
const MARGIN: f64 = 0.1;

/// A namespace of the test's own, and a journal folder that nobody else sees.
pub(crate) struct Bed {
    pub(crate) netns: Netns,
}

/// Every byte of every setting that lastack may write, of those that are there.
type Settings = BTreeMap<&'static str, Vec<u8>>;

/// A change that stands, with the bytes from before it.
pub(crate) struct Change<'a> {
    bed: &'a Bed,
    before: Settings,
    remedies: Vec<&'static str>,
    receipt: Value,
    records: Vec<Value>,
}

/// One line of the journal's prediction, with what was measured later.
#[derive(Clone, Debug)]
pub(crate) struct Foretold {
    pub(crate) gauge: String,
    pub(crate) before: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) after: f64,
}

/// A file of /proc/sys by one read: of a long list the kernel answers no second one.
fn whole(path: &Path) -> Option<Vec<u8>> {
    let mut content = vec![0; 512 << 10];
    let bytes = File::open(path).ok()?.read(&mut content).ok()?;
    content.truncate(bytes);
    Some(content)
}

pub(crate) fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

impl Bed {
    pub(crate) fn new() -> Self {
        let netns = Netns::enter_fresh().unwrap();
        mount_tmpfs("/var/lib".as_ref(), 1024 * 1024).unwrap();
        Bed { netns }
    }

    /// Of the calling thread's namespace.
    fn settings(&self) -> Settings {
        let read = |key: &'static str| {
            let path = Path::new("/proc/sys").join(key.replace('.', "/"));
            Some((key, whole(&path)?))
        };
        TREATABLE.iter().filter_map(|setting| read(setting.key)).collect()
    }

    /// What a setting of this namespace holds, byte by byte.
    pub(crate) fn holds(&self, key: &'static str) -> String {
        let settings = self.settings();
        String::from_utf8(settings[key].clone()).unwrap()
    }

    /// A recorded host: these settings, below /proc/sys/net, are files that hold so much. A namespace of our own does not show
    /// some settings of the host at all, so a folder that lacks one is copied as it is now.
    pub(crate) fn record(&self, settings: &[(&str, &str)]) -> tempfile::TempDir {
        let recorded = tempfile::tempdir().unwrap();
        for (index, (setting, value)) in settings.iter().enumerate() {
            let place = Path::new("/proc/sys/net").join(setting);
            let copy = recorded.path().join(index.to_string());
            if place.exists() {
                std::fs::write(&copy, format!("{value}\n")).unwrap();
                stand_in(&place, &copy).unwrap();
                continue;
            }
            let folder = place.parent().unwrap();
            std::fs::create_dir(&copy).unwrap();
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                // Some only take orders and hold nothing.
                if let Ok(text) = std::fs::read(entry.path()) {
                    std::fs::write(copy.join(entry.file_name()), text).unwrap();
                }
            }
            std::fs::write(copy.join(place.file_name().unwrap()), format!("{value}\n")).unwrap();
            stand_in(folder, &copy).unwrap();
        }
        recorded
    }

    /// What is offered and what is not, for what is asked by name.
    pub(crate) fn plan(&self, word: &str) -> Value {
        self.plan_with(&[word])
    }

    pub(crate) fn plan_with(&self, words: &[&str]) -> Value {
        run(&[&["plan", "--format", "json"], words].concat(), Some(0))
    }

    /// It is refused, every byte of every setting is as it was; gives what was said.
    pub(crate) fn refuses(&self, arguments: &[&str]) -> String {
        let before = self.settings();
        let (code, said) = program(arguments);
        assert_eq!((code, self.settings()), (Some(3), before), "{arguments:?}: {said}");
        said
    }

    /// What is asked for by name is not offered, so nothing is written and no journal begun.
    pub(crate) fn applies_nothing(&self, word: &str) {
        let before = self.settings();
        run(&["apply", word, "--yes", "--confirm", "0", "--format", "json"], Some(1));
        assert_eq!(self.settings(), before);
        assert!(!Path::new(JOURNAL).exists());
    }

    /// Applies one remedy for good; it must have helped.
    pub(crate) fn apply(&self, remedy: &'static str) -> Change<'_> {
        self.apply_all(&[remedy])
    }

    /// Applies several at once for good; that must have helped.
    pub(crate) fn apply_all(&self, remedies: &[&'static str]) -> Change<'_> {
        self.applied(remedies, 0, &["resolved", "improved"])
    }

    /// Keeps a port of a service from clients, for good, whether it listens or not.
    pub(crate) fn keep(&self, port: &'static str) -> Change<'_> {
        let change = self.apply_all(&["--port", port]);
        Change { remedies: vec!["reserve-listening-ports"], ..change }
    }

    /// Applies one remedy for good, of which nobody can tell within its measurement whether it helps.
    pub(crate) fn apply_for_later(&self, remedy: &'static str) -> Change<'_> {
        self.applied(&[remedy], 1, &["unclear"])
    }

    fn applied(&self, remedies: &[&'static str], code: i32, outcomes: &[&str]) -> Change<'_> {
        let before = self.settings();
        let arguments = ["apply", "--yes", "--confirm", "0", "--format", "json"];
        let receipt = run(&[&arguments, remedies].concat(), Some(code));
        let outcome = receipt["outcome"].as_str().unwrap_or_default();
        assert!(outcomes.contains(&outcome) && receipt["undone"] == false, "{receipt:#}");
        let records = journal(text(&receipt["id"]));
        assert_ne!(self.settings(), before);
        log_tells_ends_of(&receipt);
        Change { bed: self, before, remedies: remedies.to_vec(), receipt, records }
    }
}

/// When things were to run out and do, by the log as by the receipt.
fn log_tells_ends_of(receipt: &Value) {
    let log = run(&["log", "--format", "json"], Some(0));
    let ends = |document: &Value| {
        let one = |outlook: &Value| {
            ["before", "foretold", "after"].map(|when| outlook[when]["when"].as_str().map(str::to_owned))
        };
        document["outlooks"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(log["changes"][0]["id"], receipt["id"]);
    assert_eq!(ends(&log["changes"][0]), ends(receipt), "{log:#} {receipt:#}");
}

/// The records of one change, in their order.
fn journal(change: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(JOURNAL).unwrap();
    let record = |line: &str| serde_json::from_str::<Value>(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
    text.lines().map(record).filter(|record| record["change"] == change).collect()
}

/// `lastack fix` in this namespace.
fn fix(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.arg("fix").args(arguments).args(["--netns", "self", "--interval", "0.3"]);
    command.env_clear().stdin(Stdio::null()).output().unwrap()
}

/// Its exit code, and all that it said.
pub(crate) fn program(arguments: &[&str]) -> (Option<i32>, String) {
    let output = fix(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), format!("{out}{err}"))
}

/// Its document; it must end with this code.
fn run(arguments: &[&str], code: Option<i32>) -> Value {
    let output = fix(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), code, "{arguments:?}: {out}{err}");
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"))
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

impl Change<'_> {
    /// What was written: key, value before, value now.
    pub(crate) fn written(&self) -> Vec<(&str, &str, &str)> {
        let steps = self.receipt["steps"].as_array().unwrap().iter();
        steps.map(|step| (text(&step["key"]), text(&step["from"]), text(&step["to"]))).collect()
    }

    /// What the journal foretold before the first write, each gauge within 10 % of it afterwards.
    pub(crate) fn foretold(&self) -> Vec<Foretold> {
        let place = |deed: &str| self.records.iter().position(|record| record["deed"] == deed).unwrap();
        let begin = place("begin");
        assert!(begin < place("writing"), "{:#?}", self.records);
        let remedies = self.records[begin]["remedies"].as_array().unwrap();
        let asked = |key: &Value| self.remedies.iter().any(|remedy| text(key).starts_with(remedy));
        assert!(remedies.iter().all(asked), "{remedies:?}");
        let gauges = self.records[place("measured")]["gauges"].as_array().unwrap();
        let lines = self.records[begin]["foretold"].as_array().unwrap().iter();
        let lines = lines.map(|line| {
            let same = |other: &&Value| other["gauge"] == line["gauge"] && other["of"] == line["of"];
            let measured = gauges.iter().find(same).unwrap();
            let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{line} {measured}"));
            Foretold {
                gauge: text(&line["gauge"]).to_owned(),
                before: number(&line["before"]),
                low: number(&line["low"]),
                high: number(&line["high"]),
                after: number(&measured["after"]),
            }
        });
        let lines: Vec<Foretold> = lines.collect();
        assert!(!lines.is_empty(), "{:#?}", self.records);
        for line in &lines {
            let kept = line.low * (1.0 - MARGIN) <= line.after && line.after <= line.high * (1.0 + MARGIN);
            assert!(kept, "{line:?}");
        }
        lines
    }

    /// One gauge of it.
    pub(crate) fn gauge(&self, name: &str) -> Foretold {
        let lines = self.foretold();
        lines.iter().find(|line| line.gauge == name).unwrap_or_else(|| panic!("{lines:#?}")).clone()
    }

    pub(crate) fn outcome(&self) -> &str {
        text(&self.receipt["outcome"])
    }

    /// Taken back, every byte of every setting is as it was.
    pub(crate) fn undo(self) {
        let changes = run(&["rollback", "--format", "json"], Some(0));
        assert_eq!(changes["changes"][0]["state"], "undone", "{changes:#}");
        assert_eq!(self.bed.settings(), self.before);
    }
}
