//! An older database, and a program that is killed or whose disk fails while it brings it up to date.

use std::fs;
use std::path::Path;

use liaison::Desk;
use liaison::vault::Vault;
use rusqlite::Connection;
use serde_json::json;

use crate::errors::{each_point, harmed, traceable};
use crate::home::{asks, copied, database, set_up, sound};

/// The schema's steps as they were released, oldest first.
fn steps() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn names(conn: &Connection, sql: &str) -> Vec<String> {
    let mut stmt = conn.prepare(sql).unwrap();
    stmt.query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Puts in place of a home's database the same content under an older schema, as far as that has room for it.
fn made_old(home: &Path, version: usize) {
    let conn = database(home);
    let (key, _) = Vault::at(home).open("三溪站2024").unwrap();
    let path = home.join("old.db");
    conn.execute_batch(&format!("ATTACH '{}' AS old KEY \"x'{}'\"", path.display(), hex::encode(key.as_slice())))
        .unwrap();
    drop({
        let old = Connection::open(&path).unwrap();
        old.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
        old.pragma_update(None, "journal_mode", "WAL").unwrap();
        for step in &steps()[..version] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
        old
    });
    for table in names(
        &conn,
        "SELECT name FROM old.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'",
    ) {
        let now = names(&conn, &format!("SELECT name FROM pragma_table_info('{table}', 'main')"));
        let then = names(&conn, &format!("SELECT name FROM pragma_table_info('{table}', 'old')"));
        let both = then
            .iter()
            .filter(|c| now.contains(c))
            .map(|c| format!("\"{c}\""))
            .collect::<Vec<_>>()
            .join(", ");
        if !both.is_empty() {
            conn.execute_batch(&format!("INSERT OR REPLACE INTO old.\"{table}\" ({both}) SELECT {both} FROM main.\"{table}\""))
                .unwrap();
        }
    }
    // Search as it was until schema 8, its texts beside the records.
    if version < 9 {
        let sql =
            "INSERT INTO old.search_doc (doc, noun, id, text, initials) SELECT doc, noun, id, '从前的字' || char(10) || lower(number), '' FROM main.search_doc";
        conn.execute_batch(sql).unwrap();
    }
    drop(conn);
    for name in ["station.db", "station.db-wal", "station.db-shm"] {
        let _ = fs::remove_file(home.join(name));
    }
    fs::rename(&path, home.join("station.db")).unwrap();
}

/// What a search finds by a name, by a number and by what no record says any more, and what the index calls its records.
fn found(home: &Path) -> (Vec<serde_json::Value>, Vec<String>) {
    let mut desk = Desk::new(home);
    asks(&mut desk, home, "unlock", json!({"password": "三溪站2024"})).unwrap();
    let texts = ["王五", "jf-2026", "从前的字", "1390"];
    let hits = texts.map(|text| asks(&mut desk, home, "find", json!({"text": text, "limit": 50})).unwrap());
    assert!(
        hits[0][0].is_object() && hits[1][0].is_object() && hits[2].as_array().unwrap().is_empty(),
        "{hits:?}"
    );
    let numbers = names(&database(home), "SELECT id || ' ' || number FROM search_doc ORDER BY id");
    (hits.to_vec(), numbers)
}

#[test]
fn every_older_schema_comes_up_with_all_its_records() {
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    set_up(&fresh);
    let visits = sound(&fresh);
    for version in 1..steps().len() {
        let home = copied(&fresh, &root.path().join(format!("v{version}")));
        made_old(&home, version);
        let backups = root.path().join("文档/备份");
        let _ = fs::remove_dir_all(&backups);
        assert_eq!(sound(&home), visits, "from schema {version}");
        assert_eq!(found(&home), found(&fresh), "from schema {version}");
        // How it was before is a backup like any other, and nothing is left beside the store.
        let kept: Vec<_> = fs::read_dir(&backups).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(kept.len(), 1, "from schema {version}");
        let mut desk = Desk::new(&home);
        let look = asks(&mut desk, &home, "backup_look", json!({"path": kept[0]})).unwrap();
        assert_eq!(look["schema"], version);
        asks(&mut desk, &home, "unlock", json!({"password": "三溪站2024"})).unwrap();
        let drill = asks(&mut desk, &home, "backup_drill", json!({})).unwrap();
        assert_eq!(drill["passed"], true, "{drill}");
        drop(desk);
        let left: Vec<_> = fs::read_dir(&home).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("before-")), "{left:?}");
        // Put together again from that backup of an older program, it leaves no backup that says what is not so.
        let mut bytes = fs::read(home.join("station.db")).unwrap();
        let middle = bytes.len() / 4096 / 2 * 4096;
        bytes[middle..middle + 4096].fill(0);
        fs::write(home.join("station.db"), bytes).unwrap();
        let mut desk = Desk::new(&home);
        let ask = json!({"path": kept[0], "phrase": "", "password": "三溪站2024"});
        asks(&mut desk, &home, "rescue", ask).unwrap_or_else(|e| panic!("from schema {version}: {e}"));
        asks(&mut desk, &home, "unlock", json!({"password": "三溪站2024"})).unwrap();
        let drill = asks(&mut desk, &home, "backup_drill", json!({})).unwrap();
        assert_eq!(drill["passed"], true, "from schema {version}: {drill}");
        drop(desk);
        assert_eq!(
            database(&home).pragma_query_value(None, "user_version", |r| r.get::<_, usize>(0)).unwrap(),
            steps().len()
        );
    }
}

#[test]
fn a_migration_that_is_cut_short_is_done_again() {
    if !traceable() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    let deputy = set_up(&fresh);
    let visits = sound(&fresh);
    made_old(&fresh, 1);
    let mut tried = 0;
    for (calls, harm, step) in [
        ("pwrite64", "signal=KILL:when=#", 9),
        ("pwrite64", "error=EIO:when=#", 9),
        ("pwrite64", "error=ENOSPC:when=#", 23),
        ("fsync,fdatasync", "error=EIO:when=#", 1),
        ("fsync,fdatasync", "signal=KILL:when=#", 1),
    ] {
        tried += each_point(calls, harm, step, |n, harm| {
            let home = copied(&fresh, &root.path().join("home"));
            let work = json!({"home": home, "deputy": deputy, "saves": 0});
            let (lines, hit) = harmed(&work, calls, harm, &root.path().join("log"));
            assert!(!lines.iter().any(|line| line.contains("panicked")), "{calls} {harm} {n}: {lines:?}");
            assert_eq!(sound(&home), visits, "{calls} {harm} {n}");
            fs::remove_dir_all(&home).unwrap();
            hit
        });
    }
    println!(
        "{tried} points of failure while migrating from schema 1 to {}, every record there",
        steps().len()
    );
    assert!(tried > 30, "{tried}");
}
