//! What Windows says of itself: its version (`ver`, the head of a console, `systeminfo`), when it was started
//! (`systeminfo`, `LastBootUpTime` of WMI), and the time of its clock beside that.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::moment::is_moment;

pub(super) const DIALECT: Dialect =
    Dialect { id: "windows-host", os: Os::Windows, begins: Begins::ANY, read, lists };

const VERSION: &str = "windows.version";

const BOOT: &str = "windows.boot";

const NOW: &str = "windows.now";

/// Names of properties, and the words of `systeminfo` in English, Chinese, German and French, in small letters. The
/// date of installation stands in the same form: so its form alone does not tell.
const NAMES: [(&str, &str); 7] = [
    ("lastbootuptime", BOOT),
    ("localdatetime", NOW),
    ("system boot time", BOOT),
    ("系统启动时间", BOOT),
    ("系統開機時間", BOOT),
    ("systemstartzeit", BOOT),
    ("heure de démarrage du système", BOOT),
];

/// Words before the moment from which `net statistics workstation` counts, in English and Chinese: that service starts with
/// the host, or later.
const SINCE: [&str; 2] = ["Statistics since ", "统计数据开始于"];

/// The least build of each system that has one of these versions: 2000, Vista, 8 and 10.
const BUILDS: [(u32, u32, u32); 4] = [(5, 0, 2_195), (6, 0, 6_000), (6, 2, 9_200), (10, 0, 10_240)];

/// Commands that print the clock on the next line.
const CLOCKS: [&str; 2] = [">get-date", "> get-date"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if let Some(key) = line.asked.filter(|key| [BOOT, NOW].contains(key)) {
        if text.bytes().all(|byte| byte == b'-') {
            return Some(Reading::Asked(Cow::Borrowed(key)));
        }
        if is_moment(text) {
            return Some(Reading::Fact(Cow::Borrowed(key), text));
        }
    }
    banner(text)
        .or_else(|| labelled(text))
        .or_else(|| since(text))
        .or_else(|| clock(text))
        .or_else(|| question(text))
}

/// `Microsoft Windows [Version 10.0.17763.1]` in any language, and what .NET makes of it:
/// `Microsoft Windows NT 10.0.17763.0`.
fn banner(text: &str) -> Option<Reading<'_>> {
    let rest = text.strip_prefix("Microsoft Windows ")?;
    let words = rest.strip_suffix(']').unwrap_or(rest);
    let bracketed = rest.len() > words.len() && words.contains('[');
    let last = words.rsplit([' ', '[']).next()?;
    let dotted = rest.strip_prefix("NT ").is_some_and(|rest| rest.starts_with(last)) || bracketed;
    (dotted && is_version(last)).then_some(Reading::Fact(Cow::Borrowed(VERSION), last))
}

/// `System Boot Time:   11/15/2026, 3:12:44 AM`, `LastBootUpTime=20260101083000.500000+060`, and
/// `OS Version:   10.0.20348 N/A Build 20348`, which is known by its form in any language.
fn labelled(text: &str) -> Option<Reading<'_>> {
    let (name, value) = text.split_once([':', '='])?;
    let (name, value) = (name.trim(), value.trim());
    if !value.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let (first, last) = (value.split(' ').next()?, value.rsplit(' ').next()?);
    // The build number stands twice.
    if is_version(first) && first != last && first.split('.').nth(2) == Some(last) {
        return Some(Reading::Fact(Cow::Borrowed(VERSION), first));
    }
    // `Version : 6.1.7601` of Get-CimInstance, `Version=6.1.7601` of wmic: other programs print theirs so too.
    if name == "Version" && is_build(value) {
        return Some(Reading::Fact(Cow::Borrowed(VERSION), value));
    }
    let key = name_of(name)?;
    is_moment(value).then_some(Reading::Fact(Cow::Borrowed(key), value))
}

/// `Statistics since 11/15/2026 3:12:44 AM`.
fn since(text: &str) -> Option<Reading<'_>> {
    let moment = SINCE.iter().find_map(|words| text.strip_prefix(words))?;
    let moment = moment.trim_matches(|c: char| c.is_whitespace() || c == '\u{200e}');
    is_moment(moment).then_some(Reading::Fact(Cow::Borrowed(BOOT), moment))
}

/// Three numbers that some Windows has for its version.
fn is_build(text: &str) -> bool {
    let numbers = text.split('.').map(str::parse::<u32>).collect::<Result<Vec<_>, _>>();
    matches!(numbers.as_deref(), Ok([major, minor, build]) if BUILDS.iter().any(|(of, from, least)| {
        major == of && minor >= from && *minor <= from + 2 && build >= least
    }))
}

fn name_of(name: &str) -> Option<&'static str> {
    // The longest is 29 signs long; most lines of other text are longer than that before their colon, or shorter.
    if !(6..=40).contains(&name.len()) {
        return None;
    }
    let name = name.to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, key)| *key)
}

/// What `echo %DATE% %TIME%` prints: no other clock shows hundredths behind a date of this form.
fn clock(text: &str) -> Option<Reading<'_>> {
    let (_, fraction) = text.rsplit_once(['.', ','])?;
    let shaped = fraction.len() == 2 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let clocked = shaped && text.matches(':').count() == 2 && text.contains(' ');
    (clocked && is_moment(text)).then_some(Reading::Fact(Cow::Borrowed(NOW), text))
}

/// A head of WMI's table or a command behind any prompt: the moment stands below.
fn question(text: &str) -> Option<Reading<'_>> {
    let tail = text.get(text.len().saturating_sub(16)..).unwrap_or(text).to_ascii_lowercase();
    if CLOCKS.iter().any(|command| tail.ends_with(command)) {
        return Some(Reading::Asked(Cow::Borrowed(NOW)));
    }
    tail.ends_with("lastbootuptime").then_some(Reading::Asked(Cow::Borrowed(BOOT)))
}

/// `6.1.7601`, `10.0.17763.1`: three or four numbers.
fn is_version(text: &str) -> bool {
    let numbers = text.split('.').map(|part| part.parse::<u32>().is_ok()).collect::<Vec<_>>();
    matches!(numbers.len(), 3 | 4) && numbers.iter().all(|number| *number)
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
