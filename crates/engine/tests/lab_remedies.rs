//! What a plan promises, kept on the real kernel: the state is made, the plan's own values are written by hand into the
//! test's namespace, and the same gauges are read again.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::panic, reason = "what is not planned must stop the test")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine, gauges, plan, reading};
use lastack_host::Live;
use lastack_model::{Effect, Gauge, GaugeReading, Plan, Remedy, Report, Undo};
use lastack_netlab::{Conduct, Netns, Reuse, Server, ServerOptions, SynBurst, diag, syn_burst};

/// Two readings, so many milliseconds apart; 0 is one reading.
fn look_for(interval_ms: u64) -> Report {
    let interval = Duration::from_millis(interval_ms);
    let request = Request { netns: NetnsChoice::Own, interval, ..Request::default() };
    examine(&Live::new(), &request).unwrap().report
}

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// What was promised, with the report that it was promised from.
struct Promise {
    before: Report,
    plan: Plan,
    remedy: Remedy,
}

fn promised(id: &str) -> Promise {
    let before = look_for(200);
    let plan = plan(&before, &[]);
    let remedy = plan.remedies.iter().find(|remedy| remedy.id == id).cloned();
    let remedy = remedy.unwrap_or_else(|| panic!("{id} is not planned: {plan:#?}"));
    assert_eq!(plan.only_to_read, None);
    Promise { before, plan, remedy }
}

impl Promise {
    fn steps(&self) -> Vec<(&str, &str, &str)> {
        self.remedy.steps.iter().map(|step| (step.key, step.from.as_str(), step.to.as_str())).collect()
    }

    fn write(&self, netns: &Netns) {
        for step in &self.remedy.steps {
            netns.sysctl(step.key, &step.to).unwrap();
        }
    }

    /// Every gauge is within 10 % of what was computed, and what was before is what the first report shows.
    fn kept(&self) {
        let asked = self.remedy.effects.iter().map(|effect| (effect.netns, effect.gauge)).collect::<Vec<_>>();
        assert!(!asked.is_empty());
        let before = gauges(&self.before, &self.plan.namespaces, &asked, None);
        let report = look_for(200);
        let after = reading(&report, &self.plan.namespaces, &asked, None);
        assert_eq!(after.gauges, gauges(&report, &self.plan.namespaces, &asked, None));
        for (effect, (before, after)) in self.remedy.effects.iter().zip(before.iter().zip(&after.gauges)) {
            assert_eq!(before.value, Some(effect.before), "{effect:?}");
            within(effect, after);
        }
    }

    /// Taken back in the other order, everything is as the plan found it.
    fn undo(&self, netns: &Netns) {
        for step in self.remedy.steps.iter().rev() {
            let value = match &step.undo {
                Undo::Restore(value) => value.clone(),
                Undo::Subtract(ports) => {
                    let mut left = lastack_model::PortSet::from_list(&step.to);
                    left.subtract(&lastack_model::PortSet::from_list(ports));
                    left.to_string()
                }
                undo => panic!("{undo:?}"),
            };
            // An empty list is written as an empty line.
            netns.sysctl(step.key, if value.is_empty() { "\n" } else { &value }).unwrap();
        }
        let after = look_for(0);
        for step in &self.remedy.steps {
            let fact =
                |report: &Report| report.snapshot.namespaces[0].facts.get(step.key).unwrap().value.clone();
            assert_eq!(fact(&after), fact(&self.before), "{}", step.key);
        }
    }
}

fn within(effect: &Effect, after: &GaugeReading) {
    let value = after.value.unwrap_or_else(|| panic!("{effect:?} was not measured"));
    let (low, high) = (effect.low * 0.9, effect.high * 1.1);
    assert!(low <= value && value <= high, "{effect:?} but {value}");
}

fn effect(remedy: &Remedy, which: impl Fn(Gauge) -> bool) -> Effect {
    remedy.effects.iter().copied().find(|effect| which(effect.gauge)).unwrap()
}

/// A namespace in which 953 of 1,000 ports towards one destination are in TIME_WAIT, older than the reuse delay.
fn nearly_full(address: &str, tw_reuse: &str) -> (Netns, Server) {
    let netns = Netns::enter_fresh().unwrap();
    let ip: IpAddr = address.parse().unwrap();
    if !ip.is_loopback() {
        netns.add_loopback_address(ip).unwrap();
    }
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", tw_reuse).unwrap();
    let server = Server::on((ip, 8080).into(), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 953).unwrap();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    (netns, server)
}

#[test]
fn reuse_frees_the_ports_that_it_promises_to_free() {
    // The host's own address that is no loopback one: the default of 2 does not cover it (facts 2). It covers loopback, and is
    // the smaller change there.
    for (address, from, to) in [("10.7.0.1", "2", "1"), ("127.0.0.1", "0", "2")] {
        let (netns, server) = nearly_full(address, from);
        let promise = promised("reuse-time-wait");
        assert_eq!(promise.steps(), [("net.ipv4.tcp_tw_reuse", from, to)], "{address}");
        let blocking = effect(&promise.remedy, |gauge| matches!(gauge, Gauge::Blocking(_)));
        assert_eq!((blocking.before, blocking.low, blocking.high), (953.0, 0.0, 0.0), "{address}");
        promise.write(&netns);
        promise.kept();
        // 47 ports were free: more connections than that prove it.
        let more = server.dial().open(211).unwrap();
        drop(more);
        promise.undo(&netns);
    }
}

#[test]
fn reuse_is_not_offered_where_it_is_on_already() {
    let (_netns, _server) = nearly_full("127.0.0.1", "1");
    let plan = plan(&look_for(200), &[]);
    assert!(plan.remedies.iter().all(|remedy| remedy.id != "reuse-time-wait"), "{plan:#?}");
}

#[test]
fn a_wider_range_has_the_ports_that_it_promises_and_swallows_no_listener() {
    let (netns, server) = nearly_full("127.0.0.1", "0");
    let _service = Server::on(at("0.0.0.0:33333"), Conduct::CloseSecond).unwrap();
    let promise = promised("widen-port-range");
    assert_eq!(
        promise.steps(),
        [
            ("net.ipv4.ip_local_reserved_ports", "", "33333"),
            ("net.ipv4.ip_local_port_range", "40000 40999", "32768 60999"),
        ]
    );
    let usable = effect(&promise.remedy, |gauge| matches!(gauge, Gauge::Usable(_)));
    assert_eq!((usable.before, usable.low), (1_000.0, 28_231.0));
    promise.write(&netns);
    promise.kept();
    let more = server.dial().open(211).unwrap();
    drop(more);
    promise.undo(&netns);
}

#[test]
fn a_reservation_takes_exactly_the_ports_that_it_promises_from_clients() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.ip_local_reserved_ports", "40700-40720").unwrap();
    let _service = Server::on(at("0.0.0.0:40500"), Conduct::CloseSecond).unwrap();
    let promise = promised("reserve-listening-ports");
    assert_eq!(promise.steps(), [("net.ipv4.ip_local_reserved_ports", "40700-40720", "40500,40700-40720")]);
    let at_risk = effect(&promise.remedy, |gauge| gauge == Gauge::ListenersAtRisk);
    assert_eq!((at_risk.before, at_risk.high), (1.0, 0.0));
    promise.write(&netns);
    promise.kept();
    promise.undo(&netns);
}

fn listening(port: u16, backlog: i32, conduct: Conduct) -> Server {
    let addresses = vec![(Ipv4Addr::UNSPECIFIED, port).into()];
    Server::start(&ServerOptions { addresses, conduct, backlog, reuse: Reuse::Address }).unwrap()
}

#[test]
fn with_cookies_the_queue_is_as_long_as_promised() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_syncookies", "0").unwrap();
    netns.sysctl("net.ipv4.tcp_max_syn_backlog", "64").unwrap();
    let _server = listening(8080, 256, Conduct::CloseSecond);
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080);
    let burst = |count| syn_burst(&netns, &SynBurst { target: target.into(), count, peers: 97 }).unwrap();
    burst(409);
    let promise = promised("enable-syncookies");
    assert_eq!(promise.steps(), [("net.ipv4.tcp_syncookies", "0", "1")]);
    let queue = effect(&promise.remedy, |gauge| matches!(gauge, Gauge::SynQueue(_)));
    assert_eq!((queue.before, queue.high), (48.0, 256.0));
    let half_open = || diag::count(diag::states::SYN_RECV).unwrap() as f64;
    assert!((queue.before..=queue.before * 1.1).contains(&half_open()), "{}", half_open());
    promise.write(&netns);
    promise.kept();
    burst(811);
    assert!((queue.low * 0.9..=queue.high * 1.1).contains(&half_open()), "{}", half_open());
    promise.undo(&netns);
}

#[test]
fn fin_wait2_that_begins_after_the_change_ends_as_soon_as_promised() {
    let netns = Netns::enter_fresh().unwrap();
    // On a host of its own: where the program that does not close is here, the cure is there and this is not offered.
    let there = Netns::beside().unwrap();
    netns.join([10, 9, 0, 1].into(), &there, [10, 9, 0, 2].into(), 24).unwrap();
    let server = there.run(|| Server::on(at("10.9.0.2:8080"), Conduct::Leak)).unwrap().unwrap();
    let close = |count| {
        let open = server.dial().open(count).unwrap();
        drop(open);
    };
    close(127);
    server.wait_finished(127).unwrap();
    diag::wait_count(diag::states::FIN_WAIT2, 127).unwrap();
    let promise = promised("shorten-fin-wait2");
    assert_eq!(promise.steps(), [("net.ipv4.tcp_fin_timeout", "60", "15")]);
    let soon = |within_s: f64| {
        let timers = diag::timers(diag::states::FIN_WAIT2).unwrap();
        timers.iter().filter(|left| left.as_secs_f64() <= within_s).count()
    };
    let shortened = effect(&promise.remedy, |gauge| gauge == Gauge::FinWait2S);
    assert_eq!(soon(shortened.high), 0, "all wait for 60 s");
    promise.write(&netns);
    promise.kept();
    close(23);
    server.wait_finished(150).unwrap();
    diag::wait_count(diag::states::FIN_WAIT2, 150).unwrap();
    assert_eq!(soon(shortened.high), 23, "the new ones wait for 15 s at most");
    promise.undo(&netns);
}

#[test]
fn a_queue_is_longer_once_the_program_listens_again() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.core.somaxconn", "16").unwrap();
    let server = listening(8080, 1_024, Conduct::NeverAccept);
    let dial = lastack_netlab::Dial::to(at("127.0.0.1:8080"));
    let waiting = dial.open(17).unwrap();
    let promise = promised("raise-accept-queue");
    assert_eq!(promise.steps(), [("net.core.somaxconn", "16", "4096")]);
    let queue = effect(&promise.remedy, |gauge| matches!(gauge, Gauge::AcceptQueue(_)));
    assert_eq!((queue.before, queue.high), (16.0, 4_096.0));
    promise.write(&netns);
    let asked = [(queue.netns, queue.gauge)];
    let now = || gauges(&look_for(0), &promise.plan.namespaces, &asked, None)[0].value;
    assert_eq!(now(), Some(16.0), "the queue keeps the length that it was made with");
    drop((waiting, server));
    let _again = listening(8080, 1_024, Conduct::NeverAccept);
    promise.kept();
    assert_eq!(now(), Some(1_024.0), "what the program asked for");
    let _waiting = dial.open(211).unwrap();
    promise.undo(&netns);
}
