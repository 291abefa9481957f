//! When the ports end, as a plan foretells it before the change, against what happens on the real kernel behind it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::panic, reason = "what is not planned must stop the test")]
#![expect(clippy::disallowed_methods, reason = "compares forecasts with the real clock")]

use std::time::{Duration, Instant};

use lastack_engine::{NetnsChoice, Request, examine, plan};
use lastack_host::Live;
use lastack_model::{Outlook, Remedy, Report, Supply, When};
use lastack_netlab::{Closer, Conduct, Dial, Netns, Pace, Paced, Server};

/// So many are opened before the plan is made; as many ports are left.
const OPENED: u64 = 500;

fn look() -> Report {
    let request =
        Request { netns: NetnsChoice::Own, interval: Duration::ZERO, owners: false, ..Request::default() };
    examine(&Live::new(), &request).unwrap().report
}

/// 1,000 ports; of those around them others have reserved all but 5,000.
fn namespace() -> (Netns, Server) {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.ip_local_reserved_ports", "32768-39999,46000-60999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    (netns, server)
}

fn pace(server: &Server, per_second: f64) -> Paced {
    let pace = Pace {
        dial: Dial::to(server.address()),
        per_second,
        at_most: 20_000,
        closer: Some(Closer::Client),
        stop_when_refused: true,
    };
    pace.start().unwrap()
}

/// What the plan says of the ports, before anything is written.
fn foretold(id: &str, per_second: f64) -> (Remedy, Outlook) {
    let plan = plan(&look(), &[]);
    let remedy = plan.remedies.iter().find(|remedy| remedy.id == id).cloned();
    let remedy = remedy.unwrap_or_else(|| panic!("{id} is not planned: {plan:#?}"));
    let ports = |outlook: &&Outlook| matches!(outlook.supply, Supply::Ports(_));
    let outlook = remedy.outlooks.iter().find(ports).copied();
    let outlook = outlook.unwrap_or_else(|| panic!("no end is told: {remedy:#?}"));
    let rate = outlook.per_s;
    assert!(rate.low <= per_second && per_second <= rate.high, "{rate:?}");
    let When::Later(span) = outlook.before else { panic!("{outlook:?}") };
    // A few more were opened while it looked.
    assert!(span.low <= 500.0 / per_second && span.high >= 450.0 / per_second, "{span:?}");
    (remedy, outlook)
}

fn write(netns: &Netns, remedy: &Remedy) {
    remedy.steps.iter().for_each(|step| netns.sysctl(step.key, &step.to).unwrap());
}

#[test]
fn the_end_that_a_wider_range_puts_off_comes_when_the_plan_says() {
    let (netns, server) = namespace();
    let paced = pace(&server, 193.0);
    paced.wait_opened(OPENED);
    let looked = Instant::now();
    let (remedy, outlook) = foretold("widen-port-range", 193.0);
    write(&netns, &remedy);
    let When::Later(span) = outlook.after else { panic!("{outlook:?}") };
    let end = paced.finish().unwrap().first_refused.unwrap().duration_since(looked).as_secs_f64();
    println!("foretold {:.1} to {:.1} s, real {end:.1} s", span.low, span.high);
    assert!(span.high / span.low <= 1.5, "{span:?}");
    assert!((span.low..=span.high).contains(&end), "{span:?}: real {end:.1} s");
}

#[test]
fn ports_that_reuse_makes_enough_do_not_end() {
    let (netns, server) = namespace();
    // Twelve seconds of history: of less nobody says that it goes on for ever.
    let per_second = 41.0;
    let paced = pace(&server, per_second);
    paced.wait_opened(OPENED);
    let (remedy, outlook) = foretold("reuse-time-wait", per_second);
    write(&netns, &remedy);
    // A row is taken over after a second: so many stand at any time.
    let When::Never { steady } = outlook.after else { panic!("{outlook:?}") };
    assert!((per_second * 0.8..=per_second * 1.2).contains(&f64::from(steady)), "{steady}");
    // More than there are ports, and none of the rows is a minute old.
    paced.wait_opened(1_201);
    assert_eq!(paced.stop().unwrap().refused, 0);
}
