//! One socket as a source or dialect saw it, borrowed: nothing here is allocated for a row.

use crate::{Endpoint, Family, TcpState};

/// What stands behind a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A full socket, or a source that cannot tell
    Full,
    /// A TIME_WAIT or FIN_WAIT2 mini-socket: no process, no descriptor
    Mini,
    /// A half-open request socket (SYN_RECV)
    Request,
}

/// The timer that a row carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Which timer
    pub kind: TimerKind,
    /// Milliseconds until it fires; 0 when overdue
    pub left_ms: u32,
}

/// `idiag_timer` of inet_diag, `tr` of /proc/net/tcp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerKind {
    /// 1: retransmission
    Retransmit,
    /// 2: keepalive, or SYN-ACK, or an orphan's FIN_WAIT2
    Keepalive,
    /// 3: TIME_WAIT or FIN_WAIT2 mini-socket
    TimeWait,
    /// 4: zero window probe
    Probe,
}

/// Who a paste says owns the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerText<'a> {
    /// Process id; Windows prints 0 for rows that nobody owns
    pub pid: u32,
    /// Program name as printed; `None` where the tool prints only the pid
    pub name: Option<&'a str>,
}

/// One row of the table. Every `Option` is `None` where the source does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SocketRow<'a> {
    /// Family as the source said it
    pub family: Family,
    /// State
    pub state: TcpState,
    /// Full socket, mini-socket or request
    pub kind: RowKind,
    /// Our end
    pub local: Endpoint,
    /// The other end; unspecified with port 0 for a listener
    pub remote: Endpoint,
    /// Interface index that the socket is bound to; 0 for none
    pub device: u32,
    /// Running timer
    pub timer: Option<Timer>,
    /// Bytes not read yet; for LISTEN the accept queue now
    pub recv_queue: Option<u32>,
    /// Bytes not acknowledged; for LISTEN the accept queue's limit (sock_diag and ss only)
    pub send_queue: Option<u32>,
    /// Retransmissions of the running timer; for SYN_RECV those of the SYN-ACK
    pub retransmits: Option<u8>,
    /// Owner's uid
    pub uid: Option<u32>,
    /// Socket inode; 0 for none
    pub inode: u64,
    /// Socket cookie; 0 for never asked for, which joins with nothing
    pub cookie: u64,
    /// Whether both ends agreed on TCP timestamps (TCPI_OPT_TIMESTAMPS); `None` where the source does not say
    pub timestamps: Option<bool>,
    /// IPv6-only listener
    pub v6only: Option<bool>,
    /// Whether connect() may give its local port out again, towards another destination: false where the port's bind
    /// bucket was made by bind(). `None` where the source does not say
    pub shareable: Option<bool>,
    /// SO_REUSEADDR, which a mini-socket keeps; `None` where the source does not say
    pub reuse_address: Option<bool>,
    /// Firewall mark; told where it is asked for, and by the kernel only with CAP_NET_ADMIN
    pub mark: Option<u32>,
    /// Owner as a paste prints it
    pub owner: Option<OwnerText<'a>>,
}

impl SocketRow<'_> {
    /// A row of which only the tuple and the state are known.
    pub const fn new(family: Family, state: TcpState, local: Endpoint, remote: Endpoint) -> Self {
        SocketRow {
            family,
            state,
            kind: RowKind::Full,
            local,
            remote,
            device: 0,
            timer: None,
            recv_queue: None,
            send_queue: None,
            retransmits: None,
            uid: None,
            inode: 0,
            cookie: 0,
            timestamps: None,
            v6only: None,
            shareable: None,
            reuse_address: None,
            mark: None,
            owner: None,
        }
    }

    /// A FIN_WAIT2 mini-socket: `state == FIN_WAIT2` and the TIME_WAIT timer runs (facts 1).
    pub fn is_fin_wait2_mini(&self) -> bool {
        self.state == TcpState::FinWait2 && self.kind == RowKind::Mini
    }
}
