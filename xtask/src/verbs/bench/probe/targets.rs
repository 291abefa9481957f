//! What is checked: some 10,000 targets of this host, open, closed, silent, and some that come and go.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, ensure};
use lastack_netlab::{Conduct, LoadProcess, Netns, ServerOptions};

/// Ports on which the steady peer listens, on every address: 1,009.
pub(super) const LOW: u16 = 10_000;
pub(super) const HIGH: u16 = 11_008;

/// Addresses of the open targets.
const ADDRESSES: u8 = 9;

/// Ports of 127.0.0.1 that come and go: 101.
const FLAPPING: (u16, u16) = (14_000, 14_100);

/// A network of which nobody answers.
const SILENT: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 0);

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Open,
    Closed,
    Silent,
    Flapping,
}

/// Ports of an address that are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub kind: Kind,
    pub address: Ipv4Addr,
    pub low: u16,
    pub high: u16,
}

impl Block {
    /// As every checker here takes it.
    pub(super) fn text(&self) -> String {
        format!("{}:{}-{}", self.address, self.low, self.high)
    }

    fn targets(self) -> impl Iterator<Item = (Kind, SocketAddr)> {
        (self.low..=self.high).map(move |port| (self.kind, SocketAddr::from((self.address, port))))
    }
}

/// All of them: 9,081 open, 1,009 closed, 101 silent, 101 that come and go.
pub(super) fn blocks() -> Vec<Block> {
    let open = open(ADDRESSES).into_iter();
    let localhost = Ipv4Addr::LOCALHOST;
    let silent = Ipv4Addr::from(u32::from(SILENT) + 7);
    open.chain([
        Block { kind: Kind::Closed, address: localhost, low: 12_000, high: 13_008 },
        Block { kind: Kind::Silent, address: silent, low: 1_000, high: 1_100 },
        Block { kind: Kind::Flapping, address: localhost, low: FLAPPING.0, high: FLAPPING.1 },
    ])
    .collect()
}

/// Open ones alone, on so many addresses.
pub(super) fn open(addresses: u8) -> Vec<Block> {
    let block =
        |last| Block { kind: Kind::Open, address: Ipv4Addr::new(127, 0, 0, last), low: LOW, high: HIGH };
    (1..=addresses).map(block).collect()
}

/// Each target of the mixture. Those of one kind stand together.
pub(super) fn targets() -> Vec<(Kind, SocketAddr)> {
    blocks().into_iter().flat_map(Block::targets).collect()
}

/// The peers of a fresh namespace, which the calling thread enters; they end with this value.
pub(super) struct Peers {
    _netns: Netns,
    _steady: LoadProcess,
    flapping: Option<LoadProcess>,
}

impl Peers {
    pub(super) fn start() -> anyhow::Result<Self> {
        let netns = Netns::enter_fresh()?;
        netns.add_silent_network(SILENT, 16)?;
        let steady = serve(Ipv4Addr::UNSPECIFIED, LOW, HIGH)?;
        Ok(Peers { _netns: netns, _steady: steady, flapping: Some(flapping()?) })
    }

    /// Whether such a target is up now.
    pub(super) fn is_up(&self, kind: Kind) -> bool {
        match kind {
            Kind::Open => true,
            Kind::Flapping => self.flapping.is_some(),
            Kind::Closed | Kind::Silent => false,
        }
    }

    /// What comes and goes does so.
    pub(super) fn turn(&mut self) -> anyhow::Result<()> {
        self.flapping = if self.flapping.take().is_some() { None } else { Some(flapping()?) };
        Ok(())
    }

    /// How many targets a checker was right about that found these up.
    pub(super) fn right(&self, up: &HashSet<SocketAddr>) -> anyhow::Result<u64> {
        let all = targets();
        let known: HashSet<_> = all.iter().map(|(_, target)| *target).collect();
        ensure!(up.is_subset(&known), "a target was found up that nobody asked for");
        Ok(all.iter().filter(|(kind, target)| up.contains(target) == self.is_up(*kind)).count() as u64)
    }
}

/// The steady peer alone, in the namespace of the calling thread.
pub(super) fn steady() -> anyhow::Result<LoadProcess> {
    serve(Ipv4Addr::UNSPECIFIED, LOW, HIGH)
}

fn flapping() -> anyhow::Result<LoadProcess> {
    serve(Ipv4Addr::LOCALHOST, FLAPPING.0, FLAPPING.1)
}

/// Listens on all ports, takes everybody, and closes second.
fn serve(address: Ipv4Addr, low: u16, high: u16) -> anyhow::Result<LoadProcess> {
    let options = ServerOptions::ports(address, low..=high, Conduct::CloseSecond);
    Ok(LoadProcess::serve("bench-peer", &options).context("starting a peer")?.0)
}
