//! What a change of the application itself brought: measured before and after, and judged by the one who judges `fix apply`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use lastack_netlab::ends_with_parent;

use super::{PATIENCE, Stage};
use crate::RunError;
use crate::cast::{SELF, path};
use crate::scenario::Step;
use crate::wire::Cure;

/// Readings before the change and after it: how far two are apart is how much moves by itself.
const READINGS: usize = 2;

/// `lab measure` at work beside the actors, from before the change until it has judged.
pub(super) struct Receipt {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
    before: Option<f64>,
}

impl Receipt {
    /// Measures before the change; nothing where the application changes nothing itself.
    pub(super) fn begin(stage: &mut Stage<'_>) -> Result<Option<Self>, RunError> {
        if !stage.scenario.cure.iter().any(|step| matches!(step, Step::Changed(_))) {
            return Ok(None);
        }
        let mut command = Command::new(SELF);
        command.args(["lab", "measure"]).args(&stage.scenario.expect.findings);
        command.env_clear().env("PATH", path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        ends_with_parent(&mut command);
        let mut child = command.spawn().map_err(RunError::call("start lastack"))?;
        let (Some(orders), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(RunError::actor("lastack", "has no pipes"));
        };
        let (said, answers) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            // The stage may be through with it.
            lines.map(|line| said.send(line)).take_while(Result::is_ok).for_each(drop);
        });
        let mut receipt = Receipt { child, orders, answers, before: None };
        receipt.before = receipt.readings(stage, "before")?;
        Ok(Some(receipt))
    }

    /// Measures after it, and notes what is judged.
    pub(super) fn end(mut self, stage: &mut Stage<'_>) -> Result<(), RunError> {
        let after = self.readings(stage, "after")?;
        let told = self.ask(stage, "judge")?;
        for cure in &mut stage.outcome.cures {
            if let Cure::Changed { outcome, load, .. } = cure {
                *outcome = Some(told.clone());
                *load = self.before.zip(after);
            }
        }
        drop(self.orders);
        self.child.wait().map(drop).map_err(RunError::call("wait for lastack"))
    }

    /// The load is what the application itself begins: a change that keeps connections makes fewer of them with the same work.
    fn readings(&mut self, stage: &mut Stage<'_>, order: &str) -> Result<Option<f64>, RunError> {
        let mut last = None;
        for _ in 0..READINGS {
            self.ask(stage, order)?;
            last = stage.outputs.rate(&stage.applications());
            let told = last.map_or_else(|| "unknown".to_owned(), |rate| rate.to_string());
            self.ask(stage, &format!("load {told}"))?;
        }
        Ok(last)
    }

    fn ask(&mut self, stage: &mut Stage<'_>, order: &str) -> Result<String, RunError> {
        let sent = writeln!(self.orders, "{order}").and_then(|()| self.orders.flush());
        sent.map_err(RunError::call("ask lastack to measure"))?;
        stage.wait("lastack to measure", PATIENCE, |_| match self.answers.try_recv() {
            Ok(line) => Ok(Some(line)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(RunError::actor("lastack", "(measure) has ended")),
        })
    }
}
