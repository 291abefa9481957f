//! Which dialects are asked of a line, with and without what stands around it.

use std::borrow::Cow;

use super::{LAYERS, Recogniser, is_read};
use crate::dialect::{Line, Reading, Telling};
use crate::dialects::DIALECTS;
use crate::wrapping::unwrapped;

/// Dialects by their index, one bit each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked(u32);

/// Those that a line may be of, by the byte that it begins with.
static ASKED: [Asked; 256] = {
    assert!(DIALECTS.len() <= 32, "the set of dialects is one u32");
    let mut by_byte = [Asked(0); 256];
    let mut byte = 0;
    while byte < by_byte.len() {
        let mut index = 0;
        while index < DIALECTS.len() {
            if DIALECTS[index].begins.has(byte as u8) {
                by_byte[byte].0 |= 1 << index;
            }
            index += 1;
        }
        byte += 1;
    }
    by_byte
};

impl Asked {
    pub(crate) const ALL: Asked = Asked(((1_u64 << DIALECTS.len()) - 1) as u32);

    fn of(first: u8) -> Self {
        ASKED[usize::from(first)]
    }

    const fn has(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    const fn and(self, other: Asked) -> Self {
        Asked(self.0 & other.0)
    }

    const fn without(self, index: usize) -> Self {
        Asked(self.0 & !(1 << index))
    }

    /// In the order of the list.
    pub(crate) fn indexes(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let index = (left != 0).then_some(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(index)
        })
    }
}

impl Recogniser {
    /// From now on these alone, by their ids.
    pub(crate) fn ask(&mut self, ids: &[&str]) {
        let named = DIALECTS.iter().enumerate().filter(|(_, dialect)| ids.contains(&dialect.id));
        self.may_be = Asked(named.fold(0, |asked, (index, _)| asked | 1 << index));
    }

    /// The dialect of the line before comes first: it knows its cut rows, and tables are long.
    pub(super) fn recognise<'a>(
        &self,
        text: &'a str,
        asked: Option<&'a str>,
        telling: &'a Telling,
    ) -> Option<(usize, Reading<'a>)> {
        let (state, heads) = (self.state, self.heads);
        let trimmed = text.trim();
        let first = text.bytes().find(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or_default();
        let may_be = if heads.is_some() { Asked::ALL } else { Asked::of(first) }.and(self.may_be);
        let line = |near| Line { text, trimmed, near, asked, state, heads, telling, may_be };
        let near = DIALECTS.get(self.current).filter(|_| self.near);
        let near = near.and_then(|current| (current.read)(&line(true)));
        // What says nothing here may say something elsewhere.
        if near.as_ref().is_some_and(|reading| !matches!(reading, Reading::Aside)) {
            return near.map(|reading| (self.current, reading));
        }
        let line = line(false);
        #[cfg(debug_assertions)]
        for dialect in self.may_be.indexes().filter_map(|index| DIALECTS.get(index)) {
            let reads = heads.is_none() && !dialect.begins.has(first) && (dialect.read)(&line).is_some();
            assert!(!reads, "{dialect:?} reads what begins with {first}");
        }
        let read = |index: usize| Some((index, (DIALECTS.get(index)?.read)(&line)?));
        let known = match near {
            Some(near) => Some((self.current, near)),
            None if !self.near && may_be.has(self.current) => read(self.current),
            None => None,
        };
        if known.as_ref().is_some_and(|(_, reading)| !matches!(reading, Reading::Aside)) {
            return known;
        }
        may_be.without(self.current).indexes().find_map(read).or(known)
    }

    /// The line without what a mail program or a web page put around it, where that makes it readable; else with as
    /// many layers less as make it a line that could be meant. One that could be meant as it stands keeps its number: it
    /// is that of a row of /proc.
    pub(super) fn unwrap<'a>(
        &self,
        text: &'a str,
        found: Option<&(usize, Reading<'_>)>,
        asked: Option<&str>,
        telling: &Telling,
    ) -> Option<Cow<'a, str>> {
        if is_read(found) {
            return None;
        }
        let stands = found.is_some();
        let mut inner = unwrapped(text)?;
        let mut changed = matches!(inner, Cow::Owned(_));
        let mut meant = None;
        for _ in 0..LAYERS {
            if changed {
                telling.forget();
            }
            let found = self.recognise(&inner, asked, telling);
            if is_read(found.as_ref()) {
                return Some(inner);
            }
            if found.is_some() && meant.is_none() && !stands {
                meant = Some(inner.clone());
            }
            let next = match &inner {
                Cow::Borrowed(inner) => unwrapped(inner),
                Cow::Owned(inner) => unwrapped(inner).map(|next| Cow::Owned(next.into_owned())),
            };
            let Some(next) = next else { break };
            changed = matches!(next, Cow::Owned(_));
            inner = next;
        }
        meant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each fixture line whole and without its layers.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "fixtures are files of this project")]
    fn no_dialect_reads_what_begins_like_none_of_its_lines() {
        let mut read = 0;
        let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        for file in std::fs::read_dir(fixtures).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for line in String::from_utf8_lossy(&bytes).lines() {
                let mut text = line.to_owned();
                loop {
                    read += check(&text);
                    let Some(inner) = unwrapped(&text) else { break };
                    text = inner.into_owned();
                }
            }
        }
        assert!(read > 1_000, "{read} lines were read");
    }

    /// How many dialects read the text; none that is not asked.
    fn check(text: &str) -> usize {
        let first = text.bytes().find(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or_default();
        let read = DIALECTS.iter().filter(|dialect| {
            let telling = Telling::default();
            let trimmed = text.trim();
            let line = Line {
                text,
                trimmed,
                near: false,
                asked: None,
                state: None,
                heads: None,
                telling: &telling,
                may_be: Asked::ALL,
            };
            let read = (dialect.read)(&line).is_some();
            assert!(!read || dialect.begins.has(first), "{dialect:?} reads {text}");
            read
        });
        read.count()
    }
}
