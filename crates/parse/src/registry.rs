//! Files of the registry editor, as its documentation has them (Microsoft, "How to add, modify, or delete registry subkeys and
//! values by using a .reg file").

use lastack_model::{REGISTRY, RegistryDeed, RegistryLine, Untrusted};

/// First lines that the editor knows its files by: since Windows 2000, and before.
const HEADS: [&str; 2] = ["Windows Registry Editor Version 5.00", "REGEDIT4"];

/// Whether a text begins as such a file does.
pub fn is_registry(text: &str) -> bool {
    let first = bare(text).lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|line| HEADS.contains(&line))
}

/// Its lines that set or take away something, or were meant to.
pub fn registry_lines(text: &str) -> Vec<RegistryLine> {
    let (mut key, mut lines) = (String::new(), Vec::new());
    let mut rest = bare(text).lines().enumerate();
    while let Some((index, line)) = rest.next() {
        let text = line.trim();
        if text.is_empty() || HEADS.contains(&text) {
            continue;
        }
        // Long bytes go on in the next line, which sets nothing by itself.
        let mut last = text;
        while last.ends_with('\\') && begins_bytes(text) {
            last = rest.next().map_or("", |(_, line)| line.trim());
        }
        let (named, name, deed) = match folder(text) {
            Some(gone) if gone.starts_with('-') => (gone[1..].to_owned(), "", RegistryDeed::DeleteKey),
            Some(begins) => {
                key = begins.to_owned();
                continue;
            }
            None => match value(text) {
                Some((name, deed)) => (key.clone(), name, deed),
                None if text.starts_with(';') => continue,
                None => (key.clone(), "", RegistryDeed::Bad),
            },
        };
        // Above the first key a value belongs nowhere.
        let deed = if named.is_empty() && deed != RegistryDeed::Comment { RegistryDeed::Bad } else { deed };
        lines.push(RegistryLine {
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            text: Untrusted::new(line),
            key: named,
            name: name.to_owned(),
            deed,
        });
    }
    lines
}

/// Whether a value of bytes begins there, behind a comment sign or not.
fn begins_bytes(text: &str) -> bool {
    let text = text.trim_start_matches([';', ' ', '\t']);
    let data = match text.strip_prefix('@') {
        Some(data) => Some(data),
        None => named(text).map(|(_, data)| data),
    };
    let data = data.and_then(|data| data.trim_start().strip_prefix('='));
    data.is_some_and(|data| data.trim_start().starts_with("hex"))
}

/// What stands between the brackets of a key; a comment may follow.
fn folder(text: &str) -> Option<&str> {
    let (key, rest) = text.strip_prefix('[')?.rsplit_once(']')?;
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with(';')).then_some(key)
}

/// A name in quotes, in which a quote stands behind a backslash, and what follows it.
fn named(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = text.find(|sign: char| {
        let ends = sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

fn bare(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// `"TcpTimedWaitDelay"=dword:0000001e`, `@="web"`, and one of ours behind `;`.
fn value(text: &str) -> Option<(&str, RegistryDeed)> {
    if let Some(rest) = text.strip_prefix(';') {
        let (name, deed) = value(rest.trim_start_matches([';', ' ', '\t']))?;
        let ours = REGISTRY.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        return (ours && deed != RegistryDeed::Bad).then_some((name, RegistryDeed::Comment));
    }
    if let Some(data) = text.strip_prefix('@') {
        return Some(("", deed(data.trim_start().strip_prefix('=')?)));
    }
    let (name, data) = named(text)?;
    Some((name, deed(data.trim_start().strip_prefix('=')?)))
}

fn deed(data: &str) -> RegistryDeed {
    let data = data.trim();
    if data.starts_with('"') || data.starts_with("hex") && !data.starts_with("hex(4):") {
        return RegistryDeed::Other;
    }
    // What stands behind a semicolon is a comment.
    let data = data.split(';').next().unwrap_or_default().trim();
    if data == "-" {
        return RegistryDeed::Delete;
    }
    let number = match (data.strip_prefix("dword:"), data.strip_prefix("hex(4):")) {
        (Some(digits), _) if (1..=8).contains(&digits.len()) => u32::from_str_radix(digits, 16).ok(),
        // The same type as bytes, the lowest first.
        (_, Some(bytes)) => {
            let bytes = bytes.split(',').map(|byte| u8::from_str_radix(byte.trim(), 16).ok());
            let bytes: Option<Vec<u8>> = bytes.collect();
            bytes.and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(u32::from_le_bytes)
        }
        _ => None,
    };
    number.map_or(RegistryDeed::Bad, RegistryDeed::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, last part of the key, name and deed of each.
    fn check(text: &str, expected: &[(u32, &str, &str, RegistryDeed)]) {
        let lines = registry_lines(text);
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.line, line.key.rsplit('\\').next().unwrap(), line.name.as_str(), line.deed))
            .collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn values_deletions_and_what_is_neither_are_told_apart() {
        use RegistryDeed::{Bad, Comment, Delete, DeleteKey, Number, Other};
        let text = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\A\\Parameters]\r\n\
                    \"TcpTimedWaitDelay\"=dword:0000001e\r\n\"MaxUserPort\"=-\r\n; why\r\n\
                    ;\"StrictTimeWaitSeqCheck\"=dword:00000001\r\n\"DataBasePath\"=hex(2):25,00,53,00,\\\r\n  79,00\r\n\
                    @=\"x\"\r\n\"Hostname\"=\"web; 3\"\r\n\"MaxUserPort\"=hex(4):fe,ff,00,00\r\n\"X\" = dword:5 ; five\r\n\
                    [-HKEY_LOCAL_MACHINE\\B]\r\nTcpTimedWaitDelay=30\r\n\"Y\"=dword:123456789\r\n\"Z\"=30\r\n";
        check(
            text,
            &[
                (4, "Parameters", "TcpTimedWaitDelay", Number(30)),
                (5, "Parameters", "MaxUserPort", Delete),
                (7, "Parameters", "StrictTimeWaitSeqCheck", Comment),
                (8, "Parameters", "DataBasePath", Other),
                (10, "Parameters", "", Other),
                (11, "Parameters", "Hostname", Other),
                (12, "Parameters", "MaxUserPort", Number(65_534)),
                (13, "Parameters", "X", Number(5)),
                (14, "B", "", DeleteKey),
                (15, "Parameters", "", Bad),
                (16, "Parameters", "Y", Bad),
                (17, "Parameters", "Z", Bad),
            ],
        );
        check(
            "REGEDIT4\n[A\\B] ; hexadecimal in C:\\\n; hexdump in C:\\\n\"MaxUserPort\"=dword:5\n\"a \\\"b\\\"\"=dword:1\n",
            &[(4, "B", "MaxUserPort", Number(5)), (5, "B", "a \\\"b\\\"", Number(1))],
        );
        assert!(is_registry(text) && is_registry("\u{feff}\n REGEDIT4 \n") && !is_registry("[A]\nREGEDIT4"));
        check("REGEDIT4\n\"MaxUserPort\"=dword:5\n", &[(2, "", "MaxUserPort", Bad)]);
    }
}
