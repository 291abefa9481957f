//! `netstat -ano` of Windows in any language that leaves the states in English, also without PIDs.

use lastack_model::{Os, OwnerText, StateSet, TcpState};

use crate::dialect::{Dialect, Line, Reading, Seen};
use crate::field::{Fields, number};
use crate::row::row;
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect = Dialect { id: "windows-netstat", os: Os::Windows, read, lists };

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut fields = line.fields();
    match fields.next()? {
        "TCP" => tcp(line, fields),
        "UDP" => fields.next()?.contains(':').then_some(Reading::Quiet),
        "Active" if fields.rest() == "Connections" => Some(Reading::Title(StateSet::NONE)),
        "活动连接" => fields.next().is_none().then_some(Reading::Title(StateSet::NONE)),
        "Proto" if fields.next()? == "Local" => Some(Reading::Quiet),
        "协议" if fields.next()? == "本地地址" => Some(Reading::Quiet),
        _ => None,
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
    Some(match row(local, fields.next(), fields.next(), line.text.trim()) {
        Err((trouble, text)) => Reading::Bad(trouble, text),
        Ok(mut socket) => match fields.next() {
            // Pid 0 stands beside TIME_WAIT: nobody.
            Some("0") | None => Reading::Row(socket),
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

/// Without -a there are no LISTENING rows; BOUND needs -q, and DELETE_TCB is hardly ever caught.
fn lists(seen: &Seen) -> StateSet {
    let all = StateSet::LINUX.without_mini();
    if seen.states.has(TcpState::Listen) { all } else { all.without(TcpState::Listen) }
}
