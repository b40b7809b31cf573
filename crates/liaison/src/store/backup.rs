//! A copy of the whole store while it is in use: page by page out of one snapshot, encrypted as
//! it is, and checked once it is there.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Store, at, journal, list, unlock};
use crate::error::{Error, Result};
use crate::vault::RawKey;

/// Pages copied between two looks at whether to go on: 4 MiB.
const PAGES: i32 = 1024;

/// What tells that two copies of a store are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Records that are not deleted.
    pub records: u64,
    /// Last place of the journal.
    pub journal: i64,
    /// Its hash, which stands for all before it.
    pub head: String,
}

impl Store {
    /// Copies the store to `path`, which must not be there yet, as it stands at this moment;
    /// what is saved meanwhile waits for no copy. Answers how the copy stands.
    pub fn copy_to(&self, path: &Path, step: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<Extent> {
        let mut copy = Connection::open(path).map_err(|e| at(path, e))?;
        unlock(&copy, path, &self.key)?;
        // One read transaction holds the snapshot: else each save would start the copy over.
        self.conn().execute_batch("BEGIN")?;
        let done = self.extent().and_then(|extent| {
            let backup = Backup::new(self.conn(), &mut copy)?;
            loop {
                let came = backup.step(PAGES).map_err(|e| at(path, e))?;
                let all = backup.progress();
                step(
                    u64::try_from(all.pagecount - all.remaining).unwrap_or(0),
                    u64::try_from(all.pagecount).unwrap_or(0),
                )?;
                match came {
                    StepResult::Done => return Ok(extent),
                    StepResult::More => {}
                    _ => return Err(Error::SecondCopy),
                }
            }
        });
        self.conn().execute_batch("COMMIT")?;
        let extent = done?;
        alone(&copy, path)?;
        Ok(extent)
    }

    /// Records and journal at this moment.
    pub fn extent(&self) -> Result<Extent> {
        extent(self.conn())
    }

    pub(crate) fn key(&self) -> &RawKey {
        &self.key
    }
}

fn extent(conn: &Connection) -> Result<Extent> {
    let (journal, head) = journal::head(conn)?;
    Ok(Extent {
        records: list::count_records(conn)?,
        journal,
        head,
    })
}

/// One file and nothing beside it, so that it can be opened from where nothing may be written.
fn alone(copy: &Connection, path: &Path) -> Result<()> {
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(|e| at(path, e))
}

/// Makes a copied file stand alone.
pub(super) fn settle(path: &Path, key: &RawKey) -> Result<()> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| at(path, e))?;
    unlock(&conn, path, key)?;
    alone(&conn, path)
}

/// A copy, to be read and never written.
fn read_only(path: &Path, key: &RawKey) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| at(path, e))?;
    unlock(&conn, path, key)?;
    Ok(conn)
}

/// How a copy stands, whatever stands elsewhere meanwhile.
#[derive(Debug)]
pub struct Standing {
    /// Version of its tables.
    pub schema: i64,
    /// What is in it.
    pub extent: Extent,
    /// RFC 3339 of its last change, or "".
    pub changed_at: String,
}

/// How a copy stands.
pub fn standing(path: &Path, key: &RawKey) -> Result<Standing> {
    let conn = read_only(path, key)?;
    Ok(Standing {
        schema: conn.pragma_query_value(None, "user_version", |r| r.get(0))?,
        extent: extent(&conn)?,
        changed_at: conn
            .query_row("SELECT at FROM journal ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
            .optional()?
            .unwrap_or_default(),
    })
}

/// Reads a copy through without writing to it: every page by its HMAC, and its structure.
pub fn sound(path: &Path, key: &RawKey) -> Result<()> {
    let conn = read_only(path, key)?;
    for check in ["cipher_integrity_check", "quick_check"] {
        let mut stmt = conn.prepare(&format!("PRAGMA {check}"))?;
        let mut rows = stmt.query([]).map_err(|e| at(path, e))?;
        while let Some(row) = rows.next().map_err(|e| at(path, e))? {
            let line: String = row.get(0)?;
            if line != "ok" {
                return Err(Error::Damaged(format!("备份里的数据库有损坏（{line}）")));
            }
        }
    }
    Ok(())
}
