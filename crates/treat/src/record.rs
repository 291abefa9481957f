//! One line of the journal: a version, a checksum, and a document that explains itself.
//!
//! Lines of an earlier version are read for good; what a later one writes is told as such and left alone.

use std::net::SocketAddr;

use lastack_model::{Endpoint, NetnsId, Spread, SpreadPool, Treatable, Untrusted, treatable};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::told::{Ended, Foretold, Measured, Outlooked};

/// Version that is written.
pub(crate) const VERSION: u32 = 1;

/// What every line begins with, before its version.
const MARK: &str = "lastack";

/// Hexadecimal digits of the checksum: a torn line passes by chance once in 2^64.
const DIGITS: usize = 16;

/// Who made a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Real user id; `None` on Windows
    pub uid: Option<u32>,
    /// Who logged in, before any sudo (/proc/self/loginuid); `None` where nobody did
    pub loginuid: Option<u32>,
    /// Process id
    pub pid: u32,
    /// The command line
    pub command: String,
    /// The account, where users have no numbers: on Windows
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// When.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct At {
    /// Milliseconds since 1970-01-01 UTC
    pub(crate) wall_ms: i64,
    /// Milliseconds since boot
    pub(crate) boot_ms: u64,
    /// Which boot
    pub(crate) boot_id: String,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The change that it is about
    pub(crate) change: String,
    pub(crate) at: At,
    pub(crate) who: Who,
    #[serde(flatten)]
    pub(crate) deed: Deed,
}

/// A namespace as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// What people call it
    pub(crate) name: String,
    /// SO_NETNS_COOKIE
    pub(crate) cookie: Option<u64>,
    /// A label only
    pub(crate) inode: u64,
}

impl Place {
    /// Identity, in the boot of the record.
    pub(crate) fn id(&self, boot_id: &str) -> NetnsId {
        NetnsId { cookie: self.cookie, inode: self.inode, boot_id: boot_id.to_owned() }
    }
}

/// How a write is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Back {
    /// `from` is written
    Restore,
    /// These ports are taken out
    Subtract(String),
}

/// One write, in full: a record of it is all that the way back needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cut {
    /// Place in the plan, from 0
    pub(crate) step: usize,
    pub(crate) netns: Place,
    pub(crate) key: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) undo: Back,
    /// Who else sets the key at boot, and what to
    #[serde(default)]
    pub(crate) set_by: Vec<(String, String)>,
}

impl Cut {
    /// Whether it stands behind the next boot as well: Windows keeps its settings.
    pub(crate) fn outlives_boot(&self) -> bool {
        treatable(&self.key).is_some_and(Treatable::is_of_windows)
    }

    /// The setting, where all of it is something that lastack writes; else what is not. A journal is a file: whoever
    /// edits it must not make us write anything else (traps A4).
    pub(crate) fn checked(&self) -> Result<&'static Treatable, String> {
        // Of another system's settings there is none here, whatever a plan or a journal says.
        let setting = treatable(&self.key).filter(|setting| lastack_hand::writes(setting));
        let Some(setting) = setting else { return Err(self.key.clone()) };
        let sound = |value: &str| setting.canonical(value).as_deref() == Some(value);
        for value in [&self.from, &self.to] {
            if !sound(value) {
                return Err(format!("{} = {value}", self.key));
            }
        }
        match &self.undo {
            Back::Subtract(ports) if !is_set(setting) || !sound(ports) => {
                Err(format!("{} - {ports}", self.key))
            }
            _ => Ok(setting),
        }
    }
}

pub(crate) fn is_set(setting: &Treatable) -> bool {
    setting.holds == lastack_model::Holds::PortSet
}

/// A spread, in full: a record of it is all that the way back needs. Where its programs are pinned follows from the change alone,
/// so that no journal can name another place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spreading {
    /// Below the tree of control groups of version 2
    pub(crate) cgroup: String,
    pub(crate) cgroup_id: u64,
    pub(crate) netns: Place,
    pub(crate) to: String,
    pub(crate) from: String,
    /// Ports that connect() has for one address; 0 where that is not known
    pub(crate) ports: u32,
}

impl Spreading {
    pub(crate) fn new(spread: &Spread, netns: Place) -> Self {
        Spreading {
            cgroup: spread.cgroup.raw().to_owned(),
            cgroup_id: spread.cgroup_id,
            netns,
            to: spread.to.to_string(),
            from: spread.pool.to_string(),
            ports: spread.ports,
        }
    }

    /// What is spread, where all of it is something that lastack does; else what is not.
    pub(crate) fn checked(&self) -> Result<Spread, String> {
        let to: SocketAddr = self.to.parse().map_err(|_none| format!("to {}", self.to))?;
        let pool = SpreadPool::parse(&self.from).map_err(|_none| format!("from {}", self.from))?;
        if !self.cgroup.starts_with('/') || self.cgroup.split('/').any(|part| part == "..") {
            return Err(self.cgroup.clone());
        }
        Ok(Spread {
            cgroup: Untrusted::new(self.cgroup.clone()),
            cgroup_id: self.cgroup_id,
            to: Endpoint::new(to.ip().into(), to.port()),
            pool,
            ports: self.ports,
        })
    }
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ending {
    /// It stands for good
    Stands,
    /// It was taken back
    Undone,
    /// Something of it could not be taken back
    Partly,
}

/// What became of a write or of taking it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    /// It reads back as written
    AsWritten,
    /// It reads back as something else
    Reads(String),
    /// The system refused it
    Refused(String),
    /// Another value stood there: left alone
    Found(String),
    /// Nothing of ours stood there any more
    Already,
    /// It ended with its boot or its namespace
    Gone,
}

/// What is told. A deed that begins with `-ing` stands before the act, so that it is known that it may have happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub(crate) enum Deed {
    /// The plan, before anything else
    Begin {
        remedies: Vec<String>,
        cuts: Vec<Cut>,
        foretold: Vec<Foretold>,
        /// When things were to run out
        #[serde(default)]
        outlooks: Vec<Outlooked>,
        /// How consent was given
        consent: String,
        /// Milliseconds since boot when it is taken back unless somebody confirms; `None` where that was waived
        deadline_ms: Option<u64>,
        /// Milliseconds that it waits to be confirmed once it is measured
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm_ms: Option<u64>,
        /// Whether it is to be kept for the next boot once it is confirmed
        persist: bool,
    },
    /// The guard stands
    Guarded { guard: u32 },
    /// A new deadline, when all is written and measured
    Deadline { deadline_ms: u64 },
    /// Another value stood there, or none could be read: nothing is written
    Left { cut: Cut, fate: Fate },
    /// A write is about to happen
    Writing { cut: Cut },
    /// What became of it
    Wrote { step: usize, fate: Fate },
    /// The effect
    Measured {
        gauges: Vec<Measured>,
        outcome: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ends: Vec<Ended>,
    },
    /// Somebody confirmed it
    Confirmed,
    /// A write back is about to happen: this value goes there
    Undoing { cut: Cut, target: String },
    /// What became of it
    Undone { step: usize, fate: Fate },
    /// A file is about to be written
    Placing { name: String, content: String },
    /// It stands
    Placed { name: String },
    /// A file is about to be removed
    Removing { name: String },
    /// It is gone, or is no longer ours
    Removed { name: String, fate: Fate },
    /// Programs are about to be attached to a control group
    Attaching { spread: Spreading },
    /// What became of it
    Attached { fate: Fate },
    /// They are about to be taken away
    Detaching { spread: Spreading },
    /// What became of it
    Detached { fate: Fate },
    /// The last word
    End { ending: Ending },
    /// Sockets are about to be let go, which has no way back
    Releasing {
        netns: Place,
        /// As `ReleaseScope` spells it
        scope: String,
        filter: String,
        /// Of all of them, as the kernel spells it
        state: String,
        chosen: u64,
        /// At most so many a second; 0 for no bound
        per_second: u32,
        /// How consent was given
        consent: String,
    },
    /// What became of them so far; the last word where `whole` says so
    Released { gone: u64, changed: u64, refused: u64, why: Option<String>, whole: bool },
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line {
    /// A record
    Record(Box<Record>),
    /// A record of a later version, or of a kind that this program does not know
    Later,
    /// Cut short or changed: its checksum does not fit
    Damaged,
}

impl Record {
    /// As it stands in the journal, line end included.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{MARK}{VERSION} {} {json}\n", checksum(VERSION, &json)).into_bytes())
    }
}

/// Reads a line without its end.
pub(crate) fn decode(line: &[u8]) -> Line {
    let read = || {
        let line = std::str::from_utf8(line).ok()?;
        let (head, rest) = line.split_once(' ')?;
        let version: u32 = head.strip_prefix(MARK)?.parse().ok()?;
        let (sum, json) = rest.split_once(' ')?;
        (sum == checksum(version, json)).then_some((version, json))
    };
    match read() {
        None => Line::Damaged,
        Some((version, _)) if version > VERSION => Line::Later,
        Some((_, json)) => {
            serde_json::from_str(json).map_or(Line::Later, |record| Line::Record(Box::new(record)))
        }
    }
}

fn checksum(version: u32, json: &str) -> String {
    let sum = Sha256::digest(format!("{version} {json}").as_bytes());
    let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    hex[..DIGITS].to_owned()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn cut(key: &str, from: &str, to: &str) -> Cut {
        Cut {
            step: 0,
            netns: Place { name: "own".to_owned(), cookie: Some(7), inode: 4_026_531_840 },
            key: key.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            undo: Back::Restore,
            set_by: Vec::new(),
        }
    }

    fn record() -> Record {
        let at = At { wall_ms: 1_790_000_000_000, boot_ms: 5_000, boot_id: "b".to_owned() };
        let who = Who {
            uid: Some(0),
            loginuid: Some(1_000),
            pid: 7,
            command: "lastack fix apply".to_owned(),
            account: None,
        };
        let deed = Deed::Writing { cut: cut("net.ipv4.tcp_tw_reuse", "2", "1") };
        Record { change: "6ab12345".to_owned(), at, who, deed }
    }

    #[test]
    fn a_record_explains_itself_and_is_read_again() {
        let bytes = record().encode().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        for word in [
            "6ab12345",
            "\"deed\":\"writing\"",
            "net.ipv4.tcp_tw_reuse",
            "\"loginuid\":1000",
            "lastack fix apply",
        ] {
            assert!(text.contains(word), "{text}");
        }
        assert_eq!(decode(text.trim_end().as_bytes()), Line::Record(Box::new(record())));
    }

    #[test]
    fn a_record_of_version_1_is_read_for_good() {
        let bytes = include_bytes!("../tests/journals/version-1");
        let history = crate::history::History::read(bytes);
        assert_eq!((history.damaged.as_slice(), history.later.as_slice()), (&[][..], &[][..]));
        let endings: Vec<_> = history.changes.iter().map(|change| change.ended.as_ref().unwrap().0).collect();
        assert_eq!(endings, [Ending::Undone, Ending::Stands]);
        assert!(history.changes.iter().all(|change| change.begun.len() == 9 && change.foreign.is_none()));
        assert!(history.changes[0].file.as_ref().unwrap().removed.is_some());
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_told() {
        let bytes = record().encode().unwrap();
        let line = &bytes[..bytes.len() - 1];
        for end in 0..line.len() {
            assert_eq!(decode(&line[..end]), Line::Damaged, "{end}");
        }
        for at in 0..line.len() {
            let mut changed = line.to_vec();
            changed[at] ^= 1;
            assert!(!matches!(decode(&changed), Line::Record(_)), "{at}");
        }
    }

    #[test]
    fn what_a_later_version_wrote_is_told_as_such() {
        let json = r#"{"change":"x"}"#;
        let later = format!("lastack2 {} {json}", checksum(2, json));
        assert_eq!(decode(later.as_bytes()), Line::Later);
        let unknown = format!("lastack1 {} {json}", checksum(1, json));
        assert_eq!(decode(unknown.as_bytes()), Line::Later);
    }

    #[test]
    fn only_groups_addresses_and_ports_pass_as_a_spread() {
        let sound = Spreading {
            cgroup: "/app.service".to_owned(),
            cgroup_id: 7,
            netns: cut("", "", "").netns,
            to: "[2001:db8::5]:443".to_owned(),
            from: "2001:db8::7-2001:db8::9".to_owned(),
            ports: 28_232,
        };
        let again = Spreading::new(&sound.checked().unwrap(), sound.netns.clone());
        assert_eq!(again, sound);
        let with = |cgroup: &str, to: &str, from: &str| Spreading {
            cgroup: cgroup.to_owned(),
            to: to.to_owned(),
            from: from.to_owned(),
            ..sound.clone()
        };
        for (other, passes) in [
            (with("/a/b", "127.0.0.1:80", "127.0.0.2"), true),
            (with("/a/../../etc", "127.0.0.1:80", "127.0.0.2"), false),
            (with("a", "127.0.0.1:80", "127.0.0.2"), false),
            (with("/a", "localhost:80", "127.0.0.2"), false),
            (with("/a", "127.0.0.1:80", "127.0.0.0/8"), false),
        ] {
            assert_eq!(other.checked().is_ok(), passes, "{other:?}");
        }
    }

    #[test]
    fn only_settings_of_the_table_within_their_bounds_pass() {
        let with = |undo| Cut { undo, ..cut("net.ipv4.ip_local_reserved_ports", "80", "80,443") };
        for (cut, sound) in [
            (cut("net.ipv4.tcp_tw_reuse", "2", "1"), true),
            (cut("net.ipv4.tcp_tw_reuse", "2", "3"), false),
            (cut("net.ipv4.tcp_tw_reuse", "-1", "1"), false),
            (cut("net.ipv4.tcp_tw_reuse", "02", "1"), false),
            (cut("kernel.core_pattern", "core", "|/bin/sh"), false),
            (cut("net/ipv4/tcp_tw_reuse", "2", "1"), false),
            (cut("../../etc/passwd", "2", "1"), false),
            (cut("windows.TcpTimedWaitDelay", "absent", "30"), false),
            (with(Back::Subtract("443".to_owned())), true),
            (with(Back::Subtract("443; reboot".to_owned())), false),
            (Cut { undo: Back::Subtract("1".to_owned()), ..cut("net.ipv4.tcp_tw_reuse", "2", "1") }, false),
        ] {
            assert_eq!(cut.checked().is_ok(), sound, "{cut:?}");
        }
    }
}
