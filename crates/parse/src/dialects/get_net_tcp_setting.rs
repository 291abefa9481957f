//! `Get-NetTCPSetting` of PowerShell, its list and `Format-Table` of the columns that matter: the dynamic port range of each setting.
//! Names of properties are those of the class MSFT_NetTCPSetting in every language.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect = Dialect {
    id: "get-net-tcp-setting",
    os: Os::Windows,
    begins: Begins::CAPITALS.or(Begins::with(b"-")),
    read,
    lists,
};

/// Names the setting; without it the range may be that of UDP, whose list has the same names.
const NAME: &str = "SettingName";
const START: &str = "DynamicPortRangeStartPort";
const COUNT: &str = "DynamicPortRangeNumberOfPorts";

/// What stands between the name and the range, with its unit left out.
const BETWEEN: [&str; 16] = [
    "AutoTuningLevelEffective",
    "AutoTuningLevelGroupPolicy",
    "AutoTuningLevelLocal",
    "AutomaticUseCustom",
    "CongestionProvider",
    "CwndRestart",
    "DelayedAckFrequency",
    "DelayedAckTimeout",
    "EcnCapability",
    "ForceWS",
    "InitialCongestionWindow",
    "InitialRto",
    "MemoryPressureProtection",
    "MinRto",
    "ScalingHeuristics",
    "Timestamps",
];

/// Before what is known of a setting so far.
const LIST: &str = "Get-NetTCPSetting list ";
/// Before the head of a table.
const TABLE: &str = "Get-NetTCPSetting table ";

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    let asked = line.asked.filter(|_| line.near);
    if let Some(head) = asked.and_then(|asked| asked.strip_prefix(TABLE)) {
        return row(head, text);
    }
    if text.starts_with(NAME) && [START, COUNT].iter().all(|name| text.contains(name)) {
        let named = text.split_ascii_whitespace().all(is_name);
        return named.then(|| on(format!("{TABLE}{text}")));
    }
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim_end(), value.trim());
    if name == NAME {
        return is_name(value).then(|| on(format!("{LIST}{value}")));
    }
    let known = asked?.strip_prefix(LIST)?;
    let bare = name.strip_suffix(')').and_then(|name| name.split_once('(')).map_or(name, |(name, _)| name);
    match bare {
        START | COUNT => Some(half(known, name, value)),
        _ => BETWEEN.contains(&bare).then(|| on(format!("{LIST}{known}"))),
    }
}

/// One end of the range: with the other one it is told. The setting that is chosen by itself has none.
fn half<'a>(known: &str, name: &str, value: &str) -> Reading<'a> {
    let mut words = known.split(' ');
    let (Some(setting), Ok(number)) = (words.next(), value.parse::<u16>()) else { return Reading::Quiet };
    match (name, words.next(), words.next().and_then(|other| other.parse().ok())) {
        (COUNT, Some(START), Some(start)) => Reading::Told(range(setting, start, number).into()),
        (START, Some(COUNT), Some(count)) => Reading::Told(range(setting, number, count).into()),
        _ => on(format!("{LIST}{setting} {name} {number}")),
    }
}

/// `InternetCustom                       49152                         16384`; the setting that is chosen by itself has a name alone.
fn row<'a>(head: &str, text: &str) -> Option<Reading<'a>> {
    let cells: Vec<&str> = text.split_ascii_whitespace().collect();
    let on = || Told::On(format!("{TABLE}{head}").into());
    let dashes = text.bytes().all(|byte| matches!(byte, b'-' | b' '));
    if dashes || matches!(cells.as_slice(), [name] if is_name(name)) {
        return Some(Reading::Told(vec![on()]));
    }
    if cells.len() != head.split_ascii_whitespace().count() {
        return None;
    }
    let cell = |name: &str| {
        let column = head.split_ascii_whitespace().position(|column| column == name)?;
        cells.get(column).copied()
    };
    let setting = cell(NAME).filter(|name| is_name(name))?;
    let [start, count] = range(setting, cell(START)?.parse().ok()?, cell(COUNT)?.parse().ok()?);
    Some(Reading::Told(vec![start, count, on()]))
}

/// Under a key of the setting's own: whether all have the same range is seen at the end.
fn range<'a>(setting: &str, start: u16, count: u16) -> [Told<'a>; 2] {
    let told = |what, number: u16| {
        Told::Fact(Cow::Owned(format!("windows.dynamicport.{setting}.{what}")), number.into())
    };
    [told("start", start), told("count", count)]
}

fn on<'a>(what: String) -> Reading<'a> {
    Reading::Told(vec![Told::On(what.into())])
}

/// A word of letters; the longest of Windows is DatacenterCustom, the longest property has 31.
fn is_name(word: &str) -> bool {
    let bare = word.strip_suffix(')').and_then(|word| word.split_once('(')).map_or(word, |(word, _)| word);
    (1..=32).contains(&word.len()) && bare.bytes().all(|byte| byte.is_ascii_alphabetic())
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
