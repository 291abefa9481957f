//! What stands for an address or a name: itself while a capture is learnt, another when it is rewritten.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use lastack_model::mask::{Addresses, Kind, Names, found_in};
use lastack_model::{Address, Untrusted};

/// Puts something in the place of everything that tells who the host is.
pub(super) trait Stand {
    /// An address.
    fn address(&mut self, address: Address) -> Address;
    /// A name of that kind.
    fn name(&mut self, kind: Kind, name: &str) -> String;
    /// The name of a settings file; their order stays, for the last one wins at boot.
    fn file(&mut self, name: &str) -> String;
    /// A word of digits and letters that is a name, as one of the same length.
    fn digits(&mut self, word: &str) -> String;
    /// Words with names and addresses among them.
    fn text(&mut self, text: &str) -> String;
}

/// Notes everything and changes nothing.
#[derive(Debug, Default)]
pub(super) struct Learn {
    addresses: BTreeSet<Address>,
    names: Names,
    files: BTreeSet<String>,
}

impl Learn {
    /// Draws what stands for all that was learnt.
    pub(super) fn draw<S: BuildHasher>(self, secret: &S) -> Rewrite<'_, S> {
        let files = self.files.into_iter().enumerate().map(|(index, name)| (name, index + 1)).collect();
        Rewrite { addresses: Addresses::new(&self.addresses, secret), names: self.names, files, secret }
    }
}

impl Stand for Learn {
    fn address(&mut self, address: Address) -> Address {
        self.addresses.insert(address);
        address
    }

    fn name(&mut self, kind: Kind, name: &str) -> String {
        self.names.learn(kind, &Untrusted::new(name));
        name.to_owned()
    }

    fn file(&mut self, name: &str) -> String {
        self.files.insert(name.to_owned());
        name.to_owned()
    }

    fn digits(&mut self, word: &str) -> String {
        word.to_owned()
    }

    fn text(&mut self, text: &str) -> String {
        self.addresses.extend(found_in(text).into_iter().map(|(_, _, address)| address));
        text.to_owned()
    }
}

/// Puts what was drawn in the place of everything.
#[derive(Debug)]
pub(super) struct Rewrite<'a, S> {
    addresses: Addresses,
    names: Names,
    files: BTreeMap<String, usize>,
    secret: &'a S,
}

impl<S: BuildHasher> Stand for Rewrite<'_, S> {
    fn address(&mut self, address: Address) -> Address {
        self.addresses.map(address)
    }

    fn name(&mut self, kind: Kind, name: &str) -> String {
        let name = Untrusted::new(name);
        self.names.learn(kind, &name);
        self.names.placeholder(&name).raw().to_owned()
    }

    fn file(&mut self, name: &str) -> String {
        // Boot reads files by name, so the digits that they begin with stay before a number in their order.
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let number = self.files.get(name).copied().unwrap_or(0);
        let dash = if digits.is_empty() { "" } else { "-" };
        let suffix = if name.ends_with(".conf") { ".conf" } else { "" };
        format!("{digits}{dash}file-{number:04}{suffix}")
    }

    fn digits(&mut self, word: &str) -> String {
        let mut drawn = String::new();
        while drawn.len() < word.len() {
            drawn.push_str(&format!("{:016x}", self.secret.hash_one((word, drawn.len()))));
        }
        drawn.truncate(word.len());
        drawn
    }

    fn text(&mut self, text: &str) -> String {
        self.addresses.in_text(&self.names.in_text(text))
    }
}
