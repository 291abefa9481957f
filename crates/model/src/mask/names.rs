//! Stable placeholders for names: `host-1`, `process-2`.

use std::collections::BTreeMap;

use crate::Untrusted;

/// What a name names; the placeholder says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A host
    Host,
    /// A network namespace
    Netns,
    /// A container or pod
    Container,
    /// A process
    Process,
    /// A file that was given
    Input,
    /// Anything else
    Text,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Kind::Host => "host",
            Kind::Netns => "netns",
            Kind::Container => "container",
            Kind::Process => "process",
            Kind::Input => "input",
            Kind::Text => "text",
        }
    }
}

/// Names that stand for themselves: none, standard input, and the file that every host has.
const ANYBODYS: [&str; 3] = ["", "-", "/etc/sysctl.conf"];

/// Names shorter than this are not looked for inside other words: `a` stands everywhere.
const SHORTEST_IN_TEXT: usize = 3;

/// Names seen so far and what stands for them.
#[derive(Debug, Default)]
pub struct Names {
    placeholders: BTreeMap<String, String>,
    counts: BTreeMap<Kind, usize>,
}

impl Names {
    /// Gives a name its placeholder. The first kind that a name is learnt as stays.
    pub fn learn(&mut self, kind: Kind, name: &Untrusted) {
        if ANYBODYS.contains(&name.raw()) || self.placeholders.contains_key(name.raw()) {
            return;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        self.placeholders.insert(name.raw().to_owned(), format!("{}-{count}", kind.word()));
    }

    /// What stands for a name. Some names stand for themselves.
    pub fn placeholder(&mut self, name: &Untrusted) -> Untrusted {
        self.learn(Kind::Text, name);
        Untrusted::new(self.placeholders.get(name.raw()).map_or(name.raw(), String::as_str))
    }

    /// The text with every known name in it replaced, where it stands as a word of its own.
    pub fn in_text(&self, text: &str) -> String {
        let mut names: Vec<(&String, &String)> =
            self.placeholders.iter().filter(|(name, _)| name.len() >= SHORTEST_IN_TEXT).collect();
        // Longest first: a name may be part of another.
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let free = !masked.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let known = names.iter().find(|(name, _)| {
                free && rest
                    .strip_prefix(name.as_str())
                    .is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            });
            match known {
                Some((name, placeholder)) => {
                    masked.push_str(placeholder);
                    rest = &rest[name.len()..];
                }
                None => {
                    masked.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        masked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_placeholder_and_is_found_inside_words_of_ours() {
        let mut names = Names::default();
        names.learn(Kind::Process, &Untrusted::new("nginx"));
        names.learn(Kind::Host, &Untrusted::new("web-03"));
        assert_eq!(names.placeholder(&Untrusted::new("nginx")).raw(), "process-1");
        assert_eq!(names.placeholder(&Untrusted::new("secret line")).raw(), "text-1");
        assert_eq!(names.in_text("listen:nginx on web-03, nginx_x"), "listen:process-1 on host-1, nginx_x");
    }
}
