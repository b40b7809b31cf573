//! Forward-only schema steps. Numbered files, never edited once released; each runs in one
//! transaction after a copy of the file was put aside. A newer database is refused untouched.

use std::path::Path;

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
];

/// Brings the database up to the last step.
pub fn up(conn: &mut Connection, path: &Path, steps: &[&str]) -> Result<()> {
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
        let copy = path.with_extension(format!("before-{known}.db"));
        std::fs::copy(path, &copy).map_err(|e| Error::file(&copy, e))?;
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
        up(&mut conn, &path, &steps[..1]).unwrap();
        assert!(!path.with_extension("before-1.db").exists(), "a new file needs no copy");
        conn.execute("INSERT INTO a VALUES (1)", []).unwrap();
        up(&mut conn, &path, &steps).unwrap();
        up(&mut conn, &path, &steps).unwrap();
        let copy = Connection::open(path.with_extension("before-2.db")).unwrap();
        assert_eq!(copy.query_row("SELECT count(*) FROM a", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
        assert!(matches!(up(&mut conn, &path, &steps[..1]), Err(Error::NewerDatabase { found: 2, known: 1 })));
        // A step that fails leaves the version where it was.
        assert!(up(&mut conn, &path, &["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x); nonsense"]).is_err());
        assert_eq!(conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), 2);
        assert!(conn.execute("INSERT INTO c VALUES (1)", []).is_err());
    }
}
