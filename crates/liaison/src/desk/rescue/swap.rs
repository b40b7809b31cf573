//! One home in place of another, whatever happens in between: the new files are whole in a folder of
//! their own before the first of the old ones moves, and a plan beside them says where each goes. A
//! plan that is found was cut off and is carried to its end. Nothing is deleted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::bundle::backup::DATABASE;
use crate::desk::handoff::replace_file;
use crate::error::{Error, Result};
use crate::folders;

const FRESH: &str = ".restored";
const PLAN: &str = "restoring";
/// What makes a home, by the beginnings of names. Rosters and what is on its way over the network stay.
const OLD: &[&str] = &[DATABASE, "keys", "epoch", "backup-note"];

#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    /// Folder in the home for what is moved aside.
    aside: String,
    /// All of it is there.
    moved: bool,
}

/// An empty folder in the home for the new files; what an earlier try left goes.
pub fn fresh(home: &Path) -> Result<PathBuf> {
    let fresh = home.join(FRESH);
    match fs::remove_dir_all(&fresh) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&fresh, e)),
        _ => {}
    }
    fs::create_dir(&fresh).map_err(|e| Error::file(&fresh, e))?;
    Ok(fresh)
}

/// Drops the new files; the old ones are as they were.
pub fn drop_fresh(home: &Path) {
    let _ = fs::remove_dir_all(home.join(FRESH));
}

/// Puts the fresh files in force. Answers where the old ones are now; None when there were none.
pub fn put(home: &Path, now: DateTime<FixedOffset>) -> Result<Option<PathBuf>> {
    flush_all(&home.join(FRESH))?;
    let mut seconds = (0..).map(|n| format!("损坏的数据-{}", (now + chrono::TimeDelta::seconds(n)).format("%Y%m%d-%H%M%S")));
    let aside = seconds.find(|name| !home.join(name).exists()).unwrap_or_default();
    let folder = home.join(&aside);
    plan(home, &Plan { aside, moved: false })?;
    settle(home)?;
    Ok(Some(folder).filter(|folder| folder.is_dir()))
}

fn plan(home: &Path, plan: &Plan) -> Result<()> {
    let text = serde_json::to_vec(plan).map_err(|e| Error::question(&e))?;
    replace_file(&home.join(PLAN), &text)
}

/// Whether putting was cut off here.
pub fn is_unsettled(home: &Path) -> bool {
    home.join(PLAN).exists()
}

/// Carries what was cut off to its end.
pub fn settle(home: &Path) -> Result<()> {
    let path = home.join(PLAN);
    let text = match fs::read(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|e| Error::file(&path, e))?,
    };
    let mut plan_of: Plan = serde_json::from_slice(&text).map_err(|_| Error::Damaged("恢复到一半的登记读不出来".into()))?;
    let aside = home.join(&plan_of.aside);
    if !plan_of.moved {
        for name in names(home)? {
            if OLD.iter().any(|old| name == *old || (*old == DATABASE && name.starts_with(old))) {
                folders::make(&aside).map_err(|e| Error::file(&aside, e))?;
                rename(&home.join(&name), &aside.join(&name))?;
            }
        }
        flush_all(&aside)?;
        plan_of.moved = true;
        plan(home, &plan_of)?;
    }
    let fresh = home.join(FRESH);
    let mut new = names(&fresh)?;
    // The keys come last: until then nobody can begin to write.
    new.sort_by_key(|name| name == "keys");
    for name in new {
        let (from, to) = (fresh.join(&name), home.join(&name));
        if to.is_dir() && name != "keys" {
            for inside in names(&from)? {
                if !to.join(&inside).exists() {
                    rename(&from.join(&inside), &to.join(&inside))?;
                }
            }
        } else {
            rename(&from, &to)?;
        }
    }
    flush(home)?;
    fs::remove_file(&path).map_err(|e| Error::file(&path, e))?;
    drop_fresh(home);
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|e| Error::file(folder, e))?,
    };
    let mut all: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    all.sort();
    Ok(all)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| Error::file(to, e))
}

fn flush_all(folder: &Path) -> Result<()> {
    for name in names(folder)? {
        let path = folder.join(name);
        if path.is_dir() {
            flush_all(&path)?;
        } else {
            let file = File::options().write(true).open(&path);
            file.and_then(|f| f.sync_all()).map_err(|e| Error::file(&path, e))?;
        }
    }
    flush(folder)
}

/// Windows has no call to flush a folder, and needs none.
fn flush(folder: &Path) -> Result<()> {
    if cfg!(unix) && folder.is_dir() {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::file(folder, e))?;
    }
    Ok(())
}
