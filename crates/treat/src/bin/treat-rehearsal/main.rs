//! Makes, confirms and takes back changes of its own namespace for tests, and stops at a point that was named, where it
//! waits to be killed.

mod plan;
mod values;

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lastack_hand::{Act, Netns, Settings, Watch, this_program};
use lastack_host::{Host as _, Live};
use lastack_model::{Address, Endpoint, Reading, ReleaseScope, SpreadPool, Target};
use lastack_treat::{
    Bench, Consent, Guard, Held, Journal, Measure, Order, ProcessGuard, ReleaseOrder, SpreadWho, SpreadWish,
    SystemClock, TreatError, Which, Who, apply, confirm, plan_spread, release, rollback, spread_off,
    spread_on, stand_guard,
};
use plan::{Given, plan};
use values::{EXCLUDED, RANGES, to};

/// Counts operations. At the one that was named it says so and waits for the end; of what is appended there,
/// a part is written before.
struct Points {
    passed: AtomicU64,
    stop: Option<u64>,
}

impl Watch for Points {
    fn before(&self, act: &Act<'_>) -> io::Result<()> {
        self.pass();
        if let Act::Append(file, bytes) = act {
            for part in [1, bytes.len() / 2, bytes.len() - 1] {
                self.torn(file, &bytes[..part])?;
            }
        }
        Ok(())
    }
}

impl Points {
    fn is_here(&self) -> bool {
        let here = self.passed.fetch_add(1, Ordering::Relaxed);
        self.stop == Some(here)
    }

    fn pass(&self) {
        if self.is_here() {
            wait_for_the_end();
        }
    }

    fn torn(&self, mut file: &File, bytes: &[u8]) -> io::Result<()> {
        if self.is_here() {
            file.write_all(bytes)?;
            wait_for_the_end();
        }
        Ok(())
    }
}

/// Whoever reads our standard output kills us then; the end of our standard input would be its own end.
fn wait_for_the_end() {
    say("stopped");
    let mut nothing = [0];
    while io::stdin().read(&mut nothing).is_ok_and(|length| length > 0) {}
}

fn say(line: &str) {
    let mut out = io::stdout();
    // Where nobody listens there is nobody to tell it.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(said) => {
            say(&said);
            ExitCode::SUCCESS
        }
        Err(why) => {
            say(&why);
            ExitCode::FAILURE
        }
    }
}

/// `FOLDER VERB [POINT [ranges|excluded]]`, or `FOLDER guard CHANGE PATH…`
fn run(arguments: &[String]) -> Result<String, String> {
    let [folder, verb, rest @ ..] = arguments else { return Err("FOLDER VERB [WHAT]".to_owned()) };
    let folder = Path::new(folder);
    let points = Points {
        passed: AtomicU64::new(0),
        stop: rest.first().filter(|_| verb != "guard").and_then(|point| point.parse().ok()),
    };
    let own = Rc::new(Netns::own().map_err(|error| error.to_string())?);
    let netns = Rc::clone(&own) as Rc<dyn Settings>;
    let namespaces = Held { boots: Some(netns.id().clone()), held: vec![Rc::clone(&netns)] };
    let (journal, root) = (Journal::at(&folder.join("journal")), folder.join("root"));
    let who = Who { uid: Some(0), command: format!("rehearsal {verb}"), ..Who::default() };
    let bench = Bench {
        journal: &journal,
        namespaces: &namespaces,
        clock: &SystemClock::default(),
        watch: &points,
        who: &who,
        root: &root,
    };
    match verb.as_str() {
        "release" => let_go(&bench, folder, &own)?,
        _ => act(&bench, folder, verb, rest, netns.as_ref())?,
    }
    Ok(format!("passed {}", points.passed.load(Ordering::Relaxed)))
}

fn act(
    bench: &Bench<'_>,
    folder: &Path,
    verb: &str,
    rest: &[String],
    netns: &dyn Settings,
) -> Result<(), String> {
    let guard = ProcessGuard { program: this_program(), arguments: vec![folder.into(), "guard".into()] };
    let measured = |guard: Option<(&dyn Guard, Duration)>, persist, measure: &mut dyn Measure| {
        let to = match rest.get(1).map(String::as_str) {
            Some("ranges") => RANGES.to_vec(),
            Some("excluded") => EXCLUDED.to_vec(),
            _ => to(),
        };
        let plan = plan(netns, &to).ok_or("no plan")?;
        let order = Order {
            plan: &plan,
            remedies: &[0],
            consent: Consent::Beforehand,
            guard,
            persist,
            keep_worse: false,
        };
        told(apply(bench, &order, measure).map(drop))
    };
    let change = |guard, persist| measured(guard, persist, &mut Given::helped());
    match verb {
        "apply" => change(None, false),
        "persist" => change(None, true),
        "guarded" => change(Some((&guard, Duration::from_secs(60))), true),
        // Whoever started it kills it before it is confirmed.
        "abandoned" => change(Some((&guard, Duration::from_secs(5))), true).map(|()| wait_for_the_end()),
        // Whoever started it kills it while it is measured.
        "measured" => measured(Some((&guard, Duration::from_secs(3))), true, &mut Endless(Given::helped())),
        "confirm" => told(confirm(bench, None).map(drop)),
        "spread" => told(spread(bench, folder)),
        "unspread" => told(spread_off(bench, None).map(drop)),
        // The first change of the journal, with others above it.
        "rollback-first" => {
            let changes = lastack_treat::status(bench).map_err(|error| error.to_string())?;
            let first = changes.last().ok_or("no change")?;
            told(rollback(bench, Which::Named(&first.id), false).map(drop))
        }
        "rollback" => told(rollback(bench, Which::All, false).map(drop)),
        "guard" => {
            let (change, held) = rest.split_first().ok_or("no change")?;
            let held: Vec<PathBuf> = held.iter().map(PathBuf::from).collect();
            told(stand_guard(bench, change, &held))
        }
        other => Err(format!("what is {other}?")),
    }
}

/// Measuring that takes long, and at which one waits for the end.
struct Endless(Given);

impl Measure for Endless {
    fn measure(&mut self) -> Reading {
        self.0.measure()
    }

    fn wait(&mut self, _: Duration) {
        wait_for_the_end();
    }

    fn takes(&self) -> Duration {
        Duration::from_secs(3_600)
    }
}

/// Connections of the group that a file names, to a server that is there.
fn spread(bench: &Bench<'_>, folder: &Path) -> Result<(), TreatError> {
    let host = Live::new();
    let cgroup = host.read(&folder.join("cgroup")).unwrap_or_default();
    let wish = SpreadWish {
        who: SpreadWho::Group(String::from_utf8_lossy(&cgroup).into_owned().into()),
        to: Endpoint::new(Address::from_v4([127, 0, 0, 1]), 9_001),
        from: SpreadPool::new((2..5).map(|last| Address::from_v4([127, 0, 0, last]))).ok(),
        netns: None,
    };
    spread_on(bench, &plan_spread(&host, &wish)?, Consent::Beforehand).map(drop)
}

/// Lets the rows go that stand in the file `targets`: both ends and the cookie of one in each line.
fn let_go(bench: &Bench<'_>, folder: &Path, netns: &Netns) -> Result<(), String> {
    let bytes = Live::new().read(&folder.join("targets")).map_err(|error| error.to_string())?;
    let targets = String::from_utf8_lossy(&bytes)
        .lines()
        .map(target)
        .collect::<Option<Vec<_>>>()
        .ok_or("no targets")?;
    let order = ReleaseOrder {
        netns: (netns.id(), "own"),
        targets: &targets,
        state: "TIME_WAIT",
        scope: ReleaseScope::Loopback,
        filter: "state time-wait",
        per_second: 0,
        consent: Consent::Beforehand,
    };
    let mut rows = netns.rows().map_err(|error| error.to_string())?;
    told(release(bench, &order, rows.as_mut(), &mut |_| ()).map(drop))
}

fn target(line: &str) -> Option<Target> {
    let mut words = line.split(' ');
    let mut end = || -> Option<Endpoint> {
        let end: std::net::SocketAddr = words.next()?.parse().ok()?;
        Some(Endpoint::new(end.ip().into(), end.port()))
    };
    let (local, remote) = (end()?, end()?);
    Some(Target { local, remote, device: 0, cookie: words.next()?.parse().ok()? })
}

fn told(done: Result<(), lastack_treat::TreatError>) -> Result<(), String> {
    done.map_err(|error| match std::error::Error::source(&error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    })
}
