//! Files on their way into a folder: written as `.part`, flushed to the disk, and given
//! their names only when all of them are whole. Until then an error, a cancel or a pulled
//! stick leaves nothing behind that looks like a ledger, and old files are untouched.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::records::text;

/// Full path → SHA-256 of what the program wrote there last: such a file may be replaced;
/// any other holds somebody's work by hand and stays.
pub type Digests = BTreeMap<String, String>;

/// Files that are ready, by name, into `folder`: all of them, whole, or none.
pub fn deliver(folder: &Path, ours: &Digests, files: &[(String, Vec<u8>)]) -> Result<Delivered> {
    let mut delivery = Delivery::to(folder)?;
    for (name, bytes) in files {
        let (mut file, path) = delivery.begin(name)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Error::file(&path, e))?;
    }
    delivery.finish(ours)
}

/// A folder being written to.
pub(super) struct Delivery {
    folder: PathBuf,
    made: Vec<PathBuf>,
    parts: Vec<Part>,
}

struct Part {
    path: PathBuf,
    name: String,
}

/// Where the files are, and what the clerk should read.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Full paths.
    pub files: Vec<PathBuf>,
    /// Sentences.
    pub notes: Vec<String>,
    /// What was written where.
    pub digests: Digests,
}

impl Delivery {
    /// Makes the folder where it is missing.
    pub(super) fn to(folder: &Path) -> Result<Self> {
        let missing: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|f| !f.as_os_str().is_empty() && !f.exists())
            .map(Path::to_path_buf)
            .collect();
        let mut delivery = Self {
            folder: folder.to_path_buf(),
            made: Vec::new(),
            parts: Vec::new(),
        };
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder).map_err(|e| Error::file(&folder, e))?;
            delivery.made.push(folder);
        }
        Ok(delivery)
    }

    /// A new file under a passing name; `name` is what it will be called.
    pub(super) fn begin(&mut self, name: &str) -> Result<(File, PathBuf)> {
        let path = self.folder.join(format!("{name}.part"));
        let file = File::create(&path).map_err(|e| Error::file(&path, e))?;
        self.parts.push(Part {
            path: path.clone(),
            name: name.to_owned(),
        });
        Ok((file, path))
    }

    /// Gives every file its name. One that is open in Excel, or was changed by hand since the
    /// program wrote it, keeps its content; the new one gets “…（2）” beside it.
    pub(super) fn finish(mut self, ours: &Digests) -> Result<Delivered> {
        let mut done = Delivered {
            files: Vec::new(),
            notes: Vec::new(),
            digests: Digests::new(),
        };
        let mut fresh: Vec<PathBuf> = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            match place(&self.folder, &part, ours) {
                Ok((path, note, is_new)) => {
                    done.digests.insert(path.display().to_string(), digest(&path)?);
                    if is_new {
                        fresh.push(path.clone());
                    }
                    done.files.push(path);
                    done.notes.extend(note);
                }
                Err(error) => {
                    for path in fresh {
                        let _ = fs::remove_file(path);
                    }
                    self.parts.push(part);
                    return Err(error);
                }
            }
        }
        sync_folder(&self.folder)?;
        self.made.clear();
        Ok(done)
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        // Best effort: whoever ends here already has an error to tell.
        for part in &self.parts {
            let _ = fs::remove_file(&part.path);
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// SHA-256 of a file, in hex.
pub(crate) fn digest(path: &Path) -> Result<String> {
    let mut sha256 = Sha256::new();
    let mut file = File::open(path).map_err(|e| Error::file(path, e))?;
    let mut piece = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut piece).map_err(|e| Error::file(path, e))?;
        if n == 0 {
            break;
        }
        sha256.update(&piece[..n]);
    }
    Ok(hex::encode(sha256.finalize()))
}

fn place(folder: &Path, part: &Part, ours: &Digests) -> Result<(PathBuf, Option<String>, bool)> {
    let mut refused = None;
    let mut why = "正被别的程序打开";
    for n in 1..100 {
        let name = numbered(&part.name, n);
        let path = folder.join(&name);
        let is_new = !path.exists();
        if !is_new && open_elsewhere(folder, &name) {
            refused.get_or_insert(Error::FileBusy(path));
            continue;
        }
        if !is_new
            && ours
                .get(&path.display().to_string())
                .is_none_or(|known| digest(&path).is_ok_and(|found| found != *known))
        {
            if n == 1 {
                why = "在程序写出之后又被改过";
            }
            refused.get_or_insert(Error::FileBusy(path));
            continue;
        }
        match fs::rename(&part.path, &path) {
            Ok(()) => {
                let note = (n > 1).then(|| format!("“{}”{why}，没有动它；新的一份另存为“{name}”。", part.name));
                return Ok((path, note, is_new));
            }
            // An existing file that won't be replaced is open in Excel or protected: it stays as it is.
            Err(error) if !is_new => refused = Some(Error::file(&path, error)),
            Err(error) => return Err(Error::file(&path, error)),
        }
    }
    Err(refused.unwrap_or_else(|| Error::FileBusy(folder.join(&part.name))))
}

/// 甲.xlsx → 甲（2）.xlsx
fn numbered(name: &str, n: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if n > 1 => format!("{stem}（{n}）.{end}"),
        _ => name.to_owned(),
    }
}

/// Excel, WPS and LibreOffice lay a small owner file beside a workbook they have open. Windows
/// refuses to replace it; elsewhere, and on network drives, that file is the only sign.
fn open_elsewhere(folder: &Path, name: &str) -> bool {
    [format!("~${name}"), format!(".~lock.{name}#"), format!(".~{name}")]
        .iter()
        .any(|owner| folder.join(owner).exists())
}

/// Brings a folder's own entries to the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::file(folder, e))
}

/// Windows has no such call for folders; its rename is journalled.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

/// A folder for passing files inside the home, gone with the value. Sheets too long for
/// memory pass through it as plain text, which must never reach the system's temp folder.
pub(super) struct Workroom {
    // Held as long as this room is in use; tells leftovers of a crash from a room at work.
    _in_use: File,
    room: tempfile::TempDir,
}

const ROOM: &str = "ledger-";

impl Workroom {
    /// Opens a room in `home` and clears away what a crash left.
    pub(super) fn open(home: &Path) -> Result<Self> {
        sweep(home);
        let room = tempfile::Builder::new().prefix(ROOM).tempdir_in(home).map_err(|e| Error::file(home, e))?;
        let path = room.path().join("in-use");
        let in_use = File::create(&path).map_err(|e| Error::file(&path, e))?;
        in_use.lock().map_err(|e| Error::file(&path, e))?;
        Ok(Self { _in_use: in_use, room })
    }

    pub(super) fn path(&self) -> &Path {
        self.room.path()
    }
}

fn sweep(home: &Path) {
    let Ok(entries) = fs::read_dir(home) else { return };
    for entry in entries.flatten() {
        let is_room = entry.file_name().to_str().is_some_and(|n| n.starts_with(ROOM)) && entry.path().is_dir();
        let left = File::open(entry.path().join("in-use")).is_ok_and(|f| f.try_lock().is_ok());
        if is_room && left {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Unit and rest as one name every file system takes, whatever people wrote in either. Both are cut,
/// the rest before its ending, so that the whole fits 230 bytes.
pub fn file_name(unit: &str, rest: &str) -> String {
    let (mut unit, rest) = (text::file_chars(unit), text::file_chars(rest));
    let (stem, ending) = rest.rsplit_once('.').unwrap_or((&rest, ""));
    let mut stem = stem.to_owned();
    while stem.len() + ending.len() > 200 {
        stem.pop();
    }
    let rest = if ending.is_empty() { stem } else { format!("{stem}.{ending}") };
    while !unit.is_empty() && unit.len() + rest.len() + 1 > 230 {
        unit.pop();
    }
    let unit = unit.trim_matches([' ', '.', '　']);
    let name = if unit.is_empty() { rest } else { format!("{unit}_{rest}") };
    text::no_device(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_every_file_system() {
        for (unit, name) in [
            ("青山镇联络站", "青山镇联络站_接待日安排表.xlsx"),
            ("a/b:c*?\"<>|\\d\n", "a／b：c＊？”＜＞｜＼d__接待日安排表.xlsx"),
            (" .甲.", "甲_接待日安排表.xlsx"),
            ("CON.甲", "_CON.甲_接待日安排表.xlsx"),
            ("lpt1.", "lpt1_接待日安排表.xlsx"),
            ("", "接待日安排表.xlsx"),
        ] {
            assert_eq!(file_name(unit, "接待日安排表.xlsx"), name, "{unit}");
        }
        let long = file_name(&"𬭚".repeat(100), "接待日安排表.xlsx");
        assert!(long.len() <= 230 && long.ends_with("_接待日安排表.xlsx"));
        // A deputy's name or a title somebody sent is in the rest.
        assert_eq!(file_name("甲", "../../乙/\u{202e}履职档案.xlsx"), "甲_..／..／乙／_履职档案.xlsx");
        let long = file_name("甲", &format!("{}.xlsx", "𬭚".repeat(100)));
        assert!(long.len() <= 230 && long.starts_with("甲_𬭚") && long.ends_with("𬭚.xlsx"));
        assert_eq!(numbered("甲.乙.xlsx", 2), "甲.乙（2）.xlsx");
    }

    #[test]
    fn a_room_at_work_is_never_swept() {
        let home = tempfile::tempdir().unwrap();
        let left = home.path().join("ledger-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("plain"), "张三").unwrap();
        fs::write(left.join("in-use"), "").unwrap();
        let first = Workroom::open(home.path()).unwrap();
        assert!(!left.exists());
        let second = Workroom::open(home.path()).unwrap();
        assert!(first.path().exists() && second.path().exists());
        drop((first, second));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
