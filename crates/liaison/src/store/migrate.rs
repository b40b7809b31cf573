//! Forward-only schema steps. Numbered files, never edited once released; each runs in one
//! transaction after a copy of the file was put aside and read through. A newer database is
//! refused untouched.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{Error, Result};

/// Every step, in order; `user_version` counts them.
pub const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_station.sql"),
    include_str!("migrations/0002_handoff.sql"),
    include_str!("migrations/0003_return.sql"),
    include_str!("migrations/0004_county.sql"),
    include_str!("migrations/0005_nouns.sql"),
    include_str!("migrations/0006_duty.sql"),
    include_str!("migrations/0007_search.sql"),
    include_str!("migrations/0008_live.sql"),
    include_str!("migrations/0009_found.sql"),
];

const BEFORE: &str = "before-";

/// Copies that were put aside in this folder and are still there, by the name of their database.
pub fn put_aside(path: &Path) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let starts = format!("{stem}.{BEFORE}");
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let all = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| {
        path.file_name()
            .and_then(|n| n.to_str())
            .is_some_and(|n| n.starts_with(&starts) && n.ends_with(".db"))
    };
    all.filter(named).collect()
}

/// Puts a copy aside that has its name only once it is on the disk and was found sound. One that is
/// there already is of a migration that was cut short, and older than what stands now.
fn put(path: &Path, known: i64, sound: &dyn Fn(&Path) -> Result<()>) -> Result<()> {
    let copy = path.with_extension(format!("{BEFORE}{known}.db"));
    if copy.exists() {
        return Ok(());
    }
    let unfinished = copy.with_extension("part");
    fs::copy(path, &unfinished).map_err(|e| Error::file(&unfinished, e))?;
    sound(&unfinished)?;
    let on_disk = File::options().write(true).open(&unfinished).and_then(|file| file.sync_all());
    on_disk.map_err(|e| Error::file(&unfinished, e))?;
    fs::rename(&unfinished, &copy).map_err(|e| Error::file(&copy, e))
}

/// Brings the database up to the last step; `sound` reads the copy through that is put aside before.
pub fn up(conn: &mut Connection, path: &Path, steps: &[&str], sound: &dyn Fn(&Path) -> Result<()>) -> Result<()> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if found > known {
        return Err(Error::NewerDatabase { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        put(path, known, sound)?;
    }
    for (done, sql) in steps.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", done as i64 + 1)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_once_after_a_copy_and_newer_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut conn = Connection::open(&path).unwrap();
        let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x)"];
        up(&mut conn, &path, &steps[..1], &|_| Ok(())).unwrap();
        assert!(!path.with_extension("before-1.db").exists(), "a new file needs no copy");
        conn.execute("INSERT INTO a VALUES (1)", []).unwrap();
        up(&mut conn, &path, &steps, &|_| Ok(())).unwrap();
        up(&mut conn, &path, &steps, &|_| Ok(())).unwrap();
        assert_eq!(put_aside(&path), [path.with_extension("before-2.db")]);
        let copy = Connection::open(path.with_extension("before-2.db")).unwrap();
        assert_eq!(copy.query_row("SELECT count(*) FROM a", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
        assert!(matches!(
            up(&mut conn, &path, &steps[..1], &|_| Ok(())),
            Err(Error::NewerDatabase { found: 2, known: 1 })
        ));
        // A copy that can't be relied on is no copy: nothing is changed.
        let three = ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x)"];
        assert!(up(&mut conn, &path, &three, &|_| Err(Error::Damaged("…".into()))).is_err());
        assert_eq!(conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), 2);
        assert_eq!(put_aside(&path).len(), 1);
        // A step that fails leaves the version where it was.
        assert!(
            up(
                &mut conn,
                &path,
                &["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x); nonsense"],
                &|_| Ok(())
            )
            .is_err()
        );
        assert_eq!(conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), 2);
        assert!(conn.execute("INSERT INTO c VALUES (1)", []).is_err());
    }
}
