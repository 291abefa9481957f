//! One connection whose properties stand in several places: a list, an object of JSON, the cells of a CSV row.

use lastack_model::{Endpoint, Family, OwnerText, SocketRow};

use crate::field::{End, address, number};
use crate::row::row_of;
use crate::tcp_table::windows_state;
use crate::trouble::Trouble;

/// The properties of `Get-NetTCPConnection` that matter here, in the order of [`Cells`].
pub(crate) const PROPERTIES: [&str; 6] =
    ["LocalAddress", "LocalPort", "RemoteAddress", "RemotePort", "State", "OwningProcess"];

/// The position of a property, by its name in any case.
pub(crate) fn property(name: &str) -> Option<usize> {
    PROPERTIES.iter().position(|property| property.eq_ignore_ascii_case(name))
}

/// The values of [`PROPERTIES`], as far as they are there.
pub(crate) type Cells<'a> = [Option<&'a str>; 6];

/// What the cells say. `None` where no address is among them: something else has such names too.
pub(crate) fn socket<'a>(
    cells: &Cells<'a>,
    whole: &'a str,
) -> Option<Result<SocketRow<'a>, (Trouble, &'a str)>> {
    let [local, local_port, remote, remote_port, state, pid] = *cells;
    if local.is_none() && remote.is_none() {
        return None;
    }
    Some(read([local, local_port, remote, remote_port], state, pid, whole))
}

fn read<'a>(
    [local, local_port, remote, remote_port]: [Option<&'a str>; 4],
    state: Option<&'a str>,
    pid: Option<&'a str>,
    whole: &'a str,
) -> Result<SocketRow<'a>, (Trouble, &'a str)> {
    let local = end(local, local_port, Trouble::NoLocal, whole)?;
    let remote = end(remote, remote_port, Trouble::NoPeer, whole)?;
    let state = state.map(|word| match number(word).and_then(windows_state) {
        Some(state) => state.name(),
        None => word,
    });
    let mut socket = row_of(local, remote, state, whole)?;
    // Pid 0 stands beside TIME_WAIT: nobody.
    socket.owner = match pid {
        None | Some("" | "0" | "null") => None,
        Some(pid) => Some(OwnerText { pid: number(pid).ok_or((Trouble::BadField, pid))?, name: None }),
    };
    Ok(socket)
}

fn end<'a>(
    host: Option<&'a str>,
    port: Option<&'a str>,
    missing: Trouble,
    whole: &'a str,
) -> Result<End, (Trouble, &'a str)> {
    let (host, port) = (host.ok_or((missing, whole))?, port.ok_or((missing, whole))?);
    let bare = host.split_once('%').map_or(host, |(bare, _)| bare);
    let cut = if host.ends_with(['…', '.']) { Trouble::CutAddress } else { Trouble::BadAddress };
    let address = address(bare).ok_or((cut, host))?;
    let port = number(port).and_then(|port| u16::try_from(port).ok()).ok_or((Trouble::BadPort, port))?;
    let family = if bare.contains(':') { Family::V6 } else { Family::V4 };
    Ok(End { at: Endpoint::new(address, port), family, star: false })
}

/// Longest value that is kept: no address or state is longer.
const LONGEST: usize = 64;

/// Properties that came one by one and wait for the others of their connection.
#[derive(Debug, Default)]
pub(crate) struct Record {
    cells: [Option<String>; 6],
    /// How deep the objects of JSON are nested, and how deep the properties stand
    depth: i64,
    at: Option<i64>,
}

impl Record {
    /// Whether this property is there already: then the next connection has begun.
    pub(crate) fn has(&self, property: usize) -> bool {
        self.cells.get(property).is_some_and(Option::is_some)
    }

    /// Keeps a value, unless it belongs to an object within the one that is being read.
    pub(crate) fn set(&mut self, property: usize, value: &str) {
        if *self.at.get_or_insert(self.depth) != self.depth {
            return;
        }
        if let Some(cell) = self.cells.get_mut(property) {
            *cell = Some(value.chars().take(LONGEST).collect());
        }
    }

    /// An object begins.
    pub(crate) fn open(&mut self) {
        self.depth += 1;
    }

    /// An object ends; whether it is the one that is being read.
    pub(crate) fn close(&mut self) -> bool {
        self.depth -= 1;
        self.at == Some(self.depth + 1)
    }

    /// Nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.at.is_none()
    }

    /// The values, which are forgotten; the depth stays.
    pub(crate) fn take(&mut self) -> [Option<String>; 6] {
        self.at = None;
        std::mem::take(&mut self.cells)
    }
}

/// The columns of a table, of CSV or parted by blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heads {
    separator: u8,
    /// How many columns there are
    count: usize,
    /// Which column holds each of [`PROPERTIES`]
    at: [Option<usize>; 6],
}

impl Heads {
    /// From the head of a table; `None` where it does not name both addresses.
    pub(crate) fn from_head(text: &str) -> Option<Self> {
        let separator = *[b',', b';', b'\t'].iter().find(|separator| text.as_bytes().contains(separator))?;
        Self::named(text, separator)
    }

    /// From the head of a table whose cells blanks part, `Format-Table LocalAddress, LocalPort, ...`. Of these columns
    /// none is ever empty; others are, and then a row does not tell which.
    pub(crate) fn from_blanks(text: &str) -> Option<Self> {
        let known = text.split_ascii_whitespace().all(|word| property(word).is_some());
        Self::named(text, b' ').filter(|_| known)
    }

    fn named(text: &str, separator: u8) -> Option<Self> {
        let mut heads = Heads { separator, count: 0, at: [None; 6] };
        for (index, cell) in split(text, separator).enumerate() {
            heads.count += 1;
            if let Some(place) = property(cell).and_then(|property| heads.at.get_mut(property)) {
                *place = Some(index);
            }
        }
        let [local, _, remote, ..] = heads.at;
        (local.is_some() && remote.is_some()).then_some(heads)
    }

    /// The cells of a row; `None` where it has fewer or more cells than the head.
    pub(crate) fn cells<'a>(&self, text: &'a str) -> Option<Cells<'a>> {
        let mut cells: Cells<'a> = [None; 6];
        let mut count = 0;
        for (index, cell) in split(text, self.separator).enumerate() {
            count += 1;
            // Columns stand in front of the first comma of a row of ss: behind a head of CSV it is one all the same.
            if index == 0 && self.separator != b' ' && !text.starts_with('"') && cell.contains(' ') {
                return None;
            }
            for (place, value) in self.at.iter().zip(&mut cells) {
                if *place == Some(index) {
                    *value = Some(cell);
                }
            }
        }
        // As many words stand in many a line of prose.
        let address = |cell: Option<&str>| cell.is_some_and(|cell| cell.contains(['.', ':']));
        let told = self.separator != b' '
            || (address(cells[0])
                && address(cells[2])
                && cells[1].is_some_and(|port| number(port).is_some()));
        (count == self.count && told).then_some(cells)
    }

    /// Commas or the like part the columns: a line that begins with a quote and is no row is one that was cut.
    pub(crate) fn is_csv(self) -> bool {
        self.separator != b' '
    }
}

/// A line of CSV that ends within a cell or before one.
pub(crate) fn is_open(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 || text.ends_with([',', ';'])
}

/// The cells of a CSV line, without their quotes. A quoted cell may hold the separator.
fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut quoted = false;
        let end = text.bytes().position(|byte| {
            quoted ^= byte == b'"';
            !quoted && byte == separator
        });
        let (cell, behind) = match end {
            Some(end) => (text.get(..end)?, text.get(end + 1..)),
            None => (text, None),
        };
        rest = if separator == b' ' { behind.map(str::trim_start) } else { behind };
        let cell = cell.trim();
        Some(cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell))
    })
}

/// What stands in a piece of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Json<'a> {
    /// An object begins
    Open,
    /// An object ends
    Close,
    /// One of [`PROPERTIES`] and its value
    Value(usize, &'a str),
}

/// Objects and our properties in their order. A string is taken as it stands, since no address or state has escapes.
pub(crate) fn json<'a>(text: &'a str, each: &mut dyn FnMut(Json<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find(['"', '{', '}']) {
        let behind = rest.get(at..).unwrap_or_default();
        rest = behind.get(1..).unwrap_or_default();
        if behind.starts_with('"') {
            rest = member(behind, each);
        } else {
            each(if behind.starts_with('{') { Json::Open } else { Json::Close });
        }
    }
}

/// A string, and its value where it is the name of one of ours; gives back the text behind them.
fn member<'a>(text: &'a str, each: &mut dyn FnMut(Json<'a>)) -> &'a str {
    let (name, behind) = string(text);
    let value = behind.trim_start().strip_prefix(':').map(str::trim_start);
    let (Some(property), Some(value)) = (property(name), value) else { return behind };
    let (inner, behind) = match value.starts_with('"') {
        true => string(value),
        false => value.split_at(value.find([',', '{', '}', '[', ']', ' ', '\t']).unwrap_or(value.len())),
    };
    if !inner.is_empty() {
        each(Json::Value(property, inner));
    }
    behind
}

/// The string at the start of the text, and what stands behind its closing quote.
fn string(text: &str) -> (&str, &str) {
    let inner = text.get(1..).unwrap_or_default();
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    match end {
        Some(end) => (inner.get(..end).unwrap_or_default(), inner.get(end + 1..).unwrap_or_default()),
        None => (inner, ""),
    }
}
