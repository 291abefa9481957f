//! Who may enter what is ours: administrators, the system, and nobody else.

use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{CloseHandle, ERROR_ALREADY_EXISTS, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, CheckTokenMembership, CreateWellKnownSid, DACL_SECURITY_INFORMATION,
    EqualSid, GetAce, GetTokenInformation, INHERIT_ONLY_ACE, IsWellKnownSid, OWNER_SECURITY_INFORMATION,
    PSID, SECURITY_ATTRIBUTES, SECURITY_MAX_SID_SIZE, TOKEN_QUERY, TOKEN_USER, TokenUser,
    WELL_KNOWN_SID_TYPE, WinBuiltinAdministratorsSid, WinLocalSystemSid,
};
use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::{checked, done, is, wide};
use crate::Untrusting;

/// Owned by the administrators; they and the system may do everything, here and below, and nothing comes from the folder above,
/// where all users may make folders.
const RIGHTS: &str = "O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

/// Kinds of entries of a list of rights (winnt.h): those that allow and those that deny begin as [`ACCESS_ALLOWED_ACE`] does.
const ALLOWS: [u8; 2] = [0, 9];
const DENIES: [u8; 2] = [1, 10];

/// Given back when it goes.
struct Local(*mut core::ffi::c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: the system gave it to us to be freed, once.
        unsafe { LocalFree(self.0) };
    }
}

/// A list of rights, from the text that Windows has for one.
pub(super) struct Rights(Local);

impl Rights {
    pub(super) fn read(text: &str) -> io::Result<Self> {
        let text = wide(text);
        let mut descriptor = ptr::null_mut();
        // SAFETY: the text ends with a zero, and there is a place for the answer.
        done(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            )
        })?;
        Ok(Rights(Local(descriptor)))
    }

    /// For what is made with them, which no child inherits. They point to this value.
    pub(super) fn attributes(&self) -> SECURITY_ATTRIBUTES {
        SECURITY_ATTRIBUTES {
            nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
            lpSecurityDescriptor: self.0.0,
            bInheritHandle: 0,
        }
    }
}

/// Makes a folder that only administrators and the system can enter; one that is there stays.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let rights = Rights::read(RIGHTS)?;
    let attributes = rights.attributes();
    let path: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    // SAFETY: the path ends with a zero, and the rights live as long as the call.
    match done(unsafe { CreateDirectoryW(path.as_ptr(), &raw const attributes) }) {
        Err(error) if is(&error, &[ERROR_ALREADY_EXISTS]) => Ok(()),
        made => made,
    }
}

/// Whether we are an administrator who may act as one: with a token that User Account Control has cut short we may not.
pub(crate) fn is_root() -> bool {
    let mut sid = [0_u8; SECURITY_MAX_SID_SIZE as usize];
    let mut length = sid.len() as u32;
    let mut member = 0;
    // SAFETY: there is as much room as is said, and the second call reads what the first one wrote.
    unsafe {
        let place = sid.as_mut_ptr().cast();
        CreateWellKnownSid(WinBuiltinAdministratorsSid, ptr::null_mut(), place, &raw mut length) != 0
            && CheckTokenMembership(ptr::null_mut(), place, &raw mut member) != 0
            && member != 0
    }
}

/// What others may do with what is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing at all: a folder that they cannot enter
    Nothing,
    /// Read it, where they come to it
    Read,
}

/// Rights to change a file, its rights or its owner, or to take it away (winnt.h): FILE_WRITE_DATA, FILE_APPEND_DATA,
/// FILE_WRITE_EA, FILE_DELETE_CHILD, FILE_WRITE_ATTRIBUTES, DELETE, WRITE_DAC, WRITE_OWNER, GENERIC_ALL and GENERIC_WRITE.
const CHANGES: u32 =
    0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

/// What is open belongs to administrators, the system or ourselves, and nobody else has more than these rights to it.
pub(super) fn check(file: &File, others: Others) -> io::Result<()> {
    let (mut owner, mut rights, mut descriptor) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: the handle is open, and there are places for what is asked for.
    checked(unsafe {
        GetSecurityInfo(
            file.as_raw_handle(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            &raw mut owner,
            ptr::null_mut(),
            &raw mut rights,
            ptr::null_mut(),
            &raw mut descriptor,
        )
    })?;
    let _descriptor = Local(descriptor);
    let ourselves = Ourselves::ask()?;
    // SAFETY: both lie in the descriptor, which lives until the end.
    unsafe {
        if owner.is_null() || !ourselves.trust(owner) {
            return Err(Untrusting::Owner.into());
        }
        let forbidden = if others == Others::Read { CHANGES } else { u32::MAX };
        if others_may(rights, forbidden, &ourselves) { Err(Untrusting::Mode.into()) } else { Ok(()) }
    }
}

/// Whether a list of rights gives anybody else one of these. Without a list everybody may do everything.
///
/// # Safety
/// `rights` must be null or a whole list.
unsafe fn others_may(rights: *const ACL, forbidden: u32, ourselves: &Ourselves) -> bool {
    // SAFETY: a list begins with its head, and each of its entries with its own.
    unsafe {
        let Some(list) = rights.as_ref() else { return true };
        (0..u32::from(list.AceCount)).any(|index| {
            let mut entry = ptr::null_mut();
            if GetAce(rights, index, &raw mut entry) == 0 {
                return true;
            }
            let head = *entry.cast::<ACE_HEADER>();
            if DENIES.contains(&head.AceType) || u32::from(head.AceFlags) & INHERIT_ONLY_ACE != 0 {
                return false;
            }
            if !ALLOWS.contains(&head.AceType) {
                return true;
            }
            let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
            (*entry).Mask & forbidden != 0 && !ourselves.trust((&raw mut (*entry).SidStart).cast())
        })
    }
}

/// Whom we trust: the system, administrators, and the user whose process this is.
struct Ourselves {
    /// TOKEN_USER with the id that it points to behind it: it stays where it is
    token: Box<[u64; 16]>,
}

impl Ourselves {
    fn ask() -> io::Result<Self> {
        let mut handle: HANDLE = ptr::null_mut();
        // SAFETY: there is a place for the handle, which is closed below.
        done(unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut handle) })?;
        let mut ourselves = Ourselves { token: Box::new([0; 16]) };
        let room = size_of_val(&*ourselves.token) as u32;
        let mut length = 0;
        // SAFETY: the handle is open, and there is as much room as is said.
        let told = unsafe {
            GetTokenInformation(handle, TokenUser, ourselves.token.as_mut_ptr().cast(), room, &raw mut length)
        };
        let told = done(told);
        // SAFETY: ours, and closed once.
        unsafe { CloseHandle(handle) };
        told.map(|()| ourselves)
    }

    /// # Safety
    /// `sid` must be a whole id.
    unsafe fn trust(&self, sid: PSID) -> bool {
        // SAFETY: the token was filled by the system, its id lies behind it in the same array.
        unsafe {
            let known = |kind: WELL_KNOWN_SID_TYPE| IsWellKnownSid(sid, kind) != 0;
            let user = (*self.token.as_ptr().cast::<TOKEN_USER>()).User.Sid;
            known(WinBuiltinAdministratorsSid) || known(WinLocalSystemSid) || EqualSid(sid, user) != 0
        }
    }
}

#[cfg(test)]
mod tests {
    use windows_sys::Win32::Security::{
        CreateRestrictedToken, DuplicateTokenEx, ImpersonateLoggedOnUser, RevertToSelf, SID_AND_ATTRIBUTES,
        SecurityImpersonation, TOKEN_ALL_ACCESS, TokenImpersonation,
    };

    use super::*;

    #[test]
    fn who_lost_the_administrators_rights_is_none() {
        assert!(is_root());
        let mut sid = [0_u64; 10];
        let mut length = size_of_val(&sid) as u32;
        let (mut own, mut cut, mut ours) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        // SAFETY: there are places for all answers, each as long as is said.
        unsafe {
            let administrators = sid.as_mut_ptr().cast();
            let kind = WinBuiltinAdministratorsSid;
            done(CreateWellKnownSid(kind, ptr::null_mut(), administrators, &raw mut length)).unwrap();
            done(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &raw mut own)).unwrap();
            // As User Account Control cuts the token of an administrator who was not asked.
            let without = SID_AND_ATTRIBUTES { Sid: administrators, Attributes: 0 };
            let no = ptr::null();
            done(CreateRestrictedToken(own, 0, 1, &raw const without, 0, no, 0, ptr::null(), &raw mut cut))
                .unwrap();
            let (level, what) = (SecurityImpersonation, TokenImpersonation);
            done(DuplicateTokenEx(cut, TOKEN_ALL_ACCESS, ptr::null(), level, what, &raw mut ours)).unwrap();
            done(ImpersonateLoggedOnUser(ours)).unwrap();
            let root = is_root();
            done(RevertToSelf()).unwrap();
            assert!(!root);
        }
        assert!(is_root());
    }
}
