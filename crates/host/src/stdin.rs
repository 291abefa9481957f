//! What waits on standard input and nobody has read.

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
