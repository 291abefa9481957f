//! `netstat -an`, `-ano`, `-anob`, `-anoq` of Windows, in any language that leaves the states in English, and in German.

use lastack_model::{Os, OwnerText, StateSet, TcpState};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::field::{Fields, number};
use crate::row::row;
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "windows-netstat", os: Os::Windows, begins: Begins::with(b"ACEPTU"), read, lists };

/// Said instead of a program where Windows keeps it to itself.
const NO_OWNER: [&str; 3] = [
    "Can not obtain ownership information",
    "无法获取所有权信息",
    "Es konnten keine Besitzerinformationen abgerufen werden",
];

/// The German words of which published output or programs that read it are known. The others are told as unknown.
const GERMAN: [(&str, TcpState); 6] = [
    ("ABHÖREN", TcpState::Listen),
    ("HERGESTELLT", TcpState::Established),
    ("WARTEND", TcpState::TimeWait),
    ("SCHLIESSEN_WARTEN", TcpState::CloseWait),
    ("SYN_GESENDET", TcpState::SynSent),
    ("FIN_WARTEN_2", TcpState::FinWait2),
];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut fields = line.fields();
    match fields.next()? {
        "TCP" => tcp(line, fields),
        "UDP" => fields.next()?.contains(':').then_some(Reading::Quiet),
        "Active" if fields.rest() == "Connections" => Some(Reading::Title(StateSet::NONE)),
        "Aktive" if fields.rest() == "Verbindungen" => Some(Reading::Title(StateSet::NONE)),
        "活动连接" | "使用中連線" => {
            fields.next().is_none().then_some(Reading::Title(StateSet::NONE))
        }
        "Proto" if matches!(fields.next()?, "Local" | "Lokale") && !fields.rest().is_empty() => {
            Some(Reading::Head)
        }
        "协议" if fields.next()? == "本地地址" => Some(Reading::Head),
        _ => program(line),
    }
}

fn tcp<'a>(line: &Line<'a>, mut fields: Fields<'a>) -> Option<Reading<'a>> {
    let local = fields.next();
    // "TCP connections" is prose; a row has an address and a port here.
    if !line.near && !local?.trim_end_matches(':').contains(':') {
        return None;
    }
    // "TCP ran low on memory 3 times" stands in netstat -s.
    if local.is_some_and(|word| !word.contains(':') && word.starts_with(|c: char| c.is_ascii_lowercase())) {
        return None;
    }
    let (remote, state) = (fields.next(), fields.next());
    Some(match row(local, remote, state.map(english), line.trimmed) {
        Err((trouble, text)) => Reading::Bad(trouble, text),
        Ok(mut socket) => match fields.next() {
            // Pid 0 stands beside TIME_WAIT: nobody. `-t` without `-o` has the offload state here.
            Some("0" | "InHost" | "Offloaded") | None => Reading::Row(socket),
            Some(pid) => match number(pid) {
                Some(pid) => {
                    socket.owner = Some(OwnerText { pid, name: None });
                    Reading::Row(socket)
                }
                None => Reading::Bad(Trouble::BadField, pid),
            },
        },
    })
}

/// The state's English word for a German one. The Ö of ABHÖREN is lost in many copies.
fn english(word: &str) -> &str {
    let listen = |word: &str| {
        word.strip_prefix("ABH")
            .and_then(|rest| rest.strip_suffix("REN"))
            .is_some_and(|o| o.chars().count() == 1)
    };
    let german =
        GERMAN.iter().find(|(german, _)| *german == word || (word.starts_with("ABH") && listen(word)));
    german.map_or(word, |(_, state)| state.name())
}

/// Below its row `-b` prints the component, if any, and the program in brackets.
fn program<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if NO_OWNER.contains(&text.trim_end_matches(['.', '。'])) {
        return Some(Reading::Aside);
    }
    let below = line.near && line.text.starts_with([' ', '\t']);
    let name = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    match name {
        Some(name) if below && !name.is_empty() && !name.contains(['[', ']']) => Some(Reading::Program(name)),
        None if below && is_component(text) => Some(Reading::Aside),
        _ => None,
    }
}

/// One word that is the name of a service.
fn is_component(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$'))
}

/// Without -a there are no LISTENING rows; BOUND needs -q, and DELETE_TCB is hardly ever caught.
fn lists(seen: &Seen) -> StateSet {
    let all = StateSet::LINUX.without_mini();
    if seen.states.has(TcpState::Listen) { all } else { all.without(TcpState::Listen) }
}
