//! Who closes, seen by a program at the tracepoint sock:inet_sock_set_state (closes.bpf.c).

use crate::{Depth, Refusal, Trace, Tracer};

/// Traces with a program in the kernel: who, where, how, and the cookie that joins a close with its TIME_WAIT row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bpf;

impl Bpf {
    /// As [`Tracer::start`], of the one namespace with this SO_NETNS_COOKIE alone (Linux 5.14).
    ///
    /// # Errors
    /// [`Refusal`], as [`Tracer::start`].
    #[cfg(target_os = "linux")]
    pub fn start_in(&self, netns_cookie: u64, depth: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Ok(Box::new(linux::Closes::start(depth, netns_cookie)?))
    }

    /// As [`Bpf::start_in`], in the way that kernels before 5.12 are read, which newer ones take too. For tests.
    ///
    /// # Errors
    /// [`Refusal`], as [`Tracer::start`].
    #[cfg(target_os = "linux")]
    pub fn start_plain(&self, netns_cookie: u64, depth: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Ok(Box::new(linux::Closes::start_plain(depth, netns_cookie)?))
    }

    /// Attaches a program that returns at once: what any program costs at this tracepoint, for benchmarks.
    ///
    /// # Errors
    /// [`Refusal`], as [`Tracer::start`].
    #[cfg(target_os = "linux")]
    pub fn start_empty(&self) -> Result<Box<dyn Trace>, Refusal> {
        Ok(Box::new(linux::Closes::start_empty()?))
    }
}

/// No namespace has this cookie.
#[cfg(target_os = "linux")]
const ALL: u64 = 0;

impl Tracer for Bpf {
    fn id(&self) -> &'static str {
        "bpf"
    }

    #[cfg(target_os = "linux")]
    fn start(&self, depth: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Ok(Box::new(linux::Closes::start(depth, ALL)?))
    }

    #[cfg(not(target_os = "linux"))]
    fn start(&self, _depth: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Err(Refusal::NotHere)
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use aya::maps::{Array, HashMap, MapData, MapError, RingBuf};
    use aya::{Ebpf, include_bytes_aligned};
    use lastack_model::{CloserKey, Lost};

    use super::super::load::{Kernel, map, system};
    use super::super::record::{self, KEY, SUM};
    use crate::{Depth, Refusal, Seen, Trace};

    static OBJECT: &[u8] = include_bytes_aligned!("closes.bpf.o");

    /// The ring holds 65,535 records: looked at so often, it loses none below 3,200,000 closes a second.
    const TICK: Duration = Duration::from_millis(20);
    /// Records that one poll hands over at most, so that it ends where closes come faster than they are read.
    const AT_ONCE: usize = 131_072;

    /// `enum depth`
    const NOTHING: u64 = 0;
    const SUMS: u64 = 1;
    const SINGLES: u64 = 2;

    /// The ways of reading the task and the socket.
    const TYPED: u64 = 0;
    const PLAIN: u64 = 1;

    fn number(depth: Depth) -> u64 {
        match depth {
            Depth::Sums => SUMS,
            Depth::Singles => SINGLES,
        }
    }

    /// The program, attached, and its maps.
    pub(super) struct Closes {
        sums: HashMap<MapData, [u8; KEY], [u8; SUM]>,
        ring: RingBuf<MapData>,
        losses: Array<MapData, [u64; 3]>,
        boot_id: String,
        /// Detaches the program when it goes.
        _attached: Ebpf,
    }

    impl Closes {
        pub(super) fn start_empty() -> Result<Self, Refusal> {
            Closes::load(&Kernel::open()?, NOTHING, super::ALL, TYPED)
        }

        pub(super) fn start(depth: Depth, netns: u64) -> Result<Self, Refusal> {
            let kernel = Kernel::open()?;
            // What kernels before 5.12 refuse is found out by trying: distributions backport.
            Closes::load(&kernel, number(depth), netns, TYPED).or_else(|refusal| match refusal {
                Refusal::System { .. } => {
                    Closes::load(&kernel, number(depth), netns, PLAIN).map_err(|_again| refusal)
                }
                refusal => Err(refusal),
            })
        }

        pub(super) fn start_plain(depth: Depth, netns: u64) -> Result<Self, Refusal> {
            Closes::load(&Kernel::open()?, number(depth), netns, PLAIN)
        }

        fn load(kernel: &Kernel, depth: u64, netns: u64, plain: u64) -> Result<Self, Refusal> {
            let mut ebpf = kernel.fit(OBJECT, &[("depth", depth), ("netns", netns), ("plain", plain)])?;
            kernel.attach(&mut ebpf, "inet_sock_set_state")?;
            let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
            Closes::with_maps(ebpf, boot_id.trim_end().to_owned())
                .map_err(|error| system("open BPF maps", error))
        }

        fn with_maps(mut ebpf: Ebpf, boot_id: String) -> Result<Self, MapError> {
            Ok(Closes {
                sums: map(&mut ebpf, "sums")?.try_into()?,
                ring: map(&mut ebpf, "ring")?.try_into()?,
                losses: map(&mut ebpf, "losses")?.try_into()?,
                boot_id,
                _attached: ebpf,
            })
        }

        /// Hands over what is in the ring now; gives how many records that were.
        fn drain(&mut self, seen: &mut dyn FnMut(Seen)) -> usize {
            for count in 0..AT_ONCE {
                let Some(item) = self.ring.next() else { return count };
                if let Some(one) = record::seen(&item, &self.boot_id) {
                    seen(one);
                }
            }
            AT_ONCE
        }
    }

    impl Trace for Closes {
        fn poll(&mut self, wait: Duration, seen: &mut dyn FnMut(Seen)) -> Result<(), Refusal> {
            let start = Instant::now();
            while self.drain(seen) == 0 {
                let left = wait.saturating_sub(start.elapsed());
                if left.is_zero() {
                    break;
                }
                sleep(left.min(TICK));
            }
            Ok(())
        }

        fn sums(&mut self) -> Result<Option<Vec<(CloserKey, u64)>>, Refusal> {
            let read = |error| system("read the sums", error);
            let mut sums = Vec::new();
            for entry in self.sums.iter() {
                let (key, sum) = entry.map_err(read)?;
                sums.extend(record::sum(&key, &sum));
            }
            Ok(Some(sums))
        }

        fn lost(&self) -> Lost {
            let [singles, sums, refused] = self.losses.get(&0, 0).unwrap_or_default();
            Lost { singles, sums, refused }
        }
    }
}
