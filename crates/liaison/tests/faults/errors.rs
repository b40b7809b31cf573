//! A disk that fails: every call that writes or flushes fails in turn, once or from then on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::home::{IMPORTED, Worker, copied, missing, said, set_up, sound};

/// Whether programs can be traced here; said aloud where they can't.
pub fn traceable() -> bool {
    let can = Command::new("strace")
        .args(["-qq", "-e", "trace=none", "true"])
        .output()
        .is_ok_and(|out| out.status.success());
    if !can {
        eprintln!("!! not tried: strace is missing or may not trace here, so no call could be made to fail");
    }
    can
}

/// Starts the work with the n-th of these calls harmed; answers what it said and whether such a call came.
pub fn harmed(work: &Value, calls: &str, harm: &str, log: &Path) -> (Vec<String>, bool) {
    let words = ["strace", "-f", "-qq", "-e"].map(str::to_owned);
    let inject = [
        format!("trace={calls}"),
        "-e".into(),
        format!("inject={calls}:{harm}"),
        "-o".into(),
        log.display().to_string(),
    ];
    let lines = Worker::starts(work, &[&words[..], &inject[..]].concat()).ends();
    let log = fs::read_to_string(log).unwrap_or_default();
    (lines, log.contains("(INJECTED)") || log.contains("killed by SIGKILL"))
}

/// Tries a harm at the n-th call, for n from 1 in steps, until there is no such call.
pub fn each_point(calls: &str, harm: &str, step: usize, mut one: impl FnMut(usize, &str) -> bool) -> usize {
    let mut tried = 0;
    for n in (1..).step_by(step) {
        assert!(n < 5000, "{calls} {harm}: it must end some time");
        if !one(n, &harm.replace('#', &n.to_string())) {
            break;
        }
        tried += 1;
    }
    tried
}

const SAVES: u64 = 3;

#[test]
fn a_failing_disk_is_told_and_loses_nothing() {
    if !traceable() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    let deputy = set_up(&fresh);
    let before = sound(&fresh);
    let mut codes = BTreeSet::new();
    let mut tried = 0;
    for (calls, harm, step) in [
        ("pwrite64", "error=EIO:when=#", 1),
        ("pwrite64", "error=ENOSPC:when=#", 3),
        ("pwrite64", "error=EIO:when=#+", 7),
        ("pwrite64", "signal=KILL:when=#", 3),
        ("fsync,fdatasync", "error=EIO:when=#", 1),
        ("fsync,fdatasync", "error=EIO:when=#+", 1),
        ("ftruncate,unlink,rename", "error=EIO:when=#", 1),
        ("pread64", "error=EIO:when=#", 9),
    ] {
        let points = each_point(calls, harm, step, |n, harm| {
            let home = copied(&fresh, &root.path().join("home"));
            let work = json!({"home": home, "deputy": deputy, "saves": SAVES});
            let (lines, hit) = harmed(&work, calls, harm, &root.path().join("log"));
            let (saved, troubles) = (said(&lines, "saved"), said(&lines, "trouble"));
            let at = format!("{calls} {harm} {n}: {lines:?}");
            assert!(!lines.iter().any(|line| line.contains("panicked")), "{at}");
            // Killed, or stopped by the system before it began, it says nothing; else it comes to its end,
            // or says it could not open.
            let begun = lines.contains(&"begun".to_owned());
            assert!(
                !begun || harm.starts_with("signal") || lines.contains(&"ended".to_owned()) || !troubles.is_empty(),
                "{at}"
            );
            assert_eq!(missing(&home, &saved), [""; 0], "{at}");
            let there = sound(&home) - before;
            // One whose commit failed on its last call may be there, whole; never more than were tried.
            assert!(there >= saved.len() as u64 && there <= SAVES, "{at}: {there}");
            // A page that could not be read once can't be told from a damaged one until it is opened again.
            assert!(calls == "pread64" || !troubles.contains("damaged"), "{at}");
            codes.extend(troubles);
            fs::remove_dir_all(&home).unwrap();
            hit
        });
        println!("{calls} {harm}: {points} points");
        tried += points;
    }
    println!("{tried} points of failure while opening and saving, nothing lost; told as {codes:?}");
    assert!(tried > 150, "{tried}");
    assert!(codes.contains("disk_full"), "{codes:?}");
}

#[test]
fn an_import_on_a_failing_disk_is_there_whole_or_not_at_all() {
    if !traceable() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    set_up(&fresh);
    let before = sound(&fresh);
    let mut tried = 0;
    for (calls, harm, step) in [
        ("pwrite64", "error=EIO:when=#", 13),
        ("pwrite64", "signal=KILL:when=#", 17),
        ("fsync,fdatasync", "error=EIO:when=#", 1),
    ] {
        tried += each_point(calls, harm, step, |n, harm| {
            let home = copied(&fresh, &root.path().join("home"));
            let (lines, hit) = harmed(&json!({"home": home, "import": true}), calls, harm, &root.path().join("log"));
            let there = sound(&home) - before;
            assert!(there == 0 || there == IMPORTED, "{calls} {harm} {n}: {there} rows");
            assert!(
                there == IMPORTED || !lines.contains(&format!("imported {IMPORTED}")),
                "{calls} {harm} {n}: {lines:?}"
            );
            fs::remove_dir_all(&home).unwrap();
            hit
        });
    }
    println!("{tried} points of failure while importing, all rows or none each time");
    assert!(tried > 20, "{tried}");
}
