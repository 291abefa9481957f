//! What the TOML parser says of a mistake, in words of ours: it speaks English alone.

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// Its sentences by their beginning; the last one fits all.
const SYNTAX: &[(&str, &str)] = &[
    ("duplicate key", "probe-toml-twice"),
    ("unclosed", "probe-toml-unclosed"),
    ("string values must be quoted", "probe-toml-quotes"),
    ("key with no value", "probe-toml-no-value"),
];

/// What is expected, as serde and the parser name types.
const TYPES: &[(&str, &str)] = &[
    ("a sequence", "probe-toml-list"),
    ("a string", "probe-toml-text"),
    ("a boolean", "probe-toml-truth"),
    ("f64", "probe-toml-number"),
    ("u8", "probe-toml-number"),
    ("u16", "probe-toml-number"),
    ("a map", "probe-toml-table"),
    ("struct ", "probe-toml-table"),
];

/// The mistake in words of ours, else in the parser's own.
pub(super) fn told(text: &str) -> Message {
    let first = text.lines().next().unwrap_or_default();
    let fitting = |list: &[(&str, &'static str)], text: &str| {
        list.iter().find(|(begins, _)| text.starts_with(begins)).map(|(_, id)| Message::new(id))
    };
    if let Some(rest) = first.strip_prefix("unknown field `") {
        let mut quoted = rest.split('`');
        let key = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.skip(1).step_by(2).collect();
        return Message::new("probe-toml-key")
            .with("key", Arg::foreign(Untrusted::new(key)))
            .with("known", Arg::text(known.join(", ")));
    }
    if first.starts_with("invalid value: ") {
        return Message::new("probe-toml-range");
    }
    let expected = first.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once("expected "));
    let of_type = expected.and_then(|(_, wanted)| fitting(TYPES, wanted));
    of_type
        .or_else(|| fitting(SYNTAX, first))
        .unwrap_or_else(|| Message::new("probe-file-toml").with("why", Arg::foreign(Untrusted::new(text))))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(rename = "list")]
        _list: Option<Vec<u16>>,
        #[serde(rename = "text")]
        _text: Option<String>,
        #[serde(rename = "flag")]
        _flag: Option<bool>,
        #[serde(rename = "inner")]
        _inner: Option<Box<Sample>>,
    }

    /// What the real parser says.
    fn check(text: &str, id: &str) {
        let error = toml::from_str::<Sample>(text).unwrap_err();
        assert_eq!(told(error.message()).id, id, "{text:?}: {error}");
    }

    #[test]
    fn common_mistakes_are_told_in_words_of_ours() {
        check("lst = 1", "probe-toml-key");
        check("list = 1", "probe-toml-list");
        check("list = [70000]", "probe-toml-range");
        check("list = [\"a\"]", "probe-toml-number");
        check("text = 1", "probe-toml-text");
        check("flag = 1", "probe-toml-truth");
        check("inner = 1", "probe-toml-table");
        check("flag = true\nflag = true", "probe-toml-twice");
        check("list = [1", "probe-toml-unclosed");
        check("[inner", "probe-toml-unclosed");
        check("text = auto", "probe-toml-quotes");
        check("text", "probe-toml-no-value");
        check("text = \"a\\qb\"", "probe-file-toml");
    }
}
