//! Filters: any text is read without a panic, what was read is written and read back as the same tree, and the program
//! made for the kernel gives every row that the tree matches, and no other where it says so.
use lastack_model::{Address, Endpoint, Family, SocketRow, TcpState};
use lastack_parse::filter::{Entry, FilterError, Plan, parse, run};

/// Panics where an oracle does not hold. The text stands before the first zero, what rows are made of behind it.
pub(crate) fn check(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let Ok(text) = std::str::from_utf8(&bytes[..end]) else { return };
    let services = |name: &str| (name == "https").then_some(443);
    let filter = match parse(text, &services) {
        Ok(filter) => filter,
        Err(FilterError { at, .. }) => {
            assert!((1..=text.chars().count() + 1).contains(&at), "{text}: character {at}");
            return;
        }
    };
    let written = filter.to_string();
    assert_eq!(parse(&written, &services).as_ref(), Ok(&filter), "{text} became {written}");
    // What the kernel does, it does with indexes.
    let filter = filter.with_devices(&|name| Some(name.len() as u32));
    let plan = Plan::of(&filter);
    for chunk in bytes.get(end + 1..).unwrap_or_default().chunks(12) {
        let row = row(chunk);
        let entry = Entry {
            family: row.family,
            source: row.local,
            destination: row.remote,
            device: row.device,
            mark: row.mark.unwrap_or(0),
        };
        let accepted = run(&plan.bytecode, &entry);
        let Some(accepted) = accepted else { panic!("the kernel would refuse the program of {text}") };
        let given = accepted && asked(plan.states, row.state);
        let matches = filter.matches(&row);
        // Sockets that are bound and nothing else come where they are named; DELETE_TCB is no state of Linux.
        if row.state == TcpState::DeleteTcb || row.state == TcpState::Bound && !filter.names_bound() {
            continue;
        }
        assert!(given || !matches, "{text} loses {row:?}");
        assert!(matches || !given || !plan.exact, "{text} is not exact: {row:?}");
        assert!(!matches || filter.states().has(row.state), "{text}: {row:?}");
    }
}

/// `1 << state` of the kernel.
fn asked(mask: u32, state: TcpState) -> bool {
    (1..=13).any(|number| TcpState::from_kernel(number) == Some(state) && mask & 1 << number != 0)
}

/// A row of few addresses and ports, so that conditions meet them.
fn row(chunk: &[u8]) -> SocketRow<'static> {
    let byte = |index: usize| chunk.get(index).copied().unwrap_or(0);
    let family = if byte(0) & 1 == 0 { Family::V4 } else { Family::V6 };
    let state = TcpState::ALL[usize::from(byte(1)) % TcpState::ALL.len()];
    let end = |at: usize| {
        let v4 =
            Address::from_v4([[10, 127, 0, 192][usize::from(byte(at) & 3)], byte(at) >> 2, 0, byte(at + 1)]);
        let address = match (family, byte(at + 1) % 3) {
            (Family::V4, _) | (Family::V6, 0) => v4,
            (Family::V6, 1) => Address::from_bits(u128::from(byte(at))),
            (Family::V6, _) => Address::from_bits(0x2001_0db8 << 96 | u128::from(byte(at))),
        };
        let port =
            [0, 1, 80, 443, 1024, 8080, 65_535, u16::from(byte(at + 3))][usize::from(byte(at + 2) & 7)];
        Endpoint::new(address, port)
    };
    let row = SocketRow::new(family, state, end(2), end(6));
    SocketRow { device: u32::from(byte(10) & 3), mark: Some(u32::from(byte(11))), ..row }
}
