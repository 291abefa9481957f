//! The only unsafe code of the laboratory: two calls for which rustix has no safe form.
#![expect(unsafe_code, reason = "unshare and one socket option have no safe wrapper; see each SAFETY note")]

use std::ffi::c_int;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::io::Errno;
use rustix::thread::{UnshareFlags, unshare_unsafe};

/// Moves the calling thread into a new network namespace.
pub(crate) fn unshare_net() -> Result<(), Errno> {
    // SAFETY: the call is unsafe for UnshareFlags::FILES alone, which would split the descriptor table between
    // threads. NEWNET leaves the table shared.
    unsafe { unshare_unsafe(UnshareFlags::NEWNET) }
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
    // setsockopt sets errno, and nothing ran in between.
    Err(Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::INVAL))
}
