//! Ctrl-C as a wish: what runs long ends early and still answers. The second one ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the signal, never taken back.
static WISHED: AtomicBool = AtomicBool::new(false);

/// From its making to its end, SIGINT and SIGTERM, or Ctrl-C and Ctrl-Break of a Windows console, are a wish once. Afterwards they are what
/// they were before.
#[derive(Debug)]
pub struct Interrupt {
    #[cfg(target_os = "linux")]
    before: linux::Actions,
    #[cfg(windows)]
    caught: bool,
}

impl Interrupt {
    /// Takes the signals. Where that fails, or the system has none, they end the program as ever.
    pub fn catch() -> Self {
        Interrupt {
            #[cfg(target_os = "linux")]
            before: linux::catch(),
            #[cfg(windows)]
            caught: windows::catch(),
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

#[cfg(windows)]
impl Drop for Interrupt {
    fn drop(&mut self) {
        if self.caught {
            windows::give_back();
        }
    }
}

#[cfg(windows)]
mod windows {
    #![expect(unsafe_code, reason = "std leaves keys of a console to the system")]

    use std::sync::atomic::Ordering;

    use windows_sys::Win32::System::Console::{CTRL_BREAK_EVENT, CTRL_C_EVENT, SetConsoleCtrlHandler};
    use windows_sys::core::BOOL;

    use super::WISHED;

    /// Runs on a thread of its own. Whoever gets 0 asks the next handler, and the last one ends the program: a window that is closed is no
    /// wish, and neither is the second one.
    unsafe extern "system" fn wish(event: u32) -> BOOL {
        let key = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
        BOOL::from(key && !WISHED.swap(true, Ordering::Relaxed))
    }

    /// Whether it was taken.
    pub(super) fn catch() -> bool {
        // SAFETY: the handler lives as long as the program, and only stores into an atomic.
        unsafe { SetConsoleCtrlHandler(Some(wish), 1) != 0 }
    }

    pub(super) fn give_back() {
        // SAFETY: the handler that was taken.
        unsafe { SetConsoleCtrlHandler(Some(wish), 0) };
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
