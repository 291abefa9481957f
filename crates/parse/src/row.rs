//! The checks that every row of text must pass, whichever tool printed it.

use lastack_model::{Endpoint, RowKind, SocketRow, TcpState};

use crate::field::{End, end};
use crate::trouble::Trouble;

/// Something that keeps a line from being read, with the text at fault.
pub(crate) type Fault<'a> = (Trouble, &'a str);

/// The two ends and the state, checked against each other. `whole` is what a warning shows where a field is missing.
pub(crate) fn row<'a>(
    local: Option<&'a str>,
    remote: Option<&'a str>,
    state: Option<&'a str>,
    whole: &'a str,
) -> Result<SocketRow<'a>, Fault<'a>> {
    let local = read_end(local.ok_or((Trouble::NoLocal, whole))?)?;
    let remote = read_end(remote.ok_or((Trouble::NoPeer, whole))?)?;
    row_of(local, remote, state, whole)
}

/// The same for two ends that were read in another way.
pub(crate) fn row_of<'a>(
    local: End,
    remote: End,
    state: Option<&'a str>,
    whole: &'a str,
) -> Result<SocketRow<'a>, Fault<'a>> {
    let word = state.ok_or((Trouble::NoState, whole))?;
    let state = TcpState::from_word(word).ok_or((Trouble::UnknownState, word))?;
    let remote = checked_peer(state, local.at, remote.at).map_err(|trouble| (trouble, whole))?;
    Ok(SocketRow::new(local.family, state, local.at, remote))
}

fn read_end(word: &str) -> Result<End, Fault<'_>> {
    end(word).map_err(|trouble| (trouble, word))
}

/// TCP has no port 0, a connection has a peer, and both ends speak one family: gives the peer as it is kept.
pub(crate) fn checked_peer(state: TcpState, local: Endpoint, remote: Endpoint) -> Result<Endpoint, Trouble> {
    let unbound = matches!(state, TcpState::Close | TcpState::Bound);
    if local.port == 0 && !unbound {
        return Err(Trouble::BadPort);
    }
    match state {
        // Windows XP and 2003 print a number without meaning as the port of a listener's peer.
        TcpState::Listen if remote.address.is_unspecified() => Ok(Endpoint::new(remote.address, 0)),
        TcpState::Listen => Err(Trouble::BadAddress),
        _ if unbound => Ok(remote),
        _ if remote.address.is_unspecified() => Err(Trouble::BadAddress),
        _ if remote.port == 0 => Err(Trouble::BadPort),
        _ if local.address.is_v4() != remote.address.is_v4() => Err(Trouble::MixedFamilies),
        _ => Ok(remote),
    }
}

/// What stands behind a row of Linux. FIN_WAIT2 is a mini-socket where the TIME_WAIT timer runs (facts 1).
pub(crate) const fn linux_kind(state: TcpState, time_wait_timer: bool) -> RowKind {
    match state {
        TcpState::TimeWait => RowKind::Mini,
        TcpState::FinWait2 if time_wait_timer => RowKind::Mini,
        TcpState::SynRecv => RowKind::Request,
        _ => RowKind::Full,
    }
}
