//! `plain-checks TIMEOUT_MS ADDRESS:LOW-HIGH…`: connects to every port and closes at once, as scripts that check ports do
//! (incident S4), and prints each target that was up. Some wait side by side, or silent targets would take minutes.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Checks that wait at once.
const SIDE_BY_SIDE: usize = 32;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let timeout = words.next().and_then(|word| word.parse().ok()).map(Duration::from_millis);
    let targets: Option<Vec<_>> = words.map(|word| range(&word)).collect();
    let (Some(timeout), Some(targets)) = (timeout, targets) else { return ExitCode::from(2) };
    let targets = targets.concat();
    let next = AtomicUsize::new(0);
    let worker = || -> std::io::Result<()> {
        while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            if TcpStream::connect_timeout(target, timeout).is_ok() {
                writeln!(std::io::stdout(), "{target}")?;
            }
        }
        Ok(())
    };
    let all_written = thread::scope(|scope| {
        let workers: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().all(|worker| matches!(worker.join(), Ok(Ok(()))))
    });
    if all_written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `ADDRESS:LOW-HIGH`
fn range(text: &str) -> Option<Vec<SocketAddr>> {
    let (address, ports) = text.rsplit_once(':')?;
    let (low, high) = ports.split_once('-')?;
    let address = address.parse().ok()?;
    Some((low.parse().ok()?..=high.parse().ok()?).map(|port| SocketAddr::new(address, port)).collect())
}
