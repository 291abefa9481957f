//! What of a filter the kernel can do: a mask of states and a program for the rest.

use lastack_model::TcpState;

use super::bytecode;
use super::{Filter, States};

/// What is asked of the kernel. It gives every row that the filter matches, and may give more: rows are judged again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// `idiag_states`; 0 where no row can match
    pub states: u32,
    /// `INET_DIAG_REQ_BYTECODE`; empty for none
    pub bytecode: Vec<u8>,
    /// The kernel gives exactly what matches
    pub exact: bool,
}

/// Longest program that is sent. An attribute may have 64 KiB, and the kernel runs the program on every row.
const LONGEST: usize = 8 * 1024;

impl Plan {
    /// The least that the kernel must give for this filter. The kernel's programs know nothing of states, so each state
    /// is assumed in turn and what is left is the program for its rows; several such programs become one with `or`.
    pub fn of(filter: &Filter) -> Self {
        let mut plan = Plan { states: 0, bytecode: Vec::new(), exact: true };
        let mut left: Vec<Filter> = Vec::new();
        for state in TcpState::ALL {
            let rest = assume(filter, state);
            let asked = bits(state);
            if rest == NOTHING || asked == 0 || state == TcpState::Bound && !filter.names_bound() {
                continue;
            }
            plan.states |= asked;
            if !left.contains(&rest) {
                left.push(rest);
            }
        }
        plan.exact = left.len() <= 1;
        if !left.contains(&Filter::All) && !left.is_empty() {
            let program = if left.len() == 1 { left.remove(0) } else { Filter::Or(left) };
            match bytecode::compile(&program).filter(|bytecode| bytecode.len() <= LONGEST) {
                Some(bytecode) => plan.bytecode = bytecode,
                None => plan.exact = false,
            }
        }
        plan
    }

    /// The same without a program, for kernels that refuse it.
    #[must_use]
    pub fn without_program(&self) -> Self {
        Plan { bytecode: Vec::new(), exact: self.exact && self.bytecode.is_empty(), states: self.states }
    }
}

/// Matches no row.
const NOTHING: Filter = Filter::State(States::NONE);

/// `1 << state` of include/net/tcp_states.h. Half-open rows are request sockets, which have a state of their own.
const fn bits(state: TcpState) -> u32 {
    match state {
        TcpState::Established => 1 << 1,
        TcpState::SynSent => 1 << 2,
        TcpState::SynRecv => 1 << 3 | 1 << 12,
        TcpState::FinWait1 => 1 << 4,
        TcpState::FinWait2 => 1 << 5,
        TcpState::TimeWait => 1 << 6,
        TcpState::Close => 1 << 7,
        TcpState::CloseWait => 1 << 8,
        TcpState::LastAck => 1 << 9,
        TcpState::Listen => 1 << 10,
        TcpState::Closing => 1 << 11,
        TcpState::Bound => 1 << 13,
        TcpState::DeleteTcb => 0,
    }
}

/// What is left of a filter for rows in this state: no condition on states, and neither [`Filter::All`] nor the filter
/// that matches nothing inside another one.
pub(super) fn assume(filter: &Filter, state: TcpState) -> Filter {
    match filter {
        Filter::State(states) if states.has(state) => Filter::All,
        Filter::State(_) => NOTHING,
        Filter::Host(_, None, None) => Filter::All,
        Filter::Not(inner) => match assume(inner, state) {
            Filter::All => NOTHING,
            rest if rest == NOTHING => Filter::All,
            rest => Filter::Not(Box::new(rest)),
        },
        Filter::And(parts) => several(parts, state, (&Filter::All, &NOTHING), Filter::And),
        Filter::Or(parts) => several(parts, state, (&NOTHING, &Filter::All), Filter::Or),
        leaf => leaf.clone(),
    }
}

/// Parts that say nothing are left out; one that decides decides.
fn several(
    parts: &[Filter],
    state: TcpState,
    (silent, deciding): (&Filter, &Filter),
    join: fn(Vec<Filter>) -> Filter,
) -> Filter {
    let mut left = Vec::new();
    for part in parts {
        let rest = assume(part, state);
        if rest == *deciding {
            return rest;
        }
        if rest != *silent {
            left.push(rest);
        }
    }
    match left.len() {
        0 => silent.clone(),
        1 => left.remove(0),
        _ => join(left),
    }
}
