//! Excluded ports of Windows: what netsh lists, there or in a paste, as sets.

use lastack_host::{Host, windows};
use lastack_model::words::Message;
use lastack_model::{FactSource, Facts, PortSet};

/// Excluded ports of IPv4 and of IPv6: those that an administrator excluded, and those of the system's own, which come and go.
const EXCLUDED: [[&str; 2]; 2] = [
    ["windows.excludedportrange", "windows.excludedportrange.system"],
    ["windows.excludedportrange6", "windows.excludedportrange6.system"],
];

/// The lists of excluded ports that a text holds, range by range. That of IPv6 looks like that of IPv4: only the command above
/// one tells which it is.
#[derive(Debug, Default)]
pub(crate) struct ExcludedLists {
    /// The last list of each family, by its command
    named: [Option<ExcludedSets>; 2],
    /// The first list that no command stands above, and the last one that is another
    unnamed: Option<ExcludedSets>,
    other: Option<ExcludedSets>,
    /// The list that ranges belong to now, where no command stands above it
    current: Option<ExcludedSets>,
}

impl ExcludedLists {
    /// Takes what is said of such a list: that it begins, or one of its ranges. False where it says something else.
    pub(crate) fn take(&mut self, key: &str, value: &str) -> bool {
        let Some(rest) = key.strip_prefix("windows.excludedportrange") else { return false };
        let Some((list, what)) = rest.rsplit_once('.') else { return false };
        let list = match list {
            "" => &mut self.named[0],
            "6" => &mut self.named[1],
            ".unnamed" => &mut self.current,
            _ => return false,
        };
        if what == "read" {
            let before = list.replace(ExcludedSets::default());
            if rest.starts_with(".unnamed") {
                self.end(before);
            }
            return true;
        }
        let port = |text: &str| text.parse::<u16>().ok();
        let range = what.split_once('-').and_then(|(first, last)| Some((port(first)?, port(last)?)));
        let (Some((first, last)), Some(list)) = (range, list) else { return false };
        list.add(first, last, value == "1");
        true
    }

    fn end(&mut self, list: Option<ExcludedSets>) {
        match &self.unnamed {
            None => self.unnamed = list,
            Some(first) if list.as_ref().is_some_and(|list| list != first) => self.other = list,
            Some(_) => {}
        }
    }

    /// The lists become the sets that a host tells. One without a command is that of IPv4 where no other stands beside it;
    /// where several do, none without a command is taken, and why is said.
    pub(crate) fn settle(mut self, facts: &mut Facts, source: &FactSource) -> Option<Message> {
        let last = self.current.take();
        self.end(last);
        let [four, six] = &self.named;
        let alone = four.is_none() && six.is_none() && self.other.is_none();
        let doubted = self.other.is_some() || !alone && self.unnamed.is_some() && self.unnamed != *four;
        for (family, sets) in
            [four.as_ref().or(self.unnamed.as_ref().filter(|_| alone)), six.as_ref()].into_iter().enumerate()
        {
            if let Some(sets) = sets {
                sets.tell(facts, family, source);
            }
        }
        doubted.then(|| Message::new("collect-windows-excluded-unnamed"))
    }
}

/// Excluded ports of one family.
#[derive(Debug, Default, PartialEq, Eq)]
struct ExcludedSets {
    administered: PortSet,
    of_system: PortSet,
}

impl ExcludedSets {
    fn add(&mut self, first: u16, last: u16, administered: bool) {
        let set = if administered { &mut self.administered } else { &mut self.of_system };
        set.insert_range(first, last);
    }

    /// Under the keys of the family: 0 for IPv4, 1 for IPv6.
    fn tell(&self, facts: &mut Facts, family: usize, source: &FactSource) {
        let [administered, of_system] = EXCLUDED.get(family).copied().unwrap_or(EXCLUDED[0]);
        facts.set(administered, self.administered.to_string(), source.clone());
        facts.set(of_system, self.of_system.to_string(), source.clone());
    }
}

/// Excluded ports of the families whose list was read: none is not unknown.
pub(super) fn tell(host: &dyn Host, facts: &mut Facts) {
    let text = super::text(host, windows::EXCLUDED_PORTS).unwrap_or_default();
    for (family, name) in ["tcp4", "tcp6"].into_iter().enumerate() {
        let mut sets: Option<ExcludedSets> = None;
        for line in text.lines() {
            let mut words = line.split(' ');
            if words.next() != Some(name) {
                continue;
            }
            let sets = sets.get_or_insert_default();
            let port = |word: Option<&str>| word.and_then(|word| word.parse::<u16>().ok());
            if let (Some(first), Some(last)) = (port(words.next()), port(words.next())) {
                sets.add(first, last, words.next() == Some("*"));
            }
        }
        if let Some(sets) = sets {
            sets.tell(facts, family, &FactSource::Live("netsh".to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use lastack_host::Replay;

    use super::*;
    use crate::facts::Depth;

    #[test]
    fn excluded_ports_are_known_for_the_families_whose_list_was_read() {
        let told = "tcp4\ntcp4 80 80\ntcp4 50000 50059 *\ntcp4 50060 50060 *\ntcp6\n";
        let range = (windows::DYNAMIC_PORTS, "tcp4 49152 16384\n");
        let facts =
            super::super::settings(&Replay::of_files([range, (windows::EXCLUDED_PORTS, told)]), Depth::Rules);
        let value = |key: &str| facts.get(key).map(|fact| fact.value.clone());
        assert_eq!(value("windows.excludedportrange").as_deref(), Some("50000-50060"));
        assert_eq!(value("windows.excludedportrange.system").as_deref(), Some("80"));
        assert_eq!(value("windows.excludedportrange6").as_deref(), Some(""));
        assert_eq!(value("windows.excludedportrange6.system").as_deref(), Some(""));
        for files in [&[][..], &[range], &[(windows::EXCLUDED_PORTS, told)]] {
            let facts = super::super::settings(&Replay::of_files(files.iter().copied()), Depth::Rules);
            assert!(facts.get("windows.excludedportrange").is_none(), "{files:?}");
        }
    }

    #[test]
    fn excluded_ports_are_read_where_rules_are_judged_alone() {
        let files = [(windows::DYNAMIC_PORTS, "tcp4 49152 16384\n"), (windows::EXCLUDED_PORTS, "tcp4\n")];
        for (depth, read) in [(Depth::Fold, false), (Depth::Rules, true)] {
            let facts = super::super::settings(&Replay::of_files(files), depth);
            assert_eq!(facts.get("windows.excludedportrange").is_some(), read, "{depth:?}");
            assert_eq!(super::super::range(&facts), Some((49_152, 65_535)));
        }
    }

    /// What is told of lists, each of one range behind the end of its keys, and whether a doubt is.
    fn settled(lists: &[(&str, &str)]) -> (Vec<(String, String)>, bool) {
        let (mut taken, mut facts) = (ExcludedLists::default(), Facts::default());
        for (list, ranges) in lists {
            assert!(taken.take(&format!("windows.excludedportrange{list}.read"), "0"));
            for range in ranges.split_ascii_whitespace() {
                let (range, star) = range.strip_suffix('*').map_or((range, "0"), |range| (range, "1"));
                assert!(taken.take(&format!("windows.excludedportrange{list}.{range}"), star));
            }
        }
        let doubted = taken.settle(&mut facts, &FactSource::Assumed).is_some();
        (facts.iter().map(|(key, fact)| (key.to_owned(), fact.value.clone())).collect(), doubted)
    }

    fn told(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter()
            .map(|(key, value)| (format!("windows.excludedportrange{key}"), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn ranges_of_a_paste_become_sets_and_without_a_list_there_is_none() {
        let one = told(&[("", "50000-50060"), (".system", "80")]);
        let ranges = "80-80 50000-50059* 50060-50060*";
        for list in ["", ".unnamed"] {
            assert_eq!(settled(&[(list, ranges)]), (one.clone(), false));
        }
        assert_eq!(settled(&[("", "")]), (told(&[("", ""), (".system", "")]), false));
        assert_eq!(settled(&[]), (vec![], false));
    }

    #[test]
    fn lists_of_two_families_stay_apart_and_none_is_guessed_beside_another() {
        let six = [("6", "90"), ("6.system", "")];
        let both = told(&[("", ""), (".system", "80"), six[0], six[1]]);
        assert_eq!(settled(&[("", "80-80"), ("6", "90-90*")]), (both, false));
        // The same port with and without a star, before and after a change: the later list, and not both.
        let later = told(&[("", ""), (".system", "80")]);
        assert_eq!(settled(&[("", "80-80* 90-90"), ("", "80-80")]), (later.clone(), false));
        let (first, other) = ((".unnamed", "80-80"), (".unnamed", "90-90*"));
        assert_eq!(settled(&[first, first]), (later.clone(), false));
        assert_eq!(settled(&[first, other]), (vec![], true));
        assert_eq!(settled(&[first, other, first]), (vec![], true));
        assert_eq!(settled(&[("6", "90-90*"), first]), (told(&six), true));
        assert_eq!(settled(&[("", "80-80"), other]), (later.clone(), true));
        assert_eq!(settled(&[("", "80-80"), first]), (later, false));
    }
}
