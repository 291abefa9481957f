//! One connection of our own on loopback that we close first, for whoever watches what is left of it.

use std::io::{self, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use lastack_model::Endpoint;

/// Loopback answers within a millisecond; where its device is down nobody ever does.
const PATIENCE: Duration = Duration::from_secs(3);

/// A connection that is over: its first end keeps a row in TIME_WAIT. The port of the other end stays ours as long as this lives, so that
/// nobody opens the same connection anew.
#[derive(Debug)]
pub struct ClosedFirst {
    _listener: TcpListener,
    /// The end that closed first
    pub local: Endpoint,
    /// The end that closed second
    pub peer: Endpoint,
}

/// Opens and closes it. A host without IPv4 on loopback uses IPv6.
///
/// # Errors
/// Why there is no such connection.
pub fn close_first() -> io::Result<ClosedFirst> {
    on(Ipv4Addr::LOCALHOST.into()).or_else(|error| on(Ipv6Addr::LOCALHOST.into()).map_err(|_other| error))
}

fn on(address: IpAddr) -> io::Result<ClosedFirst> {
    let listener = TcpListener::bind((address, 0))?;
    let at = listener.local_addr()?;
    let first = TcpStream::connect_timeout(&at, PATIENCE)?;
    let from = first.local_addr()?;
    let mut second = accepted(&listener, from)?;
    second.set_read_timeout(Some(PATIENCE))?;
    drop(first);
    // Its FIN has come when this returns: both ends closed at once would be another matter.
    if second.read(&mut [0])? > 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    drop(second);
    let end = |address: SocketAddr| Endpoint::new(address.ip().into(), address.port());
    Ok(ClosedFirst { _listener: listener, local: end(from), peer: end(at) })
}

/// Ours: somebody else may have connected too, and is let go.
fn accepted(listener: &TcpListener, from: SocketAddr) -> io::Result<TcpStream> {
    loop {
        let (stream, peer) = listener.accept()?;
        if peer == from {
            return Ok(stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_closed_and_told() {
        let closed = close_first().unwrap();
        assert_ne!(closed.local.port, closed.peer.port);
        assert!(closed.local.address.to_ip().is_loopback() && closed.peer.address.to_ip().is_loopback());
        // Nobody else gets the port of the second end as long as this lives.
        let at = SocketAddr::new(closed.peer.address.to_ip(), closed.peer.port);
        assert_eq!(TcpListener::bind(at).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }
}
