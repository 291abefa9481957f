//! Lines of the Linux kernel, of sysctl(8) that speaks for it, and of the System log of Windows.

use super::{Told, after, has, place};

/// What one of them says. Whatever syslog, journalctl or dmesg puts before it does not matter.
pub(super) fn read(text: &str) -> Option<Told> {
    kernel(text).or_else(|| sysctl(text)).or_else(|| windows(text))
}

fn kernel(text: &str) -> Option<Told> {
    const FORM: Option<&str> = Some("kernel");
    // Linux 2.6 to 6.x: "TCP: Possible SYN flooding on port 80. Sending cookies.", with an address since 6.2 or so.
    if let Some(rest) = after(text, "possible syn flooding on port ") {
        let port = place::end_point(rest).map_or_else(|| place::port(text), |at| Some(at.port));
        return Some(Told { port, ..Told::new("syn-flooding", FORM) });
    }
    let says = |words: &str| has(text, words);
    let signature = match () {
        () if says("conntrack: table full, dropping packet") => "conntrack-full",
        () if says("time wait bucket table overflow") => "bucket-overflow",
        () if says("tcp: too many orphaned sockets") || says("tcp: too many of orphaned sockets") => {
            "orphans"
        }
        // tcp_check_oom() in net/ipv4/tcp.c; what the host's own memory lacks is told in other words.
        () if says("tcp: out of memory -- consider tuning tcp_mem") => "tcp-memory",
        () if says("vfs: file-max limit") && says("reached") => "enfile",
        () if says("ip_local_port_range: prefer different parity") => "port-range-parity",
        () => return None,
    };
    Some(Told::new(signature, FORM))
}

fn sysctl(text: &str) -> Option<Told> {
    const FORM: Option<&str> = Some("sysctl");
    let complaint = after(text, "sysctl: ");
    let missing = complaint.is_some_and(|rest| {
        rest.starts_with("cannot stat /proc/sys/") && rest.ends_with("No such file or directory")
    }) || (text.starts_with("error: \"") && text.ends_with("\" is an unknown key"));
    let invalid = complaint
        .is_some_and(|rest| rest.starts_with("setting key \"") && has(rest, "invalid argument"))
        || (text.starts_with("error: \"Invalid argument\" setting key \""));
    match (missing, invalid) {
        (true, _) => Some(Told::new("sysctl-missing", FORM)),
        (_, true) => Some(Told::new("sysctl-invalid", FORM)),
        _ => None,
    }
}

/// By the number of the event, since its text is translated, or by the text.
fn windows(text: &str) -> Option<Told> {
    let event =
        |number: &str, words: &str| has(text, words) || (is_word(text, number) && is_word(text, "Tcpip"));
    let signature = match () {
        () if event(
            "4227",
            "because the selected local endpoint was recently used to connect to the same remote endpoint",
        ) =>
        {
            "tcpip-4227"
        }
        () if event(
            "4231",
            "a request to allocate an ephemeral port number from the global tcp port space has failed",
        ) =>
        {
            "tcpip-4231"
        }
        // The same in Chinese, whose translations differ in the rest of the sentence.
        () if has(text, "全局 tcp 端口空间分配") => "tcpip-4231",
        () => return None,
    };
    Some(Told::new(signature, Some("windows")))
}

fn is_word(text: &str, word: &str) -> bool {
    let ends = |side: Option<char>| !side.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
        ends(before) && ends(behind)
    })
}
