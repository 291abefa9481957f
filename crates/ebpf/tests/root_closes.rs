//! Known workloads in namespaces of their own, and what a trace by BPF tells of them.
#![cfg(target_os = "linux")]

use std::time::Duration;

use lastack_ebpf::{Bpf, Depth, Tracer as _};
use lastack_netlab::{Conduct, Netns, Server};

#[test]
fn smoke() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let mut trace = Bpf.start(Depth::Singles).unwrap();
    server.open_and_close(&server.dial(), 3).unwrap();
    trace.poll(Duration::from_millis(10), &mut |seen| println!("{seen:?}")).unwrap();
    for sum in trace.sums().unwrap().unwrap() {
        println!("{sum:?}");
    }
    println!("{:?}", trace.lost());
}
