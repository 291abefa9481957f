//! `accuracy`: plays each scenario of the laboratory and its healthy twin, looks in every way there is, and compares what is told with what
//! was expected by somebody who had not read the rules (`crates/lab/accuracy`).

mod expect;
mod judge;
mod look;
mod page;
mod scene;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::needs::{self, Consent, is_root};
use crate::project::{Project, cargo, root};
use crate::run::heading;
use expect::{Expectations, Part, Six};
use judge::Outcome;
use look::{Studio, VARIANTS};
use scene::{Scene, Which};

/// `cargo xtask accuracy`
pub const VERB: Verb = Verb {
    name: "accuracy",
    usage: "accuracy [--install] [SCENARIO…]",
    about: "every scenario and its twin in every way of looking, against what was expected; without names it writes docs/ACCURACY.md",
    run,
};

/// What came of one scene.
#[derive(Clone, Debug)]
struct Seen {
    which: Which,
    /// By way of looking
    outcomes: BTreeMap<&'static str, Outcome>,
    /// Who closes first, and whether that is right; `None` where nothing is expected
    closer: Option<(String, bool)>,
    seconds: u64,
}

impl Seen {
    fn good(&self) -> bool {
        self.outcomes.values().all(Outcome::good) && self.closer.as_ref().is_none_or(|(_, right)| *right)
    }
}

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    ensure!(is_root(), "other namespaces are entered and other accounts taken: run this as root");
    needs::meet(Consent::from(args))?;
    let chosen: Vec<&String> = args.iter().filter(|word| !word.starts_with("--")).collect();
    let all = expect::read()?;
    if let Some(other) = chosen.iter().find(|word| !all.contains_key(**word)) {
        bail!("nothing is written of {other} in crates/lab/accuracy");
    }
    let unwritten = expect::unwritten(&all)?;
    heading("The program");
    let status = cargo().args(["build", "--package", "lastack"]).status().context("starting cargo build")?;
    ensure!(status.success(), "the build failed");
    let folder = std::env::temp_dir().join(format!("lastack-accuracy-{}", std::process::id()));
    let lastack = placed(&folder)?;
    let begun = Instant::now();
    let (mut seen, mut unplayed) = (Vec::new(), Vec::new());
    let file = root().join("docs/ACCURACY.md");
    let wanted = all.iter().filter(|(id, _)| chosen.is_empty() || chosen.contains(id));
    let mut waiting: Vec<String> = all.keys().cloned().collect();
    for round in rounds(wanted) {
        heading(&round.iter().map(|(id, ..)| *id).collect::<Vec<_>>().join(", "));
        for scene in play(&lastack, &folder, &round)? {
            match scene {
                Ok(scene) => seen.push(scene),
                Err(error) => {
                    println!("not played: {error:#}");
                    unplayed.push(format!("{error:#}"));
                }
            }
        }
        waiting.retain(|other| round.iter().all(|(id, ..)| other != id));
        seen.sort_by(|one: &Seen, other| one.which.cmp(&other.which));
        // Written after each round, so that a run that is broken off leaves what it saw.
        if chosen.is_empty() {
            let missing = [unwritten_told(&unwritten), unplayed.clone(), not_yet(&waiting)].concat();
            let text = page::page(&all, &missing, &seen, begun.elapsed())?;
            fs::write(&file, text).with_context(|| format!("writing {}", file.display()))?;
        }
    }
    fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    if !unwritten.is_empty() {
        println!("nothing is written of {}", unwritten.join(", "));
    }
    let good = unwritten.is_empty() && unplayed.is_empty() && seen.iter().all(Seen::good);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn unwritten_told(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("{id}: nothing is written of what is expected")).collect()
}

fn not_yet(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("{id}: the run was broken off before it")).collect()
}

/// The program where every account can start it.
fn placed(folder: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).context("opening the folder to all")?;
    let lastack = folder.join("lastack");
    let built = Project::read()?.target.join("debug/lastack");
    fs::copy(&built, &lastack).with_context(|| format!("copying {}", built.display()))?;
    Ok(lastack)
}

/// A scenario, what is written of it, and the families to play it over.
type Play<'a> = (&'a str, &'a Expectations, &'static [bool]);

/// So many scenarios are played at once: they wait more than they work.
const AT_ONCE: usize = 3;

/// What is played at once, round after round.
fn rounds<'a>(all: impl Iterator<Item = (&'a String, &'a Expectations)>) -> Vec<Vec<Play<'a>>> {
    let (alone, light): (Vec<_>, Vec<_>) = all.partition(|(_, written)| written.alone);
    let six = |written: &Expectations| matches!(written.ipv6, Six::Can(true));
    let families =
        |written: &Expectations| -> &'static [bool] { if six(written) { &[false, true] } else { &[false] } };
    let together: Vec<Play<'a>> =
        light.into_iter().map(|(id, written)| (id.as_str(), written, families(written))).collect();
    let single = alone.into_iter().flat_map(|(id, written)| {
        families(written).chunks(1).map(move |family| vec![(id.as_str(), written, family)])
    });
    together.chunks(AT_ONCE).map(<[Play<'a>]>::to_vec).chain(single).collect()
}

/// The scenes of these scenarios, all at once: sick and healthy, over each family.
fn play(lastack: &Path, folder: &Path, round: &[Play<'_>]) -> anyhow::Result<Vec<anyhow::Result<Seen>>> {
    let mut scenes = Vec::new();
    for (id, written, families) in round {
        for &six in *families {
            for twin in [false, true] {
                let which = Which { scenario: (*id).to_owned(), six, twin };
                let part = if twin { &written.twin } else { &written.sick };
                scenes.push((Scene::begin(lastack, &which)?, which, part));
            }
        }
    }
    Ok(thread::scope(|scope| {
        let played = scenes.into_iter().map(|(scene, which, part)| {
            scope.spawn(move || {
                let name = format!("{} {} {}", which.scenario, which.family(), which.part());
                watched(lastack, folder, scene, which, part).with_context(|| name)
            })
        });
        let played: Vec<_> = played.collect();
        let joined =
            played.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a look broke off")));
        joined.collect()
    }))
}

fn watched(lastack: &Path, folder: &Path, scene: Scene, which: Which, part: &Part) -> anyhow::Result<Seen> {
    let begun = Instant::now();
    let stands = scene.stands()?;
    let studio = Studio::new(lastack, folder, &which)?;
    let mut documents = studio.visit(stands.pid)?;
    let closer = match &part.closer {
        Some(right) => {
            let told = match stands.closer {
                Some(told) => Some(told),
                None => studio.closer(stands.pid)?,
            };
            let words = told
                .as_ref()
                .map_or_else(|| "nobody".to_owned(), |(name, share)| format!("{name} ({share:.0} %)"));
            Some((words, told.is_some_and(|(name, _)| name == *right)))
        }
        None => None,
    };
    drop(scene);
    documents.extend(studio.study()?);
    let judged = VARIANTS.iter().filter_map(|variant| {
        let document = documents.get(variant.name)?;
        Some((variant.name, judge::judge(&part.expected(variant.knows), document)))
    });
    let seen = Seen { which, outcomes: judged.collect(), closer, seconds: begun.elapsed().as_secs() };
    tell(&seen);
    Ok(seen)
}

/// A scene's outcomes on the terminal as they come.
fn tell(seen: &Seen) {
    let faults: Vec<String> = page::faults(seen);
    let which = format!("{} {} {}", seen.which.scenario, seen.which.family(), seen.which.part());
    let right: usize = seen.outcomes.values().map(|outcome| outcome.right).sum();
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}\n")).collect();
    print!("{which}: {right} right, {} faults, {} s\n{}", faults.len(), seen.seconds, lines.concat());
}
