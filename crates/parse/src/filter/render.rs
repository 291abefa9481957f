//! Tree to text, in words that ss reads too: brackets wherever `and` and `or` meet.

use std::fmt;
use std::net::Ipv6Addr;

use lastack_model::{Family, TcpState};

use super::{Compare, Device, Filter, Network, Side, States};

/// The text, from which the same tree is read again.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::All => Ok(()),
            Filter::State(states) => states.fmt(f),
            Filter::Host(side, network, port) => {
                write!(f, "{} ", if *side == Side::Source { "src" } else { "dst" })?;
                match (network, port) {
                    (None, None) => f.write_str("*"),
                    (None, Some(port)) => write!(f, ":{port}"),
                    (Some(network), None) => network.fmt(f),
                    (Some(network), Some(port)) => write!(f, "{network}:{port}"),
                }
            }
            Filter::Port(side, compare, port) => {
                let name = if *side == Side::Source { "sport" } else { "dport" };
                write!(f, "{name} {} :{port}", compare.sign())
            }
            // An interface may be named `eq`.
            Filter::Device(Device::Name(name)) => write!(f, "dev = {name}"),
            Filter::Device(Device::Index(index)) => write!(f, "dev {index}"),
            Filter::Mark { mark, mask } if *mask == u32::MAX => write!(f, "fwmark {mark:#x}"),
            Filter::Mark { mark, mask } => write!(f, "fwmark {mark:#x}/{mask:#x}"),
            Filter::Not(inner) => match **inner {
                Filter::And(_) | Filter::Or(_) => write!(f, "not ( {inner} )"),
                _ => write!(f, "not {inner}"),
            },
            Filter::And(parts) => joined(f, parts, " and "),
            Filter::Or(parts) => joined(f, parts, " or "),
        }
    }
}

impl Filter {
    /// Brackets and `not` inside each other, as it is written.
    pub(super) fn depth(&self) -> usize {
        let bracketed =
            |inner: &Filter| usize::from(matches!(inner, Filter::And(_) | Filter::Or(_))) + inner.depth();
        match self {
            Filter::Not(inner) => 1 + bracketed(inner),
            Filter::And(parts) | Filter::Or(parts) => parts.iter().map(bracketed).max().unwrap_or(0),
            _ => 0,
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Filter], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        match part {
            Filter::And(_) | Filter::Or(_) => write!(f, "( {part} )")?,
            part => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl Compare {
    const fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::NotEqual => "!=",
            Compare::AtLeast => ">=",
            Compare::AtMost => "<=",
            Compare::Above => ">",
            Compare::Below => "<",
        }
    }
}

impl fmt::Display for Network {
    /// Inside the brackets of an IPv6 address stands its prefix too: that is where ss reads it before a port.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family {
            Family::V4 if self.prefix == 32 => write!(f, "{}", self.address),
            Family::V4 => write!(f, "{}/{}", self.address, self.prefix),
            Family::V6 if self.prefix == 128 => write!(f, "[{}]", Ipv6Addr::from(self.address.bits())),
            Family::V6 => write!(f, "[{}/{}]", Ipv6Addr::from(self.address.bits()), self.prefix),
        }
    }
}

impl fmt::Display for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("state all exclude all");
        }
        for (index, state) in self.iter().enumerate() {
            write!(f, "{}state {}", if index > 0 { " " } else { "" }, word(state))?;
        }
        Ok(())
    }
}

/// As ss spells it; the last two are not known to it.
const fn word(state: TcpState) -> &'static str {
    match state {
        TcpState::Established => "established",
        TcpState::SynSent => "syn-sent",
        TcpState::SynRecv => "syn-recv",
        TcpState::FinWait1 => "fin-wait-1",
        TcpState::FinWait2 => "fin-wait-2",
        TcpState::TimeWait => "time-wait",
        TcpState::Close => "closed",
        TcpState::CloseWait => "close-wait",
        TcpState::LastAck => "last-ack",
        TcpState::Listen => "listening",
        TcpState::Closing => "closing",
        TcpState::Bound => "bound-inactive",
        TcpState::DeleteTcb => "delete-tcb",
    }
}
