//! Tells the direction of rows without a listener, from how they fan out.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_model::{Address, Endpoint, TcpState};

use super::Folded;
use super::pending::Waiting;

/// Rows per local and per remote end point among the rows that wait.
#[derive(Debug, Default)]
pub(super) struct Fans {
    local: HashMap<(Address, u16), u32, RandomState>,
    remote: HashMap<(Address, u16), u32, RandomState>,
}

impl Fans {
    pub(super) fn of(rows: &[Folded]) -> Self {
        let mut fans = Fans::default();
        for row in rows {
            *fans.local.entry(pair(row.local)).or_default() += 1;
            *fans.remote.entry(pair(row.remote)).or_default() += 1;
        }
        fans
    }

    fn local(&self, end: Endpoint) -> u32 {
        self.local.get(&pair(end)).copied().unwrap_or(0)
    }

    fn remote(&self, end: Endpoint) -> u32 {
        self.remote.get(&pair(end)).copied().unwrap_or(0)
    }
}

fn pair(end: Endpoint) -> (Address, u16) {
    (end.address, end.port)
}

/// How a direction is told (DESIGN 4).
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// The ephemeral range, both ends included
    pub(super) ephemeral: (u16, u16),
    /// The source listed its listeners first, and none matched
    pub(super) listeners_known: bool,
}

impl Rule {
    pub(super) fn judge(self, row: &Folded, fans: &Fans) -> Waiting {
        let peers = fans.local(row.local);
        let ports = fans.remote(row.remote);
        if row.state == TcpState::SynRecv {
            // Half-open towards us: only a listener makes such a row.
            return Waiting::Inbound;
        }
        if ports > 1 && ports > peers {
            return Waiting::Outbound;
        }
        if peers > 1 && peers > ports && !self.is_ephemeral(row.local.port) {
            return Waiting::Inbound;
        }
        // One row towards a service port, from an ephemeral port that nobody listens on.
        if self.listeners_known
            && peers <= 1
            && self.is_ephemeral(row.local.port)
            && row.remote.port < self.ephemeral.0
        {
            return Waiting::Outbound;
        }
        Waiting::Unknown
    }

    fn is_ephemeral(self, port: u16) -> bool {
        (self.ephemeral.0..=self.ephemeral.1).contains(&port)
    }
}
