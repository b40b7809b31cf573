//! Taking files in: which ones lie in a folder or on a stick, and a copy of one on this
//! computer's own disk. Only the copy is read further, so that a stick that is pulled, or that
//! answers differently the second time, harms nothing. The copy has no name: it vanishes with
//! the program, however that ends.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{limits, refuse, verify};
use crate::error::{Error, Result};

/// Folders below the one named that are looked into.
const DEPTH: usize = 4;
/// Bundles taken from one folder; a stick with more is named folder by folder.
const MANY: usize = 10_000;

/// Whether a file bears a bundle's name.
pub fn is_bundle(path: &Path) -> bool {
    path.extension().is_some_and(|ends| ends.eq_ignore_ascii_case("rdz"))
}

/// Every bundle that lies in a folder or below it, by name; links are not followed.
pub fn find(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    look(folder, DEPTH, &mut found)?;
    found.sort_by(|a, b| a.file_name().cmp(&b.file_name()).then_with(|| a.cmp(b)));
    Ok(found)
}

fn look(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| Error::file(folder, e))? {
        let entry = entry.map_err(|e| Error::file(folder, e))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(|e| Error::file(folder, e))?);
        if kind.is_file() && is_bundle(&path) {
            found.push(path);
        } else if kind.is_dir() && depth > 0 {
            // Systems keep folders of their own on a stick that nobody may read.
            match look(&path, depth - 1, found) {
                Err(Error::ReadOnly(_)) => {}
                other => other?,
            }
        }
        if found.len() > MANY {
            return Err(refuse(format!("“{}”里的交接包多得不正常，请一个文件夹一个文件夹地收", folder.display())));
        }
    }
    Ok(())
}

/// Copies a file to a nameless one in `home`.
pub fn copy(path: &Path, home: &Path, step: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<File> {
    let from = verify::finished(path)?;
    let total = from.metadata().map_err(|e| Error::file(path, e))?.len();
    if total > limits::WHOLE {
        return Err(refuse("这个文件太大，不会是交接包"));
    }
    let mut to = tempfile::tempfile_in(home).map_err(|e| Error::file(home, e))?;
    let mut from = from.take(limits::WHOLE);
    let mut done = 0;
    loop {
        step(done, total)?;
        let mut piece = (&mut from).take(1 << 22);
        // Which side failed decides what a clerk can do about it.
        let n = io::copy(&mut piece, &mut to).map_err(|e| match e.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull(home.to_owned()),
            _ => Error::file(path, e),
        })?;
        if n == 0 {
            return Ok(to);
        }
        done += n;
    }
}
