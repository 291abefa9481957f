//! Port budgets, rates and forecasts: numbers with their spread.

/// A number known only between two bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Between<T> {
    /// Not less than this
    pub low: T,
    /// Not more than this
    pub high: T,
}

/// Local ports for one route, as sets and not sums (DESIGN 4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PortBudget {
    /// ip_local_port_range, both ends included
    pub range: (u16, u16),
    /// Ports of the range that are neither reserved nor held by a non-shareable bind bucket
    pub usable: u32,
    /// Usable ports with a row towards this route
    pub taken: u32,
    /// Of those, TIME_WAIT rows that a new connect() may take over: low counts only where timestamps are proven
    pub reusable: Between<u32>,
    /// `taken - reusable.low`: what counts for severity, the slow cliff and the end
    pub blocking: u32,
    /// False where the ports held by bound sockets are only a lower bound, or the range was assumed
    pub exact: bool,
}

impl PortBudget {
    /// Blocking ports in percent of the usable ones, rounded down; 100 where nothing is usable.
    pub fn blocking_percent(&self) -> u32 {
        percent(self.blocking, self.usable)
    }

    /// The same if every old TIME_WAIT row turns out to be reusable.
    pub fn blocking_percent_at_best(&self) -> u32 {
        percent(self.blocking_at_best(), self.usable)
    }

    /// Ports that block for certain: `taken - reusable.high`. Zero where every row may be taken over.
    pub fn blocking_at_best(&self) -> u32 {
        self.taken.saturating_sub(self.reusable.high)
    }
}

fn percent(part: u32, whole: u32) -> u32 {
    if whole == 0 { 100 } else { (u64::from(part) * 100 / u64::from(whole)) as u32 }
}

/// How a rate was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateMethod {
    /// From the ages of the surviving TIME_WAIT rows
    Ages,
    /// From d(TW) + d(TWKilled) between two readings
    Counters,
    /// From a trace
    Trace,
}

impl RateMethod {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            RateMethod::Ages => "ages",
            RateMethod::Counters => "counters",
            RateMethod::Trace => "trace",
        }
    }
}

/// A rate per second with its spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Best guess, per second
    pub value: f64,
    /// Two standard deviations of a Poisson count below
    pub low: f64,
    /// and above
    pub high: f64,
    /// Seconds that it was watched over
    pub window_s: f64,
    /// How
    pub method: RateMethod,
}

/// When something is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// It is so already
    Now,
    /// In so many seconds
    Later(Between<f64>),
    /// Not at this rate; the number of ports in use at which it settles
    Never {
        /// Ports in use in the steady state
        steady: u32,
    },
    /// The data do not tell
    Unknown,
}

impl When {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            When::Now => "now",
            When::Later(_) => "later",
            When::Never { .. } => "never",
            When::Unknown => "unknown",
        }
    }
}
