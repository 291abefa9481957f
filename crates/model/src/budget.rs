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

/// Microseconds for each port of the range, the median of one connect() past half: 64,512 ports 1,800 µs, 28,232 887 µs,
/// 16,000 530 µs (facts 5); [16,000 ports 620 to 660 µs, 4,000 125 µs, 1,000 23 to 32 µs, 200 9 µs; below half 7 to 9 µs].
const SEARCH_US_PER_PORT: f64 = 0.0315;

/// A connect() that finds a port at once: 5 to 6.6 µs (facts 5).
const QUICK_US: f64 = 6.0;

/// Below this nobody notices a search: a connection within one machine takes as long.
const SLOW_SEARCH_US: f64 = 100.0;

impl PortBudget {
    /// Microseconds of the search that one connect() makes past half of so many usable ports.
    pub fn search_us(usable: u32) -> f64 {
        f64::from(usable) * SEARCH_US_PER_PORT
    }

    /// Microseconds of one connect() while so many ports block: past half it searches the whole first parity.
    pub fn connect_us(usable: u32, blocking: u32) -> f64 {
        if blocking < usable.div_ceil(2) { QUICK_US } else { QUICK_US.max(PortBudget::search_us(usable)) }
    }

    /// The search through so many ports is too short to be called slow, however many of them block.
    pub fn is_search_fast(usable: u32) -> bool {
        !PortBudget::is_slow(PortBudget::search_us(usable))
    }

    /// Microseconds of a connect() that somebody notices.
    pub fn is_slow(us: f64) -> bool {
        us >= SLOW_SEARCH_US
    }

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

/// How fast something grows, from two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Growth {
    /// Per second; 0 where it is not known or not more than chance
    pub value: f64,
    /// Two standard deviations
    pub spread: f64,
    /// Seconds that it was watched over; 0 where there was one look
    pub watched_s: f64,
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
