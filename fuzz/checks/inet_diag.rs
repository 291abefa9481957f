//! sock_diag replies: any bytes are read without a panic, what was read is folded without loss, and rendering what was
//! read gives the same rows again.
use lastack_collect::{Fold, FoldConfig};
use lastack_model::{Sink, SocketRow, TcpState};
use lastack_parse::inet_diag::{Next, datagram, render};

#[derive(Default)]
struct Rows(Vec<SocketRow<'static>>);

impl Sink for Rows {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.0.push(SocketRow { owner: None, ..*row });
    }
}

/// Panics where an oracle does not hold.
pub(crate) fn check(bytes: &[u8]) {
    let (mut rows, mut unread) = (Rows::default(), 0);
    let next = datagram(bytes, &mut rows, &mut unread);
    if next == Next::More && rows.0.is_empty() {
        assert!(bytes.is_empty() || unread > 0, "bytes that are neither a row nor unread");
    }

    let (mut again, mut cut) = (Rows::default(), 0);
    assert_eq!(datagram(&render(&rows.0, true), &mut again, &mut cut), Next::Done);
    assert_eq!((again.0.len(), cut), (rows.0.len(), 0));
    for (first, second) in rows.0.iter().zip(&again.0) {
        assert_eq!(first, second);
    }

    let mut fold = Fold::new(FoldConfig { listeners_first: true, ..FoldConfig::default() });
    rows.0.iter().for_each(|row| fold.row(row));
    let census = fold.finish();
    assert_eq!(census.rows, rows.0.len() as u64);
    assert_eq!(census.states.total(), census.rows);
    let directed = census.time_wait.inbound + census.time_wait.outbound + census.time_wait.unknown;
    assert_eq!(directed, u64::from(census.states.get(TcpState::TimeWait)));
}
