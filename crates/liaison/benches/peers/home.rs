//! A station's home for the bench, its store as bare SQL sees it, and the same store unencrypted.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration};
use liaison::sample::{self, Plan};
use liaison::vault::Vault;
use liaison::{Call, Desk, Progress, contract};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{Any, roster};

pub const PASSWORD: &str = "春江花月夜6";

/// One visit in so many is deleted where none is yet.
const DELETED: u64 = 1_000;

/// An open home.
pub struct Home {
    pub desk: Desk,
    documents: PathBuf,
    minutes: i64,
}

/// The morning everything happens, and so many minutes later.
pub fn call<'a>(minutes: i64, documents: &Path, progress: &'a mut dyn FnMut(Progress) -> bool) -> Call<'a> {
    let now = DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap_or_default();
    Call {
        now: now + Duration::minutes(minutes),
        documents: documents.to_owned(),
        progress,
    }
}

impl Home {
    /// A new home in this folder; `roster` is its county's file, none for a county or for nobody's.
    pub fn set_up(folder: &Path, station: &Value, roster: Option<&Path>) -> Any<Self> {
        let mut home = Self {
            desk: Desk::new(folder),
            documents: folder.to_owned(),
            minutes: 0,
        };
        home.ask(
            "set_up",
            json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD, "roster": roster::given(roster)? }),
        )?;
        Ok(home)
    }

    /// The home in this folder, unlocked.
    pub fn open(folder: &Path, documents: &Path) -> Any<Self> {
        let mut home = Self {
            desk: Desk::new(folder),
            documents: documents.to_owned(),
            minutes: 1_000,
        };
        home.ask("unlock", json!({ "password": PASSWORD }))?;
        Ok(home)
    }

    pub fn ask(&mut self, command: &str, question: Value) -> Any<Value> {
        self.ask_told(command, question, &mut |_| true)
    }

    /// The same, told of its progress.
    pub fn ask_told(&mut self, command: &str, question: Value, told: &mut dyn FnMut(Progress) -> bool) -> Any<Value> {
        self.minutes += 1;
        Ok(contract::answer(
            &mut self.desk,
            &mut call(self.minutes, &self.documents, told),
            command,
            question,
        )?)
    }

    /// Ten years of so many visits.
    pub fn grow(&mut self, visits: u64) -> Any {
        eprintln!("样板站：{visits} 次接访走访…");
        let plan = Plan { seed: 1, years: 10, visits };
        sample::grow(&mut self.desk, &mut call(0, &self.documents, &mut |_| true), plan)?;
        Ok(())
    }

    /// Deletes some of so many visits, all over the ten years.
    pub fn delete_some(&mut self, visits: u64) -> Any {
        let (mut gone, mut offset) = (0, 0);
        while gone < visits.div_ceil(DELETED) {
            let rows = self.ask("page", json!({ "noun": "visit", "offset": offset, "limit": 1 }))?["rows"].take();
            let Some(id) = rows[0]["id"].as_str() else { break };
            // One that led to something stays.
            gone += u64::from(self.ask("delete", json!({ "noun": "visit", "id": id })).is_ok());
            offset += DELETED / 2;
        }
        Ok(())
    }
}

/// A station with so many visits, grown now or by an earlier run.
pub fn grown(homes: &Path, visits: u64) -> Any<PathBuf> {
    let station = json!({ "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
    let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sample/roster-1.txt");
    kept(homes, &visits.to_string(), |folder| Home::set_up(folder, &station, Some(&roster))?.grow(visits))
}

/// A folder of this name, made now or by an earlier run; one that was cut short is made anew.
pub fn kept(homes: &Path, name: &str, make: impl FnOnce(&Path) -> Any) -> Any<PathBuf> {
    let folder = homes.join(name);
    let unfinished = homes.join(format!("{name}.part"));
    if folder.exists() {
        return Ok(folder);
    }
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fs::create_dir_all(homes)?;
    make(&unfinished)?;
    fs::rename(&unfinished, &folder)?;
    Ok(folder)
}

/// A bundle of all that a copy of this home holds.
pub fn packed(home: &Path, at: &Path) -> Any<PathBuf> {
    let (copy, stick) = (at.join("packing"), at.join("stick"));
    copied(home, &copy)?;
    fs::create_dir_all(&stick)?;
    let made = Home::open(&copy, at)?.ask("bundle_pack", json!({ "folder": stick, "full": true }))?;
    fs::remove_dir_all(copy)?;
    Ok(made["path"].as_str().ok_or("no bundle was made")?.into())
}

/// The key of a home's store, as SQL gives it.
pub fn keyed(home: &Path) -> Any<String> {
    let (key, _) = Vault::at(home).open(PASSWORD)?;
    Ok(format!("x'{}'", hex::encode(key.as_slice())))
}

const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";

/// The encrypted store, without the program around it.
pub fn bare(home: &Path) -> Any<Connection> {
    let conn = Connection::open(home.join("station.db"))?;
    conn.pragma_update(None, "key", keyed(home)?)?;
    conn.execute_batch(SETTINGS)?;
    Ok(conn)
}

/// The same tables and indexes in plain SQLite, at `path`.
pub fn plain(home: &Path, path: &Path) -> Any<Connection> {
    if !path.exists() {
        let conn = bare(home)?;
        conn.execute("ATTACH ?1 AS plain KEY ''", [path.display().to_string()])?;
        conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(()))?;
    }
    let conn = Connection::open(path)?;
    conn.execute_batch(SETTINGS)?;
    Ok(conn)
}

/// Copies a home, so that what a bench writes is not there for the next.
pub fn copied(home: &Path, to: &Path) -> Any {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(home)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
