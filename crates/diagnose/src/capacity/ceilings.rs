//! How many connections each listener can hold, and what sets it.

use lastack_model::{
    Ceiling, CeilingKind, Listener, ListenerCeiling, NamespaceView, Report, StateCounts, TcpState,
};

/// Source ports that one peer address can have: 1024 to 65535 (voice.md). A Linux peer uses 28,232 of them unless
/// its range was widened.
const PORTS_OF_A_PEER: u64 = 64_512;

/// The ceiling of every listener of the report, in its order. Where only connections of one are left, nobody gets in.
pub fn ceilings(report: &Report) -> Vec<ListenerCeiling> {
    let one = |of: &lastack_model::ListenerReport| {
        let view = report.snapshot.namespaces.get(of.netns)?;
        let listener = view.census.listeners.iter().find(|listener| listener.key == of.key)?;
        let gone = listener.sockets.is_empty() && view.census.count(TcpState::Listen).is_some();
        if gone && listener.owners.is_empty() {
            return None;
        }
        Some(ceiling(of.netns, view, listener))
    };
    report.listeners.iter().filter_map(one).collect()
}

fn ceiling(netns: usize, view: &NamespaceView, listener: &Listener) -> ListenerCeiling {
    let connections = held(&listener.states);
    let limit = |name: &str| view.limits.iter().find(|limit| limit.name == name);
    let of_limit =
        |kind, name| limit(name).map(|limit| Ceiling { kind, used: limit.used, limit: limit.limit });
    let number =
        |key: &str, word: usize| view.facts.get(key)?.value.split_whitespace().nth(word)?.parse::<u64>().ok();
    let mut ceilings = vec![process(view, listener)];
    ceilings.extend(of_limit(CeilingKind::HostDescriptors, "descriptors"));
    ceilings.extend(of_limit(CeilingKind::Conntrack, "conntrack"));
    if let Some(pages) = number("net.ipv4.tcp_mem", 2) {
        let used = number("sockstat.TCP.mem", 0);
        ceilings.push(Ceiling { kind: CeilingKind::Memory, used, limit: Some(pages) });
    }
    let busiest = listener.peers.top.first().map(|(_, states)| states.total());
    ceilings.push(Ceiling { kind: CeilingKind::BusiestPeer, used: busiest, limit: Some(PORTS_OF_A_PEER) });
    let queue = listener.worst_queue();
    ceilings.push(Ceiling {
        kind: CeilingKind::AcceptQueue,
        used: queue.and_then(|socket| socket.queue).map(u64::from),
        limit: queue.and_then(|socket| socket.limit).map(u64::from),
    });
    // A process usually has the least room: while its own is not known, only what is used up is certain.
    let full =
        queue.filter(|socket| socket.queue.zip(socket.limit).is_some_and(|(queue, limit)| queue > limit));
    let process_known =
        ceilings.iter().any(|one| one.kind == CeilingKind::ProcessDescriptors && one.room().is_some());
    let first = ceilings
        .iter()
        .filter(|ceiling| ceiling.kind.bounds_connections())
        .filter_map(|ceiling| Some((ceiling.kind, ceiling.room()?)))
        .min_by_key(|(_, room)| *room)
        .filter(|(_, room)| process_known || *room == 0);
    // While its accept queue is full nobody else gets in, whatever room the rest has (`sk_acceptq_is_full`).
    let first = full.map(|_| (CeilingKind::AcceptQueue, 0)).or(first);
    ListenerCeiling {
        netns,
        key: listener.key,
        owners: listener.owners.clone(),
        connections,
        ceilings,
        first,
    }
}

/// The process that listens. Where several do, the one with the most room decides: it goes on accepting.
fn process(view: &NamespaceView, listener: &Listener) -> Ceiling {
    let known = listener.owners.iter().filter_map(|owner| {
        let process = view.processes.iter().find(|process| process.pid == owner.pid)?;
        Some(Ceiling {
            kind: CeilingKind::ProcessDescriptors,
            used: process.descriptors,
            limit: process.limit,
        })
    });
    let roomiest = known.max_by_key(Ceiling::room);
    roomiest.unwrap_or(Ceiling { kind: CeilingKind::ProcessDescriptors, used: None, limit: None })
}

/// Rows that hold a descriptor: no TIME_WAIT, no half-open connection, no LISTEN.
fn held(states: &StateCounts) -> u64 {
    let count = |state| u64::from(states.get(state));
    let without = count(TcpState::TimeWait) + count(TcpState::SynRecv) + count(TcpState::Listen);
    states.total() - without - u64::from(states.fin_wait2_mini())
}

#[cfg(test)]
mod tests {
    use lastack_testkit::look;

    use super::*;
    use crate::Judge;

    fn of(text: &str) -> ListenerCeiling {
        let report = crate::report(look(text).now, &[], Judge::MeasureOnly);
        ceilings(&report).remove(0)
    }

    #[test]
    fn the_limit_with_the_least_room_sets_the_ceiling() {
        let found = of("limit descriptors 2000 100000\nlimit conntrack 900 1000\n\
             process nginx/7 descriptors=530 limit=1024\n\
             listener 0.0.0.0:80 ESTABLISHED=500 SYN_RECV=7 ages=0-9:10 owner=nginx/7 backlog=511 queue=3");
        assert_eq!(found.connections, 500);
        assert_eq!(found.first, Some((CeilingKind::Conntrack, 100)));
        let of_process = found.ceilings[0];
        assert_eq!((of_process.used, of_process.limit), (Some(530), Some(1024)));
    }

    #[test]
    fn a_full_accept_queue_lets_nobody_in_whatever_room_the_rest_has() {
        for (queue, first) in [(6, CeilingKind::AcceptQueue), (5, CeilingKind::ProcessDescriptors)] {
            let found = of(&format!(
                "process app/7 descriptors=10 limit=20000\n\
                 listener 0.0.0.0:80 ESTABLISHED=6 owner=app/7 backlog=5 queue={queue}"
            ));
            assert_eq!(found.first.map(|(kind, _)| kind), Some(first), "{queue}");
        }
    }

    #[test]
    fn a_port_without_a_listener_has_no_ceiling() {
        let left =
            "listener 0.0.0.0:80 TIME_WAIT=13 inferred\nlistener 0.0.0.0:81 ESTABLISHED=1 backlog=5 queue=0";
        let places = |text: &str| -> Vec<u16> {
            let report = crate::report(look(text).now, &[], Judge::MeasureOnly);
            ceilings(&report).iter().map(|one| one.key.port).collect()
        };
        assert_eq!(places(left), [81]);
        assert_eq!(places(&format!("unlisted LISTEN\n{left}")), [80, 81]);
    }

    #[test]
    fn what_is_not_known_sets_nothing() {
        let found = of("limit descriptors 2000 100000\nlistener 0.0.0.0:80 ESTABLISHED=500 owner=nginx/7");
        assert_eq!(found.first, None);
        assert_eq!(found.ceilings[0].room(), None);
        let full = of("limit conntrack 1000 1000\nlistener 0.0.0.0:80 ESTABLISHED=500 owner=nginx/7");
        assert_eq!(full.first, Some((CeilingKind::Conntrack, 0)));
    }
}
