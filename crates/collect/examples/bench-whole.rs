//! Reads the table of this namespace in every way, for `cargo xtask bench whole`: one line for each, `NAME ROWS MS`, and
//! `pauses COUNT`: how often the kernel broke off after a million rows of the folded reading.

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "its output is what the bench reads")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use lastack_collect::{HeldTable, Look, NetnsChoice, look_holding};
    use lastack_ebpf::{Table, TableDepth, TableRows, TableSums, TableWish};
    use lastack_host::Live;
    use lastack_model::{Census, PortSet, TcpState};
    use lastack_netlab::{cpu, diag};

    /// Does it, and says how many rows there were and how long it took.
    fn told<T>(
        name: &str,
        job: impl FnOnce() -> Result<T, String>,
        rows: impl Fn(&T) -> u64,
    ) -> Result<T, String> {
        let start = cpu();
        let value = job()?;
        println!("{name} {} {:.1}", rows(&value), (cpu() - start).as_secs_f64() * 1e3);
        Ok(value)
    }

    /// TIME_WAIT rows that came by themselves, and the sums of the others.
    fn read(table: &mut Table, rows: TableRows) -> Result<(u64, TableSums), String> {
        let usable = PortSet::from_range(1_024, 65_535);
        let wish = TableWish {
            usable: Some(&usable),
            ephemeral: (1_024, 65_535),
            reuse_delay_ms: 1_000,
            lifetime_ms: 60_000,
            rows,
            depth: TableDepth::Ports,
        };
        let mut single = 0;
        let walk = table.open().map_err(|refusal| refusal.to_string())?;
        let mut count = |row: &lastack_model::SocketRow<'_>| {
            single += u64::from(row.state == TcpState::TimeWait);
        };
        let sums = table.read(walk, &wish, &mut count).map_err(|refusal| refusal.to_string())?;
        Ok((single, sums))
    }

    fn census(held: Option<&mut HeldTable>) -> Result<Census, String> {
        let want = Look {
            netns: NetnsChoice::Own,
            interval: Duration::ZERO,
            owners: false,
            rules: false,
            bound: false,
            top: 1_000,
        };
        let (mut snapshot, _) = look_holding(&Live::new(), &want, held).map_err(|why| why.id.to_string())?;
        if let Some(line) =
            snapshot.coverage.iter().find(|line| line.subject == "sockets" && line.why.is_some())
        {
            return Err(format!("the table was read in another way: {line:?}"));
        }
        Ok(snapshot.namespaces.remove(0).census)
    }

    /// TIME_WAIT rows by destination and by listener.
    fn groups(census: &Census) -> BTreeMap<String, u32> {
        let routes = census.routes.iter().map(|route| (format!("{:?}", route.key), &route.states));
        let listeners = census.listeners.iter().map(|one| (format!("{:?}", one.key), &one.states));
        routes.chain(listeners).map(|(key, states)| (key, states.get(TcpState::TimeWait))).collect()
    }

    let raw = || diag::count(diag::states::TIME_WAIT).map_err(|error| error.to_string());
    let all = |read: &(u64, TableSums)| {
        read.0 + read.1.groups.iter().map(|group| u64::from(group.rows)).sum::<u64>()
    };
    let time_wait = |census: &Census| u64::from(census.states.get(TcpState::TimeWait));
    let before = told("before", raw, |rows| *rows)?;
    let mut table = Table::load()?;
    let (_, sums) = told("folded", || read(&mut table, TableRows::Unsummed), all)?;
    println!("pauses {}", sums.pauses);
    if sums.lost > 0 {
        return Err(format!("{} rows had no place in the kernel's tables", sums.lost).into());
    }
    told("rows", || read(&mut table, TableRows::All), all)?;
    let mut held = HeldTable::load()?;
    let folded = told("census", || census(Some(&mut held)), time_wait)?;
    let netlink = told("netlink", || census(None), time_wait)?;
    let after = told("after", raw, |rows| *rows)?;
    if before != after {
        return Err(
            format!("{before} rows before, {after} afterwards: some went while they were read").into()
        );
    }
    let (folded, netlink) = (groups(&folded), groups(&netlink));
    if let Some((key, rows)) = folded.iter().find(|(key, rows)| netlink.get(*key) != Some(rows)) {
        let other = netlink.get(key);
        return Err(format!("{key}: {rows} rows by the iterator, {other:?} by netlink").into());
    }
    println!("groups {} {}", folded.len(), netlink.len());
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
