//! What this host itself did to a check: a filter, a lost address, an interface without a carrier. None of it tells of the target.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsRawFd as _, OwnedFd};

use lastack_model::ProbeReason;
use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, bind, connect, recv, sendto, socket_with,
};

use crate::Fault;
use crate::fault::Call;

/// Why nothing of ours arrives there, or no answer here; `None` where nothing of it lies with this host, or cannot be seen.
/// `local` is the address that the connection had.
pub(super) fn silence(to: SocketAddr, from: Option<IpAddr>, local: Option<IpAddr>) -> Option<Fault> {
    unroutable(to, from)
        .or_else(|| local.filter(|local| !is_own(*local)).map(|_| Fault::of(ProbeReason::NoSource)))
        .or_else(|| no_carrier(to.ip(), local.or(from)).then(|| Fault::of(ProbeReason::NoCarrier)))
}

/// Why this machine cannot send anything there; `None` where it can, or does not say. connect() of UDP asks the routing table
/// and sends nothing (`ip4_datagram_connect`), and its ports are not those of TCP.
pub(super) fn unroutable(to: SocketAddr, from: Option<IpAddr>) -> Option<Fault> {
    let fd = datagram(to.ip())?;
    if let Some(from) = from {
        bind(&fd, &SocketAddr::new(from, 0)).ok()?;
    }
    let errno = connect(&fd, &to).err()?;
    let reason = match (errno, Fault::of_call(Call::Connect, errno).reason) {
        // IPv6 that has no address to go from (`ipv6_get_saddr_eval`).
        (Errno::ADDRNOTAVAIL, _) => ProbeReason::NoRouteHere,
        (_, reason @ (ProbeReason::NoRouteHere | ProbeReason::Forbidden)) => reason,
        _ => return None,
    };
    Some(Fault { reason, errno: Some(errno.raw_os_error()) })
}

/// Whether an address is of this host; also where that cannot be told, as with net.ipv4.ip_nonlocal_bind.
pub(super) fn is_own(ip: IpAddr) -> bool {
    let refused = |fd: OwnedFd| bind(&fd, &SocketAddr::new(ip, 0)) == Err(Errno::ADDRNOTAVAIL);
    !datagram(ip).is_some_and(refused)
}

fn datagram(ip: IpAddr) -> Option<OwnedFd> {
    let family = if ip.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    socket_with(family, SocketType::DGRAM, SocketFlags::CLOEXEC, None).ok()
}

// linux/netlink.h, linux/rtnetlink.h, linux/if.h
const NLM_F_REQUEST: u16 = 1;
const RTM_NEWLINK: u16 = 16;
const RTM_GETLINK: u16 = 18;
const RTM_NEWROUTE: u16 = 24;
const RTM_GETROUTE: u16 = 26;
const RTA_DST: u16 = 1;
const RTA_SRC: u16 = 2;
const RTA_OIF: u16 = 4;
const IFF_UP: u32 = 1;
const IFF_LOWER_UP: u32 = 0x1_0000;
const HEADER: usize = 16;

/// Whether the interface that leads there is switched on and has no carrier. The route stays then, unless
/// ignore_routes_with_linkdown is set, and what is sent is dropped without a word (`dev_deactivate`).
fn no_carrier(to: IpAddr, from: Option<IpAddr>) -> bool {
    let flags = || {
        let route = ask(RTM_GETROUTE, &route_to(to, from), RTM_NEWROUTE)?;
        // struct rtmsg has 12 bytes, struct ifinfomsg 16.
        let index = attribute(route.get(12..)?, RTA_OIF)?;
        let mut link = vec![0_u8; 16];
        link[4..8].copy_from_slice(index.get(..4)?);
        let link = ask(RTM_GETLINK, &link, RTM_NEWLINK)?;
        Some(u32::from_ne_bytes(*link.get(8..)?.first_chunk()?))
    };
    flags().is_some_and(|flags| flags & IFF_UP != 0 && flags & IFF_LOWER_UP == 0)
}

fn route_to(to: IpAddr, from: Option<IpAddr>) -> Vec<u8> {
    let octets = |ip: IpAddr| match ip {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    let family = if to.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let bits = |ip: Option<IpAddr>| ip.map_or(0, |ip| octets(ip).len() as u8 * 8);
    let from = from.filter(|from| from.is_ipv4() == to.is_ipv4());
    let mut body = vec![family as u8, bits(Some(to)), bits(from), 0];
    body.extend([0_u8; 8]);
    for (kind, ip) in [(RTA_DST, Some(to)), (RTA_SRC, from)] {
        if let Some(octets) = ip.map(octets) {
            body.extend((octets.len() as u16 + 4).to_ne_bytes());
            body.extend(kind.to_ne_bytes());
            body.extend(octets);
        }
    }
    body
}

/// The body of the answer, where it is of that kind.
fn ask(kind: u16, body: &[u8], wanted: u16) -> Option<Vec<u8>> {
    let mut request = ((HEADER + body.len()) as u32).to_ne_bytes().to_vec();
    request.extend(kind.to_ne_bytes());
    request.extend(NLM_F_REQUEST.to_ne_bytes());
    request.extend([0_u8; 8]);
    request.extend(body);
    // NETLINK_ROUTE is protocol 0, which is what no protocol means.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None).ok()?;
    sendto(&socket, &request, SendFlags::empty(), &SocketAddrNetlink::new(0, 0)).ok()?;
    let mut answer = vec![0_u8; 16 * 1024];
    let (count, _) = recv(&socket, &mut answer[..], RecvFlags::DONTWAIT).ok()?;
    answer.truncate(count);
    let is = u16::from_ne_bytes(*answer.get(4..)?.first_chunk()?) == wanted;
    is.then(|| answer.split_off(HEADER.min(answer.len())))
}

/// The value of a netlink attribute of that kind.
pub(super) fn attribute(mut bytes: &[u8], wanted: u16) -> Option<&[u8]> {
    loop {
        let length = u16::from_ne_bytes(*bytes.first_chunk()?) as usize;
        let kind = u16::from_ne_bytes(*bytes.get(2..)?.first_chunk()?);
        let value = bytes.get(4..length)?;
        if kind == wanted {
            return Some(value);
        }
        bytes = bytes.get(length.next_multiple_of(4)..)?;
    }
}

/// struct tcp_info, as many bytes as are used of it; older kernels give fewer.
const INFO: usize = 232;
/// TCP_CA_Loss: a timer of the retransmission has run out.
const LOSS: u8 = 4;

/// Whether what a connection sent last never left this host: a filter or a queue of ours dropped it.
///
/// A retransmission that failed on its way out counts in `total_retrans` and not in `retrans_out` (`tcp_retransmit_skb`); data
/// that could not be sent once stays unsent while the peer has room for it (`tcp_write_xmit`). The first segment tells
/// nothing, so a silence of less than a second cannot be told.
pub(super) fn was_dropped(fd: &OwnedFd) -> bool {
    tcp_info(fd).is_some_and(|info| dropped(&info))
}

/// The same of a struct tcp_info.
pub(super) fn dropped(info: &[u8]) -> bool {
    let byte = |at: usize| info.get(at).copied().unwrap_or_default();
    let word = |at: usize| {
        let four = info.get(at..).and_then(|rest| rest.first_chunk());
        four.map_or(0, |four| u32::from_ne_bytes(*four))
    };
    let (unacked, retrans_out, total_retrans) = (word(24), word(36), word(100));
    let (unsent, window) = (word(144), word(228));
    let again = byte(1) == LOSS && unacked > 0 && total_retrans > 0 && retrans_out == 0;
    again || (unacked == 0 && unsent > 0 && window >= unsent)
}

#[expect(unsafe_code, reason = "rustix has no TCP_INFO")]
fn tcp_info(fd: &OwnedFd) -> Option<[u8; INFO]> {
    let mut info = [0_u8; INFO];
    let mut length = INFO as libc::socklen_t;
    let (level, option) = (libc::IPPROTO_TCP, libc::TCP_INFO);
    // SAFETY: the kernel writes at most `length` bytes into `info`, which lives through the call.
    let result =
        unsafe { libc::getsockopt(fd.as_raw_fd(), level, option, info.as_mut_ptr().cast(), &raw mut length) };
    (result == 0).then_some(info)
}

/// Who said by ICMP that a connection cannot be made, and whether for want of a host at that address; `None` where nobody did. `super::sys::dial` asks the kernel to keep it.
#[expect(unsafe_code, reason = "rustix has no message of the error queue")]
fn offender(fd: &OwnedFd) -> Option<(IpAddr, bool)> {
    let mut control = [0_u64; 32];
    let mut data = [0_u8; 1];
    let mut piece = libc::iovec { iov_base: data.as_mut_ptr().cast(), iov_len: data.len() };
    // SAFETY: struct msghdr is pointers and numbers, for which zero is a value.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = &raw mut piece;
    message.msg_iovlen = 1;
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = size_of_val(&control) as _;
    // SAFETY: what the message points to lives through the call, and the lengths are those of the buffers.
    let count = unsafe { libc::recvmsg(fd.as_raw_fd(), &raw mut message, libc::MSG_ERRQUEUE) };
    if count < 0 {
        return None;
    }
    let length = message.msg_controllen as usize;
    let bytes: Vec<u8> = control.iter().flat_map(|word| word.to_ne_bytes()).take(length).collect();
    // struct cmsghdr, struct sock_extended_err, struct sockaddr_in or _in6 of the offender.
    let errors = bytes.get(size_of::<libc::cmsghdr>()..)?;
    let absent = match (*errors.get(4)?, *errors.get(6)?) {
        (libc::SO_EE_ORIGIN_ICMP, code) => code == ICMP_HOST_UNREACH,
        (libc::SO_EE_ORIGIN_ICMP6, code) => code == ICMPV6_ADDR_UNREACH,
        _ => return None,
    };
    let address = errors.get(16..)?;
    let family = u16::from_ne_bytes(*address.first_chunk()?);
    let ip: IpAddr = match i32::from(family) {
        libc::AF_INET => Ipv4Addr::from(*address.get(4..)?.first_chunk::<4>()?).into(),
        libc::AF_INET6 => Ipv6Addr::from(*address.get(8..)?.first_chunk::<16>()?).into(),
        _ => return None,
    };
    Some((ip, absent))
}

// linux/icmp.h, linux/icmpv6.h
const ICMP_HOST_UNREACH: u8 = 1;
const ICMPV6_ADDR_UNREACH: u8 = 3;

/// The fault of a connect() that was answered: whoever refused it by ICMP may have been a filter of this host. That nobody has
/// the address on its network this host tells itself too (`arp_error_report`), and that is the target's.
pub(super) fn answered(fd: &OwnedFd, errno: Errno) -> Fault {
    let fault = Fault::of_call(Call::Answer, errno);
    match offender(fd) {
        Some((by, false)) if is_own(by) => Fault { reason: ProbeReason::Forbidden, ..fault },
        // IPv6 says of a filter elsewhere what a rule of our own says (`tab_unreach`).
        Some(_) if fault.reason == ProbeReason::Forbidden => Fault { reason: ProbeReason::NoRoute, ..fault },
        _ => fault,
    }
}

/// The last error of the C library, as rustix counts them.
pub(super) fn last_error() -> Errno {
    Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::INVAL)
}
