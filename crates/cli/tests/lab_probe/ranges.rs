//! Source ports: whose they are, and who only says so.

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use lastack_netlab::{Conduct, Netns, Server};

use crate::hold;
use crate::run::{start, start_by};

#[test]
fn a_range_is_one_probers_and_ports_of_others_are_named() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let other = Server::on("0.0.0.0:61007".parse().unwrap(), Conduct::Hold).unwrap();
    let range = |range: &str| format!("source_ports = \"{range}\"\n{}", hold("127.0.0.1:8080", ""));
    let first = start(&range("61000-61010"), "text");
    let named = first.wait("the port of another", |line| line.contains("Source port 61007"));
    assert!(named.contains(&format!("pid {}", std::process::id())), "{named}");
    let refused = start(&range("61010-61020"), "text");
    let said = refused.wait("a refusal", |line| line.contains("already probes"));
    assert!(
        said.contains(&format!("Process {} (lastack)", first.child.id())) && said.contains("61000-61010"),
        "{said}"
    );
    let ephemeral = start(&range("40000-40100"), "text");
    ephemeral.wait("a refusal", |line| line.contains("40000-40100 lie in ip_local_port_range"));
    drop((server, other));
}

/// A lock that names another process than the one that has it.
fn forged() -> UnixDatagram {
    let name = SocketAddr::from_abstract_name("lastack-probe/61000-61010/1").unwrap();
    UnixDatagram::bind_addr(&name).unwrap()
}

#[test]
fn a_lock_is_not_believed_but_looked_at() {
    let _netns = Netns::enter_fresh().unwrap();
    let _forged = forged();
    let file = format!("source_ports = \"61005-61020\"\n{}", hold("127.0.0.1:9", ""));
    let refused = start(&file, "text");
    let said = refused.wait("a refusal", |line| line.contains("61000-61010"));
    assert!(said.contains(&format!("Process {} (", std::process::id())), "{said}");
    // Somebody else sees no descriptors of ours.
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let refused = start_by(&nobody, &file, "text");
    let said = refused.wait("a refusal", |line| line.contains("61000-61010"));
    assert!(said.contains("claims to be process 1; who it is cannot be seen from here"), "{said}");
}
