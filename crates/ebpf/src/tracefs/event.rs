//! The event sock:inet_sock_set_state as its format file lays it out.

use lastack_model::{Address, Endpoint, Family};

/// States of include/net/tcp_states.h.
pub(super) const SYN_SENT: u32 = 2;
pub(super) const CLOSE: u32 = 7;
pub(super) const CLOSE_WAIT: u32 = 8;

/// Closes by this side, resets, and connects without a source port; nothing else leaves the kernel. A connection that
/// ends before it was established was nobody's, as for the program in the kernel (closes.bpf.c, `meaning_of`).
pub(super) const FILTER: &str = "protocol==6 && (\
     (newstate==4 && (oldstate==1 || oldstate==3)) || (oldstate==8 && newstate==9) || \
     (newstate==7 && (oldstate==1 || oldstate==8)) || \
     (newstate==7 && oldstate==2 && sport==0))";

/// `TRACE_FLAG_HARDIRQ`, `TRACE_FLAG_SOFTIRQ` and `TRACE_FLAG_NMI` of include/linux/trace_events.h: the task that ran is
/// a passer-by. A reset that came in, a timeout, and the peer's side of a loopback connection run so (facts 8). A reset
/// that came while the socket was locked waits for release_sock() and then runs without such a flag: measured, one of 60
/// towards a busy sender. So no reset that this tells is certain to be our own.
const BORROWED: u8 = 0x08 | 0x10 | 0x40;

const AF_INET: u32 = 2;

/// One change of state by a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    /// CLOCK_BOOTTIME
    pub(super) at_ns: u64,
    /// Thread id; 0 for an idle CPU
    pub(super) thread: u32,
    pub(super) old: u32,
    pub(super) new: u32,
    pub(super) family: Family,
    pub(super) local: Endpoint,
    pub(super) remote: Endpoint,
}

/// Where the fields stand, from the format file: kernels move them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    id: u32,
    flags: Field,
    pid: Field,
    old: Field,
    new: Field,
    sport: Field,
    dport: Field,
    family: Field,
    saddr: Field,
    daddr: Field,
    saddr_v6: Field,
    daddr_v6: Field,
}

/// Offset and length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field(usize, usize);

impl Fields {
    /// Reads the format file; `None` where a field is missing.
    pub(super) fn parse(format: &str) -> Option<Self> {
        let id = format.lines().find_map(|line| line.strip_prefix("ID:"))?.trim().parse().ok()?;
        let field = |name: &str| format.lines().find_map(|line| field(line, name));
        Some(Fields {
            id,
            flags: field("common_flags")?,
            pid: field("common_pid")?,
            old: field("oldstate")?,
            new: field("newstate")?,
            sport: field("sport")?,
            dport: field("dport")?,
            family: field("family")?,
            saddr: field("saddr")?,
            daddr: field("daddr")?,
            saddr_v6: field("saddr_v6")?,
            daddr_v6: field("daddr_v6")?,
        })
    }

    /// One record; `None` for another event, a record that is cut, or one that no task is behind.
    pub(super) fn read(&self, at_ns: u64, bytes: &[u8]) -> Option<Change> {
        let number = |field: Field| {
            let bytes = bytes.get(field.0..field.0 + field.1)?;
            let mut wide = [0_u8; 8];
            wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
            Some(u64::from_le_bytes(wide) as u32)
        };
        // common_type stands first in every event (trace_entry).
        if u32::from(u16::from_le_bytes([*bytes.first()?, *bytes.get(1)?])) != self.id {
            return None;
        }
        if number(self.flags)? as u8 & BORROWED != 0 {
            return None;
        }
        let family = if number(self.family)? == AF_INET { Family::V4 } else { Family::V6 };
        let address = |v4: Field, v6: Field| {
            let at = |field: Field| bytes.get(field.0..field.0 + field.1);
            match family {
                Family::V4 => at(v4)?.try_into().ok().map(Address::from_v4),
                Family::V6 => at(v6)?.try_into().ok().map(Address::from_v6),
            }
        };
        Some(Change {
            at_ns,
            thread: number(self.pid)?,
            old: number(self.old)?,
            new: number(self.new)?,
            family,
            // The event turned the ports into host order.
            local: Endpoint::new(address(self.saddr, self.saddr_v6)?, number(self.sport)? as u16),
            remote: Endpoint::new(address(self.daddr, self.daddr_v6)?, number(self.dport)? as u16),
        })
    }
}

/// `field:__u16 sport; offset:24; size:2; signed:0;`, with tabs between
fn field(line: &str, name: &str) -> Option<Field> {
    let mut parts = line.trim().strip_prefix("field:")?.split(';').map(str::trim);
    let declared = parts.next()?.rsplit(' ').next()?.split('[').next()?;
    if declared != name {
        return None;
    }
    let mut number = |key: &str| parts.next()?.strip_prefix(key)?.parse::<usize>().ok();
    Some(Field(number("offset:")?, number("size:")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: &str = "name: inet_sock_set_state
ID: 2287
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

\tfield:const void * skaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:int oldstate;\toffset:16;\tsize:4;\tsigned:1;
\tfield:int newstate;\toffset:20;\tsize:4;\tsigned:1;
\tfield:__u16 sport;\toffset:24;\tsize:2;\tsigned:0;
\tfield:__u16 dport;\toffset:26;\tsize:2;\tsigned:0;
\tfield:__u16 family;\toffset:28;\tsize:2;\tsigned:0;
\tfield:__u16 protocol;\toffset:30;\tsize:2;\tsigned:0;
\tfield:__u8 saddr[4];\toffset:32;\tsize:4;\tsigned:0;
\tfield:__u8 daddr[4];\toffset:36;\tsize:4;\tsigned:0;
\tfield:__u8 saddr_v6[16];\toffset:40;\tsize:16;\tsigned:0;
\tfield:__u8 daddr_v6[16];\toffset:56;\tsize:16;\tsigned:0;
";

    fn record(flags: u8) -> Vec<u8> {
        let mut bytes = vec![0_u8; 72];
        bytes[0..2].copy_from_slice(&2287_u16.to_le_bytes());
        bytes[2] = flags;
        bytes[4..8].copy_from_slice(&77_u32.to_le_bytes());
        bytes[16..20].copy_from_slice(&1_u32.to_le_bytes());
        bytes[20..24].copy_from_slice(&4_u32.to_le_bytes());
        bytes[24..26].copy_from_slice(&40_000_u16.to_le_bytes());
        bytes[26..28].copy_from_slice(&443_u16.to_le_bytes());
        bytes[28..30].copy_from_slice(&2_u16.to_le_bytes());
        bytes[32..36].copy_from_slice(&[10, 0, 0, 1]);
        bytes[36..40].copy_from_slice(&[10, 0, 0, 9]);
        bytes
    }

    #[test]
    fn a_record_is_read_where_the_format_says() {
        let fields = Fields::parse(FORMAT).unwrap();
        let change = fields.read(5, &record(0x80)).unwrap();
        assert_eq!((change.thread, change.old, change.new, change.at_ns), (77, 1, 4, 5));
        assert_eq!(
            (change.local.to_string(), change.remote.to_string()),
            ("10.0.0.1:40000".into(), "10.0.0.9:443".into())
        );
    }

    #[test]
    fn what_runs_in_a_borrowed_task_or_is_cut_tells_nobody() {
        let fields = Fields::parse(FORMAT).unwrap();
        for flags in [0x08, 0x10, 0x40, 0x90] {
            assert_eq!(fields.read(5, &record(flags)), None, "{flags:#x}");
        }
        assert_eq!(fields.read(5, &record(0)[..38]), None);
        let mut other = record(0);
        other[0] = 1;
        assert_eq!(fields.read(5, &other), None);
        assert_eq!(Fields::parse(&FORMAT.replace("oldstate", "state")), None);
    }
}
