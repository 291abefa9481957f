//! Plain values that every other crate speaks: rows, census, facts, findings, reports, and words.
//!
//! Nothing here does I/O and nothing here fails on bad input. What is not known is `None` or a
//! [`Coverage`] entry, never zero.

mod address;
mod budget;
mod census;
mod coverage;
mod facts;
mod finding;
mod netns;
mod port_use;
mod report;
mod row;
mod sink;
mod snapshot;
mod state;
mod untrusted;
pub mod words;

pub use address::{Address, Endpoint, Family};
pub use budget::{Between, PortBudget, Rate, RateMethod, When};
pub use census::{
    AgeBins, BIN_COUNT, Census, Direction, ListenSocket, Listener, ListenerKey, Peers, PortSet, Rest, Route,
    RouteKey, TimeWaitCensus,
};
pub use coverage::{Coverage, CoverageState};
pub use facts::{Counter, Fact, FactSource, Facts};
pub use finding::{Arg, Certainty, Finding, Severity, Subject, Unit, Value};
pub use netns::{NetnsId, NetnsName};
pub use port_use::{BindOutlook, PortHere, PortUse};
pub use report::{ListenerReport, Owner, Report, RouteReport, RuledOut, Verdict};
pub use row::{OwnerText, RowKind, SocketRow, Timer, TimerKind};
pub use sink::{Histogram, Sink, Warning, Warnings};
pub use snapshot::{Case, HostFacts, Limit, NamespaceView, Os, Snapshot, SourceKind};
pub use state::{StateCounts, StateSet, TcpState};
pub use untrusted::Untrusted;
