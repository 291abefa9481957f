//! How likely it is that plain connect() gives every port out once only, however many destinations there are.

/// Ports that one connect() moves on at most on average, on quiet hosts: `__inet_hash_connect` adds 2, and since 5.12 a
/// random even number up to 14, to where the next search of the same destination begins.
const STRIDES: [f64; 2] = [4.0, 9.0];

/// Two stretches of ports may overlap by so much that so many shared ports would be expected, and yet share none by
/// chance: e^-10 is 1 in 22,000.
const EXPECTED: f64 = 10.0;

/// More for each port that is shared: of 10 + 3 s expected ones, s or fewer are no more likely (a Poisson count).
const EXPECTED_EACH: f64 = 3.0;

/// Of the covered part: lengths scatter. 300 runs of each way of choosing, simulated for 17 sets of destinations, never
/// shared nothing more often than this says.
const SURE: f64 = 0.95;

/// The greatest chance, over the ways in which kernels choose, that connect() would share no more than `shared` ports
/// between destinations with so many rows each, out of `usable` ports.
///
/// A destination's ports are no independent draws, so a plain birthday bound is wrong by far: they follow each other
/// from a place that a keyed hash of the addresses gives (RFC 6056, algorithms 3 to 5). New rows so fill a stretch, and
/// two stretches need not meet: k arcs that cover a part c of a circle lie apart with a chance of (1 - c)^(k - 1). Old
/// rows lie scattered; there the birthday bound holds. Both are computed, and the greater chance is given.
pub(crate) fn unshared_chance(rows: &[u32], shared: u64, usable: u32) -> f64 {
    let rows: Vec<f64> = rows.iter().filter(|rows| **rows > 0).map(|rows| f64::from(*rows)).collect();
    let usable = f64::from(usable.max(1));
    if rows.len() < 2 {
        return 1.0;
    }
    apart(&rows, shared, usable).max(scattered(&rows, shared, usable))
}

fn apart(rows: &[f64], shared: u64, usable: f64) -> f64 {
    let expected = EXPECTED + EXPECTED_EACH * shared as f64;
    let arc = |rows: f64, stride: f64| {
        let length = (rows * stride).min(usable);
        let density = rows / length;
        // An overlap of L ports holds L / 2 of one parity, so 2 * L * density^2 shared ones.
        (length - expected / (2.0 * density * density)).max(0.0)
    };
    let arcs = rows.iter().map(|rows| STRIDES.map(|stride| arc(*rows, stride)));
    let covered = arcs.map(|[short, long]| short.min(long)).sum::<f64>() / usable * SURE;
    (1.0 - covered).max(0.0).powf(rows.len() as f64 - 1.0)
}

/// Each row of one destination meets each of another on half of the ports, as connect() uses one parity first.
fn scattered(rows: &[f64], shared: u64, usable: f64) -> f64 {
    let sum: f64 = rows.iter().sum();
    let squares: f64 = rows.iter().map(|rows| rows * rows).sum();
    let pairs = (sum * sum - squares) / 2.0;
    let expected = pairs / usable;
    let (mut term, mut chance) = ((-expected).exp(), 0.0);
    for count in 0..=shared {
        chance += term;
        term *= expected / (count + 1) as f64;
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[u32], usable: u32, proves: bool) {
        let chance = unshared_chance(rows, 0, usable);
        assert_eq!(chance < 0.001, proves, "{rows:?} of {usable}: {chance}");
    }

    #[test]
    fn few_rows_prove_nothing_though_their_birthdays_would() {
        // 400 and 400 of 28,232: the birthday bound says 1 in 80,000; two stretches of 3,600 ports lie apart in 3 of 4 cases.
        check(&[400, 400], 28_232, false);
        check(&[100; 8], 28_232, false);
        check(&[2_000, 1_000], 28_232, false);
    }

    #[test]
    fn many_rows_over_some_destinations_do() {
        check(&[4_000, 4_000], 28_232, true);
        check(&[1_000; 10], 28_232, true);
        check(&[43, 43], 100, true);
    }

    #[test]
    fn some_ports_of_other_programs_that_are_shared_prove_nothing_against_it() {
        // A program binds 503 of 512 ports towards two destinations; an agent's TIME_WAIT rows share two others.
        let rows = [252, 251, 9, 2];
        assert!(unshared_chance(&rows, 2, 512) < 0.001, "{}", unshared_chance(&rows, 2, 512));
        // What connect() does: half of the rows meet.
        assert!(unshared_chance(&rows, 124, 512) > 0.001, "{}", unshared_chance(&rows, 124, 512));
        assert!(unshared_chance(&[43, 43], 2, 100) > unshared_chance(&[43, 43], 0, 100));
    }

    #[test]
    fn one_destination_shares_with_nobody() {
        check(&[28_000], 28_232, false);
        check(&[28_000, 0], 28_232, false);
        check(&[], 28_232, false);
    }

    #[test]
    fn one_large_and_one_tiny_destination_prove_nothing() {
        check(&[14_000, 3], 28_232, false);
    }
}
