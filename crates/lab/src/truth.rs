//! What is there, counted by others; and what lastack says about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use lastack_netlab::{diag, ends_with_parent};
use serde_json::Value;

use crate::RunError;
use crate::cast::{SELF, find};
use crate::wire::{Found, Look};

/// What `ss` counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Rows of the namespace by state, in the kernel's spelling
    pub(crate) states: BTreeMap<String, u64>,
    /// TIME_WAIT rows on a port that is listened on here, and all others
    pub(crate) sides: (u64, u64),
}

/// Asks `ss` for all rows of the namespace.
pub(crate) fn ss() -> Result<Counted, RunError> {
    let program = find("ss").ok_or_else(|| RunError::actor("ss", "is not here any more"))?;
    let mut command = Command::new(program);
    command.args(["-Htan"]).stdin(Stdio::null());
    ends_with_parent(&mut command);
    let output = command.output().map_err(RunError::call("run ss"))?;
    if !output.status.success() {
        return Err(RunError::actor("ss", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(counted(&String::from_utf8_lossy(&output.stdout)))
}

/// Rows of `ss -Htan`: state, two queues, own address and port, the peer's.
fn counted(text: &str) -> Counted {
    let mut counted = Counted::default();
    let mut waiting = Vec::new();
    let mut listening = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let state = spelled(words.next().unwrap_or_default());
        let port = words.nth(2).and_then(|local| local.rsplit_once(':')).map_or("", |(_, port)| port);
        match state.as_str() {
            "LISTEN" => drop(listening.insert(port)),
            "TIME_WAIT" => waiting.push(port),
            _ => {}
        }
        *counted.states.entry(state).or_default() += 1;
    }
    let inbound = waiting.iter().filter(|port| listening.contains(*port)).count() as u64;
    counted.sides = (inbound, waiting.len() as u64 - inbound);
    counted
}

/// `ss` has spellings of its own.
fn spelled(state: &str) -> String {
    match state {
        "ESTAB" => "ESTABLISHED".to_owned(),
        "UNCONN" => "CLOSE".to_owned(),
        "FIN-WAIT-1" => "FIN_WAIT1".to_owned(),
        "FIN-WAIT-2" => "FIN_WAIT2".to_owned(),
        "SYN-RECV" => "SYN_RECV".to_owned(),
        "SYN-SENT" => "SYN_SENT".to_owned(),
        other => other.replace('-', "_"),
    }
}

/// TIME_WAIT, ESTABLISHED, SYN_RECV, CLOSE_WAIT, and all other connections: for the plot, which needs no other tool. Numbers as in
/// net/tcp_states.h.
pub(crate) fn moment() -> Result<[u64; 5], RunError> {
    let rows = diag::by_state()?;
    let of = |state: usize| rows.get(state).copied().unwrap_or_default();
    let others = [2, 4, 5, 9, 11].map(of).iter().sum();
    Ok([of(6), of(1), of(3) + of(12), of(8), others])
}

/// lastack at work beside the actors. Its answers go to files: a pipe that nobody reads would stop it.
pub(crate) struct Asked {
    child: Child,
    name: String,
}

/// Starts lastack with these arguments in the scene.
pub(crate) fn ask(arguments: &[&str], work: &Path) -> Result<Asked, RunError> {
    let open = |name: &str| File::create(work.join(name)).map_err(RunError::call("open a file of the scene"));
    let mut command = Command::new(SELF);
    command.args(arguments).args(["--netns", "self", "--format", "json"]);
    command.env_clear().env("PATH", crate::cast::path());
    command.stdin(Stdio::null()).stdout(open("lastack.out")?).stderr(open("lastack.err")?);
    ends_with_parent(&mut command);
    let child = command.spawn().map_err(RunError::call("start lastack"))?;
    Ok(Asked { child, name: arguments.first().copied().unwrap_or("lastack").to_owned() })
}

impl Asked {
    /// Its document, when it has ended; `None` before.
    pub(crate) fn answer(&mut self, work: &Path) -> Result<Option<Value>, RunError> {
        let Some(status) = self.child.try_wait().map_err(RunError::call("wait for lastack"))? else {
            return Ok(None);
        };
        let text = fs::read_to_string(work.join("lastack.out")).unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(document) => Ok(Some(document)),
            Err(_) => {
                let said = fs::read_to_string(work.join("lastack.err")).unwrap_or_default();
                let what = format!("({}) gave no document ({status}): {}", self.name, said.trim());
                Err(RunError::actor("lastack", what))
            }
        }
    }
}

/// What of a verdict counts here.
pub(crate) fn verdict(document: &Value, look: &mut Look) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line1 = &document["verdict"]["text"];
    look.line1 = (text(&line1["en"]), text(&line1["zh"]));
    look.severity = document["verdict"]["severity"].as_str().map(str::to_owned);
    let finding = |finding: &Value| Found {
        id: text(&finding["id"]),
        severity: text(&finding["severity"]),
        text: (text(&finding["text"]["en"]["summary"]), text(&finding["text"]["zh"]["summary"])),
    };
    look.findings = document["findings"].as_array().into_iter().flatten().map(finding).collect();
    look.counted = document["namespaces"][0]["states"]["TIME_WAIT"].as_u64();
    let side = |name: &str| document["time_wait"][name].as_u64();
    look.told_sides = side("inbound").zip(side("outbound"));
}

/// Who closes first most often, and how much of it.
pub(crate) fn closer(document: &Value) -> Option<(String, f64)> {
    let mut closes: BTreeMap<&str, u64> = BTreeMap::new();
    for line in document["lines"].as_array()? {
        // Several processes of one name are one program.
        let name = line["who"]["comm"].as_str().unwrap_or("?");
        *closes.entry(name).or_default() += line["closes"]["first"].as_u64().unwrap_or_default();
    }
    let all: u64 = closes.values().sum();
    let (name, most) = closes.into_iter().max_by_key(|(_, count)| *count)?;
    (all > 0).then(|| (name.to_owned(), most as f64 * 100.0 / all as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_listened_on_makes_a_row_inbound() {
        let text = "LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n\
                    LISTEN 0 128 [::]:443 [::]:*\n\
                    TIME-WAIT 0 0 10.0.0.1:80 10.0.0.2:40000\n\
                    TIME-WAIT 0 0 [fe80::1%eth0]:443 [fe80::2]:40001\n\
                    TIME-WAIT 0 0 10.0.0.1:40002 10.0.0.3:80\n\
                    ESTAB 0 0 10.0.0.1:80 10.0.0.2:40003\n";
        let counted = counted(text);
        assert_eq!(counted.sides, (2, 1));
        let states = counted.states.iter().map(|(state, rows)| (state.as_str(), *rows)).collect::<Vec<_>>();
        assert_eq!(states, [("ESTABLISHED", 1), ("LISTEN", 2), ("TIME_WAIT", 3)]);
    }
}
