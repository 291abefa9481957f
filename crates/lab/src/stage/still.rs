//! A scene that stands at its incident, so that others can look at it in ways of their own.

use std::io::Write as _;

use lastack_netlab::Scene;
use serde::{Deserialize, Serialize};

use super::{Stage, tell};
use crate::wire::{Line, Part};
use crate::{Folder, RunError, Scenario, six};

/// What is told of a scene that stands, in a line of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Still {
    /// The process by whose number its namespaces can be entered
    pub pid: u32,
    /// Who closes first, where that was traced on the way: name and share in percent
    pub closer: Option<(String, f64)>,
}

/// Over which family the workload runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// As it is written
    Four,
    /// The same with addresses of IPv6 in place of those of IPv4
    Six,
}

/// `lab still`: plays a part up to the moment at which lastack would look, tells so on standard output, and stands until standard input
/// ends. The calling process must have one thread, and ends with `parent`.
///
/// # Errors
/// Only where nobody can be told; what else goes wrong is told.
pub fn stand_still(id: &str, part: Part, family: Family, parent: u32) -> Result<(), RunError> {
    let stood = stand(id, part, family, parent);
    stood.or_else(|error| tell(&Line::Failed(error.told())))
}

fn stand(id: &str, part: Part, family: Family, parent: u32) -> Result<(), RunError> {
    let folder = crate::scenarios::SCENARIOS.iter().find(|folder| folder.id == id);
    let folder = folder.ok_or_else(|| RunError::actor(id, "is no scenario"))?;
    let folder = match family {
        Family::Four => *folder,
        Family::Six => in_six(folder),
    };
    // The process plays one scene and ends: what it reads may stay.
    let folder: &'static Folder = Box::leak(Box::new(folder));
    let scenario = Scenario::read(folder.id, folder.text)?;
    let scene = Scene::enter(parent, scenario.own_table.filter(|_| part == Part::Sick))?;
    let mut stage = Stage::build(&scenario, folder, part, scene)?;
    stage.steps(match part {
        Part::Sick => &scenario.sick,
        Part::Twin => &scenario.twin,
    })?;
    let closer = stage.traced.take().and_then(Result::ok).flatten();
    let still = Still { pid: std::process::id(), closer };
    let line = serde_json::json!({ "Still": still }).to_string();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(RunError::call("tell that it stands"))?;
    drop(out);
    // What is typed means nothing; the end is the end.
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    Ok(())
}

fn in_six(folder: &Folder) -> Folder {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let files: Vec<_> = folder.files.iter().map(|(name, text)| (*name, leak(six::of(text)))).collect();
    Folder { text: leak(six::of(folder.text)), files: Box::leak(files.into_boxed_slice()), ..*folder }
}
