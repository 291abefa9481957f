//! The command's side: starts the sick and the healthy stage side by side and puts together what they saw.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use lastack_model::Rehearsal;

use crate::cast::SELF;
use crate::wire::{Line, Outcome, Part, Told};
use crate::{Folder, RunError, Scenario, judge, needs};

/// A scene that stands until this goes.
#[derive(Debug)]
pub struct Kept {
    stage: Stage,
    pid: u32,
}

impl Kept {
    /// The process by whose number its namespaces can be entered.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until the scene ends by itself.
    pub fn wait(mut self) {
        // The scene stands as long as its input, which wait() would close. Ctrl-C ends whoever waits here, and by that the scene.
        let _input = self.stage.0.stdin.take();
        let _ = self.stage.0.wait();
    }
}

/// A stage at work. Dropped, it ends, and everything in it.
#[derive(Debug)]
struct Stage(Child);

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Holds a rehearsal; `tell` hears how far it is. Called on the main thread: the stages end with it.
///
/// # Errors
/// [`RunError`] where it did not come to its end; what it found wrong is in the rehearsal.
pub fn rehearse(
    scenario: &Scenario,
    folder: &Folder,
    keep: bool,
    mut tell: impl FnMut(Part, &Told),
) -> Result<(Rehearsal, Option<Kept>), RunError> {
    needs::met(scenario)?;
    let (said, hears) = channel();
    let sick = begin(folder.id, Part::Sick, keep, said.clone())?;
    let _twin = begin(folder.id, Part::Twin, false, said)?;
    let (mut of_sick, mut of_twin) = (None, None);
    while of_sick.is_none() || of_twin.is_none() {
        match hears.recv() {
            Ok((part, Some(Line::Told(told)))) => tell(part, &told),
            Ok((Part::Sick, Some(Line::Done(outcome)))) => of_sick = Some(outcome),
            Ok((Part::Twin, Some(Line::Done(outcome)))) => of_twin = Some(outcome),
            Ok((_, Some(Line::Refused(why)))) => return Err(RunError::Namespaces(why)),
            Ok((part, Some(Line::Failed(why)))) => {
                return Err(RunError::Stage(format!("{}: {why}", part.name())));
            }
            // The end of a stage that has told its outcome is well.
            Ok((Part::Sick, None)) if of_sick.is_some() => {}
            Ok((Part::Twin, None)) if of_twin.is_some() => {}
            Ok((part, None)) => return Err(RunError::Stage(format!("the {} stage has ended", part.name()))),
            Err(_) => return Err(RunError::Stage("both stages have ended".to_owned())),
        }
    }
    let nothing = Outcome::default;
    let of_sick = of_sick.map_or_else(nothing, |outcome| *outcome);
    let of_twin = of_twin.map_or_else(nothing, |outcome| *outcome);
    let rehearsal = judge::judged(scenario, folder.id, &of_sick, &of_twin);
    Ok((rehearsal, keep.then_some(Kept { stage: sick, pid: of_sick.pid })))
}

fn begin(id: &str, part: Part, keep: bool, said: Sender<(Part, Option<Line>)>) -> Result<Stage, RunError> {
    let mut command = Command::new(SELF);
    let parent = std::process::id().to_string();
    command.args(["lab", "stage", id, part.name(), "--parent", parent.as_str()]);
    if keep {
        command.arg("--keep");
    }
    command.stdin(if keep { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(RunError::call("start a stage"))?;
    let output = child.stdout.take();
    let stage = Stage(child);
    if let Some(output) = output {
        thread::spawn(move || hear(part, output, &said));
    }
    Ok(stage)
}

fn hear(part: Part, output: ChildStdout, said: &Sender<(Part, Option<Line>)>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        // Nothing but lines of this program comes through this pipe; whoever heard enough has gone.
        if let Ok(line) = serde_json::from_str(&line)
            && said.send((part, Some(line))).is_err()
        {
            return;
        }
    }
    let _ = said.send((part, None));
}
