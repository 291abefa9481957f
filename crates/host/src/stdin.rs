//! What waits on standard input and nobody has read, and whose console it is.

/// Bytes that wait in a pipe on standard input, without reading them; 0 where it is no pipe or that cannot be told.
#[cfg(unix)]
pub fn piped_bytes() -> u64 {
    use rustix::fs::{FileType, fstat};
    let stdin = std::io::stdin();
    let piped = fstat(&stdin).is_ok_and(|about| FileType::from_raw_mode(about.st_mode) == FileType::Fifo);
    if piped { rustix::io::ioctl_fionread(&stdin).unwrap_or(0) } else { 0 }
}

/// Not known here.
#[cfg(not(unix))]
pub const fn piped_bytes() -> u64 {
    0
}

/// Whether nobody but this process has the console: it was started by a click or by a file dropped on it, and what it wrote goes with it.
#[cfg(windows)]
#[expect(unsafe_code, reason = "asks the system who has the console")]
pub fn console_is_own() -> bool {
    use windows_sys::Win32::System::Console::GetConsoleProcessList;
    let mut pids = [0; 2];
    // SAFETY: the array is writable for as many numbers as are told; without a console the answer is 0.
    let having = unsafe { GetConsoleProcessList(pids.as_mut_ptr(), 2) };
    having == 1
}

/// A terminal of other systems stays when its program has ended.
#[cfg(not(windows))]
pub const fn console_is_own() -> bool {
    false
}
