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
    use std::collections::BTreeMap;
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
        sums: Sums,
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
                sums: Sums {
                    tables: [map(&mut ebpf, "sums")?.try_into()?, map(&mut ebpf, "sums_too")?.try_into()?],
                    second: map(&mut ebpf, ".bss")?.try_into()?,
                    written: 0,
                    turned: Instant::now(),
                    kept: BTreeMap::new(),
                    beyond: 0,
                },
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
            let turn = |error| system("empty the sums", error);
            let start = Instant::now();
            self.sums.turn().map_err(turn)?;
            while self.drain(seen) == 0 {
                let left = wait.saturating_sub(start.elapsed());
                if left.is_zero() {
                    break;
                }
                sleep(left.min(TICK));
                self.sums.turn().map_err(turn)?;
            }
            Ok(())
        }

        fn sums(&mut self) -> Result<Option<Vec<(CloserKey, u64)>>, Refusal> {
            let sums = self.sums.read().map_err(|error| system("read the sums", error))?;
            Ok(Some(sums.into_iter().collect()))
        }

        fn lost(&self) -> Lost {
            let [singles, sums, refused] = self.losses.get(&0, 0).unwrap_or_default();
            Lost { singles, sums: sums + self.sums.beyond, refused }
        }
    }

    type Table = HashMap<MapData, [u8; KEY], [u8; SUM]>;

    /// Two tables in the kernel that are written in turn, and what was taken out of them. Processes come and go for as
    /// long as a trace runs, and one table would fill with those that have gone.
    struct Sums {
        tables: [Table; 2],
        /// The program's variable that says which one it writes
        second: Array<MapData, u64>,
        written: usize,
        turned: Instant,
        kept: BTreeMap<CloserKey, u64>,
        /// Closes whose closer found no room here either
        beyond: u64,
    }

    /// The program runs for less than a microsecond, so nothing is written to a table that has rested so long.
    const REST: Duration = Duration::from_secs(1);
    /// Some 200 bytes each.
    const KEPT: usize = 65_536;

    impl Sums {
        /// Empties the table that has rested, and lets the other one rest.
        fn turn(&mut self) -> Result<(), MapError> {
            if self.turned.elapsed() < REST {
                return Ok(());
            }
            let resting = 1 - self.written;
            let mut taken = Vec::new();
            for entry in self.tables[resting].iter() {
                taken.push(entry?);
            }
            for (key, sum) in taken {
                self.tables[resting].remove(&key)?;
                let Some((key, count)) = record::sum(&key, &sum) else { continue };
                if self.kept.len() < KEPT || self.kept.contains_key(&key) {
                    *self.kept.entry(key).or_default() += count;
                } else {
                    self.beyond += count;
                }
            }
            self.second.set(0, resting as u64, 0)?;
            self.written = resting;
            self.turned = Instant::now();
            Ok(())
        }

        /// All since the start.
        fn read(&self) -> Result<BTreeMap<CloserKey, u64>, MapError> {
            let mut sums = self.kept.clone();
            for table in &self.tables {
                for entry in table.iter() {
                    let (key, sum) = entry?;
                    if let Some((key, count)) = record::sum(&key, &sum) {
                        *sums.entry(key).or_default() += count;
                    }
                }
            }
            Ok(sums)
        }
    }
}
