//! The only unsafe code of the laboratory: the calls for which rustix has no safe form.
#![expect(
    unsafe_code,
    reason = "unshare, two socket options and wait4 have no safe wrapper; see each SAFETY note"
)]

use std::ffi::c_int;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::io::Errno;
use rustix::thread::{UnshareFlags, unshare_unsafe};

/// Makes a child the leader of a session whose terminal is its standard input.
pub(crate) fn on_terminal(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt as _;
    let take = || {
        rustix::process::setsid()?;
        // SAFETY: descriptor 0 is open: it was given to the child as its standard input.
        let input = unsafe { BorrowedFd::borrow_raw(0) };
        Ok(rustix::process::ioctl_tiocsctty(input)?)
    };
    // SAFETY: between fork and exec only these two system calls are made, which allocate nothing.
    unsafe { command.pre_exec(take) };
}

/// Moves the calling thread into a new network namespace.
pub(crate) fn unshare_net() -> Result<(), Errno> {
    // SAFETY: the call is unsafe for UnshareFlags::FILES alone, which would split the descriptor table between
    // threads. NEWNET leaves the table shared.
    unsafe { unshare_unsafe(UnshareFlags::NEWNET) }
}

/// Gives the calling process, which must have one thread, namespaces of its own.
pub(crate) fn unshare_process(flags: UnshareFlags) -> Result<(), Errno> {
    // SAFETY: as above: none of the flags that callers pass is FILES.
    unsafe { unshare_unsafe(flags - UnshareFlags::FILES) }
}

/// Makes a child end when the thread that starts it ends.
pub(crate) fn ends_with_parent(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt as _;
    let ask = || Ok(rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?);
    // SAFETY: between fork and exec only this system call is made, which allocates nothing.
    unsafe { command.pre_exec(ask) };
}

/// Refuses netlink to a child and to whatever it starts, as seccomp profiles of containers and RestrictAddressFamilies= do.
pub(crate) fn without_netlink(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt as _;
    // Offsets in struct seccomp_data: the number of the call, and the lower half of its first argument, the family.
    const NUMBER: u32 = 0;
    const FIRST: u32 = if cfg!(target_endian = "big") { 20 } else { 16 };
    const RETURN: u32 = libc::BPF_RET | libc::BPF_K;
    let op = |code: u32, jt, jf, k| libc::sock_filter { code: code as u16, jt, jf, k };
    let load = |at| op(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, at);
    let unless = |value, skip| op(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 0, skip, value);
    let mut program = [
        load(NUMBER),
        unless(libc::SYS_socket as u32, 3),
        load(FIRST),
        unless(libc::AF_NETLINK as u32, 1),
        op(RETURN, 0, 0, libc::SECCOMP_RET_ERRNO | libc::EAFNOSUPPORT as u32),
        op(RETURN, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let refuse = move || {
        let filter = libc::sock_fprog { len: program.len() as u16, filter: program.as_mut_ptr() };
        // SAFETY: prctl() takes plain numbers here, and the address of a filter that lives through the call, which copies it.
        let set = unsafe {
            libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
                && libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const filter) == 0
        };
        if set { Ok(()) } else { Err(std::io::Error::last_os_error()) }
    };
    // SAFETY: between fork and exec only these two system calls are made, which allocate nothing.
    unsafe { command.pre_exec(refuse) };
}

/// Gives the calling thread mounts of its own.
pub(crate) fn unshare_mounts() -> Result<(), Errno> {
    // SAFETY: as above: NEWNS and FS leave the descriptor table shared.
    unsafe { unshare_unsafe(UnshareFlags::NEWNS | UnshareFlags::FS) }
}

/// Sets IP_BIND_ADDRESS_NO_PORT (Linux 4.2), so that bind() fixes the address and connect() chooses the port.
pub(crate) fn bind_address_no_port(socket: BorrowedFd<'_>) -> Result<(), Errno> {
    let on: c_int = 1;
    // SAFETY: the pointer leads to a live c_int and the length is its size; the kernel only reads it.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_IP,
            libc::IP_BIND_ADDRESS_NO_PORT,
            (&raw const on).cast(),
            size_of::<c_int>() as libc::socklen_t,
        )
    };
    if result == 0 {
        return Ok(());
    }
    Err(last_errno())
}

/// Reads SO_NETNS_COOKIE (Linux 5.14).
pub(crate) fn netns_cookie(socket: BorrowedFd<'_>) -> Result<u64, Errno> {
    let mut cookie = 0_u64;
    let mut length = size_of::<u64>() as libc::socklen_t;
    // SAFETY: the option writes at most `length` bytes into `cookie`, which lives through the call.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_NETNS_COOKIE,
            (&raw mut cookie).cast(),
            &raw mut length,
        )
    };
    if result == 0 { Ok(cookie) } else { Err(last_errno()) }
}

/// Reaps a child; gives its wait status and ru_maxrss (KiB on Linux).
pub(crate) fn wait_with_peak(pid: i32) -> Result<(i32, u64), Errno> {
    let mut status: c_int = 0;
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    loop {
        // SAFETY: both pointers lead to live values of the types that wait4 writes, and a pid is a plain number.
        let result = unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) };
        if result == pid {
            // SAFETY: every bit pattern of this struct of integers is valid, it began as zeros, and wait4 filled it.
            let usage = unsafe { usage.assume_init() };
            return Ok((status, u64::try_from(usage.ru_maxrss).unwrap_or_default()));
        }
        match last_errno() {
            Errno::INTR => {}
            errno => return Err(errno),
        }
    }
}

/// The errno of the call just made.
fn last_errno() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::INVAL)
}
