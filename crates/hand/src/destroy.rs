//! SOCK_DESTROY of sock_diag(7): requests in one datagram, an answer for each.

use std::io::{self, Read as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::time::Duration;

use lastack_model::{Address, Endpoint, Target};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, Shutdown, SocketFlags, SocketType, netlink, recv, sendto, shutdown,
    socket_with, sockopt,
};

use crate::setting::Netns;
use crate::{Act, HandError, Let, Rows, Trial, Unwatched, Watch};

/// include/uapi/linux/sock_diag.h
const SOCK_DESTROY: u16 = 21;
/// include/uapi/linux/netlink.h: NLM_F_REQUEST and NLM_F_ACK.
const REQUEST_ACK: u16 = 0x5;
/// include/uapi/linux/netlink.h
const NLMSG_ERROR: u16 = 2;
const NLMSG_HEADER: usize = 16;
/// struct inet_diag_req_v2 behind its header (include/uapi/linux/inet_diag.h).
const REQUEST: usize = NLMSG_HEADER + 56;
const IPPROTO_TCP: u8 = 6;
/// Every state: the kernel looks a single socket up by its ends and does not ask for the state.
const ALL_STATES: u32 = u32::MAX;

/// An answer repeats the request that failed: 16 + 4 + 72 bytes.
const DATAGRAM: usize = 8 * 1024;

/// The kernel answers while it is asked; one that does not has lost the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Loopback answers at once; a firewall that drops there must not hold us up.
const LOOPBACK_PATIENCE: Duration = Duration::from_secs(2);

/// A sock_diag socket that was made inside a namespace, and belongs to it for good.
pub(crate) struct Destroyer<'a> {
    netns: &'a Netns,
    socket: OwnedFd,
    sequence: u32,
}

impl Netns {
    /// The hand that lets sockets of this namespace go.
    ///
    /// # Errors
    /// [`HandError::LetGo`] where no sock_diag socket can be made there.
    pub fn rows(&self) -> Result<Box<dyn Rows + '_>, HandError> {
        let open = || {
            let socket = socket_with(
                AddressFamily::NETLINK,
                SocketType::RAW,
                SocketFlags::CLOEXEC,
                Some(netlink::SOCK_DIAG),
            )?;
            sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(PATIENCE))?;
            Ok(socket)
        };
        let socket = self.inside(open).map_err(|source| HandError::LetGo { source })?;
        Ok(Box::new(Destroyer { netns: self, socket, sequence: 0 }))
    }
}

impl Rows for Destroyer<'_> {
    fn try_out(&mut self) -> Result<(), HandError> {
        let untried = |trial| move |source| HandError::Untried { trial, source };
        let target = self.netns.inside(time_wait).map_err(untried(Trial::Made))?;
        let fates = self.ask(&[target], &Unwatched).map_err(untried(Trial::LetGo))?;
        match fates.into_iter().next() {
            Some(Let::Gone) => Ok(()),
            Some(Let::Refused(source)) => Err(untried(Trial::LetGo)(source)),
            // Something took our own row away within microseconds: a filter on loopback that answers for others.
            Some(Let::Changed) | None => Err(untried(Trial::Made)(io::ErrorKind::NotFound.into())),
        }
    }

    fn let_go(&mut self, targets: &[Target], watch: &dyn Watch) -> Result<Vec<Let>, HandError> {
        self.ask(targets, watch).map_err(|source| HandError::LetGo { source })
    }
}

impl Destroyer<'_> {
    fn ask(&mut self, targets: &[Target], watch: &dyn Watch) -> io::Result<Vec<Let>> {
        let first = self.sequence.wrapping_add(1);
        let mut requests = Vec::with_capacity(targets.len() * REQUEST);
        for target in targets {
            self.sequence = self.sequence.wrapping_add(1);
            requests.extend(request(target, self.sequence));
        }
        watch.before(&Act::LetGo(targets.len()))?;
        sendto(&self.socket, &requests, SendFlags::empty(), &netlink::SocketAddrNetlink::new(0, 0))?;
        let mut fates: Vec<Option<Let>> = targets.iter().map(|_| None).collect();
        let mut buffer = vec![0_u8; DATAGRAM];
        while fates.iter().any(Option::is_none) {
            let length = match recv(&self.socket, &mut *buffer, RecvFlags::empty()) {
                Err(Errno::INTR) => continue,
                received => received?.0,
            };
            answers(&buffer[..length], &mut |sequence, errno| {
                // What answers an earlier request is no answer to these.
                let index = usize::try_from(sequence.wrapping_sub(first)).unwrap_or(usize::MAX);
                if let Some(place) = fates.get_mut(index) {
                    *place = Some(fate(errno));
                }
            })?;
        }
        Ok(fates.into_iter().flatten().collect())
    }
}

fn fate(errno: i32) -> Let {
    // ESTALE is what sock_diag_check_cookie gives where the ends are the same and the cookie is not.
    let changed = [Errno::NOENT, Errno::STALE].map(Errno::raw_os_error);
    match errno {
        0 => Let::Gone,
        errno if changed.contains(&errno) => Let::Changed,
        errno => Let::Refused(io::Error::from_raw_os_error(errno)),
    }
}

/// Each acknowledgement in a datagram: its sequence, and its error as a positive number or 0.
fn answers(mut bytes: &[u8], each: &mut dyn FnMut(u32, i32)) -> io::Result<()> {
    let word = |at: usize, bytes: &[u8]| Some(u32::from_ne_bytes(*bytes.get(at..)?.first_chunk()?));
    while bytes.len() >= NLMSG_HEADER {
        let length = word(0, bytes).map_or(0, |length| length as usize);
        let Some(message) = bytes.get(..length).filter(|_| length >= NLMSG_HEADER) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let kind = message.get(4..6).map(|kind| u16::from_ne_bytes([kind[0], kind[1]]));
        if let (Some(NLMSG_ERROR), Some(sequence), Some(error)) =
            (kind, word(8, message), word(NLMSG_HEADER, message))
        {
            each(sequence, error.cast_signed().saturating_neg());
        }
        // Messages begin at multiples of four (NLMSG_ALIGN).
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Ok(())
}

/// A netlink message with struct inet_diag_req_v2.
fn request(target: &Target, sequence: u32) -> [u8; REQUEST] {
    let mut request = [0; REQUEST];
    request[..4].copy_from_slice(&(REQUEST as u32).to_ne_bytes());
    request[4..6].copy_from_slice(&SOCK_DESTROY.to_ne_bytes());
    request[6..8].copy_from_slice(&REQUEST_ACK.to_ne_bytes());
    request[8..12].copy_from_slice(&sequence.to_ne_bytes());
    let body = &mut request[NLMSG_HEADER..];
    // A socket that speaks IPv4 through v4-mapped addresses is found by its IPv4 ends.
    let is_v4 = target.local.address.is_v4() && target.remote.address.is_v4();
    let family = if is_v4 { AddressFamily::INET } else { AddressFamily::INET6 };
    body[0] = family.as_raw().to_le_bytes()[0];
    body[1] = IPPROTO_TCP;
    body[4..8].copy_from_slice(&ALL_STATES.to_ne_bytes());
    // struct inet_diag_sockid
    body[8..10].copy_from_slice(&target.local.port.to_be_bytes());
    body[10..12].copy_from_slice(&target.remote.port.to_be_bytes());
    body[12..28].copy_from_slice(&bytes(target.local.address, is_v4));
    body[28..44].copy_from_slice(&bytes(target.remote.address, is_v4));
    body[44..48].copy_from_slice(&target.device.to_ne_bytes());
    // Two words, the low one first on every machine.
    body[48..52].copy_from_slice(&(target.cookie as u32).to_ne_bytes());
    body[52..56].copy_from_slice(&((target.cookie >> 32) as u32).to_ne_bytes());
    request
}

fn bytes(address: Address, is_v4: bool) -> [u8; 16] {
    match address.v4_bits() {
        Some(bits) if is_v4 => {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&bits.to_be_bytes());
            bytes
        }
        _ => address.bits().to_be_bytes(),
    }
}

/// An address of loopback that hardly anybody uses. Where every port of 127.0.0.1 is taken, which is when rows are to go, bind() finds
/// one here.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 76, 65, 83);

/// Makes a TIME_WAIT row of our own. Its cookie is asked for while it lives, and stays (facts 1).
fn time_wait() -> io::Result<Target> {
    let taken = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) {
        Err(error) if taken(&error) => TcpListener::bind((ELSEWHERE, 0))?,
        other => other?,
    };
    sockopt::set_socket_timeout(&listener, sockopt::Timeout::Recv, Some(LOOPBACK_PATIENCE))?;
    let there = listener.local_addr()?;
    // Blocking calls below end by themselves, also where something drops packets on loopback.
    let mut client = TcpStream::connect_timeout(&there, LOOPBACK_PATIENCE)?;
    client.set_read_timeout(Some(LOOPBACK_PATIENCE))?;
    let here = client.local_addr()?;
    let server = accept(&listener, here)?;
    let cookie = sockopt::socket_cookie(&client)?;
    shutdown(&client, Shutdown::Write)?;
    server.set_read_timeout(Some(LOOPBACK_PATIENCE))?;
    (&server).read_exact(&mut [0]).err().filter(is_end).ok_or(io::ErrorKind::InvalidData)?;
    // And no plain close(): a program that is being started may hold a copy of the descriptor for a moment.
    shutdown(&server, Shutdown::Both)?;
    // Our end reads the end when the other's FIN has come: tcp_fin() makes the row in the same step.
    client.read_exact(&mut [0]).err().filter(is_end).ok_or(io::ErrorKind::TimedOut)?;
    let end = |address: std::net::SocketAddr| Endpoint::new(address.ip().into(), address.port());
    Ok(Target { local: end(here), remote: end(there), device: 0, cookie })
}

fn is_end(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

/// The other end of our own connection; anybody else who came to this port is sent away.
fn accept(listener: &TcpListener, from: std::net::SocketAddr) -> io::Result<TcpStream> {
    // connect() has returned, so ours is in the queue, behind at most some others.
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
    fn an_answer_is_known_by_its_sequence_and_a_broken_one_ends_it() {
        let answer = |sequence: u32, error: i32| {
            let mut bytes = Vec::new();
            bytes.extend(36_u32.to_ne_bytes());
            bytes.extend(NLMSG_ERROR.to_ne_bytes());
            bytes.extend([0, 0]);
            bytes.extend(sequence.to_ne_bytes());
            bytes.extend([0; 4]);
            bytes.extend(error.to_ne_bytes());
            bytes.extend([0; 16]);
            bytes
        };
        let mut heard = Vec::new();
        let bytes = [answer(7, 0), answer(8, -2), answer(9, i32::MIN)].concat();
        answers(&bytes, &mut |sequence, errno| heard.push((sequence, errno))).unwrap();
        assert_eq!(heard, [(7, 0), (8, 2), (9, i32::MAX)]);
        let mut broken = answer(7, 0);
        broken[..4].copy_from_slice(&3_u32.to_ne_bytes());
        assert!(answers(&broken, &mut |_, _| ()).is_err());
    }

    #[test]
    fn errors_of_the_kernel_become_what_they_mean() {
        for (errno, expected) in [
            (0, "Gone"),
            (2, "Changed"),
            (116, "Changed"),
            (1, "Refused"),
            (95, "Refused"),
            (-7, "Refused"),
            (i32::MAX, "Refused"),
        ] {
            assert!(format!("{:?}", fate(errno)).starts_with(expected), "{errno}");
        }
    }
}
