//! A purge that is killed, or whose disk fails, at any moment: everything went or nothing did, and the
//! check finds no trouble either way.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::errors::{each_point, harmed, traceable};
use crate::home::{Worker, asks, copied, database, set_up, sound};
use liaison::Desk;

/// Visits whose time has come.
const OLD: u64 = 40;
const PLANTED: &str = "老鹰岩9组的赵大山";

/// A station with visits of long ago, each changed once, and a rule.
fn grown(home: &Path) {
    let deputy = set_up(home);
    let mut desk = Desk::new(home);
    asks(&mut desk, home, "unlock", json!({"password": "三溪站2024"})).unwrap();
    for n in 0..OLD {
        let mut visit = json!({"kind": "home", "date": "2012-03-01", "deputies": [deputy], "citizen": "赵大山",
            "problem": format!("{PLANTED}，第 {n} 件"), "handling": "noted"});
        let kept = asks(&mut desk, home, "save", json!({"noun": "visit", "values": visit})).unwrap()["record"].clone();
        visit["reply"] = Value::from(PLANTED);
        let ask = json!({"noun": "visit", "id": kept["id"], "revision": kept["revision"], "values": visit});
        asks(&mut desk, home, "save", ask).unwrap();
    }
    asks(&mut desk, home, "retention_save", json!({"years": 10})).unwrap();
    asks(&mut desk, home, "backup_make", json!({})).unwrap();
}

/// How many of them were purged: all or none, in rows and in images alike.
fn purged(home: &Path) -> u64 {
    sound(home);
    let conn = database(home);
    let count = |sql: &str| -> u64 { conn.query_row(sql, [PLANTED], |r| r.get(0)).unwrap() };
    let rows = count("SELECT count(*) FROM visit WHERE problem LIKE ?1 || '%'");
    let images = count("SELECT count(*) FROM journal_image WHERE image LIKE '%' || ?1 || '%'");
    assert!((rows, images) == (OLD, 2 * OLD) || (rows, images) == (0, 0), "{rows} rows, {images} images");
    OLD - rows
}

#[test]
fn killed_while_purging_all_is_gone_or_nothing() {
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    grown(&fresh);
    let done = format!("purged {OLD}");
    let mut worker = Worker::starts(&json!({"home": copied(&fresh, &root.path().join("first")), "purge": true}), &[]);
    worker.until("ready");
    let began = Instant::now();
    worker.until(&done);
    let took = began.elapsed();
    let lines = worker.ends();
    assert!(lines.contains(&done), "{lines:?}");
    let (mut kills, mut whole, mut part) = (0, 0, 0.2_f64);
    for n in 0..60 {
        let home = copied(&fresh, &root.path().join(format!("{n}")));
        let mut worker = Worker::starts(&json!({"home": home, "purge": true}), &[]);
        part = (part + 0.618_034).fract();
        worker.until("ready");
        std::thread::sleep(Duration::from_secs_f64(took.as_secs_f64() * part));
        worker.child.kill().unwrap();
        let lines = worker.ends();
        let gone = purged(&home);
        assert!(gone == OLD || !lines.contains(&done), "acknowledged and not gone");
        kills += usize::from(!lines.contains(&done));
        whole += usize::from(gone == OLD);
    }
    println!("killed {kills} times while purging: nothing gone {} times, all {whole} times", 60 - whole);
    assert!(kills > 20, "{kills}");
}

#[test]
fn a_purge_on_a_failing_disk_is_whole_or_not_at_all() {
    if !traceable() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    grown(&fresh);
    let mut tried = 0;
    for (calls, harm, step) in [
        ("pwrite64", "error=EIO:when=#", 13),
        ("pwrite64", "error=ENOSPC:when=#+", 17),
        ("pwrite64", "signal=KILL:when=#", 13),
        ("fsync,fdatasync", "error=EIO:when=#", 1),
    ] {
        tried += each_point(calls, harm, step, |n, harm| {
            let home = copied(&fresh, &root.path().join("home"));
            let (lines, hit) = harmed(&json!({"home": home, "purge": true}), calls, harm, &root.path().join("log"));
            let gone = purged(&home);
            assert!(gone == OLD || !lines.contains(&format!("purged {OLD}")), "{calls} {harm} {n}: {lines:?}");
            std::fs::remove_dir_all(&home).unwrap();
            hit
        });
    }
    println!("{tried} points of failure while purging, all or nothing each time");
    assert!(tried > 20, "{tried}");
}
