//! The few rtnetlink requests that a laboratory needs: links, addresses, routes.

use std::net::{IpAddr, Ipv4Addr};
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

use crate::LabError;

// linux/netlink.h
const NLM_F_REQUEST: u16 = 0x1;
const NLM_F_ACK: u16 = 0x4;
const NLM_F_REPLACE: u16 = 0x100;
const NLM_F_EXCL: u16 = 0x200;
const NLM_F_CREATE: u16 = 0x400;
const NLMSG_ERROR: u16 = 2;
const NLMSG_HEADER: usize = 16;
// linux/rtnetlink.h
const RTM_NEWLINK: u16 = 16;
const RTM_NEWADDR: u16 = 20;
const RTM_NEWROUTE: u16 = 24;
const RTA_DST: u16 = 1;
const RTA_OIF: u16 = 4;
const RTA_PREFSRC: u16 = 7;
const RTA_METRICS: u16 = 8;
const RTAX_QUICKACK: u16 = 15;
const RT_TABLE_MAIN: u8 = 254;
const RT_TABLE_LOCAL: u8 = 255;
const RTPROT_KERNEL: u8 = 2;
const RTPROT_STATIC: u8 = 4;
const RT_SCOPE_LINK: u8 = 253;
const RT_SCOPE_HOST: u8 = 254;
const RTN_LOCAL: u8 = 2;
const RTN_UNICAST: u8 = 1;
// linux/if_link.h, linux/veth.h, linux/if.h
const IFLA_IFNAME: u16 = 3;
const IFLA_LINKINFO: u16 = 18;
const IFLA_NET_NS_FD: u16 = 28;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const VETH_INFO_PEER: u16 = 1;
const IFF_UP: u32 = 1;
// linux/if_addr.h
const IFA_ADDRESS: u16 = 1;
const IFA_LOCAL: u16 = 2;
const IFA_FLAGS_NODAD: u8 = 0x02;

/// Index of `lo`, the first device of every namespace.
pub(crate) const LOOPBACK: u32 = 1;

/// Switches a device on or off.
pub(crate) fn set_up(index: u32, up: bool) -> Result<(), LabError> {
    let mut request = Request::new(RTM_NEWLINK, 0);
    request.link_header(index, if up { IFF_UP } else { 0 }, IFF_UP);
    request.ask("switch a device")
}

/// Makes a veth device `name` here and its other end of the same name in the namespace `other`.
pub(crate) fn add_veth(name: &str, other: BorrowedFd<'_>) -> Result<(), LabError> {
    let mut request = Request::new(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
    request.link_header(0, 0, 0);
    request.text(IFLA_IFNAME, name);
    request.nest(IFLA_LINKINFO, |info| {
        info.text(IFLA_INFO_KIND, "veth");
        info.nest(IFLA_INFO_DATA, |data| {
            data.nest(VETH_INFO_PEER, |peer| {
                peer.link_header(0, 0, 0);
                peer.text(IFLA_IFNAME, name);
                peer.attribute(IFLA_NET_NS_FD, &other.as_raw_fd().to_ne_bytes());
            });
        });
    });
    request.ask("make a veth pair")
}

/// Gives a device an address.
pub(crate) fn add_address(index: u32, address: IpAddr, prefix: u8) -> Result<(), LabError> {
    let mut request = Request::new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    // struct ifaddrmsg; duplicate detection would keep an IPv6 address unusable for a second
    request.bytes.extend([family(address), prefix, IFA_FLAGS_NODAD, 0]);
    request.bytes.extend(index.to_ne_bytes());
    let octets = octets(address);
    request.attribute(IFA_LOCAL, &octets);
    request.attribute(IFA_ADDRESS, &octets);
    request.ask("add an address")
}

/// Sends everything for `network` to a device.
pub(crate) fn add_route(index: u32, network: IpAddr, prefix: u8) -> Result<(), LabError> {
    let mut request = Request::new(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    // struct rtmsg
    let head = [prefix, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_LINK, RTN_UNICAST];
    request.bytes.push(family(network));
    request.bytes.extend(head);
    request.bytes.extend(0_u32.to_ne_bytes());
    request.attribute(RTA_DST, &octets(network));
    request.attribute(RTA_OIF, &index.to_ne_bytes());
    request.ask("add a route")
}

/// Makes every ACK to a local network prompt, by the metric of the route that the kernel made for `address` on `lo`.
pub(crate) fn acknowledge_at_once(network: Ipv4Addr, prefix: u8, address: Ipv4Addr) -> Result<(), LabError> {
    let mut request = Request::new(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    let family = AddressFamily::INET.as_raw() as u8;
    request.bytes.extend([family, prefix, 0, 0, RT_TABLE_LOCAL, RTPROT_KERNEL, RT_SCOPE_HOST, RTN_LOCAL]);
    request.bytes.extend(0_u32.to_ne_bytes());
    request.attribute(RTA_DST, &network.octets());
    request.attribute(RTA_PREFSRC, &address.octets());
    request.attribute(RTA_OIF, &LOOPBACK.to_ne_bytes());
    request.nest(RTA_METRICS, |metrics| metrics.attribute(RTAX_QUICKACK, &1_u32.to_ne_bytes()));
    request.ask("make ACKs prompt on loopback")
}

fn family(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => AddressFamily::INET.as_raw() as u8,
        IpAddr::V6(_) => AddressFamily::INET6.as_raw() as u8,
    }
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

/// One netlink request while it is written.
struct Request {
    bytes: Vec<u8>,
}

impl Request {
    fn new(kind: u16, flags: u16) -> Self {
        let mut bytes = vec![0; NLMSG_HEADER];
        bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
        bytes[6..8].copy_from_slice(&(flags | NLM_F_REQUEST | NLM_F_ACK).to_ne_bytes());
        Request { bytes }
    }

    /// struct ifinfomsg
    fn link_header(&mut self, index: u32, flags: u32, change: u32) {
        self.bytes.extend([0; 4]);
        self.bytes.extend(index.to_ne_bytes());
        self.bytes.extend(flags.to_ne_bytes());
        self.bytes.extend(change.to_ne_bytes());
    }

    fn attribute(&mut self, kind: u16, value: &[u8]) {
        self.nest(kind, |inside| inside.bytes.extend(value));
    }

    fn text(&mut self, kind: u16, value: &str) {
        self.nest(kind, |inside| {
            inside.bytes.extend(value.as_bytes());
            inside.bytes.push(0);
        });
    }

    fn nest(&mut self, kind: u16, fill: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.bytes.extend([0; 2]);
        self.bytes.extend(kind.to_ne_bytes());
        fill(self);
        let length = (self.bytes.len() - start) as u16;
        self.bytes[start..start + 2].copy_from_slice(&length.to_ne_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn ask(self, action: &'static str) -> Result<(), LabError> {
        self.exchange().map_err(|source| LabError::Link { action, source })
    }

    fn exchange(mut self) -> Result<(), Errno> {
        let length = self.bytes.len() as u32;
        self.bytes[0..4].copy_from_slice(&length.to_ne_bytes());
        // NETLINK_ROUTE is protocol 0, which is what no protocol means.
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
        sendto(&socket, &self.bytes, SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
        let mut answer = [0_u8; 4096];
        let (_, length) = recv(&socket, &mut answer[..], RecvFlags::empty())?;
        acknowledged(&answer[..length])
    }
}

/// The errno inside an NLMSG_ERROR; 0 is the acknowledgement.
fn acknowledged(answer: &[u8]) -> Result<(), Errno> {
    let kind = answer.get(4..6).map(|b| u16::from_ne_bytes([b[0], b[1]]));
    let code = answer.get(16..20).map(|b| i32::from_ne_bytes([b[0], b[1], b[2], b[3]]));
    match (kind, code) {
        (Some(NLMSG_ERROR), Some(0)) => Ok(()),
        (Some(NLMSG_ERROR), Some(code)) => Err(Errno::from_raw_os_error(-code)),
        _ => Err(Errno::BADMSG),
    }
}
