//! Which messages a Fluent source holds, which arguments each uses, and which messages stand inside of one.

use std::collections::{BTreeMap, BTreeSet};

use lastack_model::words::Message;
use lastack_model::{Arg, Value};

/// Messages by id, attributes as `id.attribute`, each with the names of its arguments.
pub type Messages = BTreeMap<String, BTreeSet<String>>;

/// Reads a source. Enough for comparing two languages; the program itself reads it with fluent-bundle.
pub fn messages(source: &str) -> Messages {
    let mut found = Messages::new();
    let (mut message, mut part) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some(id) = assigned(line) {
            (message, part) = (id.to_owned(), id.to_owned());
        } else if let Some(attribute) = line.trim_start().strip_prefix('.').and_then(assigned) {
            part = format!("{message}.{attribute}");
        }
        if !part.is_empty() {
            found.entry(part.clone()).or_default().extend(arguments(line));
        }
    }
    found
}

/// Hands over a message and every message among its arguments.
pub fn each_inside(message: &Message, each: &mut impl FnMut(&Message)) {
    each(message);
    for (_, arg) in &message.args {
        if let Arg { value: Value::Message(message), .. } = arg {
            each_inside(message, each);
        }
    }
}

/// The name before ` = ` at the beginning of a line.
fn assigned(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(" =")?;
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!name.is_empty() && name.bytes().all(legal)).then_some(name)
}

fn arguments(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_attributes_and_arguments_are_found() {
        let source = "# a comment = $no\na-x = { $one ->\n    [one] one\n   *[other] { $two }\n }\n    .command = ss { $three }\na-y = plain\n";
        let found = messages(source);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a-x", "a-x.command", "a-y"]);
        assert_eq!(found["a-x"], BTreeSet::from(["one".to_owned(), "two".to_owned()]));
        assert_eq!(found["a-x.command"], BTreeSet::from(["three".to_owned()]));
    }
}
