//! Ctrl-C as a wish: what runs long ends early and still answers. The second one ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the signal, never taken back.
static WISHED: AtomicBool = AtomicBool::new(false);

/// From its making on, SIGINT and SIGTERM are a wish once.
#[derive(Debug)]
pub struct Interrupt(());

impl Interrupt {
    /// Takes the signals. Where that fails, or the system has none, they end the program as ever.
    pub fn catch() -> Self {
        #[cfg(target_os = "linux")]
        linux::catch();
        Interrupt(())
    }

    /// Whether somebody wished for an end.
    pub fn is_wished(&self) -> bool {
        WISHED.load(Ordering::Relaxed)
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::atomic::Ordering;

    use super::WISHED;

    extern "C" fn wish(_: libc::c_int) {
        WISHED.store(true, Ordering::Relaxed);
    }

    #[expect(unsafe_code, reason = "rustix leaves signal handlers to libc")]
    pub(super) fn catch() {
        // SAFETY: the handler only stores into an atomic, which is safe inside a signal handler; `action` is zeroed,
        // which is an empty mask and no restorer, and lives through both calls. SA_RESETHAND makes the second signal
        // an ordinary one.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = wish as *const () as libc::sighandler_t;
            action.sa_flags = libc::SA_RESETHAND;
            libc::sigaction(libc::SIGINT, &action, std::ptr::null_mut());
            libc::sigaction(libc::SIGTERM, &action, std::ptr::null_mut());
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
