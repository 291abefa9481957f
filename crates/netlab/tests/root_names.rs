//! Namespaces with names, which only root can give.
#![cfg(target_os = "linux")]

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;

use lastack_netlab::{Conduct, NamedNetns, Server};

fn ip(args: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = Command::new("ip")
        .args(args)
        .output()
        .map_err(|error| format!("ip is needed (Debian package iproute2): {error}"))?;
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn a_named_namespace_is_seen_by_ip_and_loses_its_name() -> Result<(), Box<dyn Error>> {
    let name = format!("lastack-test-{}", std::process::id());
    let named = NamedNetns::create(&name)?;
    assert!(ip(&["netns", "list"])?.contains(&name));
    assert!(NamedNetns::create(&name).is_err(), "the name was given twice");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    let server = named.run(|| Server::on(address, Conduct::Hold))??;
    let inside = ip(&["netns", "exec", &name, "ss", "-tlnH"])?;
    assert_eq!(inside.lines().count(), 1, "{:?}: {inside}", server.addresses());
    drop(named);
    assert!(!ip(&["netns", "list"])?.contains(&name));
    Ok(())
}
