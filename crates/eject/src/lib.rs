//! Asks Windows to let go of a stick, by the volume itself. Starting one of the system's own programs for
//! it, as elsewhere, is what many an office has locked.
#![cfg(windows)]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::AsRawHandle as _;
use std::ptr::null_mut;

use windows_sys::Win32::Storage::FileSystem::{FILE_SHARE_READ, FILE_SHARE_WRITE};
use windows_sys::Win32::System::IO::DeviceIoControl;
use windows_sys::Win32::System::Ioctl::{FSCTL_DISMOUNT_VOLUME, FSCTL_LOCK_VOLUME, IOCTL_STORAGE_EJECT_MEDIA, IOCTL_STORAGE_MEDIA_REMOVAL};

/// Brings what is in memory to the drive of this letter, A to Z, and lets go of it. An error leaves it as
/// it was: another program has a file of it open, or the drive can't be ejected.
pub fn eject(letter: char) -> io::Result<()> {
    let volume = OpenOptions::new()
        .read(true)
        .write(true)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .open(format!(r"\\.\{letter}:"))?;
    volume.sync_all()?;
    // Refused while anyone else has a file open; held until the handle is closed.
    ask(&volume, FSCTL_LOCK_VOLUME, &[])?;
    ask(&volume, FSCTL_DISMOUNT_VOLUME, &[])?;
    // A BOOLEAN that says: removal is not prevented. Drives without such a bolt don't know the question.
    let _ = ask(&volume, IOCTL_STORAGE_MEDIA_REMOVAL, &[0]);
    ask(&volume, IOCTL_STORAGE_EJECT_MEDIA, &[])
}

fn ask(volume: &File, what: u32, with: &[u8]) -> io::Result<()> {
    let length = u32::try_from(with.len()).map_err(io::Error::other)?;
    let mut answered = 0;
    #[expect(unsafe_code, reason = "the only way to ask a drive")]
    // SAFETY: the handle is open as long as `volume` is borrowed; the buffer in is as long as is said, there is
    // none out; without an OVERLAPPED the call has ended when it returns.
    let done = unsafe {
        DeviceIoControl(
            volume.as_raw_handle(),
            what,
            with.as_ptr().cast(),
            length,
            null_mut(),
            0,
            &raw mut answered,
            null_mut(),
        )
    };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
