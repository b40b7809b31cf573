//! Pages on their way into a folder: all are written beside it and flushed, then the folder gets
//! its name in one step. A folder that is there already is replaced as a whole, and only while
//! it is, to the last file, what the program wrote; anything else is somebody's work and stays.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::NoticePage;
use super::pages::INDEX;
use crate::error::{Error, Result};
use crate::folders;
use crate::ledger::{Digests, digest, file_name, sync_folder};

/// Where the pages are.
#[derive(Debug, Clone)]
pub struct Laid {
    /// The folder.
    pub folder: PathBuf,
    /// Full paths, the index first.
    pub files: Vec<PathBuf>,
    /// Sentences for the clerk.
    pub notes: Vec<String>,
    /// What was written where.
    pub digests: Digests,
}

/// The pages before they have their place; gone with the value unless they got it.
struct Passing(PathBuf);

impl Drop for Passing {
    fn drop(&mut self) {
        // Best effort: whoever ends here already has an error to tell.
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) fn lay(parent: &Path, name: &str, pages: &[NoticePage], ours: &Digests) -> Result<Laid> {
    let name = file_name("", name);
    folders::make(parent).map_err(|e| Error::file(parent, e))?;
    let passing = parent.join(format!("{name}.part"));
    if passing.exists() {
        fs::remove_dir_all(&passing).map_err(|e| Error::file(&passing, e))?;
    }
    fs::create_dir(&passing).map_err(|e| Error::file(&passing, e))?;
    let passing = Passing(passing);
    for page in pages {
        let path = passing.0.join(&page.file);
        File::create_new(&path)
            .and_then(|mut file| {
                file.write_all(page.html.as_bytes())?;
                file.sync_all()
            })
            .map_err(|e| Error::file(&path, e))?;
    }
    sync_folder(&passing.0)?;
    let (folder, notes) = place(parent, &name, &passing.0, ours)?;
    sync_folder(parent)?;
    let mut laid = Laid {
        files: pages.iter().map(|page| folder.join(&page.file)).collect(),
        folder,
        notes,
        digests: Digests::new(),
    };
    for path in &laid.files {
        laid.digests.insert(path.display().to_string(), digest(path)?);
    }
    Ok(laid)
}

/// Gives the pages their name, or the next one that is free.
fn place(parent: &Path, name: &str, passing: &Path, ours: &Digests) -> Result<(PathBuf, Vec<String>)> {
    let mut why = "里有程序写出之后改过或添加的文件";
    for n in 1..100 {
        let called = if n == 1 { name.to_owned() } else { format!("{name}（{n}）") };
        let path = parent.join(&called);
        let notes = if n == 1 {
            Vec::new()
        } else {
            vec![format!("“{name}”{why}，没有动它；新的一份另存为“{called}”。")]
        };
        if !path.exists() {
            fs::rename(passing, &path).map_err(|e| Error::file(&path, e))?;
            return Ok((path, notes));
        }
        if !is_ours(&path, ours) {
            continue;
        }
        // Windows does not move a folder somebody has a file of open.
        if replace(parent, &called, passing, &path).is_ok() {
            return Ok((path, notes));
        }
        if n == 1 {
            why = "正被别的程序打开";
        }
    }
    Err(Error::FileBusy(parent.join(name)))
}

/// The old folder steps aside, the new one takes its place; or the old one comes back.
fn replace(parent: &Path, called: &str, passing: &Path, path: &Path) -> std::io::Result<()> {
    let aside = parent.join(format!("{called}.old"));
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(path, &aside)?;
    if let Err(error) = fs::rename(passing, path) {
        fs::rename(&aside, path)?;
        return Err(error);
    }
    // What is left of it is in nobody's way, and goes with the next one.
    let _ = fs::remove_dir_all(&aside);
    Ok(())
}

/// Whether everything in this folder is what the program wrote there, and nothing of it is gone.
fn is_ours(folder: &Path, ours: &Digests) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let mut here = 0;
    for entry in entries {
        let known = entry.ok().and_then(|entry| {
            let path = entry.path();
            let known = ours.get(&path.display().to_string())?;
            Some(digest(&path).is_ok_and(|found| found == *known))
        });
        if known != Some(true) {
            return false;
        }
        here += 1;
    }
    let written = ours.keys().filter(|path| Path::new(path).parent() == Some(folder)).count();
    here == written && folder.join(INDEX).exists()
}
