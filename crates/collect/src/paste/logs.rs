//! Log lines of one paste, folded by trouble, form and target, with the outages that they begin and end.

use std::collections::HashMap;

use lastack_model::{Endpoint, LogHit, LogLine, LogMark, Outage, Untrusted};

/// Groups that are kept; the lines of others are counted as `left_out`. A group takes some 700 bytes at most.
const GROUPS: usize = 4096;

/// Outages kept of each group, the first ones.
const OUTAGES: usize = 50;

/// Bytes kept of the first line of each group.
const SAMPLE: usize = 512;

type Key = (&'static str, Option<&'static str>, Option<Endpoint>, Option<u16>);

/// Folds log lines as they come.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    hits: Vec<LogHit>,
    places: HashMap<Key, usize>,
    /// The group of the line before, where an agent may have told the cause
    last: Option<usize>,
    left_out: u64,
}

impl Logs {
    /// How many groups are kept.
    pub(crate) const GROUPS: usize = GROUPS;

    /// Takes the next line.
    pub(crate) fn add(&mut self, line: &LogLine<'_>) {
        if line.mark == LogMark::Ends {
            self.end(line);
            return;
        }
        let Some(place) = self.told_before(line).or_else(|| self.place(line)) else {
            self.left_out += 1;
            return;
        };
        self.last = Some(place);
        let Some(hit) = self.hits.get_mut(place) else { return };
        hit.count += 1;
        hit.last_line = line.line;
        if let Some(time) = line.time {
            hit.span = Some((hit.span.map_or(time, |span| span.0), time));
        }
        if let (LogMark::Begins, Some(from_ms)) = (line.mark, line.at_ms) {
            let lasts = hit.outages.last().is_some_and(|outage| outage.until_ms.is_none());
            if !lasts && hit.outages.len() < OUTAGES {
                hit.outages.push(Outage { from_ms, until_ms: None });
            }
        }
    }

    /// The groups, those with most lines first, and the number of lines that are in none.
    pub(crate) fn finish(mut self) -> (Vec<LogHit>, u64) {
        self.hits.sort_by(|a, b| b.count.cmp(&a.count).then(a.first_line.cmp(&b.first_line)));
        (self.hits, self.left_out)
    }

    /// Agents of version 6 tell the cause on one line and that the checks fail on the next: one trouble.
    fn told_before(&self, line: &LogLine<'_>) -> Option<usize> {
        let place = self.last?;
        let before = self.hits.get(place)?;
        let goes_on = line.signature == "active-checks-failed"
            && line.target.is_none()
            && before.form == line.form
            && before.last_line + 1 == line.line;
        goes_on.then_some(place)
    }

    fn place(&mut self, line: &LogLine<'_>) -> Option<usize> {
        let key = (line.signature, line.form, line.target, line.port);
        if let Some(place) = self.places.get(&key) {
            return Some(*place);
        }
        if self.hits.len() >= GROUPS {
            return None;
        }
        self.places.insert(key, self.hits.len());
        self.hits.push(LogHit {
            signature: line.signature,
            form: line.form,
            target: line.target,
            port: line.port,
            count: 0,
            first_line: line.line,
            last_line: line.line,
            span: None,
            outages: Vec::new(),
            sample: Untrusted::new(shortened(line.text)),
        });
        Some(self.hits.len() - 1)
    }

    /// It works again: whatever broke towards that target, whichever cause was told. A recovery without a failure
    /// before it is no trouble.
    fn end(&mut self, line: &LogLine<'_>) {
        let Some(until_ms) = line.at_ms else { return };
        let same = |hit: &&mut LogHit| {
            hit.form == line.form
                && (hit.target == line.target || hit.target.is_none() || line.target.is_none())
        };
        for hit in self.hits.iter_mut().filter(same) {
            if let Some(outage) = hit.outages.last_mut().filter(|outage| outage.until_ms.is_none()) {
                outage.until_ms = Some(until_ms);
            }
        }
    }
}

fn shortened(line: &str) -> &str {
    let end = (0..=SAMPLE.min(line.len())).rev().find(|at| line.is_char_boundary(*at));
    line.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use lastack_model::LogTime;

    use super::*;

    fn fold(lines: impl IntoIterator<Item = String>) -> (Vec<LogHit>, u64) {
        let mut logs = Logs::default();
        for (index, text) in lines.into_iter().enumerate() {
            if let Some(line) = lastack_parse::log::line(&text) {
                logs.add(&LogLine { line: index as u64 + 1, ..line });
            }
        }
        logs.finish()
    }

    fn agent(at: &str, words: &str) -> String {
        format!("  4711:20261122:{at}.000 {words}")
    }

    /// 03:12:40 of that day.
    const AT: i64 = 1_795_317_160_000;

    #[test]
    fn an_outage_lasts_from_the_first_failure_to_the_recovery() {
        let no_port = "[cannot connect to [[10.0.0.9]:10051]: [99] Cannot assign requested address]";
        let (hits, left_out) = fold([
            agent("031240", &format!("Unable to connect to [10.0.0.9]:10051 {no_port}")),
            agent("031240", "Active check configuration update started to fail"),
            agent("031340", &format!("Still unable to connect to [10.0.0.9]:10051 {no_port}")),
            agent("031440", "Active check configuration update from [10.0.0.9:10051] is working again"),
            agent("031540", "Active check configuration update from [10.0.0.9:10051] is working again"),
            agent("031640", &format!("Unable to connect to [10.0.0.9]:10051 {no_port}")),
        ]);
        let [hit] = hits.as_slice() else { panic!("{hits:?}") };
        assert_eq!((hit.signature, hit.form), ("connect-eaddrnotavail", Some("zabbix-agent")));
        assert_eq!((hit.count, hit.first_line, hit.last_line, left_out), (4, 1, 6, 0));
        let outages = [
            Outage { from_ms: AT, until_ms: Some(AT + 120_000) },
            Outage { from_ms: AT + 240_000, until_ms: None },
        ];
        assert_eq!(hit.outages, outages);
        let at = |ms| LogTime { ms, has_year: true };
        assert_eq!(hit.span, Some((at(AT), at(AT + 240_000))));
        assert!(hit.sample.raw().starts_with("4711:20261122:031240.000 Unable to connect"));
    }

    #[test]
    fn a_recovery_ends_the_outage_of_its_own_target_alone() {
        let fails = |host: &str| {
            format!(
                "active check data upload to [{host}:10051] started to fail ([connect] cannot connect to [[{host}]:10051]: [0x00002747] x)"
            )
        };
        let (hits, _) = fold([
            agent("031240", &fails("10.0.0.9")),
            agent("031240", &fails("10.0.0.8")),
            agent("031340", "active check data upload to [10.0.0.8:10051] is working again"),
        ]);
        let ends: Vec<_> =
            hits.iter().map(|hit| (hit.target.map(|at| at.to_string()), hit.outages[0].until_ms)).collect();
        let expected = [
            (Some("10.0.0.9:10051".to_owned()), None),
            (Some("10.0.0.8:10051".to_owned()), Some(AT + 60_000)),
        ];
        assert_eq!(ends, expected);
    }

    #[test]
    fn targets_without_end_are_kept_within_bounds_and_counted() {
        let lines = (0..5_003).map(|i| {
            format!("dial tcp 10.1.{}.{}:80: connect: cannot assign requested address", i / 250, i % 250)
        });
        let (hits, left_out) = fold(lines);
        assert_eq!((hits.len(), left_out), (GROUPS, 5_003 - GROUPS as u64));
        let long =
            format!("dial tcp 10.0.0.9:80: connect: cannot assign requested address {}", "字".repeat(400));
        assert_eq!(fold([long]).0[0].sample.raw().len(), 510);
    }
}
