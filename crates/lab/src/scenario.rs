//! A scenario as it is written: what it needs, who acts, what is done in which order, and what to expect.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;

/// One incident with its cure and its healthy twin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// Place in the list
    pub place: u32,
    /// Seconds after which it ends, whatever it was doing
    pub limit_s: u64,
    /// About how many seconds it takes, for the list
    pub takes_s: u64,
    /// Whether it needs root of the machine
    #[serde(default)]
    pub root: bool,
    /// Programs that it starts, each with the Debian package that has it
    #[serde(default)]
    pub programs: BTreeMap<String, String>,
    /// Settings of the namespace that is looked at
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Slots of a table of connections of its own that the sick part gets; the twin shares the one of the host
    #[serde(default)]
    pub own_table: Option<u32>,
    /// Addresses more on its `lo`
    #[serde(default)]
    pub addresses: Vec<IpAddr>,
    /// Namespaces beside it
    #[serde(default)]
    pub peers: Vec<Peer>,
    /// Who acts
    pub actors: Vec<Actor>,
    /// What is done until the incident stands
    pub sick: Vec<Step>,
    /// What is done against it
    pub cure: Vec<Step>,
    /// What is done in the healthy twin
    pub twin: Vec<Step>,
    /// What the rehearsal must show
    pub expect: Expect,
}

/// A namespace beside the one that is looked at, joined to it by a veth pair.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Peer {
    /// Its name
    pub name: String,
    /// Address of the end in the namespace that is looked at
    pub here: IpAddr,
    /// Address of the end over there
    pub there: IpAddr,
    /// Length of the prefix of both
    pub prefix: u8,
    /// Settings over there
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// A process under a name of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Actor {
    /// Its name, and the name of the process for a workload of ours
    pub name: String,
    /// What it is
    pub does: Does,
    /// Namespace beside the one that is looked at
    #[serde(default)]
    pub on: Option<String>,
    /// Begin of the line by which it says that it is ready; without one it is ready at once
    #[serde(default)]
    pub ready: Option<String>,
    /// Its reports are what the application says: failures and how long things take
    #[serde(default)]
    pub reports: bool,
    /// A line of its output that holds this is a failure of the application
    #[serde(default)]
    pub failure: Option<String>,
}

/// What an actor is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// A workload of ours: verb and words
    Workload(Vec<String>),
    /// A program of the system and its arguments
    Program(Vec<String>),
    /// lastack itself with arguments
    Lastack(Vec<String>),
}

/// One thing that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Step {
    /// Starts an actor and waits until it is ready
    Start(String),
    /// Ends an actor and waits until it has gone
    Stop(String),
    /// Says a line to an actor; its answer begins with one of these words
    Say(Say),
    /// Waits for a count
    Until(Until),
    /// Runs an actor to its end
    Run(String),
    /// Writes a setting of the namespace that is looked at
    Set(BTreeMap<String, String>),
    /// From here on the application's failures and times count for the page
    Mark,
    /// Traces who closes, where one may, now and not when lastack looks: once connects fail nobody closes any more
    Trace,
    /// Goes on for so many seconds, so that there is something to count
    Go(u64),
    /// `lastack fix apply` with this remedy
    Fix(String),
    /// SYNs that nobody follows up, from addresses where nobody lives
    Syns(Syns),
    /// nft commands in the namespace of that name, `self` for the one that is looked at
    Nft(Nft),
    /// Waits for a line of an actor and shows it on the page
    Quote(Quote),
    /// Shows on the page what `ss` counts now
    Count,
    /// `lastack lint` on a file of the folder
    Lint(String),
    /// What the application itself changed, in the scenario's words: message `lab-<id>-<word>`
    Changed(String),
}

/// A line for an actor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Say {
    /// To whom
    pub to: String,
    /// What
    pub line: String,
    /// The answer begins with one of these
    pub answer: Vec<String>,
}

/// A line that an actor says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quote {
    /// Who
    pub from: String,
    /// What the line has in it
    pub holds: String,
    /// What another actor is told every second until the line comes
    #[serde(default)]
    pub meanwhile: Option<Say>,
}

/// A count that is awaited.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Until {
    /// Connections in a state as the kernel spells it
    #[serde(default)]
    pub state: Option<String>,
    /// An actor's failures since the mark
    #[serde(default)]
    pub failures: Option<String>,
    /// An actor's attempts since the mark
    #[serde(default)]
    pub attempts: Option<String>,
    /// At least so many
    #[serde(default)]
    pub at_least: Option<u64>,
    /// At most so many
    #[serde(default)]
    pub at_most: Option<u64>,
    /// Seconds after which it is an error
    pub within_s: u64,
}

/// Half-open connections.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Syns {
    /// Where to
    pub to: std::net::SocketAddr,
    /// How many
    pub count: u32,
    /// From how many addresses
    pub peers: u32,
}

/// Rules of nft.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Nft {
    /// In which namespace
    pub on: String,
    /// What nft reads
    pub rules: String,
}

/// What the rehearsal must show.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expect {
    /// Findings that must be there in the sick part, by id
    pub findings: Vec<String>,
    /// Findings of warning or above that may be there beside them
    #[serde(default)]
    pub beside: Vec<String>,
    /// Findings that must be gone after the cure
    pub gone: Vec<String>,
    /// What the receipt of every fix must say; where the trouble itself goes on, as a flood does, less than resolved
    #[serde(default = "resolved")]
    pub outcome: String,
    /// On which side most TIME_WAIT stands
    #[serde(default)]
    pub side: Option<Side>,
    /// Name of the process that closes first most often, for those who may trace
    #[serde(default)]
    pub closer: Option<String>,
    /// The actors whose reports are the application's own truth: of those that act, the last one counts
    pub applications: Vec<String>,
    /// It fails in the sick part, and not after the cure
    #[serde(default)]
    pub fails: bool,
    /// Half of its exchanges become faster at least by this factor
    #[serde(default)]
    pub faster: Option<f64>,
    /// At least so many of its exchanges, in percent, take longer than 99 of a hundred do in the twin at the same time, and less than half as
    /// many after the cure
    #[serde(default)]
    pub slower_percent: Option<f64>,
    /// At most so much of the TIME_WAIT before is left after the cure, in percent
    #[serde(default)]
    pub left_percent: Option<f64>,
    /// How `lastack lint` must grade settings: key and grade
    #[serde(default)]
    pub grades: BTreeMap<String, String>,
    /// States of the sick part as `ss` counts them: at least so many
    #[serde(default)]
    pub states: BTreeMap<String, u64>,
}

fn resolved() -> String {
    "resolved".to_owned()
}

/// On which side TIME_WAIT stands: the side that closed first.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The side that connected
    Outbound,
    /// The side that accepted
    Inbound,
}

/// A scenario that cannot be read: a mistake in the program, which a test finds.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// It is no TOML, or not of this form.
    #[error("the scenario {id} cannot be read")]
    Unreadable {
        /// Which
        id: &'static str,
        /// Where and why
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A step names an actor that is not there.
    #[error("the scenario {id} has no actor {name}")]
    NoActor {
        /// Which
        id: &'static str,
        /// The name
        name: String,
    },
}

impl Scenario {
    /// Reads one and checks that every actor it names is there.
    ///
    /// # Errors
    /// [`ScenarioError`] with the place of the mistake.
    pub fn read(id: &'static str, text: &str) -> Result<Self, ScenarioError> {
        let scenario: Scenario = toml::from_str(text)
            .map_err(|source| ScenarioError::Unreadable { id, source: Box::new(source) })?;
        let steps = || scenario.sick.iter().chain(&scenario.cure).chain(&scenario.twin);
        let named = steps().filter_map(|step| match step {
            Step::Start(name) | Step::Stop(name) | Step::Run(name) => Some(name),
            Step::Say(say) => Some(&say.to),
            Step::Quote(quote) => Some(&quote.from),
            Step::Until(until) => until.failures.as_ref().or(until.attempts.as_ref()),
            _ => None,
        });
        let meanwhile = steps().filter_map(|step| match step {
            Step::Quote(Quote { meanwhile: Some(say), .. }) => Some(&say.to),
            _ => None,
        });
        for name in named.chain(meanwhile).chain(&scenario.expect.applications) {
            if scenario.actor(name).is_none() {
                return Err(ScenarioError::NoActor { id, name: name.clone() });
            }
        }
        Ok(scenario)
    }

    /// The actor of that name.
    pub fn actor(&self, name: &str) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.name == name)
    }
}

/// `host:8001-8049` in a list of addresses stands for each of its ports.
pub(crate) fn expanded(word: &str) -> String {
    let Some((key, list)) = word.split_once('=').filter(|(key, _)| matches!(*key, "at" | "to")) else {
        return word.to_owned();
    };
    let one = |item: &str| -> Vec<String> {
        let range = item.rsplit_once(':').and_then(|(host, ports)| {
            let (low, high) = ports.split_once('-')?;
            Some((host, low.parse::<u16>().ok()?, high.parse::<u16>().ok()?))
        });
        match range {
            Some((host, low, high)) => (low..=high).map(|port| format!("{host}:{port}")).collect(),
            None => vec![item.to_owned()],
        }
    };
    let all: Vec<String> = list.split(',').flat_map(one).collect();
    format!("{key}={}", all.join(","))
}

#[cfg(test)]
mod tests {
    use lastack_model::words::Catalog;

    use super::*;

    #[test]
    fn every_scenario_can_be_read_and_no_two_stand_at_one_place() {
        let all = crate::scenarios().unwrap();
        assert!(!all.is_empty());
        for pair in all.windows(2) {
            assert!(pair[0].0.place < pair[1].0.place, "{} and {}", pair[0].1.id, pair[1].1.id);
        }
    }

    #[test]
    fn every_scenario_speaks_both_languages() {
        let catalog = Catalog::new(crate::words());
        assert_eq!(catalog.problems(), [] as [String; 0]);
        for (scenario, folder) in crate::scenarios().unwrap() {
            let changed = scenario.cure.iter().filter_map(|step| match step {
                Step::Changed(word) => Some(word.as_str()),
                _ => None,
            });
            for suffix in ["title", "story", "watch"].into_iter().chain(changed) {
                let id = format!("lab-{}-{suffix}", folder.id);
                for lang in lastack_model::words::Lang::ALL {
                    assert!(catalog.has(lang, &id), "{id} in {}", lang.name());
                }
            }
            let messages = lastack_testkit::fluent::messages;
            assert_eq!(messages(folder.words.en), messages(folder.words.zh), "{}", folder.id);
        }
    }

    #[test]
    fn a_range_of_ports_stands_for_each_of_them_and_other_words_stay() {
        assert_eq!(
            expanded("to=127.0.0.1:8001-8003,127.0.0.1:9"),
            "to=127.0.0.1:8001,127.0.0.1:8002,127.0.0.1:8003,127.0.0.1:9"
        );
        assert_eq!(expanded("from=kernel"), "from=kernel");
        assert_eq!(expanded("per_second=10"), "per_second=10");
    }

    #[test]
    fn a_step_that_names_nobody_is_told() {
        let text = crate::scenarios::SCENARIOS[0].text.replacen("start = \"", "start = \"no-", 1);
        let told = Scenario::read("x", &text).unwrap_err().to_string();
        assert!(told.contains("has no actor no-"), "{told}");
    }
}
