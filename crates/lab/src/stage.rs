//! A stage: one part of a rehearsal in namespaces of its own, played from its first step to its last.

mod receipt;
mod still;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::TryRecvError;
use std::thread;
use std::time::{Duration, Instant};

use lastack_netlab::{LabError, Scene, SynBurst, is_machine_root, load_rules, syn_burst};
use serde_json::Value;

use crate::application::Outputs;
use crate::cast::{Answer, Cast, SELF, Start, find};
use crate::scenario::{Actor, Does, Nft, Say, Scenario, Step, Until, expanded};
use crate::truth::{self, Counted};
use crate::wire::{Awaited, Cure, Line, Look, Outcome, Part, Sample, Told};
use crate::{Folder, RunError};

pub use still::{Family, Still, stand_still};

/// Files of the scene; the folder is the scene's own.
const WORK: &str = "/run/lastack-lab";
/// Between two looks at whether something awaited has come.
const PACE: Duration = Duration::from_millis(50);
/// Between two moments of the plot.
const SAMPLE: Duration = Duration::from_millis(500);
/// How long an actor may take to become ready, to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two lines to an actor until another has said what is awaited.
const MEANWHILE: Duration = Duration::from_secs(1);
/// How long closes are traced for the name of who closes.
const TRACE: &str = "4s";

/// `lab stage`: plays a part and tells on standard output how it went. The calling process must have one thread, and ends with `parent`.
///
/// # Errors
/// Only where nobody can be told; what else goes wrong is told.
pub fn stand(id: &str, part: Part, parent: u32, keep: bool) -> Result<(), RunError> {
    let played = crate::scenarios().map_err(RunError::from).and_then(|all| {
        let found = all.into_iter().find(|(_, folder)| folder.id == id);
        let (scenario, folder) = found.ok_or_else(|| RunError::actor(id, "is no scenario"))?;
        let scene = Scene::enter(parent, scenario.own_table.filter(|_| part == Part::Sick))?;
        let mut stage = Stage::build(&scenario, folder, part, scene)?;
        stage.play()?;
        stage.told_and_kept(keep)
    });
    match played {
        Ok(()) => Ok(()),
        Err(RunError::Lab(error @ LabError::Unshare(_))) => tell(&Line::Refused(RunError::Lab(error).told())),
        Err(error) => tell(&Line::Failed(error.told())),
    }
}

fn tell(line: &Line) -> Result<(), RunError> {
    let text = serde_json::to_string(line).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(RunError::call("tell the command"))
}

/// Name and share in percent of who closes first, or why it is not known.
type Traced = Result<Option<(String, f64)>, String>;

struct Stage<'a> {
    scenario: &'a Scenario,
    folder: &'static Folder,
    part: Part,
    // Dropped in this order: the actors before the namespaces.
    cast: Cast,
    scene: Scene,
    outputs: Outputs,
    on_stage: BTreeSet<String>,
    ended: BTreeMap<String, Option<i32>>,
    /// Whose end is no accident
    may_end: BTreeSet<String>,
    started: Instant,
    sampled: Option<Instant>,
    traced: Option<Traced>,
    outcome: Outcome,
}

impl<'a> Stage<'a> {
    fn build(
        scenario: &'a Scenario,
        folder: &'static Folder,
        part: Part,
        mut scene: Scene,
    ) -> Result<Self, RunError> {
        let work = Path::new(WORK);
        fs::create_dir_all(work).map_err(RunError::call("make the folder of the scene"))?;
        for (name, text) in folder.files {
            let text = text.replace("{work}", WORK);
            fs::write(work.join(name), text).map_err(RunError::call(format!("write {name}")))?;
        }
        for (key, value) in &scenario.settings {
            scene.netns().sysctl(key, value)?;
        }
        for address in &scenario.addresses {
            scene.netns().add_loopback_address(*address)?;
        }
        for peer in &scenario.peers {
            scene.add_peer(&peer.name)?;
            let Some(there) = scene.peer(&peer.name) else { continue };
            scene.netns().join(peer.here, there, peer.there, peer.prefix)?;
            for (key, value) in &peer.settings {
                there.sysctl(key, value)?;
            }
        }
        Ok(Stage {
            scenario,
            folder,
            part,
            cast: Cast::assemble()?,
            scene,
            outputs: Outputs::default(),
            on_stage: BTreeSet::new(),
            ended: BTreeMap::new(),
            may_end: BTreeSet::new(),
            started: Instant::now(),
            sampled: None,
            traced: None,
            outcome: Outcome { pid: std::process::id(), ..Outcome::default() },
        })
    }

    fn play(&mut self) -> Result<(), RunError> {
        tell(&Line::Told(Told::Stands))?;
        let scenario = self.scenario;
        match self.part {
            Part::Twin => {
                self.steps(&scenario.twin)?;
                self.outcome.before = self.look(false)?;
            }
            Part::Sick => {
                self.steps(&scenario.sick)?;
                self.outcome.before = self.look(scenario.expect.closer.is_some())?;
                self.outcome.cured_at_s = Some(self.started.elapsed().as_secs_f64());
                let receipt = receipt::Receipt::begin(self)?;
                self.steps(&scenario.cure)?;
                self.outcome.after = Some(self.look(false)?);
                if let Some(receipt) = receipt {
                    receipt.end(self)?;
                }
            }
        }
        self.outcome.took_s = self.started.elapsed().as_secs_f64();
        Ok(())
    }

    /// Tells the outcome; kept, the scene stands until standard input ends.
    fn told_and_kept(mut self, keep: bool) -> Result<(), RunError> {
        tell(&Line::Done(Box::new(std::mem::take(&mut self.outcome))))?;
        if keep {
            // What is typed means nothing; the end is the end.
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        }
        Ok(())
    }

    fn steps(&mut self, steps: &[Step]) -> Result<(), RunError> {
        steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Result<(), RunError> {
        match step {
            Step::Start(name) => self.start(name, false),
            Step::Run(name) => self.start(name, true),
            Step::Stop(name) => self.stop(name),
            Step::Say(say) => self.say(say),
            Step::Until(until) => self.until(until),
            Step::Set(settings) => {
                settings.iter().try_for_each(|(key, value)| Ok(self.scene.netns().sysctl(key, value)?))
            }
            Step::Mark => {
                self.tick()?;
                self.outputs.mark();
                Ok(())
            }
            Step::Go(seconds) => {
                let until = Instant::now() + Duration::from_secs(*seconds);
                self.wait("the clock", Duration::from_secs(seconds + 5), |_| {
                    Ok((Instant::now() >= until).then_some(()))
                })
            }
            Step::Fix(remedy) => self.fix(remedy),
            Step::Lint(file) => self.lint(file),
            Step::Trace => {
                self.traced = Some(self.trace());
                Ok(())
            }
            Step::Quote(quote) => {
                let what = format!("{} to say {}", quote.from, quote.holds);
                let mut said = Instant::now();
                let line = self.wait(&what, PATIENCE * 3, |stage| {
                    if let Some(say) = quote.meanwhile.as_ref().filter(|_| said.elapsed() >= MEANWHILE) {
                        stage.say(say)?;
                        said = Instant::now();
                    }
                    Ok(stage.outputs.take_holding(&quote.from, &quote.holds))
                })?;
                self.outcome.quotes.push((quote.from.clone(), line));
                Ok(())
            }
            Step::Count => {
                let rows = truth::ss()?.states;
                let rows: Vec<String> = rows.iter().map(|(state, rows)| format!("{state} {rows}")).collect();
                self.outcome.quotes.push(("ss".to_owned(), rows.join(", ")));
                Ok(())
            }
            Step::Syns(syns) => {
                let burst = SynBurst { target: syns.to, count: syns.count, peers: syns.peers };
                Ok(syn_burst(self.scene.netns(), &burst)?)
            }
            Step::Nft(nft) => self.nft(nft),
            Step::Changed(word) => {
                tell(&Line::Told(Told::Changes))?;
                let text = format!("lab-{}-{word}", self.folder.id);
                self.outcome.cures.push(Cure::Changed { text, outcome: None, load: None });
                Ok(())
            }
        }
    }

    fn nft(&self, nft: &Nft) -> Result<(), RunError> {
        let netns = match nft.on.as_str() {
            "self" => Some(self.scene.netns()),
            other => self.scene.peer(other),
        };
        let netns = netns.ok_or_else(|| RunError::actor(&nft.on, "is no namespace of the scene"))?;
        Ok(netns.run(|| load_rules(&nft.rules))??)
    }

    /// Starts an actor and waits until it is ready, or until it has ended well.
    fn start(&mut self, name: &str, to_its_end: bool) -> Result<(), RunError> {
        let Some(actor) = self.scenario.actor(name) else { return Err(RunError::actor(name, "is no actor")) };
        self.outputs.read();
        self.outputs.follow(actor, Path::new(WORK));
        self.ended.remove(name);
        if to_its_end {
            self.may_end.insert(name.to_owned());
        } else {
            self.may_end.remove(name);
        }
        self.cast.start(started(actor)?)?;
        self.wait("an actor to start", PATIENCE, |stage| {
            Ok((stage.on_stage.contains(name) || stage.ended.contains_key(name)).then_some(()))
        })?;
        if let Some(word) = &actor.ready {
            self.hear(name, std::slice::from_ref(word))?;
        }
        if to_its_end {
            let limit = Duration::from_secs(self.scenario.limit_s);
            let code = self.wait(name, limit, |stage| Ok(stage.ended.get(name).copied()))?;
            if code != Some(0) {
                return Err(self.fell(name, code));
            }
        }
        Ok(())
    }

    fn stop(&mut self, name: &str) -> Result<(), RunError> {
        self.may_end.insert(name.to_owned());
        self.cast.stop(name, false)?;
        self.wait(name, PATIENCE, |stage| Ok(stage.ended.contains_key(name).then_some(())))
    }

    fn say(&mut self, say: &Say) -> Result<(), RunError> {
        self.cast.say(&say.to, &say.line)?;
        self.hear(&say.to, &say.answer)
    }

    fn hear(&mut self, name: &str, words: &[String]) -> Result<(), RunError> {
        let what = format!("{name} to say {}", words.join(", "));
        // A service may wait for the end of a TIME_WAIT before it answers.
        self.wait(&what, PATIENCE * 3, |stage| Ok(stage.outputs.take(name, words).map(drop)))
    }

    fn until(&mut self, until: &Until) -> Result<(), RunError> {
        let what = match until {
            Until { state: Some(state), .. } => Awaited::State(state.clone()),
            Until { failures: Some(name), .. } => Awaited::Failures(name.clone()),
            Until { attempts: Some(name), .. } => Awaited::Attempts(name.clone()),
            _ => return Err(RunError::actor(self.folder.id, "waits for nothing")),
        };
        let wanted = until.at_least.or(until.at_most).unwrap_or_default();
        tell(&Line::Told(Told::Waits { what: what.clone(), wanted }))?;
        let mut seen = 0;
        let begun = Instant::now();
        loop {
            self.tick()?;
            seen = match until {
                Until { state: Some(state), .. } => {
                    truth::ss()?.states.get(state).copied().unwrap_or_default()
                }
                Until { failures: Some(name), .. } => self.outputs.since_mark(name).1,
                Until { attempts: Some(name), .. } => self.outputs.since_mark(name).0,
                _ => seen,
            };
            let enough = until.at_least.is_none_or(|least| seen >= least);
            if enough && until.at_most.is_none_or(|most| seen <= most) {
                return Ok(());
            }
            if begun.elapsed() > Duration::from_secs(until.within_s) {
                return Err(self.late(&format!("{wanted} {what}"), &seen.to_string(), begun.elapsed()));
            }
            thread::sleep(PACE * 4);
        }
    }

    /// Waits until `done` gives something, and keeps the scene going meanwhile.
    fn wait<T>(
        &mut self,
        what: &str,
        patience: Duration,
        mut done: impl FnMut(&mut Self) -> Result<Option<T>, RunError>,
    ) -> Result<T, RunError> {
        let begun = Instant::now();
        loop {
            self.tick()?;
            if let Some(value) = done(self)? {
                return Ok(value);
            }
            if begun.elapsed() > patience {
                return Err(self.late(what, "nothing", begun.elapsed()));
            }
            thread::sleep(PACE);
        }
    }

    fn late(&self, what: &str, seen: &str, waited: Duration) -> RunError {
        RunError::Late { what: what.to_owned(), seen: seen.to_owned(), seconds: waited.as_secs() }
    }

    /// Takes what the actors tell and, twice a second, a moment for the plot.
    fn tick(&mut self) -> Result<(), RunError> {
        loop {
            match self.cast.answers.try_recv() {
                Ok(Answer::Started { name }) => drop(self.on_stage.insert(name)),
                Ok(Answer::Ended { name, code }) => {
                    self.on_stage.remove(&name);
                    self.ended.insert(name.clone(), code);
                    if !self.may_end.contains(&name) {
                        return Err(self.fell(&name, code));
                    }
                }
                Ok(Answer::Failed { name, why }) => return Err(RunError::actor(&name, why)),
                Ok(Answer::Ready) => {}
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    return Err(RunError::actor("the first process of the actors", "has ended"));
                }
            }
        }
        self.outputs.read();
        if self.started.elapsed() > Duration::from_secs(self.scenario.limit_s) {
            return Err(self.late("the end of the scenario", "it still going on", self.started.elapsed()));
        }
        if self.sampled.is_none_or(|at| at.elapsed() >= SAMPLE) {
            self.sampled = Some(Instant::now());
            let names = self.applications();
            let (application, slowest_us) = self.outputs.moment(&names);
            let at_s = self.started.elapsed().as_secs_f64();
            self.outcome.samples.push(Sample { at_s, rows: truth::moment()?, application, slowest_us });
        }
        Ok(())
    }

    /// An actor that ended by itself, with the last that it said.
    fn fell(&self, name: &str, code: Option<i32>) -> RunError {
        let said = |ending: &str| {
            fs::read_to_string(Path::new(WORK).join(format!("{name}.{ending}"))).unwrap_or_default()
        };
        let said =
            [said("err"), said("out")].into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        let code = code.map_or_else(|| "by a signal".to_owned(), |code| format!("with exit code {code}"));
        RunError::actor(
            name,
            format!("ended {code}: {}", last.into_iter().rev().collect::<Vec<_>>().join(" / ")),
        )
    }

    /// Who tells for the application just now: all of it that are at work.
    fn applications(&self) -> Vec<String> {
        let all = &self.scenario.expect.applications;
        all.iter().filter(|name| self.on_stage.contains(*name)).cloned().collect()
    }

    fn ask(&mut self, arguments: &[&str]) -> Result<Value, RunError> {
        let work = PathBuf::from(WORK);
        let mut asked = truth::ask(arguments, &work)?;
        self.wait("lastack", PATIENCE * 4, |_| asked.answer(&work))
    }

    fn look(&mut self, trace: bool) -> Result<Look, RunError> {
        tell(&Line::Told(Told::Looks))?;
        let mut look = Look::default();
        let before = truth::ss()?;
        let document = self.ask(&["--interval", "1"])?;
        let after = truth::ss()?;
        let time_wait = |rows: &Counted| rows.states.get("TIME_WAIT").copied().unwrap_or_default();
        look.time_wait = (time_wait(&before), time_wait(&after));
        look.sides = before.sides;
        look.ss = before.states.into_iter().collect();
        truth::verdict(&document, &mut look);
        if trace {
            let traced = self.traced.take().unwrap_or_else(|| self.trace());
            match traced {
                Ok(closer) => look.closer = closer,
                Err(why) => look.untraced = Some(why),
            }
        }
        self.tick()?;
        look.application = self.outputs.application(&self.applications());
        Ok(look)
    }

    /// Who closes first: `None` for those who may not trace, `-` for nobody, and an error where the trace itself could not be made.
    fn trace(&mut self) -> Traced {
        if !is_machine_root() {
            return Ok(None);
        }
        let document = self.ask(&["blame", TRACE, "--group-by", "process"]).map_err(|error| error.told())?;
        Ok(Some(truth::closer(&document).unwrap_or_else(|| ("-".to_owned(), 0.0))))
    }

    fn lint(&mut self, file: &str) -> Result<(), RunError> {
        let path = Path::new(WORK).join(file);
        let document = self.ask(&["lint", &path.to_string_lossy()])?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let line = |line: &Value| (text(&line["key"]), text(&line["value"]), text(&line["grade"]));
        self.outcome.graded = document["lines"].as_array().into_iter().flatten().map(line).collect();
        Ok(())
    }

    fn fix(&mut self, remedy: &str) -> Result<(), RunError> {
        tell(&Line::Told(Told::Fixes { remedy: remedy.to_owned() }))?;
        // The namespace itself is the way back: it ends with the rehearsal, so no guard has to stay behind it.
        let receipt = self.ask(&["fix", "apply", remedy, "--yes", "--confirm", "0"])?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let step = |step: &Value| (text(&step["key"]), text(&step["from"]), text(&step["to"]));
        self.outcome.cures.push(Cure::Fix {
            remedy: remedy.to_owned(),
            id: text(&receipt["id"]),
            outcome: receipt["outcome"].as_str().map(str::to_owned),
            steps: receipt["steps"].as_array().into_iter().flatten().map(step).collect(),
        });
        Ok(())
    }
}

/// How an actor is started.
fn started(actor: &Actor) -> Result<Start, RunError> {
    let placed = |words: &[String]| words.iter().map(|word| word.replace("{work}", WORK)).collect::<Vec<_>>();
    let ours = |words: Vec<String>| (PathBuf::from(SELF), words);
    let (program, arguments) = match &actor.does {
        Does::Workload(words) => {
            let words = placed(words).iter().map(|word| expanded(word)).collect::<Vec<_>>();
            ours([vec!["lab".to_owned(), "actor".to_owned(), actor.name.clone()], words].concat())
        }
        Does::Lastack(words) => ours(placed(words)),
        Does::Program(words) => {
            let words = placed(words);
            let (program, arguments) =
                words.split_first().ok_or_else(|| RunError::actor(&actor.name, "is no program"))?;
            let path = find(program).ok_or_else(|| RunError::actor(program, "is not here"))?;
            (path, arguments.to_vec())
        }
    };
    Ok(Start {
        name: actor.name.clone(),
        program,
        arguments,
        netns: actor.on.as_ref().map(|name| Path::new("/run/netns").join(name)),
        folder: PathBuf::from(WORK),
    })
}
