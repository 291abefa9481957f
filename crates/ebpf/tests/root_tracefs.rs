//! Needs root: what a trace by tracefs leaves behind when it is killed, what it loses when nobody reads it, and what it
//! cannot tell.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_ebpf::{Bpf, Depth, Seen, Trace, Tracefs, Tracer as _, remove_leftovers};
use lastack_model::{Cause, Close, First, Lost};
use lastack_netlab::diag::{self, states};
use lastack_netlab::{Churn, Netns, drop_acks_to, drop_nothing, mount_tracefs};
use rustix::net::sockopt::set_socket_linger;
use rustix::net::{
    AddressFamily, SendFlags, SocketFlags, SocketType, accept_with, bind, listen, sendto, socket_with,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// One test at a time: each removes what the others leave.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process that traces by tracefs, and its instance.
struct Holder {
    owner: Child,
    instance: PathBuf,
}

impl Holder {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hold-trace"));
        let mut owner = command.arg("tracefs").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(owner.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "tracing\n");
        let of_owner = format!("-{}-", owner.id());
        let mut instances = fs::read_dir("/sys/kernel/tracing/instances").unwrap().flatten();
        let own = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().contains(&of_owner);
        let instance = instances.find(own).unwrap().path();
        Holder { owner, instance }
    }

    fn is_on(&self) -> bool {
        let enable = self.instance.join("events/sock/inet_sock_set_state/enable");
        fs::read_to_string(enable).is_ok_and(|text| text.trim() == "1")
    }

    fn kill(&mut self) {
        self.owner.kill().unwrap();
        self.owner.wait().unwrap();
    }

    /// The shell that waits for the end of the owner.
    fn kill_guard(&self) {
        let pid = self.owner.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        let status = Command::new("/bin/kill").arg("-KILL").args(children.split_whitespace()).status();
        assert!(status.unwrap().success(), "{children:?}");
    }
}

#[test]
fn the_guard_removes_the_instance_of_an_owner_that_is_killed() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let mut holder = Holder::start();
    assert!(holder.is_on());
    holder.kill();
    let start = Instant::now();
    while holder.instance.exists() {
        assert!(start.elapsed() < PATIENCE, "the guard has removed nothing");
        std::thread::yield_now();
    }
}

#[test]
fn what_stays_when_owner_and_guard_are_killed_is_removed_and_a_trace_that_runs_is_not() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let (mut killed, mut runs) = (Holder::start(), Holder::start());
    killed.kill_guard();
    killed.kill();
    assert!(killed.is_on(), "nothing was left, so nothing is tested");
    assert!(remove_leftovers() >= 1);
    assert!(!killed.instance.exists() && runs.is_on());
    drop(runs.owner.stdin.take());
    assert!(runs.owner.wait().unwrap().success());
    assert!(!runs.instance.exists());
}

#[test]
fn events_that_find_the_buffer_full_are_lost_events_and_nothing_else() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let _netns = Netns::enter_fresh().unwrap();
    let mut trace = Tracefs.start(Depth::Singles).unwrap();
    // A buffer of 4 MiB holds some 50,000 events; each loop closes twice, and nobody reads meanwhile.
    const LOOPS: u64 = 120_011;
    const MORE: u64 = 83;
    let churn = Churn::to(61).unwrap();
    churn.run(LOOPS).unwrap();
    // Whoever closes between the two is in the second one: a page of the buffer, 53 events, is written over at a time.
    let before = trace.lost();
    churn.run(MORE).unwrap();
    let mut own = 0;
    let mut seen = |seen| {
        let Seen::Close(close) = seen else { return };
        own += u64::from(close.task.is_some_and(|task| task.pid == std::process::id()));
    };
    trace.poll(Duration::ZERO, &mut seen).unwrap();
    let lost = trace.lost();
    assert!(before.events > 0, "the buffers hold more than was thought");
    assert!(lost.events > before.events, "{before:?} {lost:?}");
    assert_eq!(lost, Lost { events: lost.events, ..Lost::default() });
    // Others on this host may have lost events too; none of this process stands in neither number.
    assert!(own > 0 && own + lost.events >= 2 * (LOOPS + MORE), "{own} seen, {lost:?}");
}

const COUNT: usize = 23;
const PORT: u16 = 8443;

/// Sends from pages that are not there: whoever sends owns the socket until the page is put in (tcp_sendmsg), and the
/// peer's reset waits in the backlog until then. That it has come the counter of segments tells.
const LATE_RESETS: &str = r#"
import ctypes, fcntl, mmap, os, socket, struct, sys, threading
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.send.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
def segments():
    with open("/proc/thread-self/net/snmp") as snmp:
        names, values = [line.split() for line in snmp if line.startswith("Tcp:")]
    return int(values[names.index("InSegs")])
faults = libc.syscall(282 if os.uname().machine == "aarch64" else 323, os.O_CLOEXEC)
if faults < 0:
    sys.exit("userfaultfd: " + os.strerror(ctypes.get_errno()))
# UFFDIO_API, UFFDIO_REGISTER of missing pages, and below UFFDIO_ZEROPAGE (linux/userfaultfd.h).
fcntl.ioctl(faults, 0xc018aa3f, struct.pack("QQQ", 0xaa, 0, 0))
count, page = int(sys.argv[1]), mmap.PAGESIZE
area = mmap.mmap(-1, count * page)
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
fcntl.ioctl(faults, 0xc020aa00, struct.pack("QQQQ", start, count * page, 1, 0))
listener = socket.create_server(("127.0.0.1", int(sys.argv[2])))
over = threading.Event()
def send(socket_of_ours, at, sent):
    libc.send(socket_of_ours, at, page, socket.MSG_NOSIGNAL)
    sent.set()
    # Who has ended is not known for certain.
    over.wait()
for at in range(start, start + count * page, page):
    ours = socket.create_connection(listener.getsockname())
    theirs = listener.accept()[0]
    sent = threading.Event()
    threading.Thread(target=send, args=(ours.fileno(), at, sent)).start()
    os.read(faults, 32)
    before = segments()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    theirs.close()
    while segments() == before:
        pass
    fcntl.ioctl(faults, 0xc020aa04, bytearray(struct.pack("QQQq", at, page, 0, 0)))
    sent.wait()
    ours.close()
sys.stdout.write("held\n")
sys.stdout.flush()
sys.stdin.readline()
over.set()
"#;

/// Closes that have come from a process.
fn closes_of(trace: &mut dyn Trace, pid: u32) -> Vec<Close> {
    let mut closes = Vec::new();
    let mut seen = |seen| match seen {
        Seen::Close(close) if close.task.as_ref().is_some_and(|task| task.pid == pid) => closes.push(close),
        _ => {}
    };
    trace.poll(Duration::ZERO, &mut seen).unwrap();
    closes
}

#[test]
fn the_peers_reset_that_waits_for_a_busy_socket_looks_like_one_of_ours_by_tracefs_and_not_by_bpf() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let netns = Netns::enter_fresh().unwrap();
    let mut tracefs = Tracefs.start(Depth::Singles).unwrap();
    let mut bpf = Bpf.start_in(netns.cookie().unwrap(), Depth::Singles).unwrap();
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", LATE_RESETS, &COUNT.to_string(), &PORT.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "held\n");
    let [by_tracefs, by_bpf] = [tracefs.as_mut(), bpf.as_mut()].map(|trace| closes_of(trace, child.id()));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let at_listener = |closes: &[Close]| closes.iter().filter(|close| close.local.port == PORT).count();
    assert_eq!((at_listener(&by_bpf), by_bpf.len()), (COUNT, COUNT), "{by_bpf:#?}");
    // Those of the listener's side are resets of its own, the others the peer's: no flag tells them apart.
    assert_eq!((at_listener(&by_tracefs), by_tracefs.len()), (COUNT, 2 * COUNT), "{by_tracefs:#?}");
    let reset = |close: &Close| (close.cause, close.first) == (Some(Cause::Reset), First::We);
    assert!(by_tracefs.iter().chain(&by_bpf).all(reset));
}

/// Connects with the first data in the SYN (include/linux/socket.h); both without a cookie (ip-sysctl.rst).
const MSG_FASTOPEN: SendFlags = SendFlags::from_bits_retain(0x2000_0000);
const FAST_OPEN: &str = "1543";

#[test]
fn a_connection_that_ends_before_it_was_established_is_nobodys_close() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_fastopen", FAST_OPEN).unwrap();
    let socket = || -> OwnedFd {
        socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap()
    };
    let (listener, address) = (socket(), SocketAddr::from(([127, 0, 0, 1], PORT)));
    bind(&listener, &address).unwrap();
    listen(&listener, 128).unwrap();
    let connect = |_| {
        let ours = socket();
        sendto(&ours, b"hello", MSG_FASTOPEN, &address).unwrap();
        (ours, accept_with(&listener, SocketFlags::CLOEXEC).unwrap())
    };
    // Accepted before the handshake's last ACK, which does not come.
    drop_acks_to(PORT).unwrap();
    let early: Vec<(OwnedFd, OwnedFd)> = (0..COUNT).map(connect).collect();
    assert_eq!(diag::count(states::SYN_RECV).unwrap(), COUNT as u64);
    let mut trace = Tracefs.start(Depth::Singles).unwrap();
    let mut beside = Bpf.start_in(netns.cookie().unwrap(), Depth::Singles).unwrap();
    let reset = |theirs: &OwnedFd| set_socket_linger(theirs, Some(Duration::ZERO)).unwrap();
    let mut told = |end: &mut dyn FnMut()| {
        end();
        let own = std::process::id();
        [closes_of(trace.as_mut(), own), closes_of(beside.as_mut(), own)]
            .map(|closes| closes.iter().filter(|close| close.local.port == PORT).count())
    };
    let (ours, theirs): (Vec<_>, Vec<_>) = early.into_iter().unzip();
    let mut theirs = Some(theirs);
    let end = &mut || theirs.take().into_iter().flatten().for_each(|theirs| reset(&theirs));
    assert_eq!(told(end), [0, 0]);
    drop(ours);
    // The same of connections whose handshake was ended is told: so the trace sees what there is to see.
    drop_nothing().unwrap();
    let whole: Vec<(OwnedFd, OwnedFd)> = (0..COUNT).map(connect).collect();
    let start = Instant::now();
    while diag::count(states::SYN_RECV).unwrap() > 0 {
        assert!(start.elapsed() < PATIENCE, "the handshakes do not end");
        std::thread::yield_now();
    }
    let (_ours, theirs): (Vec<_>, Vec<_>) = whole.into_iter().unzip();
    let mut theirs = Some(theirs);
    let end = &mut || theirs.take().into_iter().flatten().for_each(|theirs| reset(&theirs));
    assert_eq!(told(end), [COUNT, COUNT]);
}
