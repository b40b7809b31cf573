//! What still reads of a damaged database: row by row, around the pages that do not. It works on a
//! copy of its own, and reads it and no more.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::at;
use super::look::{PAGE, beside, reading};
use crate::error::{Error, Harm, Result};
use crate::vault::RawKey;

/// Row numbers tried one by one after a bad place, before they are tried in leaps: two bad pages may
/// have a good one between them.
const NEAR: i64 = 64;
/// So far behind a bad place nothing is looked for any more.
const FAR: i64 = 1 << 40;

/// Told of what is done; stops the work by its error.
pub type Step<'a> = &'a mut dyn FnMut(&str, u64, u64) -> Result<()>;

/// A damaged database, open for reading what reads.
pub struct Salvage {
    path: PathBuf,
    key: RawKey,
    conn: Connection,
    /// A row was left out because what it says does not read, since this was last looked at.
    left_out: bool,
}

/// One table of it.
pub(super) struct Table {
    pub(super) name: String,
    /// As its own schema has them, which may be an older one.
    pub(super) columns: Vec<String>,
    primary: Vec<String>,
    has_rowid: bool,
}

/// Copies a database and its log to `to`, with zeros for what the disk does not read.
pub fn copied(from: &Path, to: &Path, step: Step<'_>) -> Result<()> {
    for suffix in ["", "-wal"] {
        let (from, to) = (beside(from, suffix), beside(to, suffix));
        let mut file = match File::open(&from) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            other => other.map_err(|e| Error::file(&from, e))?,
        };
        let size = file.metadata().map_err(|e| Error::file(&from, e))?.len();
        let mut out = File::create(&to).map_err(|e| Error::file(&to, e))?;
        let mut page = vec![0; 1 << 20];
        let mut done = 0;
        // Up to here every page is read by itself: a disk that fails takes its time for each try.
        let mut singly = 0;
        while done < size {
            let mut piece = if done < singly { PAGE } else { page.len() as u64 }.min(size - done);
            let mut read = file.seek(SeekFrom::Start(done)).and_then(|_| file.read_exact(&mut page[..piece as usize]));
            if read.is_err() && piece > PAGE {
                singly = done + piece;
                piece = PAGE;
                read = file.seek(SeekFrom::Start(done)).and_then(|_| file.read_exact(&mut page[..piece as usize]));
            }
            if read.is_err() {
                page[..piece as usize].fill(0);
            }
            out.write_all(&page[..piece as usize]).map_err(|e| Error::file(&to, e))?;
            done += piece;
            step("复制数据", done >> 20, size >> 20)?;
        }
    }
    Ok(())
}

impl Salvage {
    /// Opens a copy of the caller's own. One that was cut off is made as long as it says it is.
    pub fn open(path: &Path, key: &RawKey) -> Result<Self> {
        let whole = fs::metadata(path).map_err(|e| Error::file(path, e))?.len().next_multiple_of(PAGE);
        let log = beside(path, "-wal");
        for logged in [true, false] {
            // A log of another file, or a torn one, may be what keeps it shut.
            if !logged {
                match fs::remove_file(&log) {
                    Ok(()) => {}
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => break,
                    Err(e) => return Err(Error::file(&log, e)),
                }
            }
            for quarters in [4, 5, 6, 8, 16, 32, 64, 128] {
                let file = OpenOptions::new().write(true).open(path).map_err(|e| Error::file(path, e))?;
                // Where there is no room for so much, it stays as long as it is.
                if file.set_len((whole * quarters / 4).next_multiple_of(PAGE)).is_err() {
                    break;
                }
                match reading(path, key) {
                    Ok(conn) => {
                        return Ok(Self {
                            path: path.to_owned(),
                            key: key.clone(),
                            conn,
                            left_out: false,
                        });
                    }
                    Err(Error::Damaged(_)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Err(Error::Harmed(Harm::Foreign))
    }

    /// A failed read makes SQLCipher refuse all that follow, until the file is opened anew.
    fn again(&mut self) -> Result<()> {
        self.conn = reading(&self.path, &self.key)?;
        Ok(())
    }

    /// One of its tables; None when it has no such table.
    pub(super) fn table(&self, name: &str) -> Result<Option<Table>> {
        let mut stmt = self.conn.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = stmt
            .query_map([name], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if columns.is_empty() {
            return Ok(None);
        }
        let mut primary: Vec<_> = columns.iter().filter(|(_, pk)| *pk > 0).collect();
        primary.sort_by_key(|(_, pk)| *pk);
        let sql = "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'";
        let without: bool = self.conn.query_row(sql, [name], |r| r.get(0))?;
        Ok(Some(Table {
            name: name.to_owned(),
            primary: primary.into_iter().map(|(name, _)| name.clone()).collect(),
            columns: columns.into_iter().map(|(name, _)| name).collect(),
            has_rowid: !without,
        }))
    }

    /// Every row that reads, by the table's columns. Answers whether that was all of them.
    pub(super) fn rows(&mut self, table: &Table, each: &mut dyn FnMut(Vec<Value>) -> Result<()>) -> Result<bool> {
        let columns = quoted(&table.columns);
        if !table.has_rowid {
            return self.entries(&table.name, &columns, &quoted(&table.primary), each);
        }
        let sql = format!("SELECT rowid, {columns} FROM {} WHERE rowid > ?1 ORDER BY rowid", table.name);
        let mut last = 0;
        let mut whole = true;
        self.left_out = false;
        while let Some(bad) = self.run(&sql, last, each)? {
            whole = false;
            match self.readable_after(&sql, bad)? {
                Some(next) => last = next,
                None => break,
            }
        }
        Ok(whole && !self.left_out)
    }

    /// Every entry of an index, or of a table that is one, that reads: forth from the first to a bad
    /// place, then back from the last to one. `columns` must all be in it, `by` its order. Answers
    /// whether that was all of them.
    pub(super) fn entries(&mut self, table: &str, columns: &str, by: &str, each: &mut dyn FnMut(Vec<Value>) -> Result<()>) -> Result<bool> {
        let [forth, back] = ["", " DESC"].map(|order| {
            let by: Vec<_> = by.split(", ").map(|column| format!("{column}{order}")).collect();
            format!("SELECT 0, {columns} FROM {table} WHERE ?1 = ?1 ORDER BY {}", by.join(", "))
        });
        self.left_out = false;
        let whole = self.run(&forth, 0, each)?.is_none();
        if !whole {
            self.run(&back, 0, each)?;
        }
        Ok(whole && !self.left_out)
    }

    /// Passes rows on until one does not read; answers the row number before that one.
    fn run(&mut self, sql: &str, after: i64, each: &mut dyn FnMut(Vec<Value>) -> Result<()>) -> Result<Option<i64>> {
        let (mut last, mut stopped, mut left_out) = (after, None, false);
        let ended = (|| -> Result<()> {
            let mut stmt = self.conn.prepare(sql)?;
            let width = stmt.column_count();
            let mut rows = stmt.query([after])?;
            while let Some(row) = rows.next()? {
                let cells = (1..width).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>()?;
                last = row.get(0)?;
                if !cells.iter().all(told) {
                    left_out = true;
                } else if let Err(error) = each(cells) {
                    stopped = Some(error);
                    break;
                }
            }
            Ok(())
        })();
        self.left_out |= left_out;
        if let Some(error) = stopped {
            return Err(error);
        }
        match ended {
            Ok(()) => Ok(None),
            Err(Error::Damaged(_) | Error::Store(_)) => {
                self.again()?;
                Ok(Some(last))
            }
            Err(other) => Err(other),
        }
    }

    /// The least number after `bad` behind which a row reads, or the table ends.
    fn readable_after(&mut self, sql: &str, bad: i64) -> Result<Option<i64>> {
        let sql = format!("{sql} LIMIT 1");
        for near in 1..=NEAR {
            if self.reads(&sql, bad + near)? {
                return Ok(Some(bad + near));
            }
        }
        let (mut low, mut leap) = (bad + NEAR, NEAR);
        let mut high = loop {
            leap *= 2;
            if leap > FAR {
                return Ok(None);
            }
            if self.reads(&sql, bad + leap)? {
                break bad + leap;
            }
            low = bad + leap;
        };
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.reads(&sql, middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(Some(high))
    }

    fn reads(&mut self, sql: &str, after: i64) -> Result<bool> {
        Ok(self.run(sql, after, &mut |_| Ok(()))?.is_none())
    }

    /// The bytes kept under this digest, when they read and are what it says.
    pub(super) fn blob(&mut self, sha256: &str) -> Result<Option<Vec<u8>>> {
        use sha2::Digest as _;
        let sql = "SELECT bytes FROM blob WHERE sha256 = ?1";
        match self.conn.query_row(sql, [sha256], |r| r.get::<_, Vec<u8>>(0)) {
            Ok(bytes) => Ok(Some(bytes).filter(|b| hex::encode(sha2::Sha256::digest(b)) == sha256)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => match at(&self.path, error) {
                Error::Damaged(_) | Error::Store(_) => {
                    self.again()?;
                    Ok(None)
                }
                other => Err(other),
            },
        }
    }
}

/// A page of zeros reads as zeros; no text of ours has any.
fn told(cell: &Value) -> bool {
    !matches!(cell, Value::Text(text) if text.contains('\0'))
}

pub(super) fn quoted(columns: &[String]) -> String {
    let all: Vec<_> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    all.join(", ")
}
