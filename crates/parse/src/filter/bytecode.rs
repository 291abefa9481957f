//! The kernel's filter programs (`INET_DIAG_REQ_BYTECODE`): made from a tree, and run here for tests.
//!
//! Layouts are those of include/uapi/linux/inet_diag.h, rules those of `inet_diag_bc_audit`: each step names its length
//! and how far to jump where it fails; jumps go forward to a step, to the end, which accepts, or 4 bytes past it, which
//! refuses.

use lastack_model::{Address, Family};

use super::{Compare, Device, Filter, Network, Side};

/// `INET_DIAG_BC_…`
const JMP: u8 = 1;
const S_GE: u8 = 2;
const S_LE: u8 = 3;
const D_GE: u8 = 4;
const D_LE: u8 = 5;
const S_COND: u8 = 7;
const D_COND: u8 = 8;
const DEV_COND: u8 = 9;
const MARK_COND: u8 = 10;

const AF_UNSPEC: u8 = 0;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;

/// Bytes of `struct inet_diag_bc_op`.
const OP: usize = 4;

/// The program of a filter without states, or `None` where it cannot be one: states, names of interfaces, or longer than
/// a jump can reach.
pub(super) fn compile(filter: &Filter) -> Option<Vec<u8>> {
    let mut program = Program::default();
    let refuse = program.label();
    program.emit(filter, refuse)?;
    program.finish(refuse)
}

/// Steps with jumps to labels that are placed later.
#[derive(Default)]
struct Program {
    bytes: Vec<u8>,
    /// Where each label stands
    labels: Vec<Option<usize>>,
    /// Steps and the labels that they jump to where they fail
    jumps: Vec<(usize, usize)>,
}

impl Program {
    fn label(&mut self) -> usize {
        self.labels.push(None);
        self.labels.len() - 1
    }

    fn place(&mut self, label: usize) {
        self.labels[label] = Some(self.bytes.len());
    }

    fn step(&mut self, code: u8, operand: &[u8], fail: usize) {
        self.jumps.push((self.bytes.len(), fail));
        self.bytes.extend([code, (OP + operand.len()) as u8, 0, 0]);
        self.bytes.extend_from_slice(operand);
    }

    /// Goes on behind it where the filter holds, and to `fail` where it does not.
    fn emit(&mut self, filter: &Filter, fail: usize) -> Option<()> {
        match filter {
            Filter::All | Filter::State(_) | Filter::Device(Device::Name(_)) => return None,
            Filter::Host(side, network, port) => {
                self.step(side.pick(S_COND, D_COND), &condition(*network, *port), fail);
            }
            Filter::Port(side, compare, port) => self.port(*side, *compare, *port, fail),
            Filter::Device(Device::Index(index)) => self.step(DEV_COND, &index.to_ne_bytes(), fail),
            Filter::Mark { mark, mask } => {
                let operand = [mark.to_ne_bytes(), mask.to_ne_bytes()].concat();
                self.step(MARK_COND, &operand, fail);
            }
            Filter::Not(inner) => {
                let holds_not = self.label();
                self.emit(inner, holds_not)?;
                self.step(JMP, &[], fail);
                self.place(holds_not);
            }
            Filter::And(parts) => {
                for part in parts {
                    self.emit(part, fail)?;
                }
            }
            Filter::Or(parts) => {
                let done = self.label();
                for (index, part) in parts.iter().enumerate() {
                    if index + 1 == parts.len() {
                        self.emit(part, fail)?;
                    } else {
                        let next = self.label();
                        self.emit(part, next)?;
                        self.step(JMP, &[], done);
                        self.place(next);
                    }
                }
                self.place(done);
            }
        }
        Some(())
    }

    fn port(&mut self, side: Side, compare: Compare, port: u16, fail: usize) {
        let [low, high] = port.to_ne_bytes();
        // The port stands where the next step would have its jump.
        let operand = [0, 0, low, high];
        let not = |program: &mut Program, code| {
            let holds_not = program.label();
            program.step(code, &operand, holds_not);
            program.step(JMP, &[], fail);
            program.place(holds_not);
        };
        match compare {
            Compare::Equal => self.step(side.pick(S_COND, D_COND), &condition(None, Some(port)), fail),
            Compare::NotEqual => {
                let holds_not = self.label();
                self.step(side.pick(S_COND, D_COND), &condition(None, Some(port)), holds_not);
                self.step(JMP, &[], fail);
                self.place(holds_not);
            }
            Compare::AtLeast => self.step(side.pick(S_GE, D_GE), &operand, fail),
            Compare::AtMost => self.step(side.pick(S_LE, D_LE), &operand, fail),
            Compare::Above => not(self, side.pick(S_LE, D_LE)),
            Compare::Below => not(self, side.pick(S_GE, D_GE)),
        }
    }

    fn finish(mut self, refuse: usize) -> Option<Vec<u8>> {
        self.labels[refuse] = Some(self.bytes.len() + OP);
        for (at, label) in &self.jumps {
            let far = u16::try_from(self.labels[*label]? - at).ok()?;
            self.bytes[at + 2..at + 4].copy_from_slice(&far.to_ne_bytes());
        }
        Some(self.bytes)
    }
}

impl Side {
    const fn pick(self, source: u8, destination: u8) -> u8 {
        match self {
            Side::Source => source,
            Side::Destination => destination,
        }
    }
}

/// `struct inet_diag_hostcond`: family, prefix, two bytes of room, port or -1, address.
fn condition(network: Option<Network>, port: Option<u16>) -> Vec<u8> {
    let port = port.map_or(-1, i32::from).to_ne_bytes();
    let (family, prefix, address) = match network {
        None => (AF_UNSPEC, 0, Vec::new()),
        Some(Network { family: Family::V4, address, prefix }) => {
            (AF_INET, prefix, address.v4_bits().unwrap_or(0).to_be_bytes().to_vec())
        }
        Some(Network { family: Family::V6, address, prefix }) => {
            (AF_INET6, prefix, address.bits().to_be_bytes().to_vec())
        }
    };
    [&[family, prefix, 0, 0][..], &port, &address].concat()
}

/// A socket as the kernel's programs see it (`struct inet_diag_entry`).
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Family of the socket
    pub family: Family,
    /// Our end
    pub source: lastack_model::Endpoint,
    /// The other end
    pub destination: lastack_model::Endpoint,
    /// Interface index
    pub device: u32,
    /// Mark
    pub mark: u32,
}

/// Runs a program as `inet_diag_bc_run` does. `None` where `inet_diag_bc_audit` would refuse it.
pub fn run(program: &[u8], entry: &Entry) -> Option<bool> {
    audit(program)?;
    let mut at = 0;
    while at < program.len() {
        let (code, yes, no) = op(program, at)?;
        let operand = program.get(at + OP..at + yes)?;
        let holds = match code {
            JMP => false,
            S_GE | S_LE | D_GE | D_LE => {
                let port = u16::from_ne_bytes(operand.get(2..4)?.try_into().ok()?);
                let found =
                    if matches!(code, S_GE | S_LE) { entry.source.port } else { entry.destination.port };
                if matches!(code, S_GE | D_GE) { found >= port } else { found <= port }
            }
            S_COND => host_holds(operand, entry.family, entry.source)?,
            D_COND => host_holds(operand, entry.family, entry.destination)?,
            DEV_COND => u32::from_ne_bytes(operand.get(..4)?.try_into().ok()?) == entry.device,
            MARK_COND => {
                let mark = u32::from_ne_bytes(operand.get(..4)?.try_into().ok()?);
                let mask = u32::from_ne_bytes(operand.get(4..8)?.try_into().ok()?);
                entry.mark & mask == mark
            }
            _ => return None,
        };
        at += if holds { yes } else { no };
    }
    Some(at == program.len())
}

fn host_holds(operand: &[u8], family: Family, end: lastack_model::Endpoint) -> Option<bool> {
    let [wanted, prefix, _, _] = *operand.first_chunk::<4>()?;
    let port = i32::from_ne_bytes(operand.get(4..8)?.try_into().ok()?);
    if port != -1 && port != i32::from(end.port) {
        return Some(false);
    }
    let network = match wanted {
        AF_UNSPEC => return Some(true),
        AF_INET => {
            let octets: [u8; 4] = operand.get(8..12)?.try_into().ok()?;
            Network { family: Family::V4, address: Address::from_v4(octets), prefix }
        }
        _ => {
            let octets: [u8; 16] = operand.get(8..24)?.try_into().ok()?;
            Network { family: Family::V6, address: Address::from_v6(octets), prefix }
        }
    };
    Some(network.holds(family, end.address))
}

/// Code, length, jump.
fn op(program: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let [code, yes, low, high] = *program.get(at..)?.first_chunk::<4>()?;
    Some((code, usize::from(yes), usize::from(u16::from_ne_bytes([low, high]))))
}

/// The rules by which the kernel takes a program.
fn audit(program: &[u8]) -> Option<()> {
    let mut steps = vec![program.len(), program.len() + OP];
    let mut at = 0;
    while at < program.len() {
        steps.push(at);
        at += op(program, at).map(|(_, yes, _)| yes).filter(|yes| *yes >= OP && yes % 4 == 0)?;
    }
    let mut at = 0;
    while at < program.len() {
        let (code, yes, no) = op(program, at)?;
        let least = OP
            + match code {
                JMP => 0,
                S_GE | S_LE | D_GE | D_LE | DEV_COND => 4,
                MARK_COND => 8,
                S_COND | D_COND => host_length(program.get(at + OP..)?)?,
                _ => return None,
            };
        if yes < least || no < least || no % 4 != 0 || !steps.contains(&(at + no)) {
            return None;
        }
        at += yes;
    }
    (at == program.len()).then_some(())
}

/// Bytes of a condition on an address, where its prefix is no longer than the address.
fn host_length(operand: &[u8]) -> Option<usize> {
    let (family, prefix) = (*operand.first()?, *operand.get(1)?);
    let address = match family {
        AF_UNSPEC => 0,
        AF_INET => 4,
        AF_INET6 => 16,
        _ => return None,
    };
    (usize::from(prefix) <= 8 * address).then_some(8 + address)
}
