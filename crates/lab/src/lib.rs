//! Rehearses an incident and its cure on this machine: the workloads are real, in namespaces of their own, and so is lastack.
//!
//! A scenario is a folder of data below `scenarios/`. Four kinds of processes take part: the command; a stage for the sick and one for
//! the healthy part, each in namespaces of its own; below each stage the first process of a pid namespace, which starts the actors;
//! and lastack itself, started by the stage beside the actors. Each ends with its parent, so nothing is left whoever is killed.
//! Linux only; elsewhere there is the list alone.

mod error;
mod scenario;
mod scenarios;

#[cfg(target_os = "linux")]
mod application;
#[cfg(target_os = "linux")]
mod cast;
#[cfg(target_os = "linux")]
mod judge;
#[cfg(target_os = "linux")]
mod needs;
#[cfg(target_os = "linux")]
mod rehearse;
#[cfg(target_os = "linux")]
mod six;
#[cfg(target_os = "linux")]
mod stage;
#[cfg(target_os = "linux")]
mod truth;
mod wire;

use lastack_model::words::Words;

pub use error::RunError;
pub use scenario::{Scenario, ScenarioError};
pub use wire::{Awaited, Part, Told};

#[cfg(target_os = "linux")]
pub use cast::{first_process, hold_pids};
#[cfg(target_os = "linux")]
pub use rehearse::{Kept, rehearse};
#[cfg(target_os = "linux")]
pub use stage::{Family, Still, stand, stand_still};

/// The folder of a scenario, as it was when the program was built.
#[derive(Clone, Copy, Debug)]
pub struct Folder {
    /// What `lab run` calls it
    pub id: &'static str,
    /// `scenario.toml`
    pub text: &'static str,
    /// Its words; every message begins with `lab-<id>`
    pub words: Words,
    /// Its other files by name: configurations of programs, with `{work}` for the scene's folder
    pub files: &'static [(&'static str, &'static str)],
}

/// All scenarios in the order in which they are listed, each with its folder.
///
/// # Errors
/// The first one that cannot be read; a test reads all.
pub fn scenarios() -> Result<Vec<(Scenario, &'static Folder)>, ScenarioError> {
    let read = |folder: &'static Folder| Ok((Scenario::read(folder.id, folder.text)?, folder));
    let mut all: Vec<(Scenario, &'static Folder)> =
        scenarios::SCENARIOS.iter().map(read).collect::<Result<_, ScenarioError>>()?;
    all.sort_by_key(|(scenario, folder)| (scenario.place, folder.id));
    Ok(all)
}

/// The words of all scenarios.
pub fn words() -> impl Iterator<Item = &'static Words> {
    scenarios::SCENARIOS.iter().map(|folder| &folder.words)
}

/// Plays an actor of our own: `NAME VERB key=value…`, until standard input ends.
///
/// # Errors
/// What the workload could not do.
#[cfg(target_os = "linux")]
pub fn play(arguments: &[String]) -> Result<(), RunError> {
    Ok(lastack_netlab::load::main(arguments, std::io::stdin(), std::io::stdout())?)
}
