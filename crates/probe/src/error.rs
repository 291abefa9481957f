//! Why nothing can be checked at all.

use std::io;

use lastack_host::reason;
use lastack_model::words::Message;
use lastack_model::{Arg, Unit, Untrusted, Value};

/// What keeps the prober from starting.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The event loop cannot be set up
    #[error("cannot set up the event loop")]
    Loop {
        /// Why
        #[source]
        source: io::Error,
    },
    /// Nobody can be served there
    #[error("cannot listen on {at}")]
    Listen {
        /// Where
        at: std::net::SocketAddr,
        /// Why not
        #[source]
        source: io::Error,
    },
    /// Another prober has ports of this range
    #[error("another prober has ports {low}-{high}")]
    RangeShared {
        /// The process that the other's lock names; anybody can write any
        claims: u32,
        /// The process that has the lock open, with its name; `None` where that cannot be seen
        holder: Option<(u32, Untrusted)>,
        /// Its lowest port
        low: u16,
        /// Its highest port
        high: u16,
    },
    /// The kernel gives ports of the range to others
    #[error("ports {low}-{high} lie in the ephemeral range")]
    RangeEphemeral {
        /// Lowest port of ours that the kernel gives away
        low: u16,
        /// Highest one
        high: u16,
    },
    /// Every port of the range is in use
    #[error("no port of {low}-{high} is free")]
    RangeTaken {
        /// Lowest port of the range
        low: u16,
        /// Highest one
        high: u16,
    },
    /// The kernel does not tell its sockets
    #[error("the kernel's table of sockets cannot be read")]
    Table,
    /// The system has no such engine
    #[error("this way of probing is built for Linux so far")]
    System,
}

impl ProbeError {
    /// What to tell the user.
    pub fn message(&self) -> Message {
        let port = |port: u16| Arg::new(Value::Count(port.into()), Unit::Port, "probe");
        match self {
            ProbeError::Loop { source } => Message::new("probe-error-loop").with("reason", reason(source)),
            ProbeError::Listen { at, source } => Message::new("probe-error-listen")
                .with("at", Arg::text(at.to_string()))
                .with("reason", reason(source)),
            ProbeError::RangeShared { claims, holder, low, high } => {
                let pid = |pid: u32| Arg::new(Value::Count(pid.into()), Unit::Port, "proc");
                let told = match holder {
                    Some((found, comm)) => Message::new("probe-error-shared")
                        .with("pid", pid(*found))
                        .with("comm", Arg::foreign(comm.clone())),
                    None => Message::new("probe-error-claimed").with("pid", pid(*claims)),
                };
                told.with("low", port(*low)).with("high", port(*high))
            }
            ProbeError::RangeEphemeral { low, high } => {
                Message::new("probe-error-ephemeral").with("low", port(*low)).with("high", port(*high))
            }
            ProbeError::RangeTaken { low, high } => {
                Message::new("probe-error-taken").with("low", port(*low)).with("high", port(*high))
            }
            ProbeError::Table => Message::new("probe-error-table"),
            ProbeError::System => Message::new("probe-error-system"),
        }
    }
}
