//! Strings that somebody else chose.

/// A string from outside: a process, namespace, host or file name, a pasted line. It has no `Display`, so it
/// cannot slip into output; each format escapes it once, in its own way.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Untrusted(String);

impl Untrusted {
    /// Takes the string as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Untrusted(text.into())
    }

    /// From bytes; what is no UTF-8 becomes U+FFFD.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Untrusted(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The raw string. For comparing, and for the one place of a format that escapes it.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Untrusted({:?})", self.0)
    }
}
