//! Ctrl-C as a wish: what runs long ends early and still answers. The second one ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the signal, never taken back.
static WISHED: AtomicBool = AtomicBool::new(false);

/// From its making to its end, SIGINT and SIGTERM are a wish once. Afterwards they are what they were before.
#[derive(Debug)]
pub struct Interrupt {
    #[cfg(target_os = "linux")]
    before: linux::Actions,
}

impl Interrupt {
    /// Takes the signals. Where that fails, or the system has none, they end the program as ever.
    pub fn catch() -> Self {
        Interrupt {
            #[cfg(target_os = "linux")]
            before: linux::catch(),
        }
    }

    /// Whether somebody wished for an end.
    pub fn is_wished(&self) -> bool {
        Interrupt::was_wished()
    }

    /// Whether somebody wished for an end while signals were taken; false where they never were.
    pub fn was_wished() -> bool {
        WISHED.load(Ordering::Relaxed)
    }
}

#[cfg(target_os = "linux")]
impl Drop for Interrupt {
    fn drop(&mut self) {
        linux::give_back(&self.before);
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::atomic::Ordering;

    use super::WISHED;

    extern "C" fn wish(_: libc::c_int) {
        WISHED.store(true, Ordering::Relaxed);
    }

    const SIGNALS: [libc::c_int; 2] = [libc::SIGINT, libc::SIGTERM];

    /// What each signal did before.
    pub(super) struct Actions([libc::sigaction; SIGNALS.len()]);

    impl std::fmt::Debug for Actions {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_list().entries(self.0.iter().map(|action| action.sa_sigaction)).finish()
        }
    }

    #[expect(unsafe_code, reason = "rustix leaves signal handlers to libc")]
    pub(super) fn catch() -> Actions {
        // SAFETY: the handler only stores into an atomic, which is safe inside a signal handler; an action that is zeroed
        // is SIG_DFL with an empty mask and no restorer, and all live through the calls. SA_RESETHAND makes the second
        // signal an ordinary one.
        unsafe {
            let mut before: [libc::sigaction; SIGNALS.len()] = std::mem::zeroed();
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = wish as *const () as libc::sighandler_t;
            action.sa_flags = libc::SA_RESETHAND;
            for (signal, before) in SIGNALS.into_iter().zip(&mut before) {
                libc::sigaction(signal, &action, before);
            }
            Actions(before)
        }
    }

    #[expect(unsafe_code, reason = "rustix leaves signal handlers to libc")]
    pub(super) fn give_back(actions: &Actions) {
        for (signal, before) in SIGNALS.into_iter().zip(&actions.0) {
            // SAFETY: the action is one that the kernel gave out for this signal, or SIG_DFL where it gave none.
            unsafe { libc::sigaction(signal, before, std::ptr::null_mut()) };
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_a_wish() {
        let interrupt = Interrupt::catch();
        assert!(!interrupt.is_wished());
        let own = rustix::process::getpid();
        rustix::process::kill_process(own, rustix::process::Signal::TERM).unwrap();
        // The kernel delivers it to some thread of ours in its own time.
        while !interrupt.is_wished() {
            std::thread::yield_now();
        }
    }
}
