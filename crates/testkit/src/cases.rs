//! The language of `cases.md`: what was seen, and what a rule must make of it.
//!
//! ````text
//! ## A name as a sentence
//! fires | quiet | partial
//! twin of: <name of an earlier case>        (instead of a given block)
//! change: `ESTABLISHED=100` to `ESTABLISHED=10`
//!
//! ```given
//! (see `look`)
//! ```
//! ```expect
//! critical                                   severity of the first finding of this rule
//! because: blocking 900 >= 90 % of usable 1,000
//! subject: route | listener | namespace
//! since: 30
//! arg blocking: 900
//! en: text of the summary, `why:` of the why, `verdict:` of line 1, `quiet:` of ruled_out, in English
//! judged: severity of line 1, or unknown
//! do: suffixes of todo or none    dont: suffixes of dont or none    other: ids of the other findings
//! ```
//! ````

use crate::{Look, look};

/// What a case is for. Every rule has at least one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rule fires
    Fires,
    /// It does not
    Quiet,
    /// It judges what is there and says what is not
    Partial,
}

/// One case.
#[derive(Clone, Debug)]
pub struct RuleCase {
    /// Its name, a sentence
    pub name: String,
    /// What it is for
    pub kind: Kind,
    /// For a twin: the case that it differs from, and the one change
    pub twin: Option<(String, String, String)>,
    /// The text of its given block, after the change
    pub given: String,
    /// Expected lines as key and value; a line without a colon has an empty value
    pub expect: Vec<(String, String)>,
}

impl RuleCase {
    /// The severity that it expects, in lower case; empty where it expects none.
    pub fn severity(&self) -> &str {
        self.expect.iter().find(|(_, value)| value.is_empty()).map_or("", |(key, _)| key)
    }

    /// What was seen.
    pub fn look(&self) -> Look {
        look(&self.given)
    }
}

/// Reads a `cases.md`.
///
/// # Panics
/// Where the file does not keep to the language.
pub fn parse(text: &str) -> Vec<RuleCase> {
    let mut cases: Vec<RuleCase> = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let case = section_case(section, &cases);
        cases.push(case);
    }
    cases
}

fn section_case(section: &str, earlier: &[RuleCase]) -> RuleCase {
    let (name, body) = section.split_once('\n').unwrap_or((section, ""));
    let line = |key: &str| body.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    let kind = match body.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some("fires") => Kind::Fires,
        Some("quiet") => Kind::Quiet,
        Some("partial") => Kind::Partial,
        other => panic!("{name}: neither fires nor quiet nor partial but {other:?}"),
    };
    let twin = line("twin of:").map(|of| {
        let change = line("change:").unwrap_or_else(|| panic!("{name}: a twin without a change"));
        let parts = change.split('`').collect::<Vec<_>>();
        match parts.as_slice() {
            ["", from, " to ", to, ""] => (of.to_owned(), (*from).to_owned(), (*to).to_owned()),
            _ => panic!("{name}: a change is `this` to `that`"),
        }
    });
    let given = match &twin {
        Some(twin) => changed(name, twin, earlier),
        None => block(body, "given").unwrap_or_else(|| panic!("{name}: nothing given")).to_owned(),
    };
    let expect = block(body, "expect").unwrap_or_default().lines();
    let pair = |line: &str| {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        (key.trim().to_owned(), value.trim().to_owned())
    };
    let expect = expect.filter(|line| !line.trim().is_empty()).map(pair).collect();
    RuleCase { name: name.trim().to_owned(), kind, twin, given, expect }
}

/// The given block of the other twin with its one change.
fn changed(name: &str, (of, from, to): &(String, String, String), earlier: &[RuleCase]) -> String {
    let other = earlier.iter().find(|case| case.name == *of);
    let given = &other.unwrap_or_else(|| panic!("{name}: no earlier case {of:?}")).given;
    assert_eq!(given.matches(from.as_str()).count(), 1, "{name}: `{from}` must stand once in {of:?}");
    let after = given.replace(from.as_str(), to);
    let differ = given.split_whitespace().zip(after.split_whitespace()).filter(|(a, b)| a != b).count();
    let as_many = given.split_whitespace().count() == after.split_whitespace().count();
    assert!(as_many && differ == 1, "{name}: a twin differs in one word");
    after
}

fn block<'a>(body: &'a str, kind: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("```{kind}\n"))?;
    rest.split_once("```").map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Cases\n\n## It fires\nfires\n```given\nhistogram TIME_WAIT=2000\n```\n\
        ```expect\nok\narg rows: 2000\n```\n\n## Its twin\nquiet\ntwin of: It fires\n\
        change: `TIME_WAIT=2000` to `TIME_WAIT=20`\n";

    #[test]
    fn a_twin_is_the_other_case_with_one_change() {
        let cases = parse(TEXT);
        assert_eq!((cases[0].kind, cases[1].kind), (Kind::Fires, Kind::Quiet));
        assert_eq!(cases[1].given, "histogram TIME_WAIT=20\n");
        assert_eq!(cases[0].expect[1], ("arg rows".to_owned(), "2000".to_owned()));
        assert_eq!(cases[1].look().now.namespaces[0].census.rows, 20);
    }

    #[test]
    #[should_panic(expected = "must stand once")]
    fn a_twin_must_change_something() {
        parse(&TEXT.replace("`TIME_WAIT=2000` to", "`TIME_WAIT=3000` to"));
    }
}
