//! Words in two languages: Fluent messages, arguments, and text in which foreign parts stay marked.

mod spacing;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::{Arg, Unit, Untrusted, Value};

/// A language that lastack speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// From `--lang` or a locale: `zh`, `zh_CN.UTF-8`, `zh-Hans`, `cn`, `en_US`. `None` for anything else.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.split(['_', '-', '.', '@']).next()? {
            "zh" | "cn" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }
}

/// A message id with its arguments: what findings, warnings and coverage carry instead of sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Fluent message id
    pub id: Cow<'static, str>,
    /// Arguments by name
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// Without arguments.
    pub const fn new(id: &'static str) -> Self {
        Message { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// With one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: Arg) -> Self {
        // Few have more than one, and a list of lines holds a message for each of them: a vector that grows by itself would
        // have room for four.
        self.args.reserve_exact(1);
        self.args.push((name, arg));
        self
    }
}

/// The Fluent source of one folder, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Every message id of the folder begins with this and a hyphen, or equals it
    pub prefix: &'static str,
    /// English
    pub en: &'static str,
    /// Simplified Chinese
    pub zh: &'static str,
}

/// Part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Ours: may be shown as it is
    Ours(String),
    /// Somebody else's: each format escapes it
    Foreign(Untrusted),
}

/// A text in one language in which foreign parts stay marked.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Phrase(pub Vec<Piece>);

impl Phrase {
    /// A text of ours.
    pub fn ours(text: impl Into<String>) -> Self {
        Phrase(vec![Piece::Ours(text.into())])
    }

    /// The text, each foreign part passed through `escape`.
    pub fn render(&self, mut escape: impl FnMut(&Untrusted) -> String) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Ours(ours) => text.push_str(ours),
                Piece::Foreign(foreign) => text.push_str(&escape(foreign)),
            }
        }
        text
    }
}

/// Marks the place of a foreign part inside formatted text. U+F8FF is private use, and is taken out of every
/// other argument.
const MARK: char = '\u{F8FF}';

/// All words of the program. A folder is read by Fluent when its first message is asked for: a verdict needs a few
/// of some hundred.
pub struct Catalog {
    folders: Vec<Folder>,
}

type Bundle = FluentBundle<FluentResource>;

struct Folder {
    words: Words,
    /// English and Chinese, each read when it is first asked for
    bundles: [OnceLock<Bundle>; 2],
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalog({} folders)", self.folders.len())
    }
}

impl Catalog {
    /// Takes all folders. Nothing is read yet.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a Words>) -> Self {
        let mut folders: Vec<Folder> =
            words.into_iter().map(|words| Folder { words: *words, bundles: Default::default() }).collect();
        // The longest prefix comes first, so that `tcp-tw-reuse-delay` is not looked for in `tcp-tw-reuse`.
        folders.sort_by_key(|folder| (std::cmp::Reverse(folder.words.prefix.len()), folder.words.prefix));
        Catalog { folders }
    }

    /// Everything wrong with the Fluent sources: broken Fluent, an id that stands twice, an id outside its folder's
    /// prefix, a prefix that stands twice. A test expects none.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for pair in self.folders.windows(2) {
            if pair[0].words.prefix == pair[1].words.prefix {
                problems.push(format!("{}: two folders have this prefix", pair[0].words.prefix));
            }
        }
        for folder in &self.folders {
            for lang in Lang::ALL {
                let mut bundle = new_bundle(lang);
                let found = fill(&mut bundle, folder.source(lang));
                problems.extend(
                    found
                        .into_iter()
                        .map(|problem| format!("{} ({}): {problem}", folder.words.prefix, lang.name())),
                );
                problems.extend(folder.strays(lang));
            }
        }
        problems
    }

    /// Whether there is such a message in this language.
    pub fn has(&self, lang: Lang, id: &str) -> bool {
        self.bundle(lang, id)
            .and_then(|bundle| bundle.get_message(id))
            .is_some_and(|message| message.value().is_some())
    }

    fn bundle(&self, lang: Lang, id: &str) -> Option<&Bundle> {
        let folder = self.folders.iter().find(|folder| folder.holds(id))?;
        Some(folder.bundles[lang as usize].get_or_init(|| {
            let mut bundle = new_bundle(lang);
            // What is wrong with it is told by `problems`; what is right still speaks.
            let _ = fill(&mut bundle, folder.source(lang));
            bundle
        }))
    }

    /// The text of a message. An unknown id gives the id itself, so that nothing is lost.
    pub fn phrase(&self, lang: Lang, message: &Message) -> Phrase {
        self.format(lang, &message.id, None, &message.args)
            .unwrap_or_else(|| Phrase::ours(format!("[{}]", message.id)))
    }

    /// The command line that belongs to a message: its attribute `command`.
    pub fn command(&self, lang: Lang, message: &Message) -> Option<Phrase> {
        self.format(lang, &message.id, Some("command"), &message.args)
    }

    /// A text of ours without arguments: labels, column heads.
    pub fn label(&self, lang: Lang, id: &'static str) -> String {
        self.phrase(lang, &Message::new(id)).render(|foreign| foreign.raw().to_owned())
    }

    fn format(
        &self,
        lang: Lang,
        id: &str,
        attribute: Option<&str>,
        args: &[(&'static str, Arg)],
    ) -> Option<Phrase> {
        let bundle = self.bundle(lang, id)?;
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut foreign: Vec<Phrase> = Vec::new();
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            let arg = match attribute {
                // A command is typed as it stands.
                None => spacing::listed(lang, arg),
                Some(_) => Cow::Borrowed(arg),
            };
            values.set(*name, self.value(lang, &arg, &mut foreign));
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        Some(spacing::split_marks(lang, &text, &foreign))
    }

    fn value(&self, lang: Lang, arg: &Arg, foreign: &mut Vec<Phrase>) -> FluentValue<'static> {
        let mut mark = |phrase: Phrase| {
            foreign.push(phrase);
            FluentValue::from(format!("{MARK}{}{MARK}", foreign.len() - 1))
        };
        // Where its edges matter is known by a mark; all other words of ours stay as they are, so that a message can choose
        // by them.
        let mut text = |ours: String| match spacing::is_open(&ours) {
            true => mark(Phrase::ours(ours)),
            false => FluentValue::from(ours),
        };
        match &arg.value {
            Value::Count(count) if arg.unit == Unit::Count => FluentValue::from(*count as f64),
            Value::Count(count) => text(quantity(lang, *count as f64, arg.unit)),
            Value::Number(number) => text(quantity(lang, *number, arg.unit)),
            Value::Text(ours) => text(ours.replace(MARK, "")),
            Value::Address(address) => FluentValue::from(address.to_string()),
            Value::Endpoint(endpoint) => FluentValue::from(endpoint.to_string()),
            Value::Foreign(text) => mark(Phrase(vec![Piece::Foreign(text.clone())])),
            Value::Message(message) => mark(self.phrase(lang, message)),
        }
    }
}

impl Folder {
    fn source(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.words.en,
            Lang::Zh => self.words.zh,
        }
    }

    fn holds(&self, id: &str) -> bool {
        id.strip_prefix(self.words.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Ids that would never be found, because they do not begin with the folder's prefix.
    fn strays(&self, lang: Lang) -> Vec<String> {
        self.source(lang)
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| Some(line.split_once('=')?.0.trim()))
            .filter(|id| !self.holds(id))
            .map(|id| format!("{} ({}): {id} is outside the prefix", self.words.prefix, lang.name()))
            .collect()
    }
}

fn new_bundle(lang: Lang) -> Bundle {
    let mut bundle = match lang {
        Lang::En => FluentBundle::new_concurrent(vec![locale("en")]),
        Lang::Zh => FluentBundle::new_concurrent(vec![locale("zh-CN")]),
    };
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => format_en,
        Lang::Zh => format_zh,
    }));
    bundle
}

fn fill(bundle: &mut Bundle, source: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
        problems.push(format!("{errors:?}"));
        resource
    });
    if let Err(errors) = bundle.add_resource(resource) {
        problems.push(format!("{errors:?}"));
    }
    problems
}

/// The two names are well-formed; `und` would only cost the plural rules.
fn locale(name: &str) -> LanguageIdentifier {
    name.parse().unwrap_or_default()
}

fn format_en<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(counted(Lang::En, number)),
        _ => None,
    }
}

fn format_zh<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(counted(Lang::Zh, number)),
        _ => None,
    }
}

fn counted(lang: Lang, number: &FluentNumber) -> String {
    quantity(lang, number.value, Unit::Count)
}

/// A number with its unit as the language writes it: `18,122` and `18122`, `1.3 s` and `1.3 秒`.
pub fn quantity(lang: Lang, number: f64, unit: Unit) -> String {
    match unit {
        Unit::Count => grouped(lang, number),
        Unit::Port | Unit::None => short(number),
        Unit::Seconds => duration(lang, number),
        Unit::PerSecond => match lang {
            Lang::En => format!("{}/s", rounded(lang, number)),
            Lang::Zh => format!("{} 个/秒", rounded(lang, number)),
        },
        Unit::Percent => {
            // A little is not nothing.
            let number = if number > 0.0 && number < 1.0 { "<1".to_owned() } else { short(number) };
            if lang == Lang::En { format!("{number} %") } else { format!("{number}%") }
        }
        Unit::Bytes => bytes(number),
    }
}

fn grouped(lang: Lang, number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    if number <= -0.5 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if lang == Lang::En && index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whole from 10 on, one digit after the point below.
fn rounded(lang: Lang, number: f64) -> String {
    if number.abs() >= 9.95 { grouped(lang, number) } else { short((number * 10.0).round() / 10.0) }
}

/// Without a fraction that says nothing.
fn short(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.1}") }
}

fn duration(lang: Lang, seconds: f64) -> String {
    let (number, en, zh) = match seconds {
        s if s < 1.0 => (short((s * 100.0).round() / 100.0).into(), "s", "秒"),
        s if s < 99.5 => (Cow::from(rounded(lang, s)), "s", "秒"),
        s if s < 90.0 * 60.0 => (rounded(lang, s / 60.0).into(), "min", "分钟"),
        s if s < 48.0 * 3600.0 => (rounded(lang, s / 3600.0).into(), "h", "小时"),
        s => (rounded(lang, s / 86_400.0).into(), "days", "天"),
    };
    let number = match seconds {
        // "0.00 s" would be no time at all.
        s if s > 0.0 && s < 0.01 => Cow::from(format!("{:.3}", s.max(0.001))),
        s if s > 0.0 && s < 1.0 => Cow::from(format!("{s:.2}")),
        _ => number,
    };
    match lang {
        Lang::En => format!("{number} {en}"),
        Lang::Zh => format!("{number} {zh}"),
    }
}

fn bytes(number: f64) -> String {
    let mut text = String::new();
    let (value, unit) = match number {
        n if n < 1e3 => (n, "B"),
        n if n < 1e6 => (n / 1e3, "kB"),
        n if n < 1e9 => (n / 1e6, "MB"),
        n => (n / 1e9, "GB"),
    };
    // Writing into a String cannot fail.
    let _ = write!(text, "{} {unit}", rounded(Lang::En, value));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Endpoint};

    const WORDS: Words = Words {
        prefix: "t",
        en: "t-rows = { $count ->\n    [one] one row\n   *[other] { $count } rows\n } of { $who } at { $rate }\n    .command = ss dst { $to }\nt-outer = Well: { $inner }.\n",
        zh: "t-rows = { $who } 有 { $count } 行，{ $rate }\n    .command = ss dst { $to }\nt-outer = 好：{ $inner }。\n",
    };

    fn message() -> Message {
        Message::new("t-rows")
            .with("count", Arg::count(18_122_u64, "census"))
            .with("who", Arg::foreign(Untrusted::new("evil\u{1b}[2J")))
            .with("rate", Arg::number(294.2, Unit::PerSecond, "ages"))
            .with(
                "to",
                Arg::new(
                    Value::Endpoint(Endpoint::new(Address::from_v4([10, 0, 0, 1]), 443)),
                    Unit::None,
                    "",
                ),
            )
    }

    fn plain(phrase: &Phrase) -> String {
        phrase.render(|foreign| format!("<{}>", foreign.raw().len()))
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does_and_foreign_parts_stay_marked() {
        let catalog = Catalog::new([&WORDS]);
        assert_eq!(catalog.problems(), Vec::<String>::new());
        assert_eq!(plain(&catalog.phrase(Lang::En, &message())), "18,122 rows of <8> at 294/s");
        assert_eq!(plain(&catalog.phrase(Lang::Zh, &message())), "<8> 有 18122 行，294 个/秒");
        assert_eq!(plain(&catalog.command(Lang::En, &message()).unwrap()), "ss dst 10.0.0.1:443");
    }

    #[test]
    fn a_sentence_inside_a_sentence_keeps_its_foreign_parts() {
        let catalog = Catalog::new([&WORDS]);
        let outer = Message::new("t-outer").with("inner", Arg::message(message()));
        assert_eq!(plain(&catalog.phrase(Lang::En, &outer)), "Well: 18,122 rows of <8> at 294/s.");
    }

    #[test]
    fn an_unknown_message_shows_its_id() {
        let catalog = Catalog::new([&WORDS]);
        assert_eq!(plain(&catalog.phrase(Lang::En, &Message::new("t-none"))), "[t-none]");
    }

    #[test]
    fn quantities_read_as_people_write_them() {
        for (number, unit, en, zh) in [
            (1_234_567.0, Unit::Count, "1,234,567", "1234567"),
            (0.24, Unit::Seconds, "0.24 s", "0.24 秒"),
            (1.3, Unit::Seconds, "1.3 s", "1.3 秒"),
            (60.0, Unit::Seconds, "60 s", "60 秒"),
            (150.0, Unit::Seconds, "2.5 min", "2.5 分钟"),
            (7_200.0, Unit::Seconds, "2 h", "2 小时"),
            (3.0, Unit::PerSecond, "3/s", "3 个/秒"),
            (5_000_000.0, Unit::Bytes, "5 MB", "5 MB"),
            (12.0, Unit::Percent, "12 %", "12%"),
            (0.25, Unit::Percent, "<1 %", "<1%"),
            (0.0, Unit::Percent, "0 %", "0%"),
            (8080.0, Unit::Port, "8080", "8080"),
        ] {
            assert_eq!(quantity(Lang::En, number, unit), en);
            assert_eq!(quantity(Lang::Zh, number, unit), zh);
        }
    }

    #[test]
    fn languages_are_known_by_the_names_that_people_type() {
        for name in ["zh", "zh_CN", "zh_CN.UTF-8", "zh-Hans", "cn"] {
            assert_eq!(Lang::from_name(name), Some(Lang::Zh), "{name}");
        }
        assert_eq!(Lang::from_name("en_US.UTF-8"), Some(Lang::En));
        assert_eq!(Lang::from_name("C"), None);
    }
}
