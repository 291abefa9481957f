//! Words of a filter. ss wants spaces around each; here `(sport=:80)` is five words too.

/// A word, and the character of the text at which it begins, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// Cuts a text into words. A backslash before an operator is what a shell would have taken away.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut chars = text.char_indices().enumerate().peekable();
    let close = |start: &mut Option<(usize, usize)>, end: usize, words: &mut Vec<_>| {
        if let Some((from, at)) = start.take() {
            words.push(Word { text: &text[from..end], at });
        }
    };
    while let Some((number, (index, c))) = chars.next() {
        let follows = |wanted: char| text[index + c.len_utf8()..].starts_with(wanted);
        let len = match c {
            _ if c.is_whitespace() || c == '\\' => 0,
            '(' | ')' => 1,
            '!' | '<' | '>' | '=' if follows('=') => 2,
            '&' | '|' if follows(c) => 2,
            '!' | '<' | '>' | '=' | '&' | '|' => 1,
            _ => {
                start.get_or_insert((index, number + 1));
                continue;
            }
        };
        close(&mut start, index, &mut words);
        if len > 0 {
            words.push(Word { text: &text[index..index + len], at: number + 1 });
        }
        if len == 2 {
            chars.next();
        }
    }
    close(&mut start, text.len(), &mut words);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_words_with_and_without_spaces() {
        let cut = |text| words(text).iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        assert_eq!(cut("(sport=:80)||!dport>=:1024"), "( sport = :80 ) || ! dport >= :1024");
        assert_eq!(cut("  \\( dst 10.0.0.0/8 \\) "), "( dst 10.0.0.0/8 )");
        assert_eq!(words("中文 dst")[1], Word { text: "dst", at: 4 });
    }
}
