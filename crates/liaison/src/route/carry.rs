//! Moving bytes: fetching a file so that a broken connection costs only what is missing, and
//! telling whether a file that lies there is the very one we hold.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{Depot, Lying, Tell, shut};
use crate::bundle::limits;
use crate::bundle::seal::Digest;
use crate::bundle::verify::{self, Trust};
use crate::error::{Error, Result};

/// Files up to here are read back whole; of larger ones both ends are.
pub const READ_BACK: u64 = 64 << 20;
/// Bytes of an end. The front holds the envelope, and with it the payload's digest.
const END: u64 = 1 << 20;
/// A connection that breaks again and again without bringing anything is given up.
const TRIES: u32 = 3;
const PIECE: usize = 1 << 18;

/// Copies at most `size` bytes; answers their digest, and how many there were.
pub fn copy(from: &mut dyn Read, to: &mut dyn Write, size: u64, tell: &mut dyn FnMut(u64) -> Result<()>) -> Result<(String, u64)> {
    let (mut digest, mut done, mut piece) = (Digest::default(), 0, vec![0; PIECE]);
    let mut from = from.take(size);
    loop {
        tell(done)?;
        let n = from.read(&mut piece).map_err(|e| unwrapped(e, "读不出来，可能是网络断了"))?;
        if n == 0 {
            return Ok((digest.hex(), done));
        }
        digest.update(&piece[..n]);
        to.write_all(&piece[..n]).map_err(|e| Error::file("", e))?;
        done += n as u64;
    }
}

/// The digest of what a reader gives, and how many bytes; None when it gives more than `size`.
pub fn digest_of(mut from: impl Read, size: u64, tell: &mut dyn FnMut(u64) -> Result<()>) -> Result<Option<(String, u64)>> {
    let (digest, done) = copy(&mut from, &mut io::sink(), size + 1, tell)?;
    Ok((done <= size).then_some((digest, done)))
}

/// Whether `path` in the depot holds what `file` holds: the whole, or both ends of a large one.
pub fn is_same(depot: &dyn Depot, path: &str, lying: &Lying, file: &mut File, size: u64, tell: Tell<'_>) -> Result<bool> {
    if lying.size.is_some_and(|there| there != size) {
        return Ok(false);
    }
    let spans = if size <= READ_BACK {
        vec![(0, size + 1)]
    } else {
        vec![(0, END), (size - END, END + 1)]
    };
    for (from, length) in spans {
        file.seek(SeekFrom::Start(from)).map_err(|e| Error::file("", e))?;
        let there = copy(&mut depot.read(path, from)?, &mut io::sink(), length, &mut |done| {
            tell("回读核对", from + done, size)
        })?;
        if there != copy(&mut &*file, &mut io::sink(), length, &mut |_| Ok(()))? {
            return Ok(false);
        }
    }
    file.rewind().map_err(|e| Error::file("", e))?;
    Ok(true)
}

/// A small file, whole: a roster or a signature.
pub fn small(depot: &dyn Depot, path: &str, limit: u64) -> Result<String> {
    let mut bytes = Vec::new();
    copy(&mut depot.read(path, 0)?, &mut bytes, limit + 1, &mut |_| Ok(()))?;
    if bytes.len() as u64 > limit {
        return Err(Error::Untrusted("共享文件夹里的名册文件大得不正常".into()));
    }
    String::from_utf8(bytes).map_err(|_| Error::Untrusted("共享文件夹里的名册文件不是文字".into()))
}

/// Fetches a bundle into `folder`, checking its outside as it comes: what the signature does not
/// cover is not read further, whatever the server sends. What an earlier try left as `.part` is
/// checked again and only the rest asked for.
pub fn fetch(depot: &dyn Depot, path: &str, lying: &Lying, folder: &Path, trust: Trust<'_>, tell: Tell<'_>) -> Result<PathBuf> {
    if lying.size.is_some_and(|size| size > limits::WHOLE) {
        return Err(Error::Untrusted("这个文件太大，不会是交接包".into()));
    }
    let part = folder.join(format!("{}.part", lying.name));
    let target = folder.join(&lying.name);
    // A whole one that was not taken in yet is not believed to be whole; it is begun with.
    if target.exists() {
        fs::rename(&target, &part).map_err(|e| Error::file(&target, e))?;
    }
    let tripped = Rc::new(RefCell::new(None));
    let mut coming = Coming {
        depot,
        path,
        kept: OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&part)
            .map_err(|e| Error::file(&part, e))?,
        held: 0,
        read: 0,
        more: None,
        tries: 0,
        total: lying.size.unwrap_or(0),
        tell,
        tripped: Rc::clone(&tripped),
    };
    coming.held = coming.kept.metadata().map_err(|e| Error::file(&part, e))?.len();
    coming.kept.rewind().map_err(|e| Error::file(&part, e))?;
    let had_some = coming.held > 0;
    let outer = verify::outer(&mut coming, Path::new(&lying.name), trust);
    let outer = match (outer, tripped.take()) {
        (Err(_), Some(error)) => return Err(error),
        (outer, _) => outer,
    };
    match outer {
        Ok(outer) if outer.envelope.file_name() == lying.name => {
            coming.kept.sync_all().map_err(|e| Error::file(&part, e))?;
            drop(coming);
            fs::rename(&part, &target).map_err(|e| Error::file(&target, e))?;
            Ok(target)
        }
        refused => {
            drop(coming);
            let _ = fs::remove_file(&part);
            // What was kept may have been another file's beginning: once more, from the first byte.
            if had_some {
                return fetch(depot, path, lying, folder, trust, tell);
            }
            Err(refused.err().unwrap_or_else(|| Error::Untrusted(format!("“{}”里装的是另一个包", lying.name))))
        }
    }
}

/// A file on its way here: first what is kept of it, then what the depot sends, kept as it comes.
struct Coming<'a> {
    depot: &'a dyn Depot,
    path: &'a str,
    kept: File,
    held: u64,
    read: u64,
    more: Option<Box<dyn Read>>,
    tries: u32,
    total: u64,
    tell: Tell<'a>,
    /// What stopped it, other than the bytes themselves.
    tripped: Rc<RefCell<Option<Error>>>,
}

impl Coming<'_> {
    fn next(&mut self, bytes: &mut [u8]) -> Result<usize> {
        (self.tell)("从共享文件夹取回", self.read, self.total)?;
        if self.read < self.held {
            return self.kept.read(bytes).map_err(|e| Error::file("", e));
        }
        loop {
            if self.more.is_none() {
                self.more = Some(self.depot.read(self.path, self.read)?);
            }
            let Some(more) = &mut self.more else { continue };
            match more.read(bytes) {
                Ok(n) => {
                    if self.read + n as u64 > limits::WHOLE {
                        return Err(Error::Untrusted("这个文件太大，不会是交接包".into()));
                    }
                    if n > 0 {
                        self.tries = 0;
                    }
                    self.kept.write_all(&bytes[..n]).map_err(|e| Error::file("", e))?;
                    return Ok(n);
                }
                Err(_) if self.tries < TRIES => {
                    self.tries += 1;
                    self.more = None;
                }
                Err(error) => return Err(unwrapped(error, "取到一半，网络断了；下次接着取")),
            }
        }
    }
}

impl Read for Coming<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self.next(bytes) {
            Ok(n) => {
                self.read += n as u64;
                Ok(n)
            }
            Err(error) => {
                self.tripped.replace(Some(error));
                Err(io::Error::other("stopped"))
            }
        }
    }
}

/// An error of ours that travelled through a reader, or a network's.
fn unwrapped(error: io::Error, says: &str) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => own,
        Err(_) => shut(says),
    }
}
