//! The dynamic port ranges and the excluded ports of TCP, each for one family: netsh alone writes their store. It says in the system's
//! language whether it did, so its numbers are read back and its words are not.

use std::io;

use lastack_host::windows::{
    Excluded, NetshError, asked, dynamic_range, excluded_ranges, shown_excluded, shown_range,
};
use lastack_model::{Holds, PortSet, Treatable};

use crate::{Act, Watch};

/// `49152 16384`: first port and number of ports; or the ports that an administrator excluded. What the system excluded for programs of
/// its own comes and goes, and is no part of it.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let family = family(setting)?;
    if setting.holds == Holds::PortSet {
        return Ok(set(&administered(family)?).to_string());
    }
    let (first, count) = dynamic_range(&shown_range(family)?).ok_or(NetshError::NoRange)?;
    Ok(format!("{first} {count}"))
}

/// Sets it for good, as netsh does where it is not told otherwise: in force at once, and after a restart.
pub(super) fn write(setting: &Treatable, from: &str, to: &str, watch: &dyn Watch) -> io::Result<()> {
    let family = family(setting)?;
    if setting.holds == Holds::PortSet {
        let ports = |text| PortSet::parse(text).ok_or(io::ErrorKind::InvalidInput);
        return exclude(setting.key, family, &ports(from)?, &ports(to)?, watch);
    }
    watch.before(&Act::Set(setting.key, to.as_bytes()))?;
    let (first, count) = to.split_once(' ').ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = (format!("start={first}"), format!("num={count}"));
    asked(&["interface", family, "set", "dynamicport", "tcp", &first, &count]).map(drop)
}

/// Port by port: each is an exclusion of its own, so that each goes back by itself. Only ports in which the two sets differ are touched,
/// whatever others excluded beside them or since. Whoever is cut off in between leaves some of the ports.
fn exclude(key: &str, family: &str, from: &PortSet, to: &PortSet, watch: &dyn Watch) -> io::Result<()> {
    let (more, fewer) = (without(to, from), without(from, to));
    let ranges = if fewer.is_empty() { Vec::new() } else { administered(family)? };
    // One that somebody else has put into a wider exclusion keeps none of the others from going.
    let there = set(&ranges);
    let (alone, within): (Vec<u16>, Vec<u16>) =
        fewer.iter().filter(|port| there.has(*port)).partition(|port| goes_alone(&ranges, *port, &fewer));
    for port in alone {
        one(key, family, Verb::Delete, port, watch)?;
    }
    if let Some(port) = within.first() {
        return Err(NetshError::Within(*port).into());
    }
    let mut added = Vec::new();
    for port in more.iter() {
        match one(key, family, Verb::Add, port, watch) {
            Ok(()) => added.push(port),
            Err(error) => {
                // Somebody else may have excluded this one since, and would lose it to a way back by ports: only ours go.
                if NetshError::is_not_added(&error.to_string()) {
                    added.into_iter().try_for_each(|port| one(key, family, Verb::Delete, port, watch))?;
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

fn without(ports: &PortSet, others: &PortSet) -> PortSet {
    let mut left = ports.clone();
    left.subtract(others);
    left
}

/// Whether nothing of anybody else's goes with it: its range holds none but ports that go.
fn goes_alone(ranges: &[Excluded], port: u16, fewer: &PortSet) -> bool {
    let holds = |range: &&Excluded| (range.first..=range.last).contains(&port);
    ranges.iter().filter(holds).all(|range| (range.first..=range.last).all(|port| fewer.has(port)))
}

/// What is done with a port.
#[derive(Clone, Copy, Debug)]
enum Verb {
    Add,
    Delete,
}

fn one(key: &str, family: &str, verb: Verb, port: u16, watch: &dyn Watch) -> io::Result<()> {
    let word = match verb {
        Verb::Add => "add",
        Verb::Delete => "delete",
    };
    watch.before(&Act::Set(key, format!("{word} {port}").as_bytes()))?;
    let start = format!("startport={port}");
    let words = [
        "interface",
        family,
        word,
        "excludedportrange",
        "protocol=tcp",
        &start,
        "numberofports=1",
        "store=persistent",
    ];
    match (asked(&words), verb) {
        (Err(error), Verb::Add) if is_refusal(&error) => Err(NetshError::NotAdded(port).into()),
        (Err(error), Verb::Delete) if is_refusal(&error) => Err(NetshError::NotDeleted(port).into()),
        (told, _) => told.map(drop),
    }
}

fn is_refusal(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref()) == Some(&NetshError::Failed)
}

fn administered(family: &str) -> io::Result<Vec<Excluded>> {
    let mut ranges = excluded_ranges(&shown_excluded(family)?).ok_or(NetshError::NoList)?;
    ranges.retain(|range| range.administered);
    Ok(ranges)
}

fn set(ranges: &[Excluded]) -> PortSet {
    let mut ports = PortSet::default();
    ranges.iter().for_each(|range| ports.insert_range(range.first, range.last));
    ports
}

/// An error where the setting stands elsewhere.
fn family(setting: &Treatable) -> io::Result<&'static str> {
    match setting.key {
        "windows.dynamicport" | "windows.excludedportrange" => Ok("ipv4"),
        "windows.dynamicport6" | "windows.excludedportrange6" => Ok("ipv6"),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_goes_alone_unless_others_stand_in_its_range() {
        let range = |first, last| Excluded { first, last, administered: true };
        let ranges = [range(10_051, 10_051), range(10_060, 10_061), range(50_000, 50_059)];
        let alone = |port, fewer: &str| goes_alone(&ranges, port, &PortSet::parse(fewer).unwrap());
        assert!(alone(10_051, "10051"));
        assert!(!alone(10_060, "10060") && alone(10_060, "10060-10061"));
        assert!(!alone(50_001, "50001,10051"));
    }
}
