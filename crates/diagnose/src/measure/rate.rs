//! Closes per second with their spread, from ages or from counters, over the longest recent window that is steady.

use lastack_model::{AgeBins, BIN_COUNT, NamespaceView, Rate, RateMethod};

/// The window starts with so many bins and grows by as many while older bins go on at the same rate.
const BLOCK: usize = 5;

/// A block belongs to another rate when it differs by more than three standard deviations ..
const DEVIATIONS: f64 = 3.0;

/// .. and by a tenth, so that a large count is not cut at every breath of a real program.
const TOLERANCE: f64 = 0.1;

/// A rise is believed after one block, and so is an end; a fall only after two. A busy host stalls for a few seconds, and
/// that would otherwise say that the ports last for ever.
pub(crate) const FALL_BINS: usize = 2 * BLOCK;

/// Below this part of the older rate the closes have ended: a burst is over.
const ENDED: f64 = 0.1;

/// With fewer bins their scatter says nothing yet and a Poisson count is taken for granted.
const BINS_FOR_SCATTER: usize = 10;

/// Closes per second from TIME_WAIT ages. `young` limits it to bins from which reuse takes no rows. The oldest
/// bin is left out unless rows have begun to expire: the closes began somewhere within it. `None` when less
/// than one whole second is behind.
pub(crate) fn from_ages(
    bins: &AgeBins,
    overdue: u64,
    lifetime_s: usize,
    young: Option<usize>,
) -> Option<Rate> {
    let whole = lifetime_s.min(BIN_COUNT);
    let seen = match bins.oldest() {
        _ if overdue > 0 => whole,
        None => whole,
        Some(oldest) if oldest + 1 >= whole => whole,
        Some(oldest) => oldest,
    };
    let full = young.map_or(seen, |young| young.min(whole));
    let bins = bins.0.get(..full).filter(|bins| !bins.is_empty())?;
    let steady = &bins[..steady_bins(bins)];
    let rows = sum(steady);
    Some(with_spread(rows, steady.len() as f64, scatter(steady), RateMethod::Ages))
}

/// Closes per second of rows that their peers take away: a SYN from the port of a row replaces it
/// (`tcp_timewait_state_process`), which nothing counts, so old bins are thin. The rate now is what the bins lead back to.
/// Where they show no such slope, it may still hide in their scatter, and only `high` tells so.
pub(crate) fn with_taken(rate: Rate, bins: &AgeBins) -> Rate {
    let bins = &bins.0[..BIN_COUNT.min(rate.window_s as usize)];
    let Some(slope) = slope(bins) else { return rate };
    let spread = 2.0 * slope.now * slope.error;
    let (low, high) = ((slope.now - spread).max(0.0), slope.now + spread);
    if slope.is_certain {
        return Rate { value: slope.now, low: low.min(rate.value), high, ..rate };
    }
    Rate { high: high.max(rate.high), ..rate }
}

/// Bins that get emptier with age by the same part each.
struct Slope {
    /// Rows a second at age 0
    now: f64,
    /// Standard deviation of `now`, as a part of it
    error: f64,
    is_certain: bool,
}

/// Steeper ones are a burst, and no peers that reuse their ports: half of the rows gone in less than 1.4 seconds.
const STEEPEST: f64 = 0.5;

/// The most likely exponential under a Poisson count: its mean age is that of the rows. `None` where old bins are not
/// emptier, or where the bins are far from any.
fn slope(bins: &[u32]) -> Option<Slope> {
    let (rows, scatter) = (sum(bins), scatter(bins));
    let half = bins.len().saturating_sub(1) as f64 / 2.0;
    let mean = moment(bins.iter().map(|bin| f64::from(*bin)), 1) / rows.max(1.0);
    if rows == 0.0 || bins.len() < 3 || mean >= half {
        return None;
    }
    let (mut flat, mut steep) = (0.0, STEEPEST);
    for _ in 0..40 {
        let middle = f64::midpoint(flat, steep);
        let weights = || falling(middle, bins.len());
        if moment(weights(), 1) > mean * moment(weights(), 0) { flat = middle } else { steep = middle }
    }
    let weights = || falling(steep, bins.len());
    let whole = moment(weights(), 0);
    let spread = moment(weights(), 2) / whole - (moment(weights(), 1) / whole).powi(2);
    let far: f64 = weights()
        .zip(bins)
        .map(|(weight, bin)| {
            let expected = rows * weight / whole;
            (f64::from(*bin) - expected).powi(2) / expected / scatter
        })
        .sum();
    let free = bins.len() as f64;
    if far > free + DEVIATIONS * (2.0 * free).sqrt() {
        return None;
    }
    // A bin stands for the middle of its second.
    Some(Slope {
        now: rows / whole * steep / (1.0 - (-steep).exp()).max(f64::MIN_POSITIVE),
        error: (scatter * (1.0 + (mean + 0.5).powi(2) / spread) / rows).sqrt(),
        is_certain: steep > 2.0 * (scatter / (rows * spread)).sqrt(),
    })
}

fn falling(steep: f64, bins: usize) -> impl Iterator<Item = f64> {
    (0..bins).map(move |bin| (-steep * bin as f64).exp())
}

fn moment(weights: impl Iterator<Item = f64>, power: i32) -> f64 {
    weights.enumerate().map(|(bin, weight)| weight * (bin as f64).powi(power)).sum()
}

/// No close at all in the lifetime of a TIME_WAIT row.
pub(crate) fn none_seen(lifetime_s: u32) -> Rate {
    with_spread(0.0, f64::from(lifetime_s.max(1)), 1.0, RateMethod::Ages)
}

/// d(TW) + d(TWKilled): both are counted when a socket enters, split only by the length of its timer (facts 9).
pub(crate) fn from_counters(view: &NamespaceView, window_s: Option<f64>) -> Option<Rate> {
    let window_s = window_s.filter(|window| *window > 0.0)?;
    let per_s = |name: &str| view.counters.get(name)?.per_s;
    let closes = per_s("TcpExt.TW")? + per_s("TcpExt.TWKilled")?;
    Some(with_spread(closes * window_s, window_s, 1.0, RateMethod::Counters))
}

/// Closes that a trace counted.
pub(crate) fn from_trace(closes: u64, window_s: f64) -> Rate {
    with_spread(closes as f64, window_s, 1.0, RateMethod::Trace)
}

/// The part of a rate that falls to a group which holds `part` of `whole` rows.
pub(crate) fn share(rate: Rate, part: u64, whole: u64) -> Option<Rate> {
    let portion = if whole == 0 { return None } else { part as f64 / whole as f64 };
    Some(with_spread(rate.value * rate.window_s * portion, rate.window_s, 1.0, rate.method))
}

fn with_spread(rows: f64, window_s: f64, scatter: f64, method: RateMethod) -> Rate {
    let spread = 2.0 * (scatter * rows.max(1.0)).sqrt();
    Rate {
        value: rows / window_s,
        low: (rows - spread).max(0.0) / window_s,
        high: (rows + spread) / window_s,
        window_s,
        method,
    }
}

/// How many of the youngest bins go on at one rate.
fn steady_bins(bins: &[u32]) -> usize {
    let scatter = scatter(bins);
    let mut steady = BLOCK.min(bins.len());
    while let Some(next) = bins.get(steady..).filter(|rest| !rest.is_empty()) {
        let block = &next[..BLOCK.min(next.len())];
        let (recent, older) = (sum(&bins[..steady]), sum(block));
        let (recent_s, older_s) = (steady as f64, block.len() as f64);
        let pooled = (recent + older) / (recent_s + older_s);
        let deviation = (scatter * pooled * (1.0 / recent_s + 1.0 / older_s)).sqrt();
        let difference = (recent / recent_s - older / older_s).abs();
        if difference > DEVIATIONS * deviation + TOLERANCE * pooled {
            let left = (recent / recent_s) / (older / older_s);
            let stalled = (ENDED..1.0).contains(&left) && steady < FALL_BINS;
            return if stalled { bins.len() } else { steady };
        }
        steady += block.len();
    }
    steady
}

/// Variance over mean, 1 for a Poisson count; bursts have more. From differences of neighbours, so that one
/// step from one rate to another does not look like scatter.
fn scatter(bins: &[u32]) -> f64 {
    let mean = sum(bins) / bins.len().max(1) as f64;
    if bins.len() < BINS_FOR_SCATTER || mean == 0.0 {
        return 1.0;
    }
    let squares: f64 = bins.windows(2).map(|pair| (f64::from(pair[0]) - f64::from(pair[1])).powi(2)).sum();
    (squares / 2.0 / (bins.len() - 1) as f64 / mean).max(1.0)
}

fn sum(bins: &[u32]) -> f64 {
    bins.iter().map(|rows| f64::from(*rows)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(rows: impl IntoIterator<Item = u32>) -> AgeBins {
        let mut bins = AgeBins::default();
        bins.0.iter_mut().zip(rows).for_each(|(slot, rows)| *slot = rows);
        bins
    }

    fn check(rows: impl IntoIterator<Item = u32>, young: Option<usize>, value: f64, window_s: f64) {
        let rate = from_ages(&bins(rows), 0, 60, young).unwrap();
        assert!((rate.value - value).abs() < 0.01, "{rate:?}");
        assert_eq!(rate.window_s, window_s);
        assert!(rate.low <= value && value <= rate.high);
    }

    #[test]
    fn a_group_that_began_six_seconds_ago_has_been_closing_for_six_seconds_only() {
        check([50, 50, 50, 50, 50, 50, 20], None, 50.0, 6.0);
    }

    #[test]
    fn a_full_minute_counts_whole() {
        check([40; 60], None, 40.0, 60.0);
    }

    #[test]
    fn a_rate_that_changed_counts_from_the_change() {
        check([200; 20].into_iter().chain([20; 40]), None, 200.0, 20.0);
        check([0; 10].into_iter().chain([100; 50]), None, 0.0, 10.0);
    }

    #[test]
    fn a_stall_of_a_few_seconds_is_no_other_rate() {
        check([80; 5].into_iter().chain([400; 45]), None, 367.35, 49.0);
    }

    #[test]
    fn a_burst_that_is_over_is_no_rate() {
        check([0, 0, 0, 0, 0, 0, 500, 450, 3], None, 0.0, 5.0);
        check([1, 1, 1, 1, 1, 500, 450, 3], None, 1.0, 5.0);
    }

    #[test]
    fn bursts_are_averaged_over_the_minute_with_a_wide_spread() {
        let bursts = (0..60).map(|second| if second % 15 == 12 { 1_000 } else { 0 });
        let rate = from_ages(&bins(bursts), 1, 60, None).unwrap();
        assert!((rate.value - 66.7).abs() < 0.1 && rate.low < 40.0 && rate.high > 90.0, "{rate:?}");
    }

    #[test]
    fn under_reuse_only_the_young_bins_count() {
        check([94, 88, 64, 53, 52, 36], Some(1), 94.0, 1.0);
    }

    #[test]
    fn rows_that_peers_take_away_are_counted_back_to_the_rate_now() {
        // 85 a second over 500 ports of the peers: measured bins are 78, 66, 55, 47, 39, 33 ..
        let thin = |age: u32| (85.0 * (-0.17 * (f64::from(age) + 0.5)).exp()) as u32;
        let bins = bins((0..30).map(thin));
        let plain = from_ages(&bins, 0, 60, None).unwrap();
        let rate = with_taken(plain, &bins);
        assert!(plain.high < 85.0 && (rate.value - 85.0).abs() < 5.0, "{plain:?} {rate:?}");
        assert!(rate.low < 80.0 && rate.high > 90.0, "{rate:?}");
    }

    #[test]
    fn a_level_rate_and_a_burst_are_not_led_back() {
        let check = |rows: Vec<u32>| {
            let bins = bins(rows);
            let plain = from_ages(&bins, 0, 60, None).unwrap();
            let rate = with_taken(plain, &bins);
            assert_eq!((rate.value, rate.low), (plain.value, plain.low));
            assert!(rate.high >= plain.high && rate.high < 1.5 * plain.high, "{rate:?}");
        };
        check(vec![40; 60]);
        check(vec![41, 38, 40, 44, 37, 40, 39, 42, 40, 36, 40, 40]);
        check([200; 3].into_iter().chain([20; 57]).collect());
    }

    #[test]
    fn less_than_a_second_of_history_tells_no_rate() {
        assert_eq!(from_ages(&bins([300]), 0, 60, None), None);
    }
}
