//! The three ways in which Zabbix agents tell that they cannot reach their server, and that they can again.
//!
//! Up to 5.x the cause stands in the same line; agent 6 tells it on a line before; agent 2 has words of its own. Only
//! the first failure and the recovery are logged, so that the lines are the ends of an outage and no count.

use lastack_model::{Endpoint, LogMark};

use super::{Told, after, has, place};

const AGENT: Option<&str> = Some("zabbix-agent");
const AGENT_2: Option<&str> = Some("zabbix-agent2");

/// What such a line says. One whose cause is told and is none of ours says nothing.
pub(super) fn read(text: &str) -> Option<Told> {
    about_checks(text).or_else(|| about_connect(text))
}

/// `active check configuration update from [1.2.3.4:10051] started to fail (cause)`, and `is working again`.
fn about_checks(text: &str) -> Option<Told> {
    const SUBJECTS: [&str; 3] =
        ["active check configuration update", "active check data upload", "active check heartbeat"];
    let rest = SUBJECTS.iter().find_map(|subject| after(text, subject))?;
    // `from [1.2.3.4:10051]`, `to [..]`, `from host [name]`
    let target = rest.find(" [").and_then(|at| rest.get(at + 1..)).and_then(place::end_point);
    let form = if is_agent_2(text) { AGENT_2 } else { AGENT };
    let told = |signature| Told { target, ..Told::new(signature, form) };
    if has(rest, "is working again") {
        return Some(Told { mark: LogMark::Ends, ..told("active-checks-failed") });
    }
    let cause = after(rest, "started to fail")?.trim();
    let signature = match cause.is_empty() {
        true => "active-checks-failed",
        false => signature(cause)?,
    };
    Some(Told { mark: LogMark::Begins, ..told(signature) })
}

/// `Unable to connect to [1.2.3.4]:10051 [cannot connect to [[1.2.3.4]:10051]: [99] Cannot assign requested address]`,
/// `[101] cannot connect to [1.2.3.4:10051]: dial tcp :0->1.2.3.4:10051: bind: address already in use`.
fn about_connect(text: &str) -> Option<Told> {
    let agent = after(text, "unable to connect to [").or_else(|| after(text, "cannot connect to [["));
    let (form, rest) = match agent {
        Some(rest) => (AGENT, rest),
        None if is_agent_2(text) => (AGENT_2, after(text, "cannot connect to [")?),
        None => return None,
    };
    // `Still unable to connect` repeats what is known.
    let mark = if has(text, "still unable") { LogMark::Trouble } else { LogMark::Begins };
    let target: Option<Endpoint> = place::end_point(rest);
    Some(Told { mark, target, ..Told::new(signature(rest)?, form) })
}

/// Agent 2 numbers its clients: `[101] `.
fn is_agent_2(text: &str) -> bool {
    let number = text.split_once(" [").map(|(_, rest)| rest).or_else(|| text.strip_prefix('['));
    let Some((digits, rest)) = number.and_then(|rest| rest.split_once("] ")) else { return false };
    let small = rest.starts_with("active check") || rest.starts_with("cannot connect to [");
    small && !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The cause as the agents tell it: a number in brackets before a text in the system's language, or Go's words.
fn signature(cause: &str) -> Option<&'static str> {
    const NUMBERS: [(&str, &str); 6] = [
        ("[0x00002747]", "wsaenobufs"),
        ("[0x00002740]", "wsaeaddrinuse"),
        ("[99] ", "connect-eaddrnotavail"),
        ("[98] ", "connect-eaddrinuse"),
        ("[24] ", "emfile"),
        ("[23] ", "enfile"),
    ];
    const WORDS: [(&str, &str); 6] = [
        ("cannot assign requested address", "connect-eaddrnotavail"),
        ("address already in use", "connect-eaddrinuse"),
        ("only one usage of each socket address", "wsaeaddrinuse"),
        ("lacked sufficient buffer space", "wsaenobufs"),
        ("too many open files in system", "enfile"),
        ("too many open files", "emfile"),
    ];
    let told =
        |list: &[(&str, &'static str)]| list.iter().find(|(text, _)| has(cause, text)).map(|(_, id)| *id);
    told(&NUMBERS).or_else(|| told(&WORDS))
}
