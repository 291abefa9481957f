//! Why a line could not be read, as a message.

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// Why a line could not be read, or was read with doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The row ends before the local address
    NoLocal,
    /// The row ends before the peer's address
    NoPeer,
    /// The row has no state
    NoState,
    /// A word stands where the state should be
    UnknownState,
    /// No IP address
    BadAddress,
    /// No port of TCP
    BadPort,
    /// A host or service name: the tool ran without -n
    NamedAddress,
    /// netstat cut the address to its column
    CutAddress,
    /// netstat may have cut the address; the row counts
    MaybeCutAddress,
    /// The row ends within its timer; it counts
    CutTimer,
    /// IPv4 on one end and IPv6 on the other
    MixedFamilies,
    /// A field of a row is not what this table has there
    BadField,
    /// A count that is no number or too large for one
    BadCount,
    /// A count of something that is no state
    UnknownCount,
    /// Counts of a summary, which knows some states only together
    Summary,
    /// Entries of conntrack, which are no sockets
    Conntrack,
    /// A setting with more text behind its value
    SettingWithMore,
    /// Longer than [`crate::lines::MAX_LINE`]
    LongLine,
    /// Control bytes that no text has
    Binary,
}

/// Longest text of others in a warning, in characters.
const SHOWN: usize = 80;

impl Trouble {
    /// All, for tests of the words.
    #[cfg(test)]
    pub(crate) const ALL: [Trouble; 19] = [
        Trouble::NoLocal,
        Trouble::NoPeer,
        Trouble::NoState,
        Trouble::UnknownState,
        Trouble::BadAddress,
        Trouble::BadPort,
        Trouble::NamedAddress,
        Trouble::CutAddress,
        Trouble::MaybeCutAddress,
        Trouble::CutTimer,
        Trouble::MixedFamilies,
        Trouble::BadField,
        Trouble::BadCount,
        Trouble::UnknownCount,
        Trouble::Summary,
        Trouble::Conntrack,
        Trouble::SettingWithMore,
        Trouble::LongLine,
        Trouble::Binary,
    ];

    const fn id(self) -> &'static str {
        match self {
            Trouble::NoLocal => "parse-no-local",
            Trouble::NoPeer => "parse-no-peer",
            Trouble::NoState => "parse-no-state",
            Trouble::UnknownState => "parse-unknown-state",
            Trouble::BadAddress => "parse-bad-address",
            Trouble::BadPort => "parse-bad-port",
            Trouble::NamedAddress => "parse-named-address",
            Trouble::CutAddress => "parse-cut-address",
            Trouble::MaybeCutAddress => "parse-maybe-cut-address",
            Trouble::CutTimer => "parse-cut-timer",
            Trouble::MixedFamilies => "parse-mixed-families",
            Trouble::BadField => "parse-bad-field",
            Trouble::BadCount => "parse-bad-count",
            Trouble::UnknownCount => "parse-unknown-count",
            Trouble::Summary => "parse-summary",
            Trouble::Conntrack => "parse-conntrack",
            Trouble::SettingWithMore => "parse-setting-with-more",
            Trouble::LongLine => "parse-long-line",
            Trouble::Binary => "parse-binary",
        }
    }

    /// Whether the missing part may stand in the next line.
    pub(crate) const fn may_be_cut(self) -> bool {
        matches!(
            self,
            Trouble::NoLocal
                | Trouble::NoPeer
                | Trouble::NoState
                | Trouble::UnknownState
                | Trouble::BadAddress
                | Trouble::BadPort
                | Trouble::NamedAddress
                | Trouble::CutTimer
                | Trouble::MixedFamilies
                | Trouble::BadField
        )
    }

    /// The message, with the text at fault bounded to 80 characters.
    pub(crate) fn message(self, text: &str) -> Message {
        let shown: String = text.chars().take(SHOWN).collect();
        let message = Message::new(self.id()).with("text", Arg::foreign(Untrusted::new(shown)));
        match self {
            Trouble::LongLine => message.with("limit", Arg::count(crate::lines::MAX_LINE as u64, "parse")),
            _ if text.contains(char::REPLACEMENT_CHARACTER) => {
                Message::new("parse-code-page").with("trouble", Arg::message(message))
            }
            _ => message,
        }
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::words::{Catalog, Lang};

    use super::*;

    #[test]
    fn every_trouble_has_its_words_in_both_languages() {
        let catalog = Catalog::new(crate::WORDS);
        for trouble in Trouble::ALL {
            for lang in Lang::ALL {
                let shown =
                    catalog.phrase(lang, &trouble.message("some text")).render(|text| text.raw().to_owned());
                assert!(!shown.contains(['[', '{']), "{trouble:?}: {shown}");
                assert_eq!(
                    shown.contains("some text"),
                    !matches!(trouble, Trouble::Binary | Trouble::Summary | Trouble::Conntrack),
                    "{trouble:?}: {shown}"
                );
            }
        }
    }
}
