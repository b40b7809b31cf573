//! A look at a database before it is opened: without writing a byte of it, and told apart by what
//! is wrong. A large one is not read through each time; the daily backup does that.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Store, at, unlock};
use crate::error::{Error, Harm, Result};
use crate::vault::RawKey;

/// Bytes of a page.
pub(super) const PAGE: u64 = 4096;

/// Up to this size every page is read at each start: half a second at most on two busy cores, and
/// some thousands of records. Above it, what the program leans on first.
const WHOLE: u64 = 32 << 20;

/// Small tables without which nothing works; read through however large the database is.
const FIRST: &[&str] = &["setting", "clerk", "choice", "holiday", "counter", "bundle", "draft", "deputy", "deputy_group"];

/// The file `name` + `suffix` beside a database.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |m| m.len())
}

/// Whether a database may be opened. Damage is said only after a second look through a fresh
/// connection: SQLCipher takes one failed read for damage until the file is opened anew.
pub fn look(path: &Path, key: &RawKey) -> Result<()> {
    match looked(path, key) {
        Err(Error::Harmed(_) | Error::Damaged(_)) => looked(path, key),
        other => other,
    }
}

fn looked(path: &Path, key: &RawKey) -> Result<()> {
    let harm = |harm| Err(Error::Harmed(harm));
    let meta = match fs::metadata(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return harm(Harm::Missing),
        other => other.map_err(|e| Error::file(path, e))?,
    };
    if meta.len() == 0 {
        return harm(Harm::Empty);
    }
    // After a power cut pages of the file may be torn that the log beside it still holds whole:
    // then only SQLite, which reads both, can tell.
    let logged = size(&beside(path, "-wal")) > 0;
    let conn = match reading(path, key) {
        Ok(conn) => conn,
        Err(error) => return closed(path, key, error),
    };
    if !logged && !meta.len().is_multiple_of(PAGE) {
        return harm(Harm::Cut);
    }
    if meta.len() <= WHOLE {
        if !logged {
            let bad = bad_pages(&conn)?;
            if bad > 0 {
                return harm(Harm::Pages(bad));
            }
        }
        structure(&conn, path, "quick_check")?;
    } else {
        for table in FIRST {
            structure(&conn, path, &format!("quick_check({table})"))?;
        }
    }
    behind(&conn, path)
}

/// Opens for reading and nothing else. Where no log lies beside the file, none is made.
pub(super) fn reading(path: &Path, key: &RawKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let alone = if size(&beside(path, "-wal")) == 0 { "?immutable=1" } else { "" };
    let whole = std::path::absolute(path).map_err(|e| Error::file(path, e))?;
    let conn = Connection::open_with_flags(address(&whole) + alone, flags).map_err(|e| at(path, e))?;
    unlock(&conn, path, key)?;
    Ok(conn)
}

/// A whole path as SQLite's address of a file, with an empty host: what begins a path with two
/// slashes is no host either.
fn address(whole: &Path) -> String {
    let mut address = String::from("file://");
    let bytes = whole.as_os_str().as_encoded_bytes();
    // \\?\C:\… of Windows, which only goes with backslashes.
    let bytes = bytes
        .strip_prefix(br"\\?\")
        .filter(|rest| cfg!(windows) && rest.get(1) == Some(&b':'))
        .unwrap_or(bytes);
    if !bytes.starts_with(b"/") {
        address.push('/');
    }
    for byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => address.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            plain if plain.is_ascii_alphanumeric() => address.push(char::from(*plain)),
            other => address.push_str(&format!("%{other:02x}")),
        }
    }
    address
}

/// Why a file does not open: cut off, not ours at all, or its first pages alone.
fn closed(path: &Path, key: &RawKey, error: Error) -> Result<()> {
    let Error::Damaged(_) = error else { return Err(error) };
    let all = size(path).div_ceil(PAGE);
    // The pragma reads the file itself and needs no page to be sound.
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| at(path, e))?;
    let _ = unlock(&conn, path, key);
    let bad = bad_pages(&conn).unwrap_or(all);
    Err(Error::Harmed(if bad >= all {
        Harm::Foreign
    } else if bad == 0 {
        Harm::Cut
    } else {
        Harm::Pages(bad)
    }))
}

/// Pages whose HMAC does not hold; reads the file from end to end.
pub(super) fn bad_pages(conn: &Connection) -> Result<u64> {
    let mut stmt = conn.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = stmt.query([])?;
    let mut bad = 0;
    while rows.next()?.is_some() {
        bad += 1;
    }
    Ok(bad)
}

impl Store {
    /// Reads every page of the open store by its HMAC. A page of zeros reads as zeros everywhere
    /// else, and a copy would seal them as sound.
    pub fn reads_whole(&self) -> Result<()> {
        // Pages that the log holds in a newer form may be torn in the file after a power cut.
        let (busy, logged, filed): (bool, i64, i64) = self
            .conn()
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        if busy || logged != filed {
            return Ok(());
        }
        for last in [false, true] {
            let bad = bad_pages(&reading(&self.path, &self.key)?)?;
            if bad == 0 {
                break;
            }
            if last {
                return Err(Error::Damaged(format!("数据文件有 {bad} 页读不出来")));
            }
        }
        Ok(())
    }
}

fn structure(conn: &Connection, path: &Path, check: &str) -> Result<()> {
    let found = (|| -> rusqlite::Result<String> {
        let mut stmt = conn.prepare(&format!("PRAGMA {check}"))?;
        let mut rows = stmt.query([])?;
        rows.next()?.map_or_else(|| Ok("ok".into()), |row| row.get(0))
    })();
    match found {
        Ok(line) if line == "ok" => Ok(()),
        Ok(line) => Err(Error::Harmed(Harm::Structure(line))),
        Err(error) => match at(path, error) {
            Error::Damaged(says) => Err(Error::Harmed(Harm::Structure(says))),
            other => Err(other),
        },
    }
}

/// Compares the journal with what was noted outside as saved.
fn behind(conn: &Connection, path: &Path) -> Result<()> {
    // The note first: it is never newer than the database, unless that is saved to in between.
    let noted = noted(path);
    let held: i64 = conn
        .query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |r| r.get(0))
        .map_err(|e| at(path, e))?;
    match noted {
        Some(known) if known > held => Err(Error::Harmed(Harm::Behind { held, known })),
        _ => Ok(()),
    }
}

const HEAD: &str = "-saved";

/// Notes beside the database how far its journal was saved. It is written after the commit and
/// never flushed: it may be older than the database and never newer, so that a database older than
/// it has lost something. It is written over in place: a file that is emptied first is hurried to the disk by
/// ext4, beside the next save.
pub(super) fn note(path: &Path, seq: i64) {
    let line = format!("{seq:020}\n");
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::options().write(true).create(true).truncate(false).open(beside(path, HEAD))?;
        file.write_all(line.as_bytes())?;
        if file.metadata()?.len() > line.len() as u64 {
            file.set_len(line.len() as u64)
        } else {
            Ok(())
        }
    };
    // One that can't be written tells nothing, and takes nothing away from what was saved.
    let _ = write();
}

/// How far a database's journal is known to have gone; 0 where nothing tells.
pub fn saved(path: &Path) -> i64 {
    noted(path).unwrap_or(0)
}

/// Goes on with a database as it is: what it lacks was told, and is not told again.
pub fn keep(path: &Path, key: &RawKey) -> Result<()> {
    match look(path, key) {
        Err(Error::Harmed(Harm::Behind { held, .. })) => {
            note(path, held);
            Ok(())
        }
        other => other,
    }
}

/// How far the journal was saved, by the note; None where there is none to go by.
pub(super) fn noted(path: &Path) -> Option<i64> {
    let text = fs::read_to_string(beside(path, HEAD)).ok()?;
    text.strip_suffix('\n').filter(|digits| digits.len() == 20)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_folder_is_called_its_database_is_found() {
        let root = tempfile::tempdir().unwrap();
        let names = ["三溪 站", "100%#&=", "~!'+"].map(std::ffi::OsString::from);
        // What Windows has no names with.
        #[cfg(unix)]
        let names = {
            let bytes = std::os::unix::ffi::OsStringExt::from_vec(b"not\xff text".to_vec());
            names.into_iter().chain(["a\\b:c", "?\""].map(Into::into)).chain([bytes])
        };
        let key = RawKey::new([7; 32]);
        for name in names {
            let folder = root.path().join(&name);
            fs::create_dir(&folder).unwrap();
            let path = folder.join("station.db");
            drop(Store::create(&path, &key).unwrap());
            look(&path, &key).unwrap_or_else(|e| panic!("{}: {e}", name.display()));
        }
        assert_eq!(address(Path::new("/a/b c")), "file:///a/b%20c");
        #[cfg(windows)]
        for path in [r"C:\站\a.db", r"\\?\C:\站\a.db"] {
            assert_eq!(address(Path::new(path)), "file:///C:/%e7%ab%99/a.db");
        }
        assert_eq!(address(Path::new("//server/share/x")), "file:////server/share/x");
    }
}
