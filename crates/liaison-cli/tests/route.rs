//! `liaison route run`, killed at any moment at either end: the next run completes, and nothing
//! is lost or doubled.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod program;

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::*;

const ROUNDS: u64 = 12;

fn ask(home: &Path, name: &str, question: &Value) -> Value {
    serde_json::from_str(&run(home, &["call", name, &question.to_string()])).unwrap()
}

/// Kills a run after a while; whether it was still running.
fn killed(home: &Path, after: Duration) -> bool {
    let mut child = liaison(home, &["route", "run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().signal().is_some()
}

#[test]
fn a_killed_run_costs_only_another_one() {
    let root = tempfile::tempdir().unwrap();
    let [county, station, shared] = ["county", "station", "shared"].map(|name| root.path().join(name));
    fs::create_dir(&shared).unwrap();
    set_up(&county, "county", "JS-COUNTY", &[]);
    let digits = ask(&county, "roster", &json!({}))["fingerprint"].as_str().unwrap().to_owned();
    let roster = county.join("roster/roster-1.txt");
    let heard = ["--roster", roster.to_str().unwrap(), "--fingerprint", &digits];
    set_up(&station, "station", "JS-017", &heard);
    let slip = ask(&station, "slip", &json!({}));
    let slips = json!([{ "text": slip["text"], "fingerprint": slip["fingerprint"] }]);
    ask(&county, "roster_make", &json!({ "slips": slips }));
    for home in [&county, &station] {
        run(home, &["route", "set", "--folder", shared.to_str().unwrap()]);
        run(home, &["route", "run"]);
    }
    let deputy = json!({ "noun": "deputy", "values": { "name": "张三", "levels": ["县"], "status": "serving" } });
    let deputy = ask(&station, "save", &deputy)["record"]["id"].clone();

    let mut kills = 0;
    for round in 0..ROUNDS {
        let visit = json!({ "kind": "station", "date": "2025-03-02", "deputies": [deputy], "citizen": "李四", "problem": "水渠漏水", "handling": "noted" });
        ask(&station, "save", &json!({ "noun": "visit", "values": visit }));
        for home in [&station, &county] {
            // Unlocking takes the first part of it, whatever the machine.
            kills += u64::from(killed(home, Duration::from_millis(120 + round * 15)));
            run(home, &["route", "run"]);
        }
        assert_eq!(ask(&county, "page", &json!({ "noun": "visit", "limit": 1 }))["total"], round + 1);
    }
    run(&station, &["route", "run"]);
    let bundles = ask(&station, "bundles", &json!({}));
    assert!(
        bundles.as_array().unwrap().iter().all(|b| b["state"] == "filed" || b["state"] == "received"),
        "{bundles}"
    );
    for home in [&station, &county] {
        run(home, &["check"]);
    }
    assert!(kills > 0, "every run ended before it could be killed");
    println!("{kills} of {} runs were killed under way", ROUNDS * 2);
}
