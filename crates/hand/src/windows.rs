//! Windows: its system calls behind this crate. The host is one namespace, and its settings outlive its boots.
#![expect(unsafe_code, reason = "std opens no folder, and locks whole files alone")]

mod apart;
mod netsh;
mod registry;
mod starter;
mod trust;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::os::windows::io::AsRawHandle as _;
use std::path::{Path, PathBuf};

use lastack_host::{Host, HostError, Live, windows};
use lastack_model::{Holds, NetnsId, Treatable};
use windows_sys::Win32::Foundation::{
    ERROR_CALL_NOT_IMPLEMENTED, ERROR_INVALID_FUNCTION, ERROR_IO_PENDING, ERROR_LOCK_VIOLATION,
    ERROR_NOT_SUPPORTED, GENERIC_READ, HANDLE,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ADD_FILE, FILE_ADD_SUBDIRECTORY, FILE_ALLOCATION_INFO,
    FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_BACKUP_SEMANTICS,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_SHARE_READ, FILE_SHARE_WRITE, FileAllocationInfo,
    GetFileInformationByHandle, LOCKFILE_EXCLUSIVE_LOCK, LOCKFILE_FAIL_IMMEDIATELY, LockFileEx,
    SetFileInformationByHandle, UnlockFileEx,
};
use windows_sys::Win32::System::IO::{OVERLAPPED, OVERLAPPED_0, OVERLAPPED_0_0};
use windows_sys::Win32::System::LibraryLoader::{
    GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW,
};
use windows_sys::Win32::System::WindowsProgramming::GetUserNameW;
use windows_sys::Win32::UI::Shell::FOLDERID_ProgramData;
use windows_sys::core::GUID;

use crate::{Act, Untrusting, Watch};

pub(crate) use apart::{check_alone, guards, spawn_apart, stand_alone, wait_readable};
pub(crate) use starter::Starter;
pub(crate) use trust::{is_root, make_folder};

/// What stands for the one namespace of a host.
pub(crate) const OWN_NETNS: &str = windows::ROOT;

/// The one namespace of the host.
#[derive(Debug)]
pub(crate) struct Held(());

impl Held {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        (path == Path::new(OWN_NETNS)).then_some(Held(())).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(crate) fn path_for_others(&self) -> PathBuf {
        OWN_NETNS.into()
    }

    #[expect(clippy::unused_self, reason = "other systems ask what they hold")]
    pub(crate) fn look(&self) -> Result<(Box<dyn Host>, NetnsId), HostError> {
        Ok((Box::new(Live::new()), NetnsId::of_windows(boot_id()?)))
    }
}

/// A value of what the host says of itself.
fn about(key: &str) -> Result<Option<String>, HostError> {
    let bytes = Live::new().read(Path::new(windows::ABOUT))?;
    let text = String::from_utf8_lossy(&bytes);
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
    Ok(value.map(str::to_owned))
}

/// As `collect` tells it. A host that does not say when it was started has one boot for all of them.
pub(crate) fn boot_id() -> Result<String, HostError> {
    Ok(about("boot")?.map_or_else(|| "windows".to_owned(), |boot| format!("windows-{boot}")))
}

/// GetTickCount64 counts the time in which the host sleeps.
pub(crate) fn since_boot_ms() -> io::Result<u64> {
    let told = about("uptime_ms").map_err(io::Error::other)?;
    told.and_then(|ms| ms.parse().ok()).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Values of the registry, the dynamic ports, and those that an administrator excluded.
pub(crate) fn writes(setting: &Treatable) -> bool {
    setting.is_of_windows()
}

pub(crate) fn read(setting: &Treatable) -> io::Result<String> {
    match setting.holds {
        Holds::DynamicPorts | Holds::PortSet => netsh::read(setting),
        _ => registry::read(setting),
    }
}

/// A guard sees the end of who started it.
pub(crate) const NOTICES_END: bool = true;

/// That an administrator may write is asked before.
#[expect(clippy::unnecessary_wraps, reason = "other systems tell beforehand")]
pub(crate) fn check(_: &Treatable) -> io::Result<()> {
    Ok(())
}

pub(crate) fn write(setting: &Treatable, from: &str, to: &str, watch: &dyn Watch) -> io::Result<()> {
    if let Holds::DynamicPorts | Holds::PortSet = setting.holds {
        return netsh::write(setting, from, to, watch);
    }
    watch.before(&Act::Set(setting.key, to.as_bytes()))?;
    registry::write(setting, to)
}

/// With the zero that ends it.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Up to its zero.
fn narrow(text: &[u16]) -> String {
    let end = text.iter().position(|unit| *unit == 0).unwrap_or(text.len());
    String::from_utf16_lossy(&text[..end])
}

/// What a function that gives its error number came to.
fn checked(error: u32) -> io::Result<()> {
    if error == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(error.cast_signed())) }
}

/// What a function that gives zero where it failed came to.
fn done(told: i32) -> io::Result<()> {
    if told == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// `%ProgramData%\lastack`, with the folder as Windows itself knows it and not by the variable, which is the caller's.
pub(crate) fn journal_folder() -> io::Result<PathBuf> {
    let folder = PathBuf::from(program_data()?);
    if folder.is_absolute() { Ok(folder.join("lastack")) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// SHGetKnownFolderPath.
type KnownFolder = unsafe extern "system" fn(*const GUID, u32, HANDLE, *mut *mut u16) -> i32;

/// The library is asked for by name: only whoever changes something needs it, and loading it takes longer than a whole look.
fn program_data() -> io::Result<String> {
    let library = wide("shell32.dll");
    // SAFETY: the name ends with a zero; what is loaded is the system's own and stays.
    let library =
        unsafe { LoadLibraryExW(library.as_ptr(), std::ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32) };
    if library.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the library is there, and the name ends with a zero.
    let function = unsafe { GetProcAddress(library, c"SHGetKnownFolderPath".as_ptr().cast()) };
    let function = function.ok_or_else(io::Error::last_os_error)?;
    // SAFETY: the function of that name has that form (shlobj_core.h).
    let function: KnownFolder = unsafe { std::mem::transmute(function) };
    let (folder, mut text) = (FOLDERID_ProgramData, std::ptr::null_mut());
    // SAFETY: there is a place for the answer.
    let told = unsafe { function(&raw const folder, 0, std::ptr::null_mut(), &raw mut text) };
    if told < 0 || text.is_null() {
        return Err(io::Error::from_raw_os_error(told));
    }
    // SAFETY: the text ends with a zero. It is asked for once, and goes with the process.
    let units = unsafe {
        let length = (0..).take_while(|at| *text.add(*at) != 0).count();
        std::slice::from_raw_parts(text, length)
    };
    Ok(narrow(units))
}

pub(crate) fn account() -> Option<String> {
    let mut name = [0; 260];
    let mut length = name.len() as u32;
    // SAFETY: the function writes no more units than are said.
    let told = unsafe { GetUserNameW(name.as_mut_ptr(), &raw mut length) };
    (told != 0).then(|| narrow(&name)).filter(|name| !name.is_empty())
}

pub(crate) fn this_program() -> PathBuf {
    // Where that is not known no guard starts, and nothing is written.
    std::env::current_exe().unwrap_or_default()
}

/// A setting is kept by Windows itself, which reads no file of ours.
pub(crate) fn sees_boot() -> bool {
    false
}

/// A folder that is open: while it is, nobody gives it another name or puts another one in its place.
#[derive(Debug)]
pub(crate) struct OpenFolder {
    _file: File,
    path: PathBuf,
}

/// Opens a folder that nobody but administrators and the system may enter.
pub(crate) fn open_folder(path: &Path, private: bool) -> io::Result<OpenFolder> {
    if !private {
        return unsupported();
    }
    let file = OpenOptions::new()
        .access_mode(GENERIC_READ)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)?;
    let attributes = file.metadata()?.file_attributes();
    if attributes & FILE_ATTRIBUTE_REPARSE_POINT != 0 {
        return Err(Untrusting::Linked.into());
    }
    if attributes & FILE_ATTRIBUTE_DIRECTORY == 0 {
        return Err(Untrusting::Kind.into());
    }
    trust::check(&file, trust::Others::Nothing)?;
    Ok(OpenFolder { _file: file, path: path.to_owned() })
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// What is there, to read it
    Read,
    /// What is there, to add to it
    Append,
    /// A new one, to add to it: one of this name is an error. It gets the rights of its folder, whatever the number
    New(u32),
}

/// Opens an ordinary file of ours with one name, which nobody else may write or remove while it is open.
pub(crate) fn open_file(folder: &OpenFolder, name: &str, how: How) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE);
    options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
    match how {
        How::Read => &mut options,
        How::Append => options.append(true),
        How::New(_) => options.append(true).create_new(true),
    };
    let file = options.open(folder.path.join(name))?;
    let about = information(&file)?;
    if about.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT != 0 || about.nNumberOfLinks != 1 {
        return Err(Untrusting::Linked.into());
    }
    if about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY != 0 {
        return Err(Untrusting::Kind.into());
    }
    trust::check(&file, trust::Others::Read)?;
    Ok(file)
}

/// Whether files could be made in a folder: the right is asked for, and not used.
pub(crate) fn check_writable(folder: &OpenFolder) -> io::Result<()> {
    open_to(&folder.path, FILE_ADD_FILE)
}

/// Whether a folder could be made in this one, whosever it is.
pub(crate) fn check_makable(above: &Path) -> io::Result<()> {
    open_to(above, FILE_ADD_SUBDIRECTORY)
}

fn open_to(folder: &Path, right: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.access_mode(right).share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE);
    options.custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(folder).map(drop)
}

fn information(file: &File) -> io::Result<BY_HANDLE_FILE_INFORMATION> {
    let mut about = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open, and there is a place for the answer.
    done(unsafe { GetFileInformationByHandle(file.as_raw_handle(), &raw mut about) })?;
    Ok(about)
}

/// NTFS keeps names in a log of its own: one that was made stands behind a crash.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn sync_folder(_: &OpenFolder) -> io::Result<()> {
    Ok(())
}

/// Where the lock is: a byte far behind all that is ever written, since a byte that is locked can be read by nobody else.
fn lock_place() -> OVERLAPPED {
    let place = OVERLAPPED_0_0 { Offset: 0, OffsetHigh: 1 << 30 };
    OVERLAPPED { Anonymous: OVERLAPPED_0 { Anonymous: place }, ..OVERLAPPED::default() }
}

/// Takes the lock of a file that goes with its handle; false where somebody else has it.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    let mut place = lock_place();
    let flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
    // SAFETY: the handle is open, and the place outlives the call, which does not wait.
    match done(unsafe { LockFileEx(file.as_raw_handle(), flags, 0, 1, 0, &raw mut place) }) {
        Ok(()) => Ok(true),
        Err(error) if is(&error, &[ERROR_LOCK_VIOLATION, ERROR_IO_PENDING]) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(crate) fn unlock(file: &File) -> io::Result<()> {
    let mut place = lock_place();
    // SAFETY: as in try_lock.
    done(unsafe { UnlockFileEx(file.as_raw_handle(), 0, 1, 0, &raw mut place) })
}

/// Takes room behind the end of a file without making it longer, for as long as it is open. File systems that cannot are left at
/// that.
pub(crate) fn reserve(file: &File, bytes: u64) -> io::Result<()> {
    let room = i64::try_from(file.metadata()?.len().saturating_add(bytes)).unwrap_or(i64::MAX);
    let wish = FILE_ALLOCATION_INFO { AllocationSize: room };
    let size = size_of::<FILE_ALLOCATION_INFO>() as u32;
    // SAFETY: the handle is open, and the structure as long as is said.
    let told = unsafe {
        SetFileInformationByHandle(file.as_raw_handle(), FileAllocationInfo, (&raw const wish).cast(), size)
    };
    let cannot = [ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, ERROR_CALL_NOT_IMPLEMENTED];
    match done(told) {
        Err(error) if is(&error, &cannot) => Ok(()),
        told => told,
    }
}

fn is(error: &io::Error, numbers: &[u32]) -> bool {
    error.raw_os_error().is_some_and(|number| numbers.contains(&number.cast_unsigned()))
}

fn unsupported<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

// A folder that looks like /proc/sys, and files for the next boot, are Linux's.

pub(crate) fn read_setting(_: &Path) -> io::Result<String> {
    unsupported()
}

pub(crate) fn open_setting(_: &Path) -> io::Result<File> {
    unsupported()
}

pub(crate) fn rename_over(_: &OpenFolder, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn rename_new(_: &OpenFolder, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn remove_file(_: &OpenFolder, _: &str) -> io::Result<()> {
    unsupported()
}
