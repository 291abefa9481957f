//! Text to tree: recursive descent of bounded depth.

use lastack_model::words::Message;
use lastack_model::{TcpState, Untrusted};

use super::host::{self, Services};
use super::lex::{Word, words};
use super::{Compare, DEEPEST, Device, Filter, FilterError, LONGEST, Side, States};

/// Reads a filter. `services` gives the TCP port of a service by its name, as /etc/services does.
///
/// # Errors
/// [`FilterError`] says where, what is wrong, and what was expected.
pub fn parse(text: &str, services: &dyn Fn(&str) -> Option<u16>) -> Result<Filter, FilterError> {
    if text.len() > LONGEST {
        return Err(FilterError {
            at: 1,
            word: Untrusted::default(),
            why: Message::new("parse-filter-long"),
        });
    }
    let mut parser = Parser { words: words(text), next: 0, end: text.chars().count() + 1, services };
    if parser.words.is_empty() {
        return Ok(Filter::All);
    }
    let first = parser.peek();
    let filter = parser.whole()?;
    match parser.peek() {
        // Written out, `and` beside `or` stands in brackets, and what was written must be read again.
        None => match first.filter(|_| filter.depth() >= DEEPEST) {
            Some(word) => Err(parser.wrong(word, "parse-filter-deep")),
            None => Ok(filter),
        },
        Some(word) if word.text == ")" => Err(parser.wrong(word, "parse-filter-close")),
        Some(word) => Err(parser.wrong(word, "parse-filter-condition")),
    }
}

struct Parser<'a> {
    words: Vec<Word<'a>>,
    next: usize,
    end: usize,
    services: Services<'a>,
}

/// What begins a set of states.
const STATE_WORDS: [&str; 3] = ["state", "exclude", "excl"];

/// What stands between words and is none itself: an interface may be named `==`, and nobody can ask for it.
const OPERATORS: [&str; 14] = ["(", ")", "!", "&", "&&", "|", "||", "=", "==", "!=", ">", ">=", "<", "<="];

type Parsed<T> = Result<T, FilterError>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Word<'a>> {
        self.words.get(self.next).copied()
    }

    /// The next word folded, where it is an operator or a keyword.
    fn is(&self, one_of: &[&str]) -> bool {
        self.peek().is_some_and(|word| one_of.iter().any(|name| word.text.eq_ignore_ascii_case(name)))
    }

    fn take(&mut self, one_of: &[&str]) -> bool {
        let found = self.is(one_of);
        self.next += usize::from(found);
        found
    }

    /// The next word, or what is missing at the end.
    fn word(&mut self, missing: &'static str) -> Parsed<Word<'a>> {
        let at_end = |at| FilterError { at, word: Untrusted::default(), why: Message::new(missing) };
        let word = self.peek().ok_or_else(|| at_end(self.end))?;
        if OPERATORS.contains(&word.text) {
            return Err(self.wrong(word, missing));
        }
        self.next += 1;
        Ok(word)
    }

    fn wrong(&self, word: Word<'_>, id: &'static str) -> FilterError {
        because(word, Message::new(id))
    }

    /// States that stand first, without an operator behind them, are asked of everything that follows, as in ss:
    /// `state time-wait dport = :443 or sport = :443`.
    fn whole(&mut self) -> Parsed<Filter> {
        if self.is(&STATE_WORDS) {
            let states = self.states()?;
            if self.peek().is_none() {
                return Ok(states);
            }
            if !self.is(&["and", "&", "&&", "or", "|", "||", ")"]) {
                return Ok(Filter::And(match self.any(0)? {
                    Filter::And(parts) => std::iter::once(states).chain(parts).collect(),
                    rest => vec![states, rest],
                }));
            }
            self.next = 0;
        }
        self.any(0)
    }

    /// Conditions with `or` between them.
    fn any(&mut self, depth: usize) -> Parsed<Filter> {
        let mut parts = vec![self.all(depth)?];
        while self.take(&["or", "|", "||"]) {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Filter::Or))
    }

    /// Conditions with `and`, or nothing, between them.
    fn all(&mut self, depth: usize) -> Parsed<Filter> {
        let mut parts = vec![self.one(depth)?];
        loop {
            let explicit = self.take(&["and", "&", "&&"]);
            if !explicit && (self.peek().is_none() || self.is(&["or", "|", "||", ")"])) {
                return Ok(one_or(parts, Filter::And));
            }
            parts.push(self.one(depth)?);
        }
    }

    /// One condition, brackets, or the opposite of either.
    fn one(&mut self, depth: usize) -> Parsed<Filter> {
        let Some(word) = self.peek() else {
            let why = Message::new("parse-filter-condition");
            return Err(FilterError { at: self.end, word: Untrusted::default(), why });
        };
        if depth >= DEEPEST {
            return Err(self.wrong(word, "parse-filter-deep"));
        }
        if self.take(&["not", "!"]) {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take(&["("]) {
            let inner = self.any(depth + 1)?;
            if !self.take(&[")"]) {
                return Err(self.wrong(word, "parse-filter-open"));
            }
            return Ok(inner);
        }
        if self.is(&STATE_WORDS) {
            return self.states();
        }
        self.next += 1;
        match word.text.to_ascii_lowercase().as_str() {
            "src" => self.host(Side::Source),
            "dst" => self.host(Side::Destination),
            "sport" => self.port(Side::Source),
            "dport" => self.port(Side::Destination),
            "dev" => self.device(),
            "fwmark" => self.mark(),
            "cgroup" | "autobound" => Err(self.wrong(word, "parse-filter-unsupported")),
            _ => Err(self.wrong(word, "parse-filter-condition")),
        }
    }

    /// `state A state B exclude C`, one behind the other, are one set, as in ss.
    fn states(&mut self) -> Parsed<Filter> {
        let mut set: Option<States> = None;
        loop {
            if self.take(&["state"]) {
                set = Some(set.unwrap_or(States::NONE).union(self.state()?));
            } else if self.take(&["exclude", "excl"]) {
                set = Some(set.unwrap_or(States::ALL).minus(self.state()?));
            } else {
                return Ok(Filter::State(set.unwrap_or(States::NONE)));
            }
        }
    }

    fn state(&mut self) -> Parsed<States> {
        let word = self.word("parse-filter-state")?;
        named(word.text).ok_or_else(|| self.wrong(word, "parse-filter-state"))
    }

    fn host(&mut self, side: Side) -> Parsed<Filter> {
        let not = self.take(&["!=", "ne", "neq"]);
        if !not {
            self.take(&["=", "==", "eq"]);
        }
        let word = self.word("parse-filter-address")?;
        let (network, port) = host::host(word.text, self.services).map_err(|why| because(word, why))?;
        let host = Filter::Host(side, network, port);
        Ok(if not { Filter::Not(Box::new(host)) } else { host })
    }

    fn port(&mut self, side: Side) -> Parsed<Filter> {
        let compare = self.compare();
        let word = self.word("parse-filter-port")?;
        match (host::port(word.text, self.services).map_err(|why| because(word, why))?, compare) {
            (Some(port), compare) => Ok(Filter::Port(side, compare, port)),
            (None, Compare::Equal) => Ok(Filter::Host(side, None, None)),
            (None, _) => Err(self.wrong(word, "parse-filter-port")),
        }
    }

    fn compare(&mut self) -> Compare {
        const WORDS: [(&[&str], Compare); 6] = [
            (&["!=", "ne", "neq"], Compare::NotEqual),
            (&[">=", "ge", "geq"], Compare::AtLeast),
            (&["<=", "le", "leq"], Compare::AtMost),
            (&[">", "gt"], Compare::Above),
            (&["<", "lt"], Compare::Below),
            (&["=", "==", "eq"], Compare::Equal),
        ];
        WORDS.iter().find(|(words, _)| self.take(words)).map_or(Compare::Equal, |(_, compare)| *compare)
    }

    fn device(&mut self) -> Parsed<Filter> {
        let not = self.equal_or_not();
        let word = self.word("parse-filter-device")?;
        let digits = word.text.bytes().all(|byte| byte.is_ascii_digit());
        let device = match word.text.parse::<u32>() {
            Ok(index) if digits => Device::Index(index),
            // IFNAMSIZ of include/uapi/linux/if.h, its closing zero included
            _ if word.text.len() < 16 && !word.text.contains('/') => Device::Name(word.text.to_owned()),
            _ => return Err(self.wrong(word, "parse-filter-device")),
        };
        Ok(negated(Filter::Device(device), not))
    }

    fn mark(&mut self) -> Parsed<Filter> {
        let not = self.equal_or_not();
        let word = self.word("parse-filter-mark")?;
        let (mark, mask) =
            word.text.split_once('/').map_or((word.text, None), |(mark, mask)| (mark, Some(mask)));
        let mask = mask.map_or(Some(u32::MAX), number);
        match (number(mark), mask) {
            (Some(mark), Some(mask)) => Ok(negated(Filter::Mark { mark, mask }, not)),
            _ => Err(self.wrong(word, "parse-filter-mark")),
        }
    }

    fn equal_or_not(&mut self) -> bool {
        let not = self.take(&["!=", "ne", "neq"]);
        if !not {
            self.take(&["=", "==", "eq"]);
        }
        not
    }
}

fn because(word: Word<'_>, why: Message) -> FilterError {
    FilterError { at: word.at, word: Untrusted::new(word.text), why }
}

fn negated(filter: Filter, not: bool) -> Filter {
    if not { Filter::Not(Box::new(filter)) } else { filter }
}

fn one_or(mut parts: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}

/// Decimal, `0x` hexadecimal or `0` octal, as sscanf's `%i` reads them.
fn number(word: &str) -> Option<u32> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if word.len() > 1 && word.starts_with('0') => (&word[1..], 8),
        None => (word, 10),
    };
    u32::from_str_radix(digits, radix).ok().filter(|_| digits.starts_with(|c: char| c.is_ascii_hexdigit()))
}

/// The words of ss, its groups, and every spelling of a state that any tool has.
fn named(word: &str) -> Option<States> {
    let folded = word.to_ascii_lowercase();
    let buckets = States::of(&[TcpState::SynRecv, TcpState::TimeWait]);
    let idle = States::of(&[TcpState::Close, TcpState::Listen]);
    Some(match folded.as_str() {
        "all" => States::ALL,
        "connected" => States::ALL.minus(idle),
        "synchronized" => States::ALL.minus(idle).minus(States::of(&[TcpState::SynSent])),
        "bucket" => buckets,
        "big" => States::ALL.minus(buckets),
        "unconnected" => States::of(&[TcpState::Close]),
        "syn-rcv" => States::of(&[TcpState::SynRecv]),
        _ => States::of(&[TcpState::from_word(word)?]),
    })
}
