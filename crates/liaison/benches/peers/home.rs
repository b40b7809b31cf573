//! A station's home for the bench, its store as bare SQL sees it, and the same store unencrypted.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration};
use liaison::sample::{self, Plan};
use liaison::vault::Vault;
use liaison::{Call, Desk, Progress, contract};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::Any;

pub const PASSWORD: &str = "春江花月夜6";

/// An open home.
pub struct Home {
    desk: Desk,
    documents: PathBuf,
    minutes: i64,
}

fn call<'a>(minutes: i64, documents: &Path, progress: &'a mut dyn FnMut(Progress) -> bool) -> Call<'a> {
    let now = DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap_or_default();
    Call {
        now: now + Duration::minutes(minutes),
        documents: documents.to_owned(),
        progress,
    }
}

impl Home {
    /// The home in this folder, unlocked.
    pub fn open(folder: &Path, documents: &Path) -> Any<Self> {
        let mut home = Self {
            desk: Desk::new(folder),
            documents: documents.to_owned(),
            minutes: 0,
        };
        home.ask("unlock", json!({ "password": PASSWORD }))?;
        Ok(home)
    }

    pub fn ask(&mut self, command: &str, question: Value) -> Any<Value> {
        self.minutes += 1;
        Ok(contract::answer(
            &mut self.desk,
            &mut call(self.minutes, &self.documents, &mut |_| true),
            command,
            question,
        )?)
    }
}

/// A station with so many visits, grown now or by an earlier run.
pub fn grown(homes: &Path, visits: u64) -> Any<PathBuf> {
    let folder = homes.join(visits.to_string());
    let unfinished = homes.join(format!("{visits}.part"));
    if folder.exists() {
        return Ok(folder);
    }
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(homes)?;
    eprintln!("样板站：{visits} 次接访走访…");
    let mut desk = Desk::new(&unfinished);
    let station = json!({ "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sample");
    let (text, signature) = (
        fs::read_to_string(sample.join("roster-1.txt"))?,
        fs::read_to_string(sample.join("roster-1.txt.minisig"))?,
    );
    let heard = liaison::bundle::roster::verify(text.as_bytes(), &signature)?.fingerprint();
    let roster = json!({ "text": text, "signature": signature, "fingerprint": heard });
    let ask = json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD, "roster": roster });
    contract::answer(&mut desk, &mut call(0, homes, &mut |_| true), "set_up", ask)?;
    sample::grow(&mut desk, &mut call(0, homes, &mut |_| true), Plan { seed: 1, years: 10, visits })?;
    drop(desk);
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

fn keyed(home: &Path) -> Any<String> {
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
