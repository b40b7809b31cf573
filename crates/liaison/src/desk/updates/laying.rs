//! Exchanging the program's files while it runs. New ones are whole on the disk under names of their own before
//! the first old one moves; each old one stays beside as `.old`, the way back by hand.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What a new file is called until it takes its name.
const NEW: &str = "new";
/// What a copy is called until it is whole.
const PART: &str = "part";
/// What the file before it is called.
const OLD: &str = "old";
/// Programs before that which may still run.
const OLDER: u32 = 4;

fn beside(path: &Path, ends: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ends);
    path.with_file_name(name)
}

/// Whether files can be put into this folder.
pub(super) fn may(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_ok()
}

/// The files in a folder, by name.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Error::file(folder, e))? {
        all.push(entry.map_err(|e| Error::file(folder, e))?.path());
    }
    all.sort();
    Ok(all)
}

/// Copies a file so that either what was there or the new one is.
pub(super) fn replace(from: &Path, to: &Path) -> Result<()> {
    let part = beside(to, PART);
    written(from, &part)?;
    fs::rename(&part, to).map_err(|e| Error::file(to, e))
}

fn written(from: &Path, to: &Path) -> Result<()> {
    let failed = |e| Error::file(to, e);
    // A link somebody put under this name is not written through.
    gone(to).map_err(failed)?;
    let mut out = File::create_new(to).map_err(failed)?;
    let mut source = File::open(from).map_err(|e| Error::file(from, e))?;
    io::copy(&mut source, &mut out).map_err(failed)?;
    runnable(&out).map_err(failed)?;
    out.sync_all().map_err(failed)
}

#[cfg(unix)]
fn runnable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o755))
}
#[cfg(not(unix))]
fn runnable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Lays the staged files that belong into `folder`, all or none of them as far as errors go. Cut off by a power cut in
/// the middle, some are new and some old; taken once more, all are new. `waits`: what lies there was laid since the program
/// began and has not run, so that the files before it stay the way back.
pub(super) fn lay(folder: &Path, staged: &Path, belongs: impl Fn(&Path) -> bool, waits: bool) -> Result<()> {
    let (mut targets, goes_on) = (Vec::new(), is_unfinished(folder));
    for from in files(staged)?.into_iter().filter(|path| belongs(path)) {
        let target = folder.join(from.file_name().unwrap_or_default());
        // Exchanged before the cut: the one before it stays the way back.
        if goes_on && is_same(&from, &target) {
            forget(&[target]);
            continue;
        }
        written(&from, &beside(&target, NEW)).inspect_err(|_| forget(&targets))?;
        targets.push(target);
    }
    for (at, target) in targets.iter().enumerate() {
        if let Err(error) = exchange(target, waits) {
            // What had not run yet is gone: as after a power cut, taken once more all are new.
            if !waits {
                for done in targets.iter().take(at).rev() {
                    let _ = fs::rename(beside(done, OLD), done);
                }
                forget(&targets);
            }
            return Err(error);
        }
    }
    // Some file systems can't flush a folder; the names then follow with the next flush of all.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Whether an update was cut off between two files here: then some are new and some are not.
pub(super) fn is_unfinished(folder: &Path) -> bool {
    files(folder).is_ok_and(|files| files.iter().any(|path| path.extension().is_some_and(|ends| ends == NEW)))
}

fn is_same(one: &Path, other: &Path) -> bool {
    let length = |path: &Path| path.metadata().map(|found| found.len()).ok();
    length(one) == length(other) && matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one == other)
}

fn forget(targets: &[PathBuf]) {
    for target in targets {
        let _ = fs::remove_file(beside(target, NEW));
    }
}

/// The new file takes the name, the old one stays beside.
fn exchange(target: &Path, waits: bool) -> Result<()> {
    let failed = |e| Error::file(target, e);
    let (new, old) = (beside(target, NEW), beside(target, OLD));
    if !target.exists() || (waits && old.exists()) {
        return fs::rename(new, target).map_err(failed);
    }
    put_away(&old).map_err(failed)?;
    if cfg!(windows) && runs(target) {
        // Nothing can be moved over it, but it can be moved itself; for one moment its name is free.
        fs::rename(target, &old).map_err(failed)?;
    } else if fs::hard_link(target, &old).is_err() {
        // The name is never without a file. A stick's file system knows no second names.
        replace(target, &old)?;
    }
    fs::rename(new, target).map_err(failed).inspect_err(|_| {
        let _ = fs::rename(&old, target);
    })
}

/// Windows opens no program for writing while it runs.
fn runs(program: &Path) -> bool {
    File::options().write(true).open(program).is_err()
}

/// Takes away what a former update left under this name. Windows can't delete a program that still runs, which it
/// does where two updates are taken between two starts: that one is moved on, and goes with a later update.
fn put_away(old: &Path) -> io::Result<()> {
    let mut free = None;
    for older in (1..=OLDER).map(|n| beside(old, &n.to_string())) {
        if gone(&older).is_ok() {
            free = Some(older);
        }
    }
    match (gone(old), free) {
        (Err(_), Some(free)) if cfg!(windows) => fs::rename(old, free),
        (done, _) => done,
    }
}

/// Nothing lies under this name any more.
fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
