//! Windows: the dynamic range as `netsh int ipv4 show dynamicport tcp` prints it, and values of the registry as
//! `reg query` does or a file of regedit has them. The range of IPv6 has the same words: the command above it tells it apart.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect =
    Dialect { id: "windows-settings", os: Os::Windows, begins: Begins::ANY, read, lists };

/// Values below `Tcpip\Parameters` that bear on ports and TIME_WAIT (facts 13), as facts.
const VALUES: [(&str, &str); 5] = [
    ("MaxUserPort", "windows.MaxUserPort"),
    ("StrictTimeWaitSeqCheck", "windows.StrictTimeWaitSeqCheck"),
    ("Tcp1323Opts", "windows.Tcp1323Opts"),
    ("TcpNumConnections", "windows.TcpNumConnections"),
    ("TcpTimedWaitDelay", "windows.TcpTimedWaitDelay"),
];

/// Names of the line of `netsh int tcp show global` that tells whether timestamps are sent, in English and Chinese. Its
/// value is English in both.
const TIMESTAMPS: [&str; 2] = ["rfc 1323 timestamps", "rfc 1323 时间戳"];

/// What stands behind them.
const SENT: [&str; 3] = ["disabled", "enabled", "allowed"];

/// What the head of the range says besides `tcp`, in English, Chinese and German. That of UDP looks the same.
const HEADS: [&str; 3] = ["dynamic port range", "动态端口范围", "portbereich"];

/// Words before the numbers of the range, in the same languages, each with its facts over IPv4 and IPv6.
const RANGE: [(&str, [&str; 2]); 6] = [
    ("start port", STARTS),
    ("启动端口", STARTS),
    ("startport", STARTS),
    ("number of ports", COUNTS),
    ("端口数", COUNTS),
    ("anzahl von ports", COUNTS),
];
const STARTS: [&str; 2] = ["windows.dynamicport.start", "windows.dynamicport6.start"];
const COUNTS: [&str; 2] = ["windows.dynamicport.count", "windows.dynamicport6.count"];

/// Below commands that print ranges, with their families behind it: `64` where that of IPv6 is printed first and then that of IPv4.
const COMMANDS: &str = "dynamicport of ";
/// Below the head of a range, with its family behind it and those that are printed next.
const BELOW: &str = "dynamicport below ";

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    value(text)
        .or_else(|| exported(text))
        .or_else(|| timestamps(text))
        .or_else(|| whole(text))
        .or_else(|| if line.near { range(text, line.asked) } else { None })
        .or_else(|| head(text, line.asked))
        .or_else(|| commands(text))
}

/// `TcpTimedWaitDelay    REG_DWORD    0x1e`
fn value<'a>(text: &str) -> Option<Reading<'a>> {
    if !text.starts_with(['M', 'S', 'T', 'm', 's', 't']) {
        return None;
    }
    let mut words = text.split_ascii_whitespace();
    let name = words.next()?;
    let (_, key) = VALUES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let (kind, value) = (words.next()?, words.next()?);
    let hex = value.strip_prefix("0x").filter(|_| kind == "REG_DWORD" && words.next().is_none())?;
    told(key, u32::from_str_radix(hex, 16).ok()?)
}

/// `"TcpTimedWaitDelay"=dword:0000001e` of a file that regedit wrote; its head and its keys are no settings.
fn exported<'a>(text: &str) -> Option<Reading<'a>> {
    if text == "Windows Registry Editor Version 5.00" || text == "REGEDIT4" || text.starts_with("[HKEY_") {
        return Some(Reading::Quiet);
    }
    let (name, value) = text.strip_prefix('"')?.split_once("\"=dword:")?;
    let (_, key) = VALUES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    // regedit writes eight digits; a file written by hand may have fewer.
    let hex = Some(value).filter(|hex| (1..=8).contains(&hex.len()))?;
    told(key, u32::from_str_radix(hex, 16).ok()?)
}

/// The key always holds this value, and nobody asks for it: where it stands all values were listed.
const ALWAYS: &str = "DataBasePath";

/// `    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\System32\drivers\etc` of `reg query`,
/// `"DataBasePath"=hex(2):25,00,53,00,\` of regedit.
fn whole<'a>(text: &str) -> Option<Reading<'a>> {
    let rest = text.strip_prefix(ALWAYS).map(str::trim_start);
    let listed = rest.is_some_and(|rest| rest.starts_with("REG_EXPAND_SZ "));
    let exported = text.strip_prefix('"').and_then(|text| text.strip_prefix(ALWAYS));
    let exported = exported.is_some_and(|rest| rest.starts_with("\"=hex(2):"));
    (listed || exported).then_some(Reading::Fact(Cow::Borrowed("windows.registry"), "whole"))
}

/// `RFC 1323 Timestamps                 : disabled`
fn timestamps<'a>(text: &'a str) -> Option<Reading<'a>> {
    let (name, value) = text.strip_prefix("RFC 1323 ").and_then(|_| text.split_once(':'))?;
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    (TIMESTAMPS.contains(&name.as_str()) && SENT.contains(&value))
        .then_some(Reading::Fact(Cow::Borrowed("windows.timestamps"), value))
}

/// What stands below the head, without a gap.
fn range<'a>(text: &str, asked: Option<&str>) -> Option<Reading<'a>> {
    let families = asked.and_then(|asked| asked.strip_prefix(BELOW));
    let below = families.map(below);
    if !text.is_empty() && text.bytes().all(|byte| byte == b'-') {
        return Some(below.map_or(Reading::Quiet, |below| Reading::Told(vec![below])));
    }
    let (name, number) = text.split_once(':')?;
    let name = name.trim().to_lowercase();
    let (_, [four, six]) = RANGE.iter().find(|(known, _)| *known == name)?;
    let number = number.trim().parse::<u16>().ok()?;
    let key = if families.is_some_and(|families| families.starts_with('6')) { six } else { four };
    Some(Reading::Told(below.into_iter().chain([Told::Fact(Cow::Borrowed(key), number.into())]).collect()))
}

fn head<'a>(text: &str, asked: Option<&str>) -> Option<Reading<'a>> {
    // Most lines of logs have a time with colons, which are found sooner than words.
    if text.contains(':') || !text.split_whitespace().any(|word| word.eq_ignore_ascii_case("tcp")) {
        return None;
    }
    let text = text.to_lowercase();
    if !HEADS.iter().any(|head| text.contains(head)) {
        return None;
    }
    let first = || asked?.strip_prefix(COMMANDS);
    let next = || asked?.strip_prefix(BELOW)?.get(1..).filter(|families| !families.is_empty());
    Some(match first().or_else(next) {
        Some(families) => Reading::Told(vec![below(families)]),
        None => Reading::Quiet,
    })
}

fn below(families: &str) -> Told<'static> {
    Told::On(Cow::Owned(format!("{BELOW}{families}")))
}

/// `C:\>netsh int ipv6 show dynamicport protocol=tcp`, with any prompt before it; several of them one behind the other.
fn commands<'a>(text: &str) -> Option<Reading<'a>> {
    // Asked of every line: its last letters tell most of them apart.
    let end = text.len().checked_sub(3).and_then(|at| text.as_bytes().get(at..))?;
    if !end.eq_ignore_ascii_case(b"tcp") {
        return None;
    }
    let text = text.to_lowercase();
    let mut families = String::new();
    let mut parts = text.split("show ");
    let mut before = parts.next()?;
    for part in parts {
        if before.contains("netsh") && part.starts_with("dynamicport") {
            // A folder in the prompt may have the name of a family, and stands before it.
            families.push(if before.rfind("ipv6") > before.rfind("ipv4") { '6' } else { '4' });
        }
        before = part;
    }
    // Of IPv4 is what nobody says anything of.
    families.contains('6').then(|| Reading::Asked(Cow::Owned(format!("{COMMANDS}{families}"))))
}

fn told<'a>(key: &'static str, number: u32) -> Option<Reading<'a>> {
    Some(Reading::Told(vec![Told::Fact(Cow::Borrowed(key), u64::from(number))]))
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
