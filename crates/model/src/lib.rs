//! Plain values that every other crate speaks: rows, census, facts, findings, reports, and words.
//!
//! Nothing here does I/O and nothing here fails on bad input. What is not known is `None` or a
//! [`Coverage`] entry, never zero.

mod address;
mod blame;
mod budget;
mod calendar;
mod capacity;
mod census;
mod change;
mod closes;
mod conf;
mod coverage;
mod diff;
mod facts;
mod finding;
mod lint;
mod log;
pub mod mask;
mod netns;
mod outlook;
mod plan;
mod port_set;
mod port_use;
mod probe;
mod process;
mod receipt;
mod registry;
mod rehearsal;
mod release;
mod report;
mod row;
mod sink;
mod snapshot;
mod sockets;
mod spread;
mod state;
mod time_wait_stay;
mod treatable;
mod untrusted;
pub mod words;

pub use address::{Address, Endpoint, Family};
pub use blame::{
    Blame, BlameBy, BlameLine, BlameMethod, BlameRows, CloseCounts, Closer, Culprit, NetnsTrace, Place,
    PlaceCloses, RefusedLine, RouteCloses, WaitingLine, Who,
};
pub use budget::{Between, Growth, PortBudget, Rate, RateMethod, When};
pub use calendar::civil_time;
pub use capacity::{Capacity, Ceiling, CeilingKind, ListenerCeiling, Supposed, SupposedFrom, Supposition};
pub use census::{
    AgeBins, BIN_COUNT, Census, Direction, FixedPort, ListenSocket, Listener, ListenerKey, LocalPorts, Peers,
    Rest, Route, RouteKey, TimeWaitCensus, Timestamps,
};
pub use change::{
    Applied, BootFile, BootFileState, By, ChangeState, ConfirmedBy, EndTold, GaugeTold, OutlookTold,
    RateTold, Waiting,
};
pub use closes::{Cause, Close, CloserKey, First, Lost, RefusedConnect, Task};
pub use conf::{BOOT_FOLDERS, BOOT_LAST, ConfFile, ConfKind, ConfLine, boot_order};
pub use coverage::{Coverage, CoverageState};
pub use diff::{
    Change, CounterChange, Course, Diff, FileChange, FindingChange, GroupChange, Moved, NetnsDiff, Pace, TOLD,
};
pub use facts::{Counter, Fact, FactSource, Facts, SETTINGS, UDP_PORTS};
pub use finding::{Arg, Certainty, Finding, Severity, Subject, Unit, Value};
pub use lint::{Grade, Lint, LintLine};
pub use log::{LogHit, LogLine, LogMark, LogTime, Outage, SIGNATURES};
pub use netns::{NetnsId, NetnsName};
pub use outlook::{EndReading, Outlook, Supply};
pub use plan::{
    Advice, Effect, Gauge, Method, Offer, Plan, PlanNetns, Reason, Remedy, Safety, SetBy, Step, Undo,
    Untreated, Withheld,
};
pub use port_set::PortSet;
pub use port_use::{BindOutlook, PortHere, PortUse};
pub use probe::{
    PeerClass, ProbeCertificate, ProbeCheck, ProbeHeld, ProbeHttp, ProbeReason, ProbeTls, Probed,
};
pub use process::ProcessView;
pub use receipt::{GaugeReading, Outcome, Reading, Receipt, StepReceipt, StepState, Trouble};
pub use registry::{REGISTRY, REGISTRY_FOLDER, RegistryDeed, RegistryFile, RegistryLine, RegistryValue};
pub use rehearsal::{Clause, ClauseKind, Cure, Moment, Rehearsal, Scene, SceneFinding};
pub use release::{
    Release, ReleaseEnd, ReleaseGroup, ReleaseLeft, ReleaseRecord, ReleaseScope, Released, Target,
};
pub use report::{Had, ListenerReport, Owner, Report, RouteReport, RuledOut, Verdict};
pub use row::{OwnerText, RowKind, SocketRow, Timer, TimerKind};
pub use sink::{Histogram, Sink, Warning, Warnings};
pub use snapshot::{Case, HostFacts, Limit, NamespaceView, Os, Snapshot, SourceKind};
pub use sockets::{
    Found, GroupBy, GroupKey, HeldBy, Holder, SocketGroup, SocketGroups, SocketLine, SocketSheet,
    SocketsFoot, SocketsHead,
};
pub use spread::{
    AddressRule, NoPool, POOL, Reception, Spread, SpreadHere, SpreadPlan, SpreadPool, SpreadProcess,
    SpreadShare, SpreadStep, SpreadTrial,
};
pub use state::{StateCounts, StateSet, TcpState};
pub use time_wait_stay::{StayEnd, TimeWaitStay, documented_time_wait_s, time_wait_setting};
pub use treatable::{Holds, Pod, Reach, TREATABLE, Treatable, treatable};
pub use untrusted::Untrusted;
