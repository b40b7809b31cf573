//! The encrypted store: the only room that names SQLite. `transact` is the only way to
//! write: a change, its links, its search line and its journal row are one commit.
//!
//! One file a topic: `row` turns table rows into records and back, `write` changes,
//! `list` reads lists, `pages` knows where their pages begin, `search` finds, `journal` tells history, `audit` checks it all, `look` tells before it is opened whether it may be, `salvage` reads what still reads of a damaged one, `mend` lays that over a backup, `backup` copies it all, `books` keeps the stock of books, `dossier` gathers what a deputy did, `points` what it is counted by, `purge` takes out what is kept no longer, `imported` finds what an import brought,
//! `measures` says what is counted, `tally` adds it up, `figures` shows a station's,
//! `handoff` keeps bundles made, `sent` makes row images, `received` takes others' in, `coming` what can be done before, `inbox` tells how they stand,
//! `receipt` what the county says of ours, `words` what it says of matters, `referral` what units have in hand, `route` what the network brought and took, `attachments` and `settings` what their names say.

mod attachments;
mod audit;
mod backup;
mod books;
mod coming;
mod dossier;
mod figures;
mod handoff;
mod imported;
mod inbox;
mod journal;
mod ledger;
mod list;
mod live;
mod look;
mod measures;
mod mend;
mod migrate;
mod notice;
mod pages;
mod points;
mod purge;
mod query;
mod receipt;
mod received;
mod referral;
mod route;
mod row;
mod salvage;
mod search;
mod sent;
mod settings;
mod tally;
mod words;
mod write;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Harm, Result};
use crate::vault::RawKey;

pub use attachments::Attachment;
pub use audit::Audit;
pub use backup::{Extent, sound, standing};
pub use coming::{Coming, sent};
pub use figures::{Count, Figures, Period};
pub use handoff::{AttachmentRow, BundleLine, BundleNote, Chain, FILED, HANDED, PARTLY, RECEIVED, SCHEMA, WRITTEN};
pub use inbox::{EpochStanding, LastReceived, Outcome, Span};
pub use journal::{JournalLine, JournalRow};
pub(crate) use ledger::{GrownMatter, Person};
pub use look::{keep, look, saved};
pub(crate) use measures::behind;
pub use mend::{Mended, Missing};
pub(crate) use notice::Deeds;
pub use points::{ClosedYear, POINTS_CLOSED, POINTS_RULES, points_level};
pub use purge::Purge;
pub use query::{Filter, Query};
pub use receipt::Fits;
pub use received::{Arrival, Brought, Chained, Merged, Refusal, Standing};
pub use referral::UnitLine;
pub use route::NETWORK;
pub use salvage::{Salvage, copied};
pub use settings::{Clerk, Draft, Holiday};
pub use tally::{Axis, FigureColumn, FigureLine, FigureTable, Whose};
pub use words::Said;
pub use write::Write;

/// Who changes something, and when.
#[derive(Debug, Clone)]
pub struct Who {
    /// The clerk's name, as the journal shows it.
    pub clerk: String,
    /// Now; handed in by the host.
    pub now: DateTime<FixedOffset>,
}

/// Where ids get their random part: the system, or a seed for samples that come out the same.
#[derive(Debug, Clone)]
enum Chance {
    System,
    Seeded(u64),
}

/// Gives UUIDv7 ids that never go backwards within one store.
#[derive(Debug, Clone)]
struct Ids {
    chance: Chance,
    last: u128,
}

impl Ids {
    fn next(&mut self, now: DateTime<FixedOffset>) -> Result<String> {
        let mut tail = [0u8; 10];
        match &mut self.chance {
            Chance::System => getrandom::fill(&mut tail).map_err(|e| Error::NotReady(format!("取不到随机数（{e}）")))?,
            Chance::Seeded(seed) => {
                for part in tail.chunks_mut(8) {
                    let bytes = splitmix(seed).to_le_bytes();
                    part.copy_from_slice(&bytes[..part.len()]);
                }
            }
        }
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().as_u128();
        self.last = id.max(self.last + 1);
        Ok(uuid::Uuid::from_u128(self.last).to_string())
    }
}

/// SplitMix64 (public domain, Vigna): a small generator for samples, never for keys.
pub(crate) fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// An open store.
pub struct Store {
    conn: Connection,
    path: PathBuf,
    key: RawKey,
    ids: RefCell<Ids>,
    pages: RefCell<pages::Pages>,
}

impl Store {
    /// Makes a new store, encrypted from its first byte. Refuses to touch an existing file's rows:
    /// a half-made file of an interrupted set-up is removed first.
    pub fn create(path: &Path, key: &RawKey) -> Result<Self> {
        for suffix in ["", "-wal", "-shm", "-saved"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            match std::fs::remove_file(&name) {
                Ok(()) => {}
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(Error::file(Path::new(&name), e)),
            }
        }
        Self::connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a store and brings it up to this program's schema.
    pub fn open(path: &Path, key: &RawKey) -> Result<Self> {
        if !path.exists() {
            return Err(Error::Harmed(Harm::Missing));
        }
        Self::connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// The same store once more, with a connection of its own.
    pub fn again(&self) -> Result<Self> {
        Self::open(&self.path, &self.key)
    }

    fn connect(path: &Path, key: &RawKey, flags: OpenFlags) -> Result<Self> {
        let mut conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|e| at(path, e))?;
        unlock(&conn, path, key)?;
        conn.busy_timeout(Duration::from_secs(10))?;
        // Else the planner looks at each bound value, and every use of a prepared statement with
        // another one prepares it anew: a quarter of the time a long ledger took. There is nothing
        // to gain: no statistics of values are kept.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // FULL: a saved record survives a power cut (NORMAL lost thousands in a trial). Temporary
        // tables stay in memory: on disk they would be plain text.
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;",
        )
        .map_err(|e| at(path, e))?;
        conn.set_prepared_statement_cache_capacity(200);
        migrate::up(&mut conn, path, migrate::MIGRATIONS, &|copy| {
            backup::settle(copy, key).and_then(|()| sound(copy, key))
        })?;
        search::made_anew(&mut conn)?;
        Ok(Self {
            conn,
            path: path.to_owned(),
            key: key.clone(),
            ids: RefCell::new(Ids {
                chance: Chance::System,
                last: 0,
            }),
            pages: RefCell::default(),
        })
    }

    /// Copies of the store from before its tables were brought up to date, which nobody filed yet.
    pub(crate) fn put_aside(&self) -> Vec<PathBuf> {
        migrate::put_aside(&self.path)
    }

    /// From now on ids come out the same for the same seed and times; for samples.
    pub(crate) fn seed_ids(&self, seed: u64) {
        self.ids.borrow_mut().chance = Chance::Seeded(seed);
    }

    /// The only way to write. `deed` names what the clerk did, in the journal's words. Everything
    /// `work` changes, its journal rows included, is one commit; an error undoes all of it.
    pub fn transact<T>(&mut self, deed: &str, who: &Who, work: impl FnOnce(&mut Write<'_>) -> Result<T>) -> Result<T> {
        let path = self.path.clone();
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| at(&path, e))?;
        let moved = live::Moved::default();
        let mut write = Write::new(&tx, &self.ids, &moved, deed, who)?;
        let done = work(&mut write)?;
        write.keep_live()?;
        drop(write);
        tx.commit().map_err(|e| at(&path, e))?;
        // It is saved, whatever comes of the note.
        if let Ok((seq, _)) = self.journal_head() {
            look::note(&path, seq);
        }
        Ok(done)
    }

    /// Holds at most so many MiB of pages from now on. Long work that passes over everything once
    /// gains little from more, and an old PC has little; it has a connection of its own.
    pub fn hold_at_most(&self, mib: i64) -> Result<()> {
        Ok(self.conn.pragma_update(None, "cache_size", -1024 * mib)?)
    }

    /// Version of the tables.
    pub fn schema(&self) -> Result<i64> {
        Ok(self.conn.pragma_query_value(None, "user_version", |r| r.get(0))?)
    }

    pub(crate) fn conn(&self) -> &Connection {
        &self.conn
    }
}

/// Gives a fresh connection its key, and finds out whether it fits.
fn unlock(conn: &Connection, path: &Path, key: &RawKey) -> Result<()> {
    // SQLCipher would write its own lines to the console; what a clerk needs is in `Error`.
    conn.pragma_update(None, "cipher_log_level", "NONE")?;
    let hex = zeroize::Zeroizing::new(format!("x'{}'", hex::encode(key.as_slice())));
    conn.pragma_update(None, "key", hex.as_str()).map_err(|e| at(path, e))?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|e| at(path, e))
}

/// Names a database error by what a clerk can do about it.
fn at(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as C;
    match error.sqlite_error_code() {
        Some(C::DiskFull) => Error::DiskFull(path.to_owned()),
        Some(C::ReadOnly | C::CannotOpen | C::PermissionDenied) => Error::ReadOnly(path.to_owned()),
        Some(C::NotADatabase | C::DatabaseCorrupt) => Error::Damaged(error.to_string()),
        Some(C::DatabaseBusy | C::DatabaseLocked) => Error::SecondCopy,
        _ => Error::Store(error.to_string()),
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        at(Path::new(""), error)
    }
}

/// JSON that we wrote ourselves and can't read back is damage.
fn damaged(error: &serde_json::Error) -> Error {
    Error::Damaged(error.to_string())
}
