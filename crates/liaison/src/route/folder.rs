//! A shared drive. Files are laid down as on a stick: `.part`, flushed, read back, renamed.

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::thread::scope;

use super::carry::{copy, digest_of};
use super::{Depot, Lying, Tell, shut};
use crate::bundle::place::{Part, Steady};
use crate::error::{Error, Result};

/// Files listed of one folder.
const MANY: usize = 10_000;

/// A folder of this computer's.
pub struct Shared {
    root: PathBuf,
}

impl Shared {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn at(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.root.clone(), |at, part| at.join(part))
    }

    /// A drive that is not connected shows as no folder at all.
    fn connected(&self) -> Result<()> {
        if self.root.is_dir() {
            Ok(())
        } else {
            Err(shut(format!("共享文件夹“{}”现在打不开", self.root.display())))
        }
    }
}

/// Networks fail in the middle of anything; what a clerk does about it is one thing.
fn failed(path: &Path, error: io::Error) -> Error {
    match Error::file(path, error) {
        Error::File { path, .. } => shut(format!("共享文件夹里的“{}”读写不了，可能是网络断了", path.display())),
        Error::DiskFull(_) => shut("共享文件夹的空间满了，请县里的维护人员清理"),
        Error::ReadOnly(_) => shut("共享文件夹不让读写，请县里的维护人员开通读写权限"),
        other => other,
    }
}

impl Depot for Shared {
    fn list(&self, folder: &str) -> Result<Option<Vec<Lying>>> {
        self.connected()?;
        let at = self.at(folder);
        let entries = match fs::read_dir(&at) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|e| failed(&at, e))?,
        };
        let mut lying = Vec::new();
        for entry in entries.take(MANY) {
            let entry = entry.map_err(|e| failed(&at, e))?;
            // Links are not followed; a file that just vanished is none.
            let Ok(found) = entry.metadata() else { continue };
            if let (true, Ok(name)) = (found.is_file(), entry.file_name().into_string()) {
                let changed = found.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
                let mark = changed.map(|t| t.as_nanos().to_string()).unwrap_or_default();
                lying.push(Lying {
                    name,
                    size: Some(found.len()),
                    mark,
                });
            }
        }
        Ok(Some(lying))
    }

    fn make(&self, folder: &str) -> Result<()> {
        self.connected()?;
        let at = self.at(folder);
        match fs::create_dir(&at) {
            Err(_) if at.is_dir() => Ok(()),
            other => other.map_err(|e| failed(&at, e)),
        }
    }

    fn read(&self, path: &str, from: u64) -> Result<Box<dyn Read>> {
        let at = self.at(path);
        if !fs::symlink_metadata(&at).is_ok_and(|found| found.is_file()) {
            return Err(shut(format!("共享文件夹里的“{}”不见了", at.display())));
        }
        let mut file = File::open(&at).map_err(|e| failed(&at, e))?;
        file.seek(SeekFrom::Start(from)).map_err(|e| failed(&at, e))?;
        Ok(Box::new(file))
    }

    fn lay(&self, folder: &str, name: &str, file: &mut File, size: u64, tell: Tell<'_>) -> Result<()> {
        self.connected()?;
        let at = self.at(folder);
        let mut sent = None;
        let part = Part::write(&at, name, |out| {
            scope(|threads| {
                let mut out = Steady::new(threads, out).map_err(|e| Error::file(&at, e))?;
                sent = Some(copy(&mut *file, &mut out, size, &mut |done| tell("送到共享文件夹", done, size))?);
                out.flush().map_err(|e| Error::file(&at, e))
            })
        });
        let part = part.map_err(|e| match e {
            Error::File { path, source } => failed(&path, source),
            Error::DiskFull(path) => failed(&path, io::ErrorKind::StorageFull.into()),
            Error::ReadOnly(path) => failed(&path, io::ErrorKind::PermissionDenied.into()),
            other => other,
        })?;
        let back = part
            .read_back()
            .and_then(|back| digest_of(back, size, &mut |done| tell("回读核对", done, size)));
        if back? != sent {
            return Err(shut("送到共享文件夹以后回读，内容对不上"));
        }
        part.put()?;
        Ok(())
    }

    fn rehearse(&self, folder: &str, code: &str) -> Result<()> {
        self.connected()?;
        let at = self.at(folder);
        let (first, second) = (at.join(format!("{code}_try-1.part")), at.join(format!("{code}_try-2.part")));
        // What somebody laid under these names, a link say, is not written through.
        for name in [&first, &second] {
            let _ = fs::remove_file(name);
        }
        let tried = File::create_new(&first)
            .and_then(|mut file| file.write_all(code.as_bytes()))
            .and_then(|()| fs::rename(&first, &second))
            .and_then(|()| fs::read(&second))
            .map_err(|e| failed(&at, e));
        let removed = fs::remove_file(&second).map_err(|e| failed(&at, e));
        if tried? != code.as_bytes() {
            return Err(shut("写进去的内容读回来不一样"));
        }
        removed
    }
}
