//! A private tracefs instance of sock:inet_sock_set_state: the same event without a program of ours in the kernel.
//!
//! It tells thread, states and ends of a connection, and neither namespace nor cookie nor cgroup. What the peer's reset
//! did while the socket was in use looks like a reset of our own, and a part of an MPTCP connection like a connection.
//! The instance is removed with the trace, by a guard when the tracer is killed, and by [`remove_leftovers`] where the
//! guard was killed too.

mod event;
mod instance;
mod page;
mod threads;

use std::io::{ErrorKind, Read as _};
use std::time::Duration;

use lastack_model::{Cause, Close, CloserKey, Direction, Endpoint, First, Lost, RefusedConnect, Task};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::{Depth, Refusal, Seen, Trace, Tracer};
use event::{Change, Fields};
use instance::Instance;
pub use instance::{is_leftover, remove_leftovers};
use threads::Threads;

/// Tracing by tracefs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tracefs;

impl Tracer for Tracefs {
    fn id(&self) -> &'static str {
        "tracefs"
    }

    fn start(&self, _: Depth) -> Result<Box<dyn Trace>, Refusal> {
        let instance = Instance::make()?;
        let fields = instance.fields()?;
        let pipes = instance.start()?;
        let threads = Threads::new(instance.root());
        Ok(Box::new(Running { pipes, fields, threads, instance, changes: Vec::new() }))
    }
}

/// A clock as one number.
struct Running {
    /// Closed before the instance goes, which cannot be removed while somebody reads it
    pipes: Vec<std::fs::File>,
    fields: Fields,
    threads: Threads,
    instance: Instance,
    /// Room for the changes of one poll
    changes: Vec<Change>,
}

impl Running {
    /// Reads what stands in the buffers of all CPUs.
    fn read(&mut self) -> Result<(), Refusal> {
        let mut page = [0_u8; page::LARGEST];
        for pipe in &mut self.pipes {
            loop {
                match pipe.read(&mut page) {
                    Ok(0) => break,
                    Ok(length) => page::events(&page[..length], &mut |at_ns, bytes| {
                        self.changes.extend(self.fields.read(at_ns, bytes));
                    }),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(source) => return Err(Refusal::System { step: "read the trace", source }),
                }
            }
        }
        Ok(())
    }

    fn wait(&self, wait: Duration) {
        let mut ready: Vec<PollFd<'_>> =
            self.pipes.iter().map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
        let limit =
            Timespec { tv_sec: wait.as_secs().min(3_600) as i64, tv_nsec: i64::from(wait.subsec_nanos()) };
        // A signal ends the wait early, and so may the poller.
        let _ = poll(&mut ready, Some(&limit));
    }
}

impl Trace for Running {
    fn poll(&mut self, wait: Duration, seen: &mut dyn FnMut(Seen)) -> Result<(), Refusal> {
        self.read()?;
        if self.changes.is_empty() && !wait.is_zero() {
            self.wait(wait);
            self.read()?;
        }
        let changes = std::mem::take(&mut self.changes);
        self.threads.begin();
        for change in &changes {
            let task = self.threads.task(change.thread, change.at_ns);
            seen(told(change, task));
        }
        self.changes = changes;
        self.changes.clear();
        Ok(())
    }

    fn sums(&mut self) -> Result<Option<Vec<(CloserKey, u64)>>, Refusal> {
        Ok(None)
    }

    fn has_cookies(&self) -> bool {
        false
    }

    fn lost(&self) -> Lost {
        // Nobody counted what did not fit: there are no sums that it could be in.
        Lost { events: self.instance.lost(), ..Lost::default() }
    }
}

/// What a change of state says. The event came through the filter of the instance, so it is one of these.
fn told(change: &Change, task: Option<Task>) -> Seen {
    if change.old == event::SYN_SENT {
        return Seen::Refused(RefusedConnect {
            netns: None,
            task,
            source: change.local.address,
            remote: change.remote,
        });
    }
    let reset = change.new == event::CLOSE;
    Seen::Close(Close {
        netns: None,
        task,
        family: change.family,
        local: Endpoint::new(change.local.address, change.local.port),
        remote: change.remote,
        cookie: 0,
        first: if change.old == event::CLOSE_WAIT { First::Peer } else { First::We },
        cause: reset.then_some(Cause::Reset),
        direction: Direction::Unknown,
    })
}
