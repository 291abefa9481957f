//! Rates of closes against a known one: the peers of a listener reuse their ports, so that their SYNs take rows away.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::IpAddr;
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{Rate, RateMethod};
use lastack_netlab::{Closer, Conduct, Dial, Netns, Pace, Server, Source};

/// The rate that the ages of the listener's rows tell after 13 seconds at a known one. The peer has 1,000 ports, of which
/// connect() takes those of one parity.
fn told(per_second: f64) -> Rate {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    // Rows do not show that both are of this host, so the peer counts as another one.
    let [here, there] = ["198.51.100.1", "198.51.100.2"].map(|text| text.parse::<IpAddr>().unwrap());
    [here, there].into_iter().for_each(|address| netns.add_loopback_address(address).unwrap());
    let server = Server::on((here, 8080).into(), Conduct::CloseFirst).unwrap();
    let dial = Dial::to(server.address()).from(Source::Address(there));
    let pace = Pace { closer: Some(Closer::Server), ..Pace::new(dial, per_second) };
    let paced = pace.start().unwrap();
    paced.wait_opened((per_second * 13.0) as u64);
    let request =
        Request { netns: NetnsChoice::Own, interval: Duration::ZERO, owners: false, ..Request::default() };
    let report = examine(&Live::new(), &request).unwrap().report;
    let run = paced.stop().unwrap();
    assert_eq!((run.refused, run.late < 20), (0, true), "{per_second}/s was not kept: {} late", run.late);
    assert_eq!(report.listeners.len(), 1, "{:?}", report.listeners);
    report.listeners[0].closes_per_s.unwrap()
}

#[test]
fn rows_that_peers_take_away_by_reusing_their_ports_do_not_lower_the_rate() {
    let rates = [23.0, 41.0, 67.0, 83.0, 97.0, 131.0];
    let runs: Vec<_> = (0..12)
        .map(|index| rates[index % rates.len()])
        .map(|rate| (rate, std::thread::spawn(move || told(rate))))
        .collect();
    let mut contained = 0;
    for (real, run) in runs {
        let rate = run.join().unwrap();
        println!("{real}/s: {:.1}, {:.1}..{:.1} over {} s", rate.value, rate.low, rate.high, rate.window_s);
        assert_eq!(rate.method, RateMethod::Ages);
        assert!((0.6..1.6).contains(&(rate.value / real)), "{real}/s: {rate:?}");
        contained += u32::from((rate.low..=rate.high).contains(&real));
    }
    assert!(contained >= 11, "{contained} of 12 spans contain the real rate");
}
