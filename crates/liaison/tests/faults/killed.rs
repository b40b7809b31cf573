//! kill -9 at any moment of saving, and of an import.

use std::time::Duration;

use serde_json::json;

use crate::home::{IMPORTED, Worker, copied, missing, said, set_up, sound};
use crate::times;

/// Kills on one home, one after the other; answers kills and saves acknowledged.
fn campaign(kills: usize, mut part: f64) -> (usize, usize) {
    let root = tempfile::tempdir().unwrap();
    let home = root.path().join("home");
    let deputy = set_up(&home);
    let work = json!({"home": home, "deputy": deputy, "saves": 100_000});
    let mut acknowledged = 0;
    for n in 1..=kills {
        let mut worker = Worker::starts(&work, &[]);
        part = (part + 0.618_034).fract();
        // Every fourth time at any moment of opening, else while it saves.
        worker.until(if n % 4 == 0 { "begun" } else { "ready" });
        std::thread::sleep(Duration::from_secs_f64(0.04 * part));
        worker.child.kill().unwrap();
        let lines = worker.ends();
        assert!(said(&lines, "trouble").is_empty() && said(&lines, "ended").is_empty(), "{lines:?}");
        let saved = said(&lines, "saved");
        acknowledged += saved.len();
        assert_eq!(missing(&home, &saved), [""; 0], "after {n} kills");
        if n % 100 == 0 || n == kills {
            sound(&home);
        }
    }
    (kills, acknowledged)
}

#[test]
fn killed_while_saving_every_acknowledged_save_is_there() {
    let kills = times(1000);
    let all: Vec<_> = std::thread::scope(|scope| {
        let both = [0.1, 0.43].map(|start| scope.spawn(move || campaign(kills.div_ceil(2), start)));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (kills, saves) = all.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("killed {kills} times while saving, {saves} saves acknowledged, none lost");
    assert!(saves > kills, "{saves} saves in {kills} kills");
}

#[test]
fn killed_while_importing_all_rows_are_there_or_none() {
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    set_up(&fresh);
    let before = sound(&fresh);
    let done = format!("imported {IMPORTED}");
    let (mut kills, mut whole, mut part) = (0, 0, 0.2_f64);
    let began = std::time::Instant::now();
    let worker = Worker::starts(&json!({"home": copied(&fresh, &root.path().join("first")), "import": true}), &[]);
    let lines = worker.ends();
    assert!(lines.contains(&done), "{lines:?}");
    let took = began.elapsed();
    for n in 0..60 {
        let home = copied(&fresh, &root.path().join(format!("{n}")));
        let mut worker = Worker::starts(&json!({"home": home, "import": true}), &[]);
        part = (part + 0.618_034).fract();
        worker.until("begun");
        std::thread::sleep(took.mul_f64(part));
        worker.child.kill().unwrap();
        let lines = worker.ends();
        let there = sound(&home) - before;
        assert!(there == 0 || there == IMPORTED, "{there} rows");
        assert!(there == IMPORTED || !lines.contains(&done), "acknowledged and not there");
        kills += usize::from(!lines.contains(&done));
        whole += usize::from(there == IMPORTED);
    }
    println!(
        "killed {kills} times while importing {IMPORTED} rows: none there {} times, all {whole} times",
        60 - whole
    );
    assert!(kills > 20, "{kills}");
}
