//! What the ring or the table cannot keep is counted: shown and lost add up to what was closed.

use std::time::Duration;

use lastack_ebpf::Depth;
use lastack_model::Lost;
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
    watch.read();
    let summed: u64 = watch.sums().iter().map(|(_, count)| count).sum();
    let lost = watch.trace.lost();
    assert_eq!(summed, lost.singles);
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

#[test]
fn closes_that_find_no_room_in_the_table_are_not_lost_as_long_as_each_comes_by_itself() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Singles);
    const DESTINATIONS: u16 = 10_007;
    Churn::to(DESTINATIONS).unwrap().run(u64::from(DESTINATIONS)).unwrap();
    watch.read_closes(2 * usize::from(DESTINATIONS));
    assert_eq!((watch.sums(), watch.trace.lost()), (Vec::new(), Lost::default()));
}

#[test]
fn closers_that_come_one_after_the_other_find_room_as_long_as_the_trace_is_read() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Sums);
    // Each listener has another port, so that 3 x 8,002 keys come: more than a table of 16,384 holds.
    const DESTINATIONS: u16 = 4_001;
    for _ in 0..3 {
        Churn::to(DESTINATIONS).unwrap().run(u64::from(DESTINATIONS)).unwrap();
        // Both tables rest once: each for a second.
        watch.trace.poll(Duration::from_millis(2_500), &mut |seen| panic!("{seen:?}")).unwrap();
    }
    let sums = watch.sums();
    assert_eq!(sums.len(), 6 * usize::from(DESTINATIONS));
    assert!(sums.iter().all(|(_, count)| *count == 1));
    assert_eq!(watch.trace.lost(), Lost::default());
}

#[test]
fn closers_who_close_again_and_again_add_up_over_every_emptying_of_the_tables() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Sums);
    // The keys of 61 destinations are counted beside the table by the CPU that closes; of 401 not all find room there.
    for destinations in [61, 401] {
        let before: u64 = watch.sums().iter().map(|(_, count)| count).sum();
        let churn = Churn::to(destinations).unwrap();
        const ROUNDS: u64 = 3;
        for round in 1..=ROUNDS {
            churn.run(23 * u64::from(destinations)).unwrap();
            // Both while they are written and after they have rested.
            let seen: u64 = watch.sums().iter().map(|(_, count)| count).sum();
            assert_eq!(seen - before, 2 * 23 * round * u64::from(destinations));
            watch.trace.poll(Duration::from_millis(1_100), &mut |seen| panic!("{seen:?}")).unwrap();
        }
        let sums = watch.sums();
        let own = sums.iter().filter(|(_, count)| *count == 23 * ROUNDS).count();
        assert!(own >= 2 * usize::from(destinations), "{own} keys of {destinations} destinations are exact");
        assert_eq!(
            sums.iter().map(|(_, count)| count).sum::<u64>() - before,
            2 * 23 * ROUNDS * u64::from(destinations)
        );
    }
    assert_eq!(watch.trace.lost(), Lost::default());
}

#[test]
fn sums_that_were_told_are_told_no_second_time() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let mut watch = Watch::start(&netns, Depth::Sums);
    let churn = Churn::to(61).unwrap();
    // While both tables are filled and emptied: one is written for a second, and rests for another.
    for _ in 0..4 {
        churn.run(23 * 61).unwrap();
        let new = watch.new_sums();
        assert_eq!(new.iter().map(|(_, count)| count).sum::<u64>(), 2 * 23 * 61);
        assert!(new.iter().all(|(_, count)| *count > 0), "{new:?}");
        assert_eq!(watch.new_sums(), []);
        watch.trace.poll(Duration::from_millis(1_100), &mut |seen| panic!("{seen:?}")).unwrap();
        assert_eq!(watch.new_sums(), []);
    }
    assert_eq!(watch.trace.lost(), Lost::default());
}
