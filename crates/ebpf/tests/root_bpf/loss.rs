//! What the ring or the table cannot keep is counted: shown and lost add up to what was closed.

use lastack_ebpf::Depth;
use lastack_netlab::{Churn, Netns};

use super::{Watch, turn};

#[test]
fn singles_that_find_the_ring_full_are_lost_by_number_and_kept_in_the_sums() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Singles);
    let churn = Churn::to(61).unwrap();
    // Two closes each; nobody reads meanwhile.
    const LOOPS: u64 = 50_021;
    churn.run(LOOPS).unwrap();
    let summed: u64 = watch.sums().iter().map(|(_, count)| count).sum();
    assert_eq!(summed, 2 * LOOPS);

    watch.read();
    let lost = watch.trace.lost();
    assert!(lost.singles > 20_000, "{lost:?}: the ring holds more than was thought");
    assert_eq!(watch.closes.len() as u64 + lost.singles, 2 * LOOPS);
    assert_eq!((lost.sums, lost.refused), (0, 0));
}

#[test]
fn closes_that_find_the_table_full_are_lost_by_number() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Sums);
    // Each destination makes a key for the end that connected and, by its own address, one for the end that accepted.
    const DESTINATIONS: u16 = 10_007;
    Churn::to(DESTINATIONS).unwrap().run(u64::from(DESTINATIONS)).unwrap();
    let sums = watch.sums();
    let kept: u64 = sums.iter().map(|(_, count)| count).sum();
    let lost = watch.trace.lost().sums;
    assert!(lost > 0 && kept > 16_000, "{kept} kept, {lost} lost");
    assert_eq!(kept + lost, 2 * u64::from(DESTINATIONS));
}
