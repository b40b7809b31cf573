//! Putting a file on a stick so that it is either wholly there or not there: written as
//! `*.part`, flushed, read back past the system's memory, renamed, folder flushed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use crate::error::{Error, Result};

/// Last part of the name of a file under way.
const PART: &str = "part";

/// Whether the name says that the file was not finished. What a pulled stick leaves may be
/// whole and signed, but its number may be given to another file.
pub fn is_part(path: &Path) -> bool {
    path.extension().is_some_and(|last| last.eq_ignore_ascii_case(PART))
}

/// A file already there is never touched, a link that leads nowhere included.
fn must_be_free(target: &Path) -> Result<()> {
    if fs::symlink_metadata(target).is_err() {
        return Ok(());
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    Err(Error::NotReady(format!("“{name}”在这个文件夹里已经有了，没有改动它；请换一个文件夹再装一次")))
}

/// A file under way; dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Part {
    part: PathBuf,
    target: PathBuf,
    placed: bool,
}

/// A file in its place.
#[derive(Debug)]
pub struct Placed {
    /// Full path.
    pub path: PathBuf,
    /// The folder's entry is on the medium too. Some file systems can't tell; then the
    /// stick must be ejected by the system before it is pulled.
    pub flushed: bool,
}

impl Part {
    /// Writes `folder/name.part` by `fill`, down to the medium. A file that is already there
    /// under its final name is never touched.
    pub fn write(folder: &Path, name: &str, fill: impl FnOnce(&mut File) -> Result<()>) -> Result<Self> {
        let target = folder.join(name);
        must_be_free(&target)?;
        let part = folder.join(format!("{name}.{PART}"));
        // What an earlier try left, or somebody else: a link or a pipe under this name goes,
        // and is never written through.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file(folder, error)),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&part)
            .map_err(|e| Error::file(folder, e))?;
        let this = Self { part, target, placed: false };
        fill(&mut file)?;
        file.sync_all().map_err(|e| Error::file(&this.target, e))?;
        Ok(this)
    }

    /// Opens the part for reading back from the medium itself.
    pub fn read_back(&self) -> Result<Uncached> {
        Uncached::open(&self.part).map_err(|e| Error::file(&self.target, e))
    }

    /// Where it will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives it its name.
    pub fn put(mut self) -> Result<Placed> {
        must_be_free(&self.target)?;
        fs::rename(&self.part, &self.target).map_err(|e| Error::file(&self.target, e))?;
        self.placed = true;
        let flushed = self.target.parent().is_some_and(|folder| flush_folder(folder).is_ok());
        Ok(Placed {
            path: self.target.clone(),
            flushed,
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.placed {
            // The stick may be gone; then there is nothing to remove.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Bytes written between two flushes.
const STRIDE: usize = 16 << 20;

/// Has what is written flushed every few megabytes, by a thread of its own: a slow stick shows
/// its pace while it is written, instead of standing still at the end, and a fast one is never
/// waited for. At most two strides are under way. `flush` waits for them and must be called: an
/// error of the medium is told to whoever asked first, and to nobody after.
pub struct Steady<'scope, 'a> {
    file: &'a File,
    waiting: usize,
    flushing: Option<(SyncSender<()>, ScopedJoinHandle<'scope, io::Result<()>>)>,
}

impl<'scope, 'a: 'scope> Steady<'scope, 'a> {
    /// From where the file stands.
    pub fn new(scope: &'scope Scope<'scope, '_>, file: &'a File) -> io::Result<Self> {
        // Whoever hands a stride over waits until the one before it is on the medium.
        let (stride, strides) = sync_channel(0);
        let work = move || strides.iter().try_for_each(|()| file.sync_data());
        Ok(Self {
            file,
            waiting: 0,
            flushing: Some((stride, Builder::new().spawn_scoped(scope, work)?)),
        })
    }
}

impl Write for Steady<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.waiting += n;
        if self.waiting >= STRIDE {
            self.waiting = 0;
            if self.flushing.as_ref().is_some_and(|(stride, _)| stride.send(()).is_err()) {
                self.flush()?;
            }
        }
        Ok(n)
    }

    /// What became of the flushes so far.
    fn flush(&mut self) -> io::Result<()> {
        let Some((stride, other)) = self.flushing.take() else {
            return Ok(());
        };
        drop(stride);
        match other.join() {
            Ok(came) => came,
            Err(panic) => resume_unwind(panic),
        }
    }
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows has no call to flush a folder. By its default policy for sticks (快速删除) it
/// keeps nothing of them in memory.
#[cfg(not(unix))]
fn flush_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Bytes read at a time, and how they lie in memory: direct reads want both in whole pages.
const PIECE: usize = 1 << 20;
const PAGE: usize = 4096;

/// Reads a file from the medium: directly where the system can (`O_DIRECT`,
/// `FILE_FLAG_NO_BUFFERING`), else after asking it to forget what it holds in memory.
#[derive(Debug)]
pub struct Uncached {
    file: File,
    memory: Vec<u8>,
    start: usize,
    have: usize,
    taken: usize,
    ended: bool,
}

impl Uncached {
    fn open(path: &Path) -> io::Result<Self> {
        let memory = vec![0; PIECE + PAGE];
        let start = memory.as_ptr().align_offset(PAGE).min(PAGE);
        if let Ok(file) = direct().read(true).open(path) {
            let mut this = Self {
                file,
                memory,
                start,
                have: 0,
                taken: 0,
                ended: false,
            };
            if this.fill().is_ok() {
                return Ok(this);
            }
            // Some file systems take the flag and then refuse to read.
            return Ok(Self {
                file: forgotten(path)?,
                memory: this.memory,
                start,
                have: 0,
                taken: 0,
                ended: false,
            });
        }
        Ok(Self {
            file: forgotten(path)?,
            memory,
            start,
            have: 0,
            taken: 0,
            ended: false,
        })
    }

    fn fill(&mut self) -> io::Result<()> {
        self.have = self.file.read(&mut self.memory[self.start..self.start + PIECE])?;
        self.taken = 0;
        // A direct read that is not whole pages was the last; another would not be aligned.
        self.ended = self.have == 0 || !self.have.is_multiple_of(PAGE);
        Ok(())
    }
}

impl Uncached {
    /// Passes on all that is left, a megabyte at a time.
    pub fn pour(mut self, out: &mut impl Write) -> io::Result<()> {
        loop {
            out.write_all(&self.memory[self.start + self.taken..self.start + self.have])?;
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }
}

impl Read for Uncached {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.have && !self.ended {
            self.fill()?;
        }
        let from = self.start + self.taken;
        let n = (self.have - self.taken).min(bytes.len());
        bytes[..n].copy_from_slice(&self.memory[from..from + n]);
        self.taken += n;
        Ok(n)
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn direct() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.custom_flags(rustix::fs::OFlags::DIRECT.bits().cast_signed());
    options
}

#[cfg(windows)]
fn direct() -> OpenOptions {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_FLAG_NO_BUFFERING: u32 = 0x2000_0000;
    let mut options = OpenOptions::new();
    options.custom_flags(FILE_FLAG_NO_BUFFERING);
    options
}

#[cfg(not(any(target_os = "linux", target_os = "android", windows)))]
fn direct() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn forgotten(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Only advice; a file system kept in memory has nothing else to read from.
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(file)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn forgotten(path: &Path) -> io::Result<File> {
    File::open(path)
}
