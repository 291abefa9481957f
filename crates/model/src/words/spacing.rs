//! Chinese has no space between its characters nor beside its punctuation, and one between them and Latin or digits.

use std::borrow::Cow;

use super::{Lang, MARK, Phrase, Piece};
use crate::finding::QUOTED;
use crate::{Arg, Value};

/// Puts the marked parts back where their marks stand.
pub(super) fn split_marks(lang: Lang, text: &str, marked: &[Phrase]) -> Phrase {
    let mut whole = Phrase::default();
    let parts: Vec<&str> = text.split(MARK).collect();
    let phrase = |index: usize| marked.get(parts.get(index)?.parse::<usize>().ok()?);
    for (index, part) in parts.iter().enumerate() {
        if index % 2 == 0 {
            append(lang, &mut whole, Phrase::ours(*part));
        } else if let Some(here) = phrase(index) {
            let to = phrase(index + 2).filter(|_| parts.get(index + 1) == Some(&TO));
            let bare = to.and_then(|to| without_unit(here, to));
            append(lang, &mut whole, bare.unwrap_or_else(|| here.clone()));
        }
    }
    whole
}

/// Appends a part to what stands before it. A message has spaces around its arguments, which may be Latin: the one
/// space at this edge goes where none belongs. What stands inside a part, and inside a name of somebody else, stays.
fn append(lang: Lang, whole: &mut Phrase, mut part: Phrase) {
    if lang == Lang::Zh {
        let (before, last) = last_two(whole);
        let (first, after) = first_two(&part);
        match (last, first) {
            (Some(' '), Some(' ')) => drop_first(&mut part),
            (Some(' '), _) if is_gap(before, first) => drop_last(whole),
            (_, Some(' ')) if is_gap(last, after) => drop_first(&mut part),
            _ => {}
        }
    }
    whole.0.extend(part.0.into_iter().filter(|piece| *piece != Piece::Ours(String::new())));
}

/// A list of ours (ports, keys) with the comma that Chinese has for lists.
pub(super) fn listed(lang: Lang, arg: &Arg) -> Cow<'_, Arg> {
    match &arg.value {
        Value::Text(list) if lang == Lang::Zh && arg.source != QUOTED && list.contains(", ") => {
            Cow::Owned(Arg { value: Value::Text(list.replace(", ", "、")), ..arg.clone() })
        }
        _ => Cow::Borrowed(arg),
    }
}

/// What stands between the two ends of a range in Chinese.
const TO: &str = "～";

/// The lower end of a range without its unit, where the upper end has the same one: 270～330 个/秒.
fn without_unit(low: &Phrase, high: &Phrase) -> Option<Phrase> {
    let ([Piece::Ours(low)], [Piece::Ours(high)]) = (low.0.as_slice(), high.0.as_slice()) else {
        return None;
    };
    let parts = |text: &str| {
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let (number, unit) = text.split_at(end);
        let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
        plain.then(|| (number.to_owned(), unit.to_owned()))
    };
    let ((number, unit), (_, other)) = (parts(low)?, parts(high)?);
    (unit == other).then(|| Phrase::ours(number))
}

/// Whether an edge of this text may stand beside a space that does not belong there.
pub(super) fn is_open(text: &str) -> bool {
    let open = |c: char| c == ' ' || is_han(c) || is_mark(c);
    text.starts_with(open) || text.ends_with(open)
}

/// Whether no space belongs between the two. Two spaces are a separator and stay.
fn is_gap(one: Option<char>, other: Option<char>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let separator = one == ' ' || other == ' ';
    !separator && (is_mark(one) || is_mark(other) || (is_han(one) && is_han(other)))
}

/// The ideographs of everyday text: CJK Unified Ideographs and extension A of Unicode.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Full-width punctuation, which has its space inside.
fn is_mark(c: char) -> bool {
    "，。：；、？！（）《》".contains(c)
}

/// Stands for a name of somebody else, whatever is in it.
const NAME: char = 'x';

fn last_two(phrase: &Phrase) -> (Option<char>, Option<char>) {
    let mut back = phrase.0.iter().rev().flat_map(|piece| match piece {
        Piece::Ours(text) => text.chars().rev().take(2).collect(),
        Piece::Foreign(_) => vec![NAME],
    });
    let last = back.next();
    (back.next(), last)
}

fn first_two(phrase: &Phrase) -> (Option<char>, Option<char>) {
    let mut on = phrase.0.iter().flat_map(|piece| match piece {
        Piece::Ours(text) => text.chars().take(2).collect(),
        Piece::Foreign(_) => vec![NAME],
    });
    (on.next(), on.next())
}

/// Takes the space away that ends the last piece.
fn drop_last(phrase: &mut Phrase) {
    if let Some(Piece::Ours(text)) = phrase.0.last_mut() {
        text.pop();
    }
}

/// Takes the space away that begins the first piece.
fn drop_first(phrase: &mut Phrase) {
    if let Some(Piece::Ours(text)) =
        phrase.0.first_mut().filter(|piece| matches!(piece, Piece::Ours(text) if text.starts_with(' ')))
    {
        text.drain(..1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Catalog, Message, Words};
    use super::*;
    use crate::{Arg, Unit, Untrusted};

    const WORDS: Words = Words {
        prefix: "t",
        en: "t-let = Let { $who } keep it for { $time } now\nt-them = the program\nt-known = { $name }\n",
        zh: "t-let = 让 { $who } 保持 { $time } 连接\nt-them = 这个程序\nt-known = {\" \"}{ $name }{\" \"}\nt-marks = 由（ { $who } ）监听， { $who } 关闭\nt-two = { $who }  { $who }\n",
    };

    fn check(id: &'static str, who: Arg, expected: &str) {
        let message =
            Message::new(id).with("who", who).with("time", Arg::number(1.3, Unit::Seconds, "census"));
        let phrase = Catalog::new([&WORDS]).phrase(Lang::Zh, &message);
        assert_eq!(phrase.render(|foreign| foreign.raw().to_owned()), expected);
    }

    #[test]
    fn no_space_stands_between_chinese_characters_and_one_beside_latin_and_digits() {
        check("t-let", Arg::message(Message::new("t-them")), "让这个程序保持 1.3 秒连接");
        check("t-let", Arg::text("这个程序"), "让这个程序保持 1.3 秒连接");
        check("t-let", Arg::text("nginx"), "让 nginx 保持 1.3 秒连接");
        check("t-let", Arg::text("端口 41000"), "让端口 41000 保持 1.3 秒连接");
    }

    #[test]
    fn a_range_has_its_unit_once() {
        let words = Words {
            prefix: "t",
            en: "t-range = { $low } to { $high }\n",
            zh: "t-range = （{ $low }～{ $high }）\n",
        };
        let range = |low: f64, high: f64, unit: Unit| {
            let message = Message::new("t-range")
                .with("low", Arg::number(low, unit, "census"))
                .with("high", Arg::number(high, unit, "census"));
            let phrase = Catalog::new([&words]).phrase(Lang::Zh, &message);
            phrase.render(|foreign| foreign.raw().to_owned())
        };
        assert_eq!(range(0.0, 2.0, Unit::PerSecond), "（0～2 个/秒）");
        assert_eq!(range(9.5, 50.0, Unit::Seconds), "（9.5～50 秒）");
        assert_eq!(range(50.0, 120.0, Unit::Seconds), "（50 秒～2 分钟）");
    }

    #[test]
    fn a_name_of_somebody_else_keeps_its_spaces_and_never_has_two() {
        let name = || Arg::foreign(Untrusted::new("数据库 甲"));
        check("t-let", name(), "让 数据库 甲 保持 1.3 秒连接");
        let known = Message::new("t-known").with("name", name());
        check("t-let", Arg::message(known), "让 数据库 甲 保持 1.3 秒连接");
    }

    #[test]
    fn beside_full_width_punctuation_stands_no_space() {
        check("t-marks", Arg::foreign(Untrusted::new("nginx")), "由（nginx）监听，nginx 关闭");
        check("t-marks", Arg::message(Message::new("t-them")), "由（这个程序）监听，这个程序关闭");
    }

    #[test]
    fn two_spaces_are_a_separator() {
        check("t-two", Arg::message(Message::new("t-them")), "这个程序  这个程序");
    }

    #[test]
    fn a_list_of_ours_has_chinese_commas_and_a_name_keeps_its_own() {
        check("t-let", Arg::text("3306, 8080"), "让 3306、8080 保持 1.3 秒连接");
        check("t-let", Arg::quoted("a, b"), "让 a, b 保持 1.3 秒连接");
        check("t-let", Arg::foreign(Untrusted::new("a, b")), "让 a, b 保持 1.3 秒连接");
    }

    #[test]
    fn english_keeps_every_space() {
        let message = Message::new("t-let")
            .with("who", Arg::message(Message::new("t-them")))
            .with("time", Arg::number(1.3, Unit::Seconds, "census"));
        let phrase = Catalog::new([&WORDS]).phrase(Lang::En, &message);
        assert_eq!(
            phrase.render(|foreign| foreign.raw().to_owned()),
            "Let the program keep it for 1.3 s now"
        );
    }
}
