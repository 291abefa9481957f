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
    use aya::util::nr_cpus;
    use aya::{Ebpf, include_bytes_aligned};
    use lastack_model::{CloserKey, Lost};

    use super::super::record::{self, KEY, NEAR, SUM};
    use crate::load::{Kernel, map, system};
    use crate::{Depth, Refusal, Runs, Seen, Trace};

    static OBJECT: &[u8] = include_bytes_aligned!("closes.bpf.o");
    const PROGRAM: &str = "inet_sock_set_state";

    /// The ring holds 69,905 records: looked at so often, it loses none below 3,400,000 closes a second.
    const TICK: Duration = Duration::from_millis(20);
    /// Records that one poll hands over at most, so that it ends where closes come faster than they are read.
    const AT_ONCE: usize = 131_072;

    /// CPUs that count beside the table, 64 KiB each; further ones count in it alone.
    const CPUS: u32 = 128;

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
        plain: bool,
        boot_id: String,
        /// Detaches the program when it goes
        attached: Ebpf,
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
            let cpus =
                nr_cpus().map_or(1, |count| u32::try_from(count).map_or(CPUS, |count| count.min(CPUS)));
            let constants = [("depth", depth), ("netns", netns), ("plain", plain)];
            let mut ebpf = kernel.fit(OBJECT, &constants, &[("nears", 2 * cpus)])?;
            kernel.attach(&mut ebpf, PROGRAM)?;
            let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
            Closes::with_maps(ebpf, cpus, plain == PLAIN, boot_id.trim_end().to_owned())
                .map_err(|error| system("open BPF maps", error))
        }

        fn with_maps(mut ebpf: Ebpf, cpus: u32, plain: bool, boot_id: String) -> Result<Self, MapError> {
            Ok(Closes {
                sums: Sums {
                    tables: [map(&mut ebpf, "sums")?.try_into()?, map(&mut ebpf, "sums_too")?.try_into()?],
                    near: Near { cpus, each: map(&mut ebpf, "nears")?.try_into()? },
                    second: map(&mut ebpf, ".bss")?.try_into()?,
                    written: 0,
                    turned: Instant::now(),
                    kept: BTreeMap::new(),
                    told: [BTreeMap::new(), BTreeMap::new()],
                    beyond: 0,
                },
                ring: map(&mut ebpf, "ring")?.try_into()?,
                losses: map(&mut ebpf, "losses")?.try_into()?,
                plain,
                boot_id,
                attached: ebpf,
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
            let sums = self.sums.take().map_err(|error| system("read the sums", error))?;
            Ok(Some(sums.into_iter().collect()))
        }

        fn has_cookies(&self) -> bool {
            // Before 5.12 no function that gives a socket its cookie may be called here.
            !self.plain
        }

        fn lost(&self) -> Lost {
            let [singles, sums, refused] = self.losses.get(&0, 0).unwrap_or_default();
            Lost { singles, sums: sums + self.sums.beyond, refused, events: 0 }
        }

        fn runs(&self) -> Option<Runs> {
            let info = self.attached.program(PROGRAM)?.info().ok()?;
            Some(Runs { count: info.run_count(), time: info.run_time() })
        }
    }

    /// Key, sum, and the closes beside it
    type Entry = ([u8; KEY], [u8; SUM], u64);
    type Table = HashMap<MapData, [u8; KEY], [u8; SUM]>;

    /// Two tables in the kernel that are written in turn, and what was taken out of them. Processes come and go for as
    /// long as a trace runs, and one table would fill with those that have gone.
    struct Sums {
        tables: [Table; 2],
        near: Near,
        /// The program's variable that says which one it writes
        second: Array<MapData, u64>,
        written: usize,
        turned: Instant,
        /// Taken out of them, and not asked for yet
        kept: BTreeMap<CloserKey, u64>,
        /// Of the closes that stand in each of them, those that were told already
        told: [BTreeMap<[u8; KEY], u64>; 2],
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
            let taken = entries(&self.tables[resting], &self.near, resting)?;
            self.near.empty(resting)?;
            for (bytes, sum, near) in taken {
                self.tables[resting].remove(&bytes)?;
                let told = self.told[resting].remove(&bytes).unwrap_or_default();
                let Some((key, count)) = record::sum(&bytes, &sum) else { continue };
                let count = (count + near).saturating_sub(told);
                if count == 0 {
                    continue;
                }
                if self.kept.len() < KEPT || self.kept.contains_key(&key) {
                    *self.kept.entry(key).or_default() += count;
                } else {
                    self.beyond += count;
                }
            }
            self.told[resting].clear();
            self.second.set(0, resting as u64, 0)?;
            self.written = resting;
            self.turned = Instant::now();
            Ok(())
        }

        /// All that has come since it was asked for before.
        fn take(&mut self) -> Result<BTreeMap<CloserKey, u64>, MapError> {
            let Sums { tables, near, kept, told, .. } = self;
            since(kept, told, |table| entries(&tables[table], near, table))
        }
    }

    /// What was kept, and of each table what was not told. Both are read before anything counts as told: what the second one
    /// refuses would take the first one's closes with it.
    fn since<E>(
        kept: &mut BTreeMap<CloserKey, u64>,
        told: &mut [BTreeMap<[u8; KEY], u64>; 2],
        entries: impl Fn(usize) -> Result<Vec<Entry>, E>,
    ) -> Result<BTreeMap<CloserKey, u64>, E> {
        let read = [entries(0)?, entries(1)?];
        let mut sums = std::mem::take(kept);
        for (told, entries) in told.iter_mut().zip(read) {
            for (bytes, sum, near) in entries {
                let Some((key, count)) = record::sum(&bytes, &sum) else { continue };
                let count = count + near;
                let told = told.insert(bytes, count).unwrap_or_default();
                if count > told {
                    *sums.entry(key).or_default() += count - told;
                }
            }
        }
        Ok(sums)
    }

    /// The entries of a table, each with what CPUs counted beside it. They are asked first: no key comes to a CPU before it
    /// stands in the table.
    fn entries(table: &Table, near: &Near, number: usize) -> Result<Vec<Entry>, MapError> {
        let mut near = near.read(number)?;
        let entry = |entry: Result<([u8; KEY], [u8; SUM]), MapError>| {
            let (key, sum) = entry?;
            Ok((key, sum, near.remove(&key).unwrap_or_default()))
        };
        table.iter().map(entry).collect()
    }

    /// What each CPU counted beside the tables.
    struct Near {
        cpus: u32,
        /// The first table's and the second table's in turn
        each: Array<MapData, [u8; NEAR]>,
    }

    impl Near {
        fn places(&self, table: usize) -> impl Iterator<Item = u32> + use<> {
            (0..self.cpus).map(move |cpu| 2 * cpu + table as u32)
        }

        fn read(&self, table: usize) -> Result<BTreeMap<[u8; KEY], u64>, MapError> {
            let mut sums = BTreeMap::new();
            for place in self.places(table) {
                for (key, closes) in record::slots(&self.each.get(&place, 0)?) {
                    *sums.entry(key).or_default() += closes;
                }
            }
            Ok(sums)
        }

        fn empty(&mut self, table: usize) -> Result<(), MapError> {
            for place in self.places(table) {
                self.each.set(place, [0; NEAR], 0)?;
            }
            Ok(())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn entry(pid: u8, closes: u8, near: u64) -> Entry {
            let (mut key, mut sum) = ([0; KEY], [0; SUM]);
            // `struct key` has the process behind the namespace and the start, `struct sum` begins with the closes.
            key[16..20].copy_from_slice(&u32::from(pid).to_ne_bytes());
            sum[..8].copy_from_slice(&u64::from(closes).to_ne_bytes());
            (key, sum, near)
        }

        fn told(sums: &BTreeMap<CloserKey, u64>) -> Vec<(u32, u64)> {
            let pid = |key: &CloserKey| key.task.as_ref().map_or(0, |task| task.pid);
            sums.iter().map(|(key, count)| (pid(key), *count)).collect()
        }

        #[test]
        fn what_the_second_table_refuses_is_told_the_next_time() {
            let (mut kept, mut before) = (BTreeMap::new(), [BTreeMap::new(), BTreeMap::new()]);
            let tables = [vec![entry(7, 13, 4)], vec![entry(7, 5, 0), entry(11, 3, 0)]];
            let read = |table: usize| Ok::<_, ()>(tables[table].clone());
            let first = since(&mut kept, &mut before, read);
            assert_eq!(first.as_ref().map(told), Ok(vec![(7, 22), (11, 3)]));
            // Two more since then, and 23 that were taken out of a table.
            let tables = [vec![entry(7, 15, 4)], Vec::new()];
            kept = first.into_iter().flatten().map(|(key, _)| (key, 23)).collect();
            let refused = |table: usize| if table == 0 { Ok(tables[0].clone()) } else { Err("refused") };
            assert_eq!(since(&mut kept, &mut before, refused), Err("refused"));
            let read = |table: usize| Ok::<_, ()>(tables[table].clone());
            let later = since(&mut kept, &mut before, read);
            assert_eq!(later.as_ref().map(told), Ok(vec![(7, 25), (11, 23)]));
            assert!(kept.is_empty());
        }
    }
}
