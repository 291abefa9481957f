//! Lines of sysctl.conf and its kin, read as `sysctl` of procps and systemd-sysctl read them.

use std::borrow::Cow;

use lastack_model::{ConfKind, ConfLine, Untrusted};

/// The trees of /proc/sys that a host's network trouble may hang on.
const TREES: [&str; 5] = ["net", "fs", "kernel", "vm", "user"];

/// No setting that matters here has a longer name.
const LONGEST_KEY: usize = 96;

/// Every line of a settings file that is a setting, was one behind `#` or `;`, or was meant to be one. Blank lines and
/// comments in prose are left out. A value goes to the end of its line, `# text` behind it included: `sysctl` writes
/// all of it.
pub fn lines(text: &str) -> Vec<ConfLine> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = |(index, line): (usize, &str)| conf_line(line, u32::try_from(index + 1).unwrap_or(u32::MAX));
    text.lines().enumerate().filter_map(read).collect()
}

fn conf_line(line: &str, number: u32) -> Option<ConfLine> {
    let text = line.trim();
    let made = |kind, key: &str, value: &str| ConfLine {
        line: number,
        kind,
        key: dotted(key).into_owned(),
        value: value.to_owned(),
        text: Untrusted::new(line),
    };
    match split(text) {
        None => None,
        Some(Parts { kind: ConfKind::Comment, key, value }) => {
            let was_setting = is_setting_key(key.trim_start_matches(['.', '/'])) && is_value(key, value);
            was_setting.then(|| made(ConfKind::Comment, key, value))
        }
        Some(Parts { kind, key, value }) if is_path(key, kind) => Some(made(kind, key, value)),
        Some(_) => Some(made(ConfKind::Bad, "", text)),
    }
}

/// A line taken apart, without a judgement on key and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// What its marks make it; [`ConfKind::Bad`] where no `=` stands in it
    pub kind: ConfKind,
    /// As it is spelled, trimmed; all of a bad line
    pub key: &'a str,
    /// Trimmed
    pub value: &'a str,
}

/// `key = value`, `-key = value`, `-key`, and each of the first behind `#` or `;`. `None` for blank lines and for
/// comments without `=`.
pub(crate) fn split(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let (kind, rest) = match text.strip_prefix(['#', ';']) {
        Some(rest) => (ConfKind::Comment, rest.trim_start_matches(['#', ';', ' ', '\t'])),
        None => match text.strip_prefix('-') {
            Some(rest) => (ConfKind::Tolerant, rest),
            None => (ConfKind::Setting, text),
        },
    };
    match (rest.split_once('='), kind) {
        (Some((key, value)), _) => Some(Parts { kind, key: key.trim_end(), value: value.trim() }),
        (None, ConfKind::Comment) => None,
        (None, ConfKind::Tolerant) => Some(Parts { kind: ConfKind::Excluded, key: rest, value: "" }),
        (None, _) => Some(Parts { kind: ConfKind::Bad, key: text, value: "" }),
    }
}

/// A key with dots between its parts. As `sysctl` of procps has it, the first separator tells which one is meant: behind
/// a slash a dot belongs to a name (`net/ipv4/conf/eth0.200/forwarding`), and is a slash in the spelling with dots. One
/// separator in front is taken too (`/net/ipv4/tcp_fin_timeout`), and so are separators that are repeated, of which
/// sysctl complains (`net//ipv4/tcp_fin_timeout`, procps 4.0.2).
pub(crate) fn dotted(key: &str) -> Cow<'_, str> {
    let mut dotted = with_dots(key);
    while dotted.contains("..") {
        dotted = Cow::Owned(dotted.replace("..", "."));
    }
    dotted
}

fn with_dots(key: &str) -> Cow<'_, str> {
    let whole = key;
    let key = key.strip_prefix(['.', '/']).unwrap_or(key);
    match whole.find(['.', '/']).map(|first| &whole[first..]) {
        Some(rest) if rest.starts_with('/') => {
            let swapped = |c| match c {
                '/' => '.',
                '.' => '/',
                c => c,
            };
            Cow::Owned(key.chars().map(swapped).collect())
        }
        _ => Cow::Borrowed(key),
    }
}

/// What a settings file may name: a path below /proc/sys without blanks. `*` stands in globs.
fn is_path(key: &str, kind: ConfKind) -> bool {
    let legal = |c: char| !c.is_whitespace() && !c.is_control();
    kind != ConfKind::Bad && key.contains(['.', '/']) && key.chars().all(legal)
}

/// A setting in one of the trees, spelled out.
pub(crate) fn is_setting_key(key: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    let tree = key.split(['.', '/']).next().unwrap_or_default();
    TREES.contains(&tree) && (tree.len() + 2..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(legal)
}

/// Whether a text begins like a setting in one of the trees; cheap, for lines of any kind.
pub(crate) fn begins_like_key(text: &str) -> bool {
    TREES.iter().any(|tree| text.strip_prefix(tree).is_some_and(|rest| rest.starts_with(['.', '/'])))
}

/// Numbers, ranges and lists of them, or one word; several words only where the kernel prints a list of names.
/// `= 30 seconds` is advice.
pub(crate) fn is_value(key: &str, value: &str) -> bool {
    match value.split_ascii_whitespace().count() {
        // Nothing is a value only where the kernel prints a list of ports.
        0 => key.ends_with("_ports"),
        1 => value.is_ascii(),
        _ => is_numbers(value) || key.ends_with("_congestion_control") || key.ends_with("_ulp"),
    }
}

/// Numbers alone, as a file below /proc/sys holds them.
pub(crate) fn is_numbers(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
        && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b',' | b'.' | b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let said: Vec<_> = lines(text)
            .into_iter()
            .map(|line| format!("{} {:?} {}={}", line.line, line.kind, line.key, line.value))
            .collect();
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn a_settings_file_is_read_as_sysctl_reads_it() {
        check(
            "\u{feff}# reuse helps the side that connects\n\nnet.ipv4.tcp_tw_reuse = 1\r\n  net/ipv4/tcp_fin_timeout=30  \n\
             -net.ipv4.tcp_tw_recycle = 1\n-net.ipv4.conf.eth0.rp_filter\nnet.ipv4.ip_local_port_range =\t1024\t65000\n\
             net.ipv4.ip_local_reserved_ports =\nnet.ipv4.conf.*.rp_filter = 2",
            &[
                "3 Setting net.ipv4.tcp_tw_reuse=1",
                "4 Setting net.ipv4.tcp_fin_timeout=30",
                "5 Tolerant net.ipv4.tcp_tw_recycle=1",
                "6 Excluded net.ipv4.conf.eth0.rp_filter=",
                "7 Setting net.ipv4.ip_local_port_range=1024\t65000",
                "8 Setting net.ipv4.ip_local_reserved_ports=",
                "9 Setting net.ipv4.conf.*.rp_filter=2",
            ],
        );
    }

    #[test]
    fn settings_that_are_comments_and_slips_of_the_pen_are_told() {
        check(
            "#net.ipv4.ip_local_reserved_ports=42310,51000-52000\n; net.ipv4.tcp_tw_reuse = 1\n## net.ipv4.tcp_syncookies=0\n\
             # see man 7 tcp, tcp_tw_reuse = 1 is fine\n# net.ipv4.tcp_fin_timeout = 30 seconds is plenty\n#net.ipv4.tcp_sack\n\
             net.ipv4.tcp_tw_reuse 1\nsysctl -w net.ipv4.tcp_tw_reuse=1\nnet.ipv4.tcp_fin_timeout = 30 # seconds\n= 1\ntcp = 1",
            &[
                "1 Comment net.ipv4.ip_local_reserved_ports=42310,51000-52000",
                "2 Comment net.ipv4.tcp_tw_reuse=1",
                "3 Comment net.ipv4.tcp_syncookies=0",
                "7 Bad =net.ipv4.tcp_tw_reuse 1",
                "8 Bad =sysctl -w net.ipv4.tcp_tw_reuse=1",
                "9 Setting net.ipv4.tcp_fin_timeout=30 # seconds",
                "10 Bad == 1",
                "11 Bad =tcp = 1",
            ],
        );
    }

    #[test]
    fn the_first_separator_tells_which_one_is_meant() {
        for (key, expected) in [
            ("net.ipv4.conf.eth0/200.forwarding", "net.ipv4.conf.eth0/200.forwarding"),
            ("net/ipv4/conf/eth0.200/forwarding", "net.ipv4.conf.eth0/200.forwarding"),
            ("net/ipv4/tcp_tw_reuse", "net.ipv4.tcp_tw_reuse"),
            ("vm", "vm"),
            ("/net/ipv4/tcp_fin_timeout", "net.ipv4.tcp_fin_timeout"),
            (".net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_fin_timeout"),
            ("/net.ipv4.tcp_fin_timeout", "net/ipv4/tcp_fin_timeout"),
            ("/proc/sys/net/ipv4/tcp_fin_timeout", "proc.sys.net.ipv4.tcp_fin_timeout"),
        ] {
            assert_eq!(dotted(key), expected);
        }
    }
}

#[cfg(test)]
mod spelling {
    use super::*;

    #[test]
    fn a_key_is_known_in_every_spelling_that_sysctl_takes() {
        let name = "net.ipv4.tcp_fin_timeout";
        for key in [
            name,
            "net/ipv4/tcp_fin_timeout",
            "/net/ipv4/tcp_fin_timeout",
            "net//ipv4/tcp_fin_timeout",
            "net/ipv4///tcp_fin_timeout",
            "net..ipv4.tcp_fin_timeout",
        ] {
            assert_eq!(dotted(key), name, "{key}");
        }
        assert_eq!(dotted("net/ipv4/conf/eth0.200/forwarding"), "net.ipv4.conf.eth0/200.forwarding");
        // The first separator decides: here the second one belongs to the name.
        assert_eq!(dotted("net.ipv4/tcp_fin_timeout"), "net.ipv4/tcp_fin_timeout");
    }
}
