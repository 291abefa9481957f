//! This machine.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(any(target_os = "linux", windows)))]
mod other;
#[cfg(windows)]
mod windows;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::{Host, HostError, KERNEL_LOG, Moment, NetnsStat, Unfit};

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(any(target_os = "linux", windows)))]
use other as system;
#[cfg(windows)]
use windows as system;

/// Room for the longest value below /proc/sys: 65,536 reserved ports are 382 KiB of text.
const SYSCTL_ROOM: usize = 512 * 1024;

/// Most bytes of a file that is read whole. The largest that are asked for are a container's description and the
/// command line of a process, which the kernel keeps below 6 MiB (`bprm_stack_limits` of fs/exec.c).
const WHOLE: u64 = 16 * 1024 * 1024;

/// Where the kernel writes files itself: they are no ordinary files, and their size is told as 0.
const KERNEL: [&str; 2] = ["/proc", "/sys"];

/// One piece of a streamed file.
const PIECE: usize = 256 * 1024;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// This machine, seen from the network namespace of the calling thread or from one that was entered.
#[derive(Debug, Default)]
pub struct Live {
    netns: Option<system::Netns>,
}

impl Live {
    /// From the namespace of the calling thread.
    pub fn new() -> Self {
        LazyLock::force(&START);
        Live::default()
    }

    /// Runs in the namespace of this view.
    fn inside<T: Send>(&self, path: &Path, job: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        match &self.netns {
            Some(netns) if system::depends_on_netns(path) => netns.run(job),
            _ => job(),
        }
    }
}

impl Host for Live {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        if let Some(answer) = system::answer(path) {
            return answer.map_err(|source| HostError::Read { path: path.to_owned(), source });
        }
        let real = system::localise(path);
        let job = || if real.starts_with("/proc/sys") { read_sysctl(&real) } else { read_whole(&real) };
        self.inside(&real, job).map_err(|source| HostError::Read { path: path.to_owned(), source })
    }

    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        let real = system::localise(path);
        let open = || -> io::Result<Box<dyn Read + Send>> {
            is_here(path)?;
            if real.as_os_str() == "-" { Ok(Box::new(io::stdin())) } else { Ok(Box::new(File::open(&real)?)) }
        };
        // A /proc/net file stays bound to the namespace that it was opened in.
        self.inside(&real, open)
            .and_then(|mut file| pump(&mut file, piece))
            .map_err(|source| HostError::Read { path: path.to_owned(), source })
    }

    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError> {
        let path = Path::new(KERNEL_LOG);
        system::open_unblocked(path)
            .and_then(|mut file| read_log(&mut file, wanted, record))
            .map_err(|source| HostError::Read { path: path.to_owned(), source })
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        let names = || -> io::Result<_> {
            is_here(path)?;
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
        };
        self.inside(path, names).map_err(|source| HostError::List { path: path.to_owned(), source })
    }

    fn folders(&self, path: &Path) -> Result<Vec<(OsString, u64)>, HostError> {
        system::folders(path).map_err(|source| HostError::List { path: path.to_owned(), source })
    }

    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        is_here(path)
            .and_then(|()| fs::read_link(path))
            .map_err(|source| HostError::Link { path: path.to_owned(), source })
    }

    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        system::attribute(path, name).map_err(|source| HostError::Attribute { path: path.to_owned(), source })
    }

    fn now(&self) -> Moment {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment { wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX), monotonic: START.elapsed() }
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn netns(&self) -> Result<NetnsStat, HostError> {
        system::stat_netns(self.netns.as_ref())
            .map_err(|source| HostError::Netns { path: system::OWN_NETNS.into(), source })
    }

    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        let netns =
            system::Netns::open(path).map_err(|source| HostError::Netns { path: path.to_owned(), source })?;
        Ok(Box::new(Live { netns: Some(netns) }))
    }

    fn run_inside(&self, job: &mut (dyn FnMut() + Send)) -> Result<(), HostError> {
        match &self.netns {
            Some(netns) => netns.run(|| {
                job();
                Ok(())
            }),
            None => {
                job();
                Ok(())
            }
        }
        .map_err(|source| HostError::Netns { path: system::OWN_NETNS.into(), source })
    }

    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError> {
        system::sock_diag(self.netns.as_ref(), request, reply)
            .map_err(|source| HostError::SockDiag { source })
    }
}

/// Whether a disk may be asked for it.
fn is_here(path: &Path) -> io::Result<()> {
    if system::is_absent(path) { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
}

/// One read() at offset 0, as traps A3 demands.
fn read_sysctl(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut value = vec![0; SYSCTL_ROOM];
    let length = file.read(&mut value)?;
    value.truncate(length);
    value.shrink_to_fit();
    Ok(value)
}

/// A file of moderate size. What stands in a settings folder need not be a file: opening a FIFO would wait for a writer,
/// and a device may have no end.
fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let file = system::open_unblocked(path)?;
    if !KERNEL.iter().any(|root| path.starts_with(root)) || is_of_a_process(path) {
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !about.is_file() {
            return Err(Unfit::NoFile.into());
        }
    }
    let mut bytes = Vec::new();
    file.take(WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > WHOLE { Err(Unfit::TooLarge.into()) } else { Ok(bytes) }
}

/// A record with all that may stand below it (CONSOLE_EXT_LOG_MAX of the kernel).
const LOG_RECORD: usize = 8 * 1024;

/// A file that a process sees, by its root or by where it works: what stands there it chose itself.
fn is_of_a_process(path: &Path) -> bool {
    let mut parts = path.strip_prefix("/proc").into_iter().flat_map(Path::components).skip(1);
    let by = parts.next().is_some_and(|part| ["root", "cwd"].map(OsStr::new).contains(&part.as_os_str()));
    by && parts.next().is_some()
}

/// Reads of the log at most: the kernel's default of 2^18 bytes holds some thousands of records, 2^25 the most that
/// it can be set to some hundreds of thousands.
const LOG_READS: usize = 1 << 19;

/// One record a read, until the next one would have to be waited for.
fn read_log(
    file: &mut dyn Read,
    wanted: &dyn Fn(&[u8]) -> bool,
    record: &mut dyn FnMut(&[u8]),
) -> io::Result<()> {
    let mut buffer = vec![0; LOG_RECORD];
    for _ in 0..LOG_READS {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) if wanted(&buffer[..length]) => record(&buffer[..length]),
            Ok(_) => {}
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => break,
                // The next record was overwritten, or is longer than any: the one behind it comes next.
                io::ErrorKind::BrokenPipe | io::ErrorKind::InvalidInput | io::ErrorKind::Interrupted => {}
                _ => return Err(error),
            },
        }
    }
    Ok(())
}

fn pump(file: &mut dyn Read, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => {
                if piece(&buffer[..length]).is_break() {
                    return Ok(());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_sysctl_is_read_whole_and_the_clock_goes_on() {
        let host = Live::new();
        let range = host.read(Path::new("/proc/sys/net/ipv4/ip_local_port_range")).unwrap();
        assert_eq!(String::from_utf8(range).unwrap().split_whitespace().count(), 2);
        let before = host.now();
        assert!(host.now().monotonic >= before.monotonic);
        assert!(before.wall_ms > 1_600_000_000_000);
    }

    #[test]
    fn a_file_that_is_not_there_says_which() {
        let error = Live::new().read(Path::new("/proc/sys/net/ipv4/tcp_no_such_key")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /proc/sys/net/ipv4/tcp_no_such_key");
        assert_eq!(error.reason().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_no_file_or_has_no_end_is_refused_and_nobody_waits() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let kind =
            |path: &Path| Live::new().read(path).map(|bytes| bytes.len()).map_err(|e| e.reason().kind());
        rustix::fs::mkfifoat(rustix::fs::CWD, at("fifo.conf"), rustix::fs::Mode::RUSR).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("zero.conf")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket.conf")).unwrap();
        let large = File::create(at("large.conf")).unwrap();
        let cases = [
            (at("fifo.conf"), Err(io::ErrorKind::NotSeekable)),
            (at("zero.conf"), Err(io::ErrorKind::NotSeekable)),
            (folder.path().into(), Err(io::ErrorKind::IsADirectory)),
            (at("none.conf"), Err(io::ErrorKind::NotFound)),
        ];
        for (path, expected) in cases {
            assert_eq!(kind(&path), expected, "{}", path.display());
        }
        assert!(kind(&at("socket.conf")).is_err());
        for (size, expected) in [(WHOLE, Ok(WHOLE as usize)), (WHOLE + 1, Err(io::ErrorKind::FileTooLarge))] {
            large.set_len(size).unwrap();
            assert_eq!(kind(&at("large.conf")), expected, "{size} bytes");
        }
        // The kernel's own files say that they are empty.
        assert!(kind(Path::new("/proc/version")).is_ok_and(|length| length > 0));
    }

    #[test]
    fn what_is_no_namespace_is_refused_and_nobody_waits() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR).unwrap();
        for path in [fifo.as_path(), folder.path(), Path::new("/proc/version")] {
            let refused = Live::new().enter(path).map(|_| ()).map_err(|error| error.reason().kind());
            assert_eq!(refused, Err(io::ErrorKind::InvalidInput), "{}", path.display());
        }
    }

    #[test]
    fn a_socket_says_its_protocol_and_a_file_has_none() {
        use std::os::fd::AsRawFd as _;
        let path = |fd: i32| PathBuf::from(format!("/proc/self/fd/{fd}"));
        let name = "system.sockprotoname";
        let datagrams = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let said = Live::new().attribute(&path(datagrams.as_raw_fd()), name).unwrap();
        assert_eq!(said, b"UDP\0");
        let file = File::open("/proc/version").unwrap();
        let error = Live::new().attribute(&path(file.as_raw_fd()), name).unwrap_err();
        assert_eq!(error.reason().kind(), io::ErrorKind::Unsupported);
    }

    /// Answers each read with one record, or with an error of this number.
    struct Log(Vec<Result<&'static str, i32>>);

    impl Read for Log {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let answer = self.0.remove(0).map_err(io::Error::from_raw_os_error)?;
            buffer[..answer.len()].copy_from_slice(answer.as_bytes());
            Ok(answer.len())
        }
    }

    #[test]
    fn the_kernels_log_is_read_past_what_was_overwritten_and_never_waited_for() {
        const EPIPE: i32 = 32;
        const EAGAIN: i32 = 11;
        let mut log = Log(vec![Ok("1 a"), Err(EPIPE), Ok("2 b"), Ok("1 c"), Err(EAGAIN), Ok("1 never")]);
        let mut seen = Vec::new();
        let wanted = |record: &[u8]| record.starts_with(b"1");
        read_log(&mut log, &wanted, &mut |record| seen.push(record.to_vec())).unwrap();
        assert_eq!(seen, [b"1 a", b"1 c"]);
        let mut refused = Log(vec![Err(1)]);
        let error = read_log(&mut refused, &wanted, &mut |_| {}).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(1));
    }

    #[test]
    fn the_real_log_is_read_whole_and_stays_as_it_is_or_says_why_not() {
        let numbers = || {
            let mut numbers = Vec::new();
            let read = Live::new().kernel_log(&|_| true, &mut |record| {
                let head = String::from_utf8_lossy(record);
                numbers.push(head.split(',').nth(1).unwrap().parse::<u64>().unwrap());
            });
            read.map(|()| numbers)
        };
        match (numbers(), numbers()) {
            (Ok(first), Ok(again)) => {
                assert!(first.is_sorted() && again.is_sorted());
                // Both readings see what stood there all the time; the kernel may have added and dropped some.
                let kept = again.first().copied().unwrap_or(0);
                let both: Vec<_> = first.iter().filter(|number| **number >= kept).collect();
                assert!(both.iter().all(|number| again.contains(number)), "a reading took records away");
            }
            (Err(error), Err(_)) => {
                let kind = error.reason().kind();
                assert!(
                    matches!(kind, io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound),
                    "{error:?}"
                );
            }
            (first, again) => panic!("one of two readings failed: {first:?} {again:?}"),
        }
    }

    #[test]
    fn the_own_namespace_has_an_identity() {
        assert!(Live::new().netns().unwrap().inode > 0);
    }
}
