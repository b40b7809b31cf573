//! Backups: made, read back, thinned out, tried, and put into a new home. What is known of the
//! last one lies in a note beside the store: in the store it would be a change to back up.

mod drill;
pub(super) mod kept;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::drill::{BackupDrill, backup_drill};
pub(super) use self::kept::named;
use super::handoff::{Turn, places, replace_file};
use super::{Call, Desk, Nothing, settings};
use crate::bundle::backup::{self, DATABASE};
use crate::bundle::place::Placed;
use crate::error::{Error, Result};
use crate::folders;
use crate::store::{self, Store};

/// The usual folder, inside the clerk's documents: a home that is lost must not take them along.
pub(super) const FOLDER: &str = "备份";
const NOTE: &str = "backup-note";
const FORMAT: &str = "liaison-backup/1";

/// Asks for a backup.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct BackupAsk {
    /// Folder or stick; "" is the usual place, where old ones are thinned out.
    #[serde(default)]
    pub folder: String,
}

/// A backup made and read back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupMade {
    /// Full path.
    pub path: String,
    /// RFC 3339.
    pub made_at: String,
    /// Records in it.
    pub records: u64,
    /// Bytes.
    pub size: u64,
    /// The folder's entry is on the medium too.
    pub safe_to_pull: bool,
}

/// One backup at the usual place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupLine {
    /// Full path.
    pub path: String,
    /// 2024-06-03 09:00:00, by the name of the file.
    pub made_at: String,
    /// Bytes.
    pub size: u64,
}

/// How backups stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Backups {
    /// The usual folder.
    pub folder: String,
    /// What lies there, newest first.
    pub lines: Vec<BackupLine>,
    /// RFC 3339 of the last one made here, wherever it went; or "".
    pub made_at: String,
    /// Something was changed since.
    pub changed: bool,
    /// Today's is still to be made.
    pub due: bool,
    /// The last is older than three days, and something was changed since.
    pub late: bool,
    /// The last drill.
    pub drill: Option<BackupDrill>,
    /// None passed for more than 90 days.
    pub drill_due: bool,
    /// Bytes left where records and backups lie, once they are too few to work on safely.
    pub tight: Option<u64>,
}

/// Names a backup's file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupFile {
    /// Full path.
    pub path: String,
}

/// What a backup says it holds; counts and a code, nothing personal.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupLook {
    /// Always `liaison-backup/1`.
    pub format: String,
    /// Version of the program that made it.
    pub program: String,
    /// Version of the tables.
    pub schema: i64,
    /// Station code.
    pub station: String,
    /// RFC 3339.
    pub made_at: String,
    /// Records.
    pub records: u64,
    /// Last place of the journal.
    pub journal: i64,
}

/// What is remembered of the last backup and the last drill.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Note {
    /// RFC 3339 of the first one: from then on a drill can be asked for.
    #[serde(default)]
    first_at: String,
    made_at: String,
    head: String,
    drill: Option<BackupDrill>,
}

impl Note {
    fn of(home: &Path) -> Self {
        // Without it the next backup is due at once, which is right.
        let text = fs::read(home.join(NOTE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn keep(&self, home: &Path) -> Result<()> {
        let text = serde_json::to_vec(self).map_err(|e| Error::question(&e))?;
        replace_file(&home.join(NOTE), &text)
    }
}

pub(super) fn usual(call: &Call<'_>) -> PathBuf {
    call.documents.join(FOLDER)
}

fn turn(desk: &Desk) -> Result<Turn> {
    Turn::of(&desk.home.join(FOLDER)).map_err(|_| Error::NotReady("正在备份或演练，请等它做完，或先停下它".into()))
}

const ASIDE: &str = ".backup-";

/// A folder of the home's own, gone when dropped. Whoever asks for one of this name works alone in this
/// home, so that any other is what a kill left: as large as the database, it would take its room for ever.
pub(super) fn aside(home: &Path, called: &str) -> Result<tempfile::TempDir> {
    for entry in fs::read_dir(home).map_err(|e| Error::file(home, e))?.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(called)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    tempfile::Builder::new().prefix(called).tempdir_in(home).map_err(|e| Error::file(home, e))
}

/// Days from a moment until today; none when there is no such moment.
fn days_since(call: &Call<'_>, moment: &str) -> Option<i64> {
    let at = DateTime::parse_from_rfc3339(moment).ok()?;
    Some((call.today() - at.with_timezone(&call.now.timezone()).date_naive()).num_days())
}

/// A backup that nobody tried to open for so long may be one that can't be.
const DRILL_DAYS: i64 = 90;

/// Room below which a PC is in trouble by itself; a backup takes twice the store beside it.
const ROOM: u64 = 512 << 20;

/// How backups stand.
pub fn backups(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Backups> {
    let store = desk.store()?;
    let code = settings::station_of(store)?.code;
    let note = Note::of(&desk.home);
    let folder = usual(call);
    let changed = note.head != store.journal_head()?.1;
    let days = days_since(call, &note.made_at).unwrap_or(i64::MAX);
    let passed = note.drill.as_ref().filter(|drill| drill.passed).map_or(&note.first_at, |drill| &drill.at);
    let size = fs::metadata(desk.home.join(DATABASE)).map_or(0, |of| of.len());
    let room = [&desk.home, &call.documents].into_iter().filter_map(|at| places::room_at(at)).min();
    Ok(Backups {
        lines: kept::lying(&folder, &code)
            .into_iter()
            .map(|one| BackupLine {
                path: one.path.display().to_string(),
                made_at: one.at.to_string(),
                size: one.size,
            })
            .collect(),
        folder: folder.display().to_string(),
        made_at: note.made_at,
        changed,
        due: changed && days != 0,
        late: changed && days > 3,
        drill_due: days_since(call, passed).is_some_and(|days| days > DRILL_DAYS),
        drill: note.drill,
        tight: room.filter(|free| *free < ROOM + 3 * size),
    })
}

/// A backup before something large, unless the last one holds all there is.
pub(super) fn before(desk: &mut Desk, call: &mut Call<'_>) -> Result<()> {
    if backups(desk, call, Nothing {})?.changed {
        backup_make(desk, call, BackupAsk::default())?;
    }
    Ok(())
}

/// Makes a backup. It has its name only after it was read back; until then the old ones are all
/// there is, and none of them is touched.
pub fn backup_make(desk: &mut Desk, call: &mut Call<'_>, ask: BackupAsk) -> Result<BackupMade> {
    let _turn = turn(desk)?;
    let home = desk.home.clone();
    let (own, folder) = (ask.folder.is_empty(), PathBuf::from(&ask.folder));
    let folder = if own { usual(call) } else { folder };
    if own {
        folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
    } else if !folder.is_absolute() || !folder.is_dir() {
        return Err(Error::NotReady("找不到这个文件夹，U盘可能已经拔出；请插好U盘，或另选一个文件夹".into()));
    }
    let store = desk.store()?;
    let aside = aside(&home, ASIDE)?;
    let copy = aside.path().join(DATABASE);
    call.step("核对数据", 0, 0)?;
    store.reads_whole()?;
    let standing = store.copy_to(&copy, &mut |done, total| call.step("复制数据", done, total))?;
    call.step("核对数据", 0, 0)?;
    store::sound(&copy, store.key())?;
    let (look, placed) = put(desk, call, &folder, copy, call.now)?;
    let size = fs::metadata(&placed.path).map_err(|e| Error::file(&placed.path, e))?.len();
    let mut note = Note::of(&home);
    note.made_at.clone_from(&look.made_at);
    if note.first_at.is_empty() {
        note.first_at.clone_from(&look.made_at);
    }
    note.head = standing.head;
    note.keep(&home)?;
    if own {
        kept::thin_out(&folder, &look.station);
    }
    Ok(BackupMade {
        path: placed.path.display().to_string(),
        made_at: look.made_at,
        records: look.records,
        size,
        safe_to_pull: placed.flushed,
    })
}

/// Writes a sound copy of the database, with the keys beside it, as a backup of this name.
fn put(desk: &Desk, call: &mut Call<'_>, folder: &Path, copy: PathBuf, at: DateTime<FixedOffset>) -> Result<(BackupLook, Placed)> {
    let store = desk.store()?;
    let standing = store::standing(&copy, store.key())?;
    let look = BackupLook {
        format: FORMAT.into(),
        program: env!("CARGO_PKG_VERSION").into(),
        schema: standing.schema,
        station: settings::station_of(store)?.code,
        made_at: at.to_rfc3339(),
        records: standing.extent.records,
        journal: standing.extent.journal,
    };
    let manifest = serde_json::to_vec_pretty(&look).map_err(|e| Error::question(&e))?;
    let mut files = vec![(DATABASE.to_owned(), copy)];
    for (inside, ends) in [("keys", "age"), ("roster", "")] {
        files.extend(members(&desk.home.join(inside), inside, ends)?);
    }
    let name = kept::free_name(folder, &look.station, at.naive_local());
    let placed = backup::write(folder, &name, &manifest, &files, &mut |done| call.step("写备份并读回核对", done >> 20, 0))?;
    Ok((look, placed))
}

/// A copy put aside before the tables were brought up to date becomes a backup like any other. Until
/// that succeeds it stays where it is, and is as good.
pub(super) fn file_away(desk: &Desk, call: &mut Call<'_>) {
    let filed = |call: &mut Call<'_>, copy: &Path| -> Result<()> {
        let _turn = turn(desk)?;
        let folder = usual(call);
        folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
        // As old as what is in it: it may have lain here for a while.
        let changed_at = store::standing(copy, desk.store()?.key())?.changed_at;
        let at = DateTime::parse_from_rfc3339(&changed_at).unwrap_or(call.now);
        put(desk, call, &folder, copy.to_owned(), at)?;
        fs::remove_file(copy).map_err(|e| Error::file(copy, e))
    };
    for copy in desk.store().map(Store::put_aside).unwrap_or_default() {
        let _ = filed(call, &copy);
    }
}

fn members(folder: &Path, inside: &str, ends: &str) -> Result<Vec<(String, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|e| Error::file(folder, e))?,
    };
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::file(folder, e))?.path();
        let unfinished = path.extension().is_some_and(|e| e == "part");
        if let Some(name) = path.file_name().and_then(|n| n.to_str())
            && name.ends_with(ends)
            && !unfinished
        {
            all.push((format!("{inside}/{name}"), path.clone()));
        }
    }
    all.sort();
    Ok(all)
}

pub(super) fn unpack(call: &mut Call<'_>, path: &Path, into: &Path) -> Result<BackupLook> {
    manifest(&backup::check(path, Some(into), &mut |done| call.step("读备份", done >> 20, 0))?)
}

pub(super) fn manifest(bytes: &[u8]) -> Result<BackupLook> {
    let look: Option<BackupLook> = serde_json::from_slice(bytes).ok();
    look.filter(|look| look.format == FORMAT)
        .ok_or_else(|| Error::Untrusted("这个备份的格式本程序不认得，可能是更新版本的程序做的".into()))
}

/// What a backup holds.
pub fn backup_look(_: &mut Desk, call: &mut Call<'_>, ask: BackupFile) -> Result<BackupLook> {
    manifest(&backup::check(Path::new(&ask.path), None, &mut |done| call.step("读备份", done >> 20, 0))?)
}
