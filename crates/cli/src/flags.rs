//! Flags that every subcommand takes. A flag stands before its variable LASTACK_*, and that before the default.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{FalseyValueParser, PossibleValue, PossibleValuesParser, TypedValueParser as _};
use lastack_engine::NetnsChoice;
use lastack_model::Severity;
use lastack_report::{Ambiguous, Exits, FORMATS, Format};

/// Rows of a list where nobody says how many.
pub(crate) const TOP: usize = 20;

/// Ids of the flags that only mean something where a host or a paste is looked at.
pub(crate) const LOOKING: [&str; 6] = ["mask", "top", "interval", "netns", "no_owners", "fail_on"];

/// See the words `cli-help-flag-…`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Flags {
    #[arg(long, global = true, env = "LASTACK_FORMAT", value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = a_format())]
    pub(crate) format: String,
    #[arg(long, global = true, env = "LASTACK_LANG", value_name = "LANG", value_parser = a_language)]
    pub(crate) lang: Option<lastack_model::words::Lang>,
    #[arg(long, global = true, env = "LASTACK_COLOR", value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    #[arg(short, long, global = true, env = "LASTACK_VERBOSE", value_parser = FalseyValueParser::new())]
    pub(crate) verbose: bool,
    #[arg(long, global = true, env = "LASTACK_MASK", value_parser = FalseyValueParser::new())]
    pub(crate) mask: bool,
    #[arg(long, global = true, env = "LASTACK_TOP", value_name = "N", default_value_t = TOP)]
    #[arg(value_parser = a_count)]
    pub(crate) top: usize,
    #[arg(long, global = true, env = "LASTACK_INTERVAL", value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) interval: Option<Duration>,
    #[arg(long, global = true, env = "LASTACK_NETNS", value_name = "NETNS", default_value = "all")]
    #[arg(value_parser = a_namespace)]
    pub(crate) netns: NetnsChoice,
    #[arg(long, global = true, env = "LASTACK_NO_OWNERS", value_parser = FalseyValueParser::new())]
    pub(crate) no_owners: bool,
    #[arg(long, global = true, env = "LASTACK_FAIL_ON", value_name = "SEVERITY", value_parser = a_severity())]
    pub(crate) fail_on: Option<Severity>,
    #[arg(long, global = true, env = "LASTACK_WIDTH", value_name = "COLUMNS", value_parser = columns)]
    pub(crate) width: Option<usize>,
    #[arg(long, global = true, env = "LASTACK_AMBIGUOUS", value_name = "WIDTH", value_parser = a_width())]
    pub(crate) ambiguous: Option<Ambiguous>,
}

impl Flags {
    /// The format asked for.
    pub(crate) fn format(&self) -> &'static Format {
        // The parser takes only registered names, so the first one is never a stand-in.
        lastack_report::format(&self.format).unwrap_or(FORMATS[0])
    }
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Most routes and listeners that are named.
const MOST_NAMED: usize = 100_000;

fn a_count(text: &str) -> Result<usize, String> {
    whole(text, 1..=MOST_NAMED)
}

fn columns(text: &str) -> Result<usize, String> {
    whole(text, 20..=1_000)
}

fn whole(text: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    let wrong = || format!("{} - {}", range.start(), range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(wrong)
}

/// Largest pid that Linux gives (include/linux/threads.h, PID_MAX_LIMIT, 64 bit).
const LARGEST_PID: u32 = 4 << 20;

/// A pid.
pub(crate) fn pid(text: &str) -> Result<u32, String> {
    let wrong = || format!("1 - {LARGEST_PID}");
    text.parse().ok().filter(|pid| (1..=LARGEST_PID).contains(pid)).ok_or_else(wrong)
}

fn a_format() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| PossibleValue::new(format.id)))
}

/// The same where no verdict is given: what speaks of a verdict alone is read, so that it can be told, and not offered.
pub(crate) fn format_of_an_answer() -> PossibleValuesParser {
    let verdict = |format: &Format| format.exits != Exits::Contract;
    PossibleValuesParser::new(
        FORMATS.iter().map(|format| PossibleValue::new(format.id).hide(verdict(format))),
    )
}

fn a_language(name: &str) -> Result<lastack_model::words::Lang, String> {
    lastack_model::words::Lang::from_name(name).ok_or_else(|| "en, zh".to_owned())
}

fn a_severity() -> impl clap::builder::TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(["warning", "critical"])
        .map(|name| if name == "critical" { Severity::Critical } else { Severity::Warning })
}

fn a_width() -> impl clap::builder::TypedValueParser<Value = Ambiguous> {
    PossibleValuesParser::new(["1", "2"])
        .map(|cells| if cells == "2" { Ambiguous::Wide } else { Ambiguous::Narrow })
}

/// A port.
pub(crate) fn port(text: &str) -> Result<u16, String> {
    let wrong = || "1 - 65535".to_owned();
    text.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)
}

/// Where connections go to: an address with a port.
pub(crate) fn destination(text: &str) -> Result<SocketAddr, String> {
    let wrong = || "127.0.0.1:1 - 127.0.0.1:65535, [::1]:1 - [::1]:65535".to_owned();
    text.parse::<SocketAddr>().ok().filter(|to| to.port() > 0).ok_or_else(wrong)
}

/// Longest interval that is waited for: an hour.
const LONGEST_S: f64 = 3_600.0;

/// Seconds with a fraction, up to an hour.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    match text.trim_end_matches('s').parse::<f64>() {
        Ok(seconds) if (0.0..=LONGEST_S).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("0 - 3600".to_owned()),
    }
}

/// Seconds that something is traced: more than none, up to an hour.
pub(crate) fn window(text: &str) -> Result<Duration, String> {
    seconds(text).ok().filter(|window| *window >= SHORTEST_WINDOW).ok_or_else(|| "0.1 - 3600".to_owned())
}

/// Below this a trace sees next to nothing of the 60 s that a row lives.
const SHORTEST_WINDOW: Duration = Duration::from_millis(100);

fn a_namespace(text: &str) -> Result<NetnsChoice, String> {
    Ok(match (text, text.parse::<u32>()) {
        ("", _) => return Err("all, self, NAME, PID, PATH".to_owned()),
        ("all", _) => NetnsChoice::All,
        ("self", _) => NetnsChoice::Own,
        (_, Ok(pid)) => NetnsChoice::Pid(pid),
        (path, Err(_)) if path.contains('/') => NetnsChoice::Path(PathBuf::from(path)),
        (name, Err(_)) => NetnsChoice::Named(name.to_owned()),
    })
}
